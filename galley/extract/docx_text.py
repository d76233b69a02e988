"""The words of a Word document's XML: paragraphs and table rows in reading order.

Accepts tracked changes on the way: insertions are text, deletions are not, and a paragraph whose mark was
deleted runs on into the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from docx.oxml.ns import qn

_GONE = frozenset(qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "delText", "delInstrText"))
_WRAPPERS = frozenset(
    qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "docPartBody")
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _TBL, _TR, _TC, _R, _T = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r", "t"))
_PPR, _TEXTBOX, _VAL = qn("w:pPr"), qn("w:txbxContent"), qn("w:val")
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a table row (`row`). `runs` are its stretches of text with their run properties."""

    text: str
    properties: Any = None
    runs: tuple[tuple[str, Any], ...] = field(default=())
    row: bool = False
    ends_table: bool = False
    contents: bool = False  # inside a table of contents that Word made

    @property
    def style(self) -> str | None:
        """The style's id."""
        found = self.properties.find(qn("w:pStyle")) if self.properties is not None else None
        return found.get(_VAL) if found is not None else None

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list."""
        numbered = self.properties is not None and self.properties.find(qn("w:numPr")) is not None
        return numbered or (self.style or "").lower().startswith(("listbullet", "listnumber"))

    @property
    def contents_entry(self) -> bool:
        """Whether it is a line of a table of contents."""
        style = (self.style or "").lower()
        return self.contents or (style.startswith(("toc", "verzeichnis", "tm")) and style[-1:].isdigit())


def paragraphs_in(container: Any, *, contents: bool = False) -> Iterator[Paragraph]:
    """Paragraphs and rows in order; what tracked changes join is joined, what has no words is left out."""
    carried: list[tuple[str, Any]] = []
    for found in _walk(container, contents=contents):
        if found.row:
            yield found
            continue
        runs = [*carried, *found.runs]
        carried = []
        if _mark_deleted(found.properties):
            carried = runs
            continue
        if text := "".join(words for words, _ in runs).strip():
            yield replace(found, text=text, runs=tuple(runs))
    if text := "".join(words for words, _ in carried).strip():
        yield Paragraph(text, None, tuple(carried))


def _walk(container: Any, *, contents: bool) -> Iterator[Paragraph]:
    for child in container.iterchildren():
        if child.tag == _P:
            runs = tuple(_runs(child))
            yield Paragraph("", child.find(_PPR), runs, contents=contents)
            for box in _outer_text_boxes(child):
                yield from _walk(box, contents=contents)
        elif child.tag == _TBL:
            yield from _rows(child)
        elif child.tag in _WRAPPERS:
            gallery = child.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
            made = gallery is not None and "contents" in (gallery.get(_VAL) or "").lower()
            yield from _walk(child, contents=contents or made)


def _rows(table: Any) -> Iterator[Paragraph]:
    """A row each. A table that has never two cells with words in a row is a frame around paragraphs."""
    rows = list(_children(table, _TR))
    cells = [list(_children(row, _TC)) for row in rows]
    if all(sum(any(_cell_words(cell)) for cell in row) <= 1 for row in cells):
        for row in cells:
            for cell in row:
                yield from paragraphs_in(cell)
        return
    found: list[str] = []
    for row, inside in zip(rows, cells, strict=True):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        words = [" ".join(_cell_words(cell)) for cell in inside if not _continues_above(cell)]
        if any(words):
            found.append(" | ".join(words))
    for number, text in enumerate(found, 1):
        yield Paragraph(text, row=True, ends_table=number == len(found))


def _cell_words(cell: Any) -> Iterator[str]:
    for paragraph in paragraphs_in(cell):
        yield " ".join(paragraph.text.split())


def _continues_above(cell: Any) -> bool:
    """Whether the cell is merged with the one above; its words stand there."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(_VAL) in (None, "continue")


def _children(element: Any, tag: str) -> Iterator[Any]:
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _runs(paragraph: Any) -> Iterator[tuple[str, Any]]:
    """Stretches of text with their run properties, hyperlinks and insertions included."""
    for run in _inside(paragraph.iterchildren()):
        if words := "".join(_characters(run)):
            yield words, run.find(qn("w:rPr"))


def _inside(elements: Iterable[Any]) -> Iterator[Any]:
    for element in elements:
        if element.tag == _R:
            yield element
        elif element.tag not in _GONE and element.tag not in (_FALLBACK, _PPR):
            yield from _inside(element.iterchildren())


def _characters(run: Any) -> Iterator[str]:
    for child in run.iterchildren():
        if child.tag == _T:
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]


def _outer_text_boxes(element: Any) -> Iterator[Any]:
    for child in element.iterchildren():
        if child.tag == _TEXTBOX:
            yield child
        elif child.tag not in _GONE and child.tag != _FALLBACK:
            yield from _outer_text_boxes(child)


def _mark_deleted(properties: Any) -> bool:
    if properties is None:
        return False
    mark = properties.find(qn("w:rPr"))
    return mark is not None and any(mark.find(qn(f"w:{name}")) is not None for name in ("del", "moveFrom"))
