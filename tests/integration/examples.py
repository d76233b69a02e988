"""Writes the examples of the API's description down: `python -m tests.integration.examples`.

They are requests that were made and answers that came, shortened: two items of a list, the beginning of a long text.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from routes.examples import FILE
from tests.integration.described import Book, Met
from tests.integration.every_route import alone, with_claude

MOST_ITEMS, MOST_CHARACTERS, MOST_LINES = 2, 240, 12
LEFT_OUT = {"get-api-openapi.json"}
KINDS = ("application/json", "text/markdown", "text/csv", "text/event-stream")


def examples(book: Book) -> dict[str, dict[str, Any]]:
    """By the operation's id."""
    made: dict[str, dict[str, Any]] = {}
    for at, told in book.operations():
        kept: dict[str, Any] = {}
        for (seen, status, kind), met in book.seen.items():
            if seen == at and status < 300 and kind in KINDS and told["operationId"] not in LEFT_OUT:
                _keep(kept, at[0], status, kind, met)
        made[told["operationId"]] = kept
    return made


def _keep(kept: dict[str, Any], method: str, status: int, kind: str, met: list[Met]) -> None:
    # Of what was only looked at, the fullest answer says most; else the first is the one that was meant as an example.
    best = max(met, key=lambda one: len(json.dumps(shortened(one.shown)))) if method == "get" else met[0]
    kept.setdefault("answers", {})[f"{status} {kind}"] = shortened(best.shown)
    if best.sent is not None:
        kept.setdefault("request", best.sent)
    if query := urlsplit(met[0].path).query:
        kept.setdefault("query", query)


def shortened(value: Any) -> Any:
    """The same, with less of it."""
    if isinstance(value, dict):
        return {name: shortened(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shortened(one) for one in value[:MOST_ITEMS]]
    if isinstance(value, str) and value.count("\n") > MOST_LINES:
        return shortened("\n".join(value.splitlines()[:MOST_LINES]) + "\n…")
    if isinstance(value, str) and len(value) > MOST_CHARACTERS and "\n" not in value:
        return value[:MOST_CHARACTERS] + "…"
    return value


def main() -> None:
    """Call every route, and keep what came."""
    with tempfile.TemporaryDirectory() as folder:
        # What a Galley without Claude answers is all real; the double that plays Claude only fills what is left.
        made, other = examples(alone(Path(folder))), examples(with_claude(Path(folder)))
        for id, kept in made.items():
            kept["answers"] = other[id].get("answers", {}) | kept.get("answers", {})
        found = json.dumps(made, ensure_ascii=False, indent=1)
        FILE.write_text(found.replace(f"{folder}/alone", "/home/you/galley") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
