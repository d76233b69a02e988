"""Reads plain text. The canonical text is the decoded file; paragraphs lie between blank lines.

Headings are guessed by `typed_headings` from lines that stand alone, and from lines underlined with `===` or
`---`. A hard-wrapped paragraph stays one block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from galley.documents import Block, Extracted, Kind, Part
from galley.extract.tiling import Mark, line_starts, tile
from galley.extract.typed_headings import LONGEST, Look, look_of, without_lists

_DIGITS = re.compile(r"\d+")
_LEAST_PAGES = 3  # on which a line repeats before it is a running one
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_BULLET = re.compile(r"\s*(?:[-*•▪◦‣·–]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S")


@dataclass(slots=True)
class _Paragraph:
    """A run of lines without a blank one between them; `first` and `last` are line numbers."""

    first: int
    last: int


def extract(text: str) -> Extracted:
    """The text itself, with a block for each paragraph, list item and heading, and pages where form feeds end them."""
    starts = line_starts(text)
    lines = [text[a:b].strip() for a, b in pairwise(starts)]
    furniture = _furniture(text, starts, lines) if "\f" in text else {}
    marks = [Mark(starts[line], mark.kind, mark.level, mark.title) for line, mark in _marks(lines, furniture)]
    blocks = tile(text, marks)
    if "\f" not in text.strip():
        return Extracted(text=text, blocks=blocks, format="text")
    parts = {starts[line]: part for line, part in furniture.items()}
    pages = 1 + text.rstrip().count("\f")
    return Extracted(text=text, blocks=tuple(_paged(text, blocks, parts)), format="text", pages=pages)


def _paged(text: str, blocks: Sequence[Block], parts: Mapping[int, Part]) -> Iterator[Block]:
    page, counted = 1, 0
    for block in blocks:
        words = text[block.start : block.end]
        begins = block.start + len(words) - len(words.lstrip())
        page, counted = page + text.count("\f", counted, begins), begins
        yield replace(block, page=page, part=parts.get(block.start, block.part))


def _furniture(text: str, starts: Sequence[int], lines: Sequence[str]) -> dict[int, Part]:
    """The first and last lines of pages where they repeat but for their numbers: running headers and footers."""
    breaks = [line for line in range(len(lines)) if "\f" in text[starts[line] : starts[line + 1]]]
    ends = (([0, *breaks], 1, Part.HEADER), ([line - 1 for line in breaks] + [len(lines) - 1], -1, Part.FOOTER))
    found: dict[int, Part] = {}
    for places, step, part in ends:
        near = [_next_line(lines, place, step) for place in places]
        looks = Counter(_DIGITS.sub("0", lines[line]) for line in near if line is not None)
        for line in near:
            if line is not None and looks[_DIGITS.sub("0", lines[line])] >= max(_LEAST_PAGES, 0.5 * len(breaks)):
                found[line] = part
    return found


def _next_line(lines: Sequence[str], line: int, step: int) -> int | None:
    """The first line with words from here on, upwards or downwards."""
    while 0 <= line < len(lines):
        if lines[line]:
            return line
        line += step
    return None


def _marks(lines: list[str], furniture: Mapping[int, Part]) -> list[tuple[int, Mark]]:
    paragraphs = _paragraphs(["" if line in furniture else words for line, words in enumerate(lines)])
    looks = without_lists([_look(paragraph, lines) for paragraph in paragraphs])
    marks = [(line, Mark(0, Kind.META)) for line in furniture]
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
