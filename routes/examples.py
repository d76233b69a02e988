"""Real requests and answers, as `python -m tests.integration.examples` wrote them down: shortened, nothing made up."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


@cache
def _all() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return found


def example_of(operation_id: str) -> dict[str, Any]:
    """What was written down for that route: `request`, `query`, and `answers` by "status type"; {} when nothing was."""
    return _all().get(operation_id, {})


def add_examples(operation: dict[str, Any]) -> None:
    """Put the examples beside the schemas of a part of an OpenAPI document."""
    kept = example_of(operation["operationId"])
    if "request" in kept:
        operation["requestBody"]["content"]["application/json"]["example"] = kept["request"]
    for status, answer in operation["responses"].items():
        for kind, content in answer.get("content", {}).items():
            if (shown := kept.get("answers", {}).get(f"{status} {kind}")) is not None:
                content["example"] = shown
