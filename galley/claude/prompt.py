"""What is sent to Claude, as plain data: prompts are made without the SDK."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


def storable(text: str) -> str:
    """The text without what a database cannot hold (NUL, half a surrogate pair); its length stays."""
    return "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """`version` names the wording; `content` is the user turn's blocks in the API's form."""

    version: str
    system: str
    content: list[dict[str, Any]]
