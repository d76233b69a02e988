"""Joins the lines of a PDF into paragraphs, and lays them out as canonical text with blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from galley.documents import Block, Kind, Part
from galley.extract.pdf_headings import Heading
from galley.extract.pdf_lines import Line, Page
from galley.extract.tiling import Draft
from galley.extract.typed_headings import is_contents_line, look_of, without_lists

_BULLET = re.compile(r"[•▪■●○◦‣·∙–*‐-]\s+\S|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})[.)]\s+\S")
_INITIAL = re.compile(r"[A-Z]\.\s")  # of a person's name, when it begins a line
_FINAL = re.compile(r"[.!?:;。！？][\"'”’»)\]]*$")
_HYPHENS = "-‐‑"
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class _Piece:
    """Lines that become one block."""

    lines: list[Line]
    kind: Kind
    level: int | None = None
    title: str | None = None


def compose(
    pages: Sequence[Page],
    body: Sequence[Line],
    headings: Mapping[int, Heading],
    headers: set[Line],
    footers: set[Line],
) -> tuple[str, tuple[Block, ...]]:
    """The canonical text and its blocks: furniture in its place, or after the paragraph it would cut."""
    pieces = _pieces(body, headings)
    if not headings:
        _typed(pieces)
    vocabulary = {word.lower() for line in body for word in re.findall(r"[^\W\d_]+", line.text)}
    marginal = [(page.number, _margin(page, headers), _margin(page, footers)) for page in pages]
    draft, at = Draft(), 0
    for piece in pieces:
        while at < 2 * len(marginal) and _due(marginal, at) <= (piece.lines[0].page, 0):
            at = _add_margin(draft, marginal, at)
        words = _joined(piece.lines, vocabulary)
        gap = "\n" if piece.kind in (Kind.META, Kind.LIST_ITEM) else "\n\n"
        draft.add(words, piece.kind, page=piece.lines[0].page, level=piece.level, title=piece.title, gap=gap)
    while at < 2 * len(marginal):
        at = _add_margin(draft, marginal, at)
    return draft.finish()


def _due(marginal: Sequence[tuple[int, str, str]], at: int) -> tuple[int, int]:
    """When the furniture of that turn is due: a header before its page's text, a footer after it."""
    page = marginal[at // 2][0]
    return (page, 0) if at % 2 == 0 else (page, 1)


def _add_margin(draft: Draft, marginal: Sequence[tuple[int, str, str]], at: int) -> int:
    page, header, footer = marginal[at // 2]
    words, part = (header, Part.HEADER) if at % 2 == 0 else (footer, Part.FOOTER)
    draft.add(words, Kind.META, part=part, page=page)
    return at + 1


def _margin(page: Page, lines: set[Line]) -> str:
    found = sorted((line for line in page.lines if line in lines), key=lambda line: (-round(line.y), line.left))
    return "\n".join(line.text for line in found)


def _pieces(body: Sequence[Line], headings: Mapping[int, Heading]) -> list[_Piece]:
    spacing = _usual_spacing(body)
    pieces: list[_Piece] = []
    index = 0
    while index < len(body):
        line = body[index]
        if heading := headings.get(index):
            lines = list(body[index : index + heading.lines])
            pieces.append(_Piece(lines, Kind.HEADING, heading.level, heading.title))
            index += heading.lines
            continue
        if is_contents_line(line.text):
            pieces.append(_Piece([line], Kind.META))
        elif pieces and pieces[-1].kind in (Kind.PARAGRAPH, Kind.LIST_ITEM) and _continues(
            pieces[-1], line, spacing, _right_edge(body, index - 1)
        ):  # fmt: skip
            pieces[-1].lines.append(line)
        else:
            pieces.append(_Piece([line], Kind.LIST_ITEM if _BULLET.match(line.text) else Kind.PARAGRAPH))
        index += 1
    return pieces


def _usual_spacing(body: Sequence[Line]) -> float:
    """The distance of baselines within paragraphs, in sizes of type."""
    ratios = [
        (above.y - line.y) / line.size
        for above, line in pairwise(body)
        if above.page == line.page and 0.8 < (above.y - line.y) / line.size < 3
    ]
    return median(ratios) if ratios else 1.2


def _right_edge(body: Sequence[Line], index: int) -> float:
    """How far lines reach near this one, in its column."""
    line = body[index]
    near = [other for other in body[max(index - 4, 0) : index + 5] if other.shares_width(line)]
    return max((other.right for other in near), default=line.right)


def _continues(piece: _Piece, line: Line, spacing: float, right_edge: float) -> bool:
    """Whether the line goes on with the paragraph of the line before it."""
    before = piece.lines[-1]
    open_end = not _FINAL.search(before.text)
    full = before.right > right_edge - 2.5 * before.size
    initial = open_end and full and bool(_INITIAL.match(line.text))
    if (_BULLET.match(line.text) and not initial) or abs(line.size - before.size) > 0.12 * before.size:
        return False
    runs_on = open_end and (line.text[0].islower() or before.text[-1] in "," + _HYPHENS)
    if line.page != before.page or line.y > before.y + 0.5 * before.size:
        return runs_on or (open_end and full and bool(_WIDE.match(line.text[0])))
    if line.beside(before):
        return False
    drop = (before.y - line.y) / line.size
    if drop > max(1.3 * spacing, spacing + 0.25):
        return False
    if before.bold and not line.bold and not runs_on and not full:
        return False
    indented = line.left > before.left + 0.9 * line.size and not _BULLET.match(before.text)
    if indented and not (open_end and full):
        return False
    reaches = before.right > right_edge - 0.2 * max(right_edge - before.left, 1.0)
    return reaches or runs_on


def _typed(pieces: list[_Piece]) -> None:
    """Headings by their words alone, in a document whose type shows none."""
    alone = [len(p.lines) == 1 and p.kind is not Kind.META for p in pieces]
    looks = without_lists([look_of(p.lines[0].text) if one else None for p, one in zip(pieces, alone, strict=True)])
    for piece, look in zip(pieces, looks, strict=True):
        if look:
            piece.kind, piece.level, piece.title = Kind.HEADING, look.level, piece.lines[0].text


def _joined(lines: Sequence[Line], vocabulary: set[str]) -> str:
    """One text from lines. A hyphen at a line's end goes only if the joined word is known from elsewhere."""
    text = lines[0].text
    for above, line in pairwise(lines):
        first, last = re.match(r"[^\W\d_]+", line.text), re.search(r"([^\W\d_]+)[-‐‑]$", text)
        if first and last and line.text[0].islower():
            whole = (last[1] + first[0]).lower()
            text = text[:-1] + line.text if above.soft_hyphen or whole in vocabulary else f"{text}\n{line.text}"
        elif _WIDE.match(text[-1]) and _WIDE.match(line.text[0]):
            text += line.text
        else:
            text += " " + line.text
    return text
