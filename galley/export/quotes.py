"""Finds ranges of a text again in another reading of the same document.

A document keeps the text that the reader of its day gave it. When a later reader gives a little more, a range is
looked up by its words: the same one, counted from the beginning, of as many as there were.
"""

from __future__ import annotations

from collections.abc import Sequence

Range = tuple[int, int]


def shifted(old: str, new: str, ranges: Sequence[tuple[int | None, int | None]]) -> list[Range | None]:
    """Each range of `old` as a range of `new`; None where it has none or is not there for certain."""
    found: list[Range | None] = []
    for start, end in ranges:
        if start is None or end is None or not old[start:end].strip():
            found.append(None)
        elif old == new:
            found.append((start, end))
        else:
            found.append(_again(old, new, start, end))
    return found


def _again(old: str, new: str, start: int, end: int) -> Range | None:
    words = old[start:end]
    before, after = _places(old, words), _places(new, words)
    if len(before) != len(after) or start not in before:
        return None
    at = after[before.index(start)]
    return at, at + len(words)


def _places(text: str, words: str) -> list[int]:
    """Where the words stand, overlapping ones too."""
    places: list[int] = []
    at = text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    return places
