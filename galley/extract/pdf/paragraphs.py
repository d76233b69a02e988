"""Joins the lines of a PDF into paragraphs, and lays them out as canonical text with blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from galley.documents import Block, Hidden, Kind, Part
from galley.extract.pdf.lines import Line, Page, usual_spacing
from galley.extract.pdf.type import Heading
from galley.extract.tiling import Draft
from galley.extract.typed_headings import is_contents_line

_BULLET = re.compile(r"[•▪■●○◦‣·∙–*‐-]\s+\S|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})[.)]\s+\S")
_INITIAL = re.compile(r"[A-Z]\.\s")  # of a person's name, when it begins a line
_FINAL = re.compile(r"[.!?:;。！？][\"'”’»)\]]*$")
_HYPHENS = "-‐‑"
_LONGEST_WORD = 60
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class _Piece:
    """Lines that become one block."""

    lines: list[Line]
    kind: Kind
    part: Part = Part.BODY
    level: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A text with the blocks that tile it, and what of it nobody sees."""

    text: str
    blocks: tuple[Block, ...]
    hidden: tuple[Hidden, ...]


class _Sheet:
    """A draft to which lines are added, and with them what of them is hidden."""

    def __init__(self, vocabulary: set[str]) -> None:
        self._draft, self._hidden, self._vocabulary = Draft(), list[Hidden](), vocabulary

    def add(self, piece: _Piece) -> None:
        """Append a block of the text."""
        code = piece.kind is Kind.CODE
        words, starts = _listing(piece.lines) if code else _joined(piece.lines, self._vocabulary)
        gap = "\n" if piece.kind in (Kind.META, Kind.LIST_ITEM) else "\n\n"
        page = piece.lines[0].page
        at = self._draft.add(
            words, piece.kind, part=piece.part, page=page, level=piece.level, title=piece.title, gap=gap
        )
        self._hide(at, piece.lines, starts)

    def add_margin(self, page: Page, margin: set[Line], part: Part) -> None:
        """Append the lines of that page which are page furniture, if it has any."""
        lines = sorted((line for line in page.lines if line in margin), key=lambda item: (-round(item.y), item.left))
        words, starts = _listing(lines)
        self._hide(self._draft.add(words, Kind.META, part=part, page=page.number), lines, starts)

    def finish(self) -> Composed:
        """All that was added."""
        return Composed(*self._draft.finish(), tuple(self._hidden))

    def _hide(self, at: int | None, lines: Sequence[Line], starts: Sequence[int]) -> None:
        if at is not None:
            self._hidden += [
                Hidden(start=at + start + first, end=at + start + last, why=why)
                for line, start in zip(lines, starts, strict=True)
                for first, last, why in line.hidden
            ]


def composed(
    pages: Sequence[Page],
    body: Sequence[Line],
    headings: Mapping[int, Heading],
    margins: tuple[set[Line], set[Line]],
    notes: Sequence[Sequence[Line]],
) -> Composed:
    """The canonical text: headers and footers in their place, or after the paragraph they would cut, notes last."""
    vocabulary = {word.lower() for line in body for word in re.findall(r"[^\W\d_]+", line.text)}
    sheet = _Sheet(vocabulary)
    due = [((page.number, turn), page) for page in pages for turn in (0, 1)]
    for piece in _pieces(body, headings):
        while due and due[0][0] <= (piece.lines[0].page, 0):
            (_, turn), page = due.pop(0)
            sheet.add_margin(page, margins[turn], (Part.HEADER, Part.FOOTER)[turn])
        sheet.add(piece)
    for (_, turn), page in due:
        sheet.add_margin(page, margins[turn], (Part.HEADER, Part.FOOTER)[turn])
    for note in notes:
        sheet.add(_Piece(list(note), Kind.PARAGRAPH, part=Part.FOOTNOTE))
    return sheet.finish()


def lone_lines(body: Sequence[Line]) -> set[int]:
    """The indexes of lines that are a paragraph each."""
    place = {line: index for index, line in enumerate(body)}
    return {place[piece.lines[0]] for piece in _pieces(body, {}) if len(piece.lines) == 1 and piece.kind != Kind.META}


def _pieces(body: Sequence[Line], headings: Mapping[int, Heading]) -> list[_Piece]:
    spacing = usual_spacing(body)
    typewritten = sum(len(line.text) * line.mono for line in body) > 0.5 * sum(len(line.text) for line in body)
    pieces: list[_Piece] = []
    index = 0
    while index < len(body):
        line = body[index]
        if heading := headings.get(index):
            lines = list(body[index : index + heading.lines])
            pieces.append(_Piece(lines, Kind.HEADING, level=heading.level, title=heading.title))
            index += heading.lines
            continue
        if is_contents_line(line.text):
            pieces.append(_Piece([line], Kind.META))
        elif line.mono and not typewritten:
            if pieces and pieces[-1].kind is Kind.CODE and _next_in_code(pieces[-1].lines[-1], line):
                pieces[-1].lines.append(line)
            else:
                pieces.append(_Piece([line], Kind.CODE))
        elif pieces and pieces[-1].kind in (Kind.PARAGRAPH, Kind.LIST_ITEM) and _continues(
            pieces[-1], line, spacing, _right_edge(body, index - 1)
        ):  # fmt: skip
            pieces[-1].lines.append(line)
        else:
            pieces.append(_Piece([line], Kind.LIST_ITEM if _BULLET.match(line.text) else Kind.PARAGRAPH))
        index += 1
    return pieces


def _next_in_code(above: Line, line: Line) -> bool:
    """Whether the line goes on with a listing; an empty line may be between them."""
    return above.page == line.page and 0 < above.y - line.y < 3 * line.size


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
    hangs = any(abs(right - line.left) < 0.3 * line.size for _, _, right in before.gaps)  # under the words of a number
    indented = line.left > before.left + 0.9 * line.size and not _BULLET.match(before.text) and not hangs
    if indented and not (open_end and full):
        return False
    reaches = before.right > right_edge - 0.2 * max(right_edge - before.left, 1.0)
    return reaches or runs_on


def _listing(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """Lines of code as they stand, and where each begins."""
    starts = [sum(len(line.text) + 1 for line in lines[:count]) for count in range(len(lines))]
    return "\n".join(line.text for line in lines), starts


def _joined(lines: Sequence[Line], vocabulary: set[str]) -> tuple[str, list[int]]:
    """One text from lines, and where each line begins in it.

    A hyphen at a line's end goes only if the joined word is known from elsewhere.
    """
    text, starts = lines[0].text, [0]
    for above, line in pairwise(lines):
        first, last = re.match(r"[^\W\d_]+", line.text), re.search(r"([^\W\d_]+)[-‐‑]$", text[-_LONGEST_WORD:])
        if first and last and line.text[0].islower():
            whole = (last[1] + first[0]).lower()
            text = text[:-1] if above.soft_hyphen or whole in vocabulary else f"{text}\n"
        elif not (_WIDE.match(text[-1]) and _WIDE.match(line.text[0])):
            text += " "
        starts.append(len(text))
        text += line.text
    return text, starts
