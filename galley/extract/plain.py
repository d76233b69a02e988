"""Reads plain text. The canonical text is the decoded file; paragraphs lie between blank lines.

Headings are guessed by `typed_headings` from lines that stand alone, and from lines underlined with `===` or
`---`. A hard-wrapped paragraph stays one block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from charset_normalizer import from_bytes

from galley.documents import Extracted, Kind
from galley.extract.tiling import Mark, line_starts, tile
from galley.extract.typed_headings import LONGEST, Look, look_of, without_lists

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_BULLET = re.compile(r"\s*(?:[-*•▪◦‣·–]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S")


@dataclass(slots=True)
class _Paragraph:
    """A run of lines without a blank one between them; `first` and `last` are line numbers."""

    first: int
    last: int


def decode(data: bytes) -> str | None:
    """The text of these bytes without a byte order mark; None when they are not text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if b"\x00" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        return str(best) if best is not None else None


def extract(text: str) -> Extracted:
    """The text itself, with a block for each paragraph, list item and heading."""
    starts = line_starts(text)
    lines = [text[a:b].strip() for a, b in pairwise(starts)]
    marks = [Mark(starts[line], mark.kind, mark.level, mark.title) for line, mark in _marks(lines)]
    return Extracted(text=text, blocks=tile(text, marks), format="text")


def _marks(lines: list[str]) -> list[tuple[int, Mark]]:
    paragraphs = _paragraphs(lines)
    looks = without_lists([_look(paragraph, lines) for paragraph in paragraphs])
    marks: list[tuple[int, Mark]] = []
    for paragraph, look in zip(paragraphs, looks, strict=True):
        first = paragraph.first
        if look:
            marks.append((first, Mark(0, Kind.HEADING, look.level, " ".join(lines[first].split()))))
            first += 2 if look.style == "underlined" else 1
        marks += _body_marks(first, paragraph.last, lines)
    return marks


def _paragraphs(lines: list[str]) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    blank = True
    for number, line in enumerate(lines):
        if line and blank:
            found.append(_Paragraph(number, number))
        elif line:
            found[-1].last = number
        blank = not line
    return found


def _look(paragraph: _Paragraph, lines: list[str]) -> Look | None:
    """How the paragraph's first line is a heading, alone or directly above its text."""
    line, alone = lines[paragraph.first], paragraph.first == paragraph.last
    below = "" if alone else lines[paragraph.first + 1]
    if below and _UNDERLINE.fullmatch(below):
        fits = len(line) <= LONGEST and len(below) >= 0.5 * len(line) and any(c.isalnum() for c in line)
        return Look(1 if below[0] == "=" else 2, "underlined") if fits else None
    look = look_of(line)
    if look is None or alone:
        return look
    runs_on = len(line.split()) > 8 or below[:1].islower() or look_of(below) is not None
    return None if runs_on or _BULLET.match(below) or not look.style else look


def _body_marks(first: int, last: int, lines: list[str]) -> list[tuple[int, Mark]]:
    """A paragraph, or one block for each of its list items."""
    marks: list[tuple[int, Mark]] = []
    for line in range(first, last + 1):
        if _BULLET.match(lines[line]):
            marks.append((line, Mark(0, Kind.LIST_ITEM)))
        elif line == first:
            marks.append((line, Mark(0, Kind.PARAGRAPH)))
    return marks
