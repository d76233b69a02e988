"""The words of a Word document's XML: paragraphs and table rows in reading order.

Accepts tracked changes on the way: insertions are text, deletions are not, and a paragraph whose mark was
deleted runs on into the next one. Automatic numbers stand before the words of their paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from galley.extract.docx.numbers import Numbers
from galley.extract.docx.pieces import Piece, pieces_of, tracked_of
from galley.extract.docx.xml import MC, VAL, alternatives, find, value, w

_WRAPPERS = frozenset(
    w(name) for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "docPartBody")
)
_GONE = frozenset({w("del"), w("moveFrom")})
_ALTERNATE = MC + "AlternateContent"
_P, _TBL, _TR, _TC, _TEXTBOX = w("p"), w("tbl"), w("tr"), w("tc"), w("txbxContent")
CELL_BORDER = " | "


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a table row (`row`): its typed words, and the pieces of number, words and deleted words."""

    text: str
    properties: Any = None
    pieces: tuple[Piece, ...] = field(default=())
    label: str = ""  # the automatic number or bullet; it is the first piece, and not in `text`
    depth: int | None = None  # in its list, 0 is the top
    row: bool = False
    ends_table: bool = False
    contents: bool = False  # inside a table of contents that Word made
    boxed: bool = False  # in a text box or a frame
    element: Any = None  # the `w:p`

    @property
    def whole(self) -> str:
        """The words with their number."""
        return f"{self.label} {self.text}".strip() if self.label else self.text

    @property
    def style(self) -> str | None:
        """The style's id."""
        return value(self.properties, "pStyle")

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list."""
        return self.depth is not None or (self.style or "").lower().startswith(("listbullet", "listnumber"))

    @property
    def runs(self) -> list[tuple[str, Any]]:
        """The stretches of typed words with their run properties."""
        return [(p.words, p.properties) for p in self.pieces if p.node is not None and not p.gone]


def paragraphs_in(container: Any, numbers: Numbers, *, bare: bool = False) -> Iterator[Paragraph]:
    """Paragraphs and rows in order; what tracked changes join is joined.

    What has no words is left out, but for a last one that only has deleted words, and (`bare`) those that have a
    number alone.
    """
    carried: list[Piece] = []
    for found in _walk(container, numbers, contents=False, boxed=False):
        if found.row:
            if _words(carried):
                yield _spoken(Paragraph(""), carried, "")
                carried = []
            yield replace(found, pieces=(*carried, *found.pieces))
            carried = []
            continue
        carried += found.pieces
        if found.element is None:
            continue
        if (deleted := _deleted_mark(found.properties)) is not None:
            carried.append(Piece("\n", tracked=tracked_of(deleted, "deletion"), gone=True))
            continue
        depth, label = numbers.level(found.properties), numbers.next(found.properties)
        if _words(carried) or (bare and re.search(r"\w", label)):
            yield _spoken(replace(found, depth=depth), carried, label)
            carried = []
        elif carried:
            carried.append(Piece("\n", gone=True))  # deleted words of another paragraph are another change
    if carried:
        yield _spoken(Paragraph(""), carried, "")


def _spoken(paragraph: Paragraph, pieces: Iterable[Piece], label: str) -> Paragraph:
    pieces = tuple(pieces)
    numbered = (Piece(f"{label} "), *pieces) if label else pieces
    return replace(paragraph, text=_words(pieces), pieces=numbered, label=label)


def _words(pieces: Iterable[Piece]) -> str:
    return "".join(piece.words for piece in pieces if not piece.gone).strip()


def _walk(container: Any, numbers: Numbers, *, contents: bool, boxed: bool) -> Iterator[Paragraph]:
    for child in container.iterchildren():
        if child.tag == _P:
            pieces = tuple(pieces_of(child))
            yield Paragraph("", child.find(w("pPr")), pieces, contents=contents, boxed=boxed, element=child)
            for box in text_boxes(child):
                yield from _walk(box, numbers, contents=contents, boxed=True)
        elif child.tag == _TBL:
            yield from _rows(child, numbers)
        elif child.tag in _WRAPPERS:
            gallery = value(child, "sdtPr", "docPartObj", "docPartGallery") or ""
            made = contents or "contents" in gallery.lower()
            yield from _walk(child, numbers, contents=made, boxed=boxed)
        elif child.tag == _ALTERNATE:
            form = next((f for f in alternatives(child) if f.find(f".//{_P}") is not None), None)
            if form is not None:
                yield from _walk(form, numbers, contents=contents, boxed=boxed)


def _rows(table: Any, numbers: Numbers) -> Iterator[Paragraph]:
    """A row each. A table that has never two cells with words in a row is a frame around paragraphs."""
    rows = list(_children(table, _TR))
    cells = [list(_children(row, _TC)) for row in rows]
    if all(sum(any(_speaks(p, numbers) for p in cell.iter(_P)) for cell in row) <= 1 for row in cells):
        for row in cells:
            for cell in row:
                yield from _walk(cell, numbers, contents=False, boxed=True)
        return
    ready = [_row(row, inside, numbers) for row, inside in zip(rows, cells, strict=True)]
    last = max((n for n, row in enumerate(ready) if row.text), default=None)
    for number, made in enumerate(ready):
        if made.text or made.pieces:
            yield replace(made, ends_table=number == last) if made.text else replace(made, row=False)


def _speaks(paragraph: Any, numbers: Numbers) -> bool:
    return bool(_words(pieces_of(paragraph))) or numbers.level(paragraph.find(w("pPr"))) is not None


def _row(row: Any, cells: list[Any], numbers: Numbers) -> Paragraph:
    pieces: list[Piece] = []
    words: list[str] = []
    has_words = False
    for cell in cells:
        if _continues_above(cell):
            continue
        inside = list(paragraphs_in(cell, numbers, bare=True))
        has_words = has_words or any(paragraph.text for paragraph in inside)
        if words:
            pieces.append(Piece(CELL_BORDER))
        words.append(" ".join(" ".join(paragraph.whole.split()) for paragraph in inside))
        for paragraph in inside:
            pieces += [*paragraph.pieces, Piece(" ")]
    deleted = find(row, "trPr", "del")
    if deleted is not None:
        tracked = tracked_of(deleted, "deletion")
        gone = (piece if piece.gone else replace(piece, tracked=tracked, gone=True) for piece in pieces)
        return Paragraph("", pieces=tuple(gone), row=True)
    if not has_words:
        return Paragraph("", pieces=tuple(piece for piece in pieces if piece.gone), row=True)
    return Paragraph(CELL_BORDER.join(words), pieces=tuple(pieces), row=True)


def _continues_above(cell: Any) -> bool:
    """Whether the cell is merged with the one above; its words stand there."""
    merge = find(cell, "tcPr", "vMerge")
    return merge is not None and merge.get(VAL) in (None, "continue")


def _children(element: Any, tag: str) -> Iterator[Any]:
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def text_boxes(element: Any) -> Iterator[Any]:
    """The outer text boxes in this paragraph, each once: Word writes them in a new and an old form."""
    for child in element.iterchildren():
        if child.tag == _TEXTBOX:
            yield child
        elif child.tag == _ALTERNATE:
            yield from next((boxes for form in alternatives(child) if (boxes := list(text_boxes(form)))), [])
        elif child.tag not in _GONE:
            yield from text_boxes(child)


def _deleted_mark(properties: Any) -> Any:
    """What says that the end of this paragraph was deleted; None when nothing does."""
    mark = find(properties, "rPr")
    return None if mark is None else next((d for tag in _GONE if (d := mark.find(tag)) is not None), None)
