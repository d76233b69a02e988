"""A flaw: what a rule found, on the exact words, in plain language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing to change. `start` and `end` are offsets in the document's text, in Unicode code points.

    `replacement`, where there is one, replaces exactly `text[start:end]`; None means that only a person can
    know the right words.
    """

    rule: str
    start: int
    end: int
    description: str
    suggestion: str
    category: str
    severity: Severity
    confidence: float
    replacement: str | None = None
