"""The words of a finding, for a comment in Word or for the list at the document's end."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from galley.export.file import new_words, one_line
from galley.settings import SCRIPTED
from galley.store.models import Finding

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
INITIALS = "G"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in plain words: `lines` say what is wrong and what to do."""

    author: str
    at: str  # ISO 8601 in UTC, to the second
    lines: tuple[str, ...]
    section: str
    quote: str
    problem: str = ""  # why it has no place in the text

    def without_place(self, problem: str) -> Told:
        """The same, with the reason why it is no comment."""
        return replace(self, problem=problem)


def told(item: Finding, section: str) -> Told:
    """The finding's words, fit for XML."""
    lines = [f"{item.severity.capitalize()}: {item.description}", item.suggestion]
    new = new_words(item)
    if new is not None:
        lines.append(f"Replace with: “{new}”" if new else "Delete these words.")
    if item.reason:
        lines.append(f"Reason: {item.reason}")
    moment = datetime.fromtimestamp(item.created_at or time.time(), UTC)
    return Told(
        author=f"Galley ({_source(item.source)})", at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        lines=tuple(line for line in map(_plain, lines) if line), section=_plain(section),
        quote=_plain(item.quote or item.model_quote or ""),
    )  # fmt: skip


def _source(source: str) -> str:
    kind, _, model = source.partition(":")
    if model == SCRIPTED:
        return "the demo's script"
    return {"claude": f"Claude, {model}", "person": "a reader"}.get(kind, kind)


def _plain(text: str) -> str:
    return one_line(_NOT_XML.sub("\ufffd", text))
