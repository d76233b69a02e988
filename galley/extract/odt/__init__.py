"""Reads OpenDocument texts: the text as it stands when every tracked change is accepted.

Headings by their outline level, list items with the numbers that the document's own styles give them, tables by
row. Headers come before the body and footers after it; footnotes and then comments come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from galley.documents import Extracted, Kind, Part
from galley.errors import Unreadable
from galley.extract.flow import Paragraph, Words, compose, note_of, row_of
from galley.extract.odt.numbers import Numbers, whole_number
from galley.extract.odt.styles import Shown, Styles, q
from galley.extract.package import open_package, xml_of

_TEXT_TYPE = "application/vnd.oasis.opendocument.text"
_MOST_REPEATS = 200  # of equal cells in a row; a file may say a million
_LEFT_OUT = frozenset(
    q(name)
    for name in (
        "text:tracked-changes", "text:sequence-decls", "text:variable-decls", "text:user-field-decls", "office:forms",
        "text:note-citation", "text:alphabetical-index-source", "text:table-of-content-source", "svg:title", "svg:desc",
        "text:bibliography-source", "table:covered-table-cell", "office:annotation-end", "office:binary-data",
        "table:table-columns", "table:table-column", "text:dde-connection-decls", "draw:glue-point", "text:ruby-text",
    )
)  # fmt: skip
_INDEXES = frozenset(
    q(f"text:{name}")
    for name in ("table-of-content", "alphabetical-index", "illustration-index", "table-index", "user-index")
)


def extract(name: str, data: bytes) -> Extracted:
    """The document of that name. Raises Unreadable (corrupt, wrong_extension, password_protected) and TooLarge."""
    package = open_package(name, data, ".odt")
    manifest = xml_of(name, package, "META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(q("manifest:encryption-data")), None) is not None:
        raise Unreadable(f"{name} is protected by a password. Upload a copy without one.", code="password_protected")
    content = xml_of(name, package, "content.xml")
    body = content.find(f"{q('office:body')}/{q('office:text')}") if content is not None else None
    if content is None or body is None:
        raise Unreadable(
            f"{name} is not an OpenDocument text. Give it its right extension, or save it as .odt.",
            code="corrupt" if "content.xml" not in package.namelist() else "wrong_extension",
        )
    styles = xml_of(name, package, "styles.xml")
    return compose(_Reader(content, styles).paragraphs(body, styles), "odt")


class _Reader:
    """The walk through one document. libxml2 lets elements nest 256 deep, so that recursion is safe."""

    def __init__(self, content: Any, styles: Any) -> None:
        self._styles = Styles(content, styles)
        self._numbers = Numbers(content, styles)
        self._regions = {r.get(q("text:id")) or r.get(q("xml:id")): r for r in content.iter(q("text:changed-region"))}
        self._inserting: dict[str, list[str]] = {}  # words so far, by the change's id
        self._notes: list[Paragraph] = []
        self._comments: list[Paragraph] = []
        self._boxes: list[Any] = []  # text boxes in the paragraph that is read

    def paragraphs(self, body: Any, styles: Any) -> list[Paragraph]:
        """Everything, in the order in which it is kept."""
        headers = list(self._furniture(styles, "header", Part.HEADER))
        footers = list(self._furniture(styles, "footer", Part.FOOTER))
        return [*headers, *self._flow(body), *footers, *self._notes, *self._comments]

    def _furniture(self, styles: Any, word: str, part: Part) -> Iterator[Paragraph]:
        seen: set[str] = set()
        for page in styles.iter(q("style:master-page")) if styles is not None else ():
            for end in ("", "-first", "-left"):
                for place in page.iterchildren(q(f"style:{word}{end}")):
                    for paragraph in self._flow(place):
                        if paragraph.words not in seen:
                            seen.add(paragraph.words)
                            yield replace(paragraph, kind=Kind.META, part=part, level=None)

    def _flow(self, container: Any, kind: Kind = Kind.PARAGRAPH, part: Part = Part.BODY) -> Iterator[Paragraph]:
        for child in container.iterchildren():
            yield from self._one(child, kind, part)

    def _one(self, element: Any, kind: Kind = Kind.PARAGRAPH, part: Part = Part.BODY) -> Iterator[Paragraph]:
        tag = element.tag
        if tag in (q("text:h"), q("text:p")):
            yield from self._paragraph(element, kind, part)
        elif tag == q("text:list"):
            yield from self._list(element, part, 1, None)
        elif tag == q("table:table"):
            yield from self._table(element)
        elif tag in _INDEXES:
            yield from self._flow(element, Kind.META, part)
        elif tag == q("office:annotation"):
            self._comment(element)
        elif tag not in _LEFT_OUT:
            yield from self._flow(element, kind, part)

    def _paragraph(self, element: Any, kind: Kind, part: Part, number: str = "") -> Iterator[Paragraph]:
        shown = self._styles.paragraph(element)
        words = Words(folds=True)
        level: int | None = None
        if kind is Kind.PARAGRAPH and part is Part.BODY:
            level = self._styles.level(element)
        if level and element.tag == q("text:h"):
            number = number or self._numbers.of_heading(element, level)
        if number:
            words.add_as_is(number + " ", why=shown.hides)
        boxes, self._boxes = self._boxes, []
        self._inline(element, words, shown)
        found = words.paragraph(Kind.HEADING if level and words else kind, part)
        title = found.words.removeprefix(number).strip() if level else None
        yield replace(found, level=level, title=title) if title else replace(found, kind=kind)
        own, self._boxes = self._boxes, boxes
        for box in own:
            yield from self._flow(box, kind, part)

    def _list(self, element: Any, part: Part, level: int, style: str | None) -> Iterator[Paragraph]:
        style = element.get(q("text:style-name")) or style
        self._numbers.begin(element, style, level)
        for item in element.iterchildren(q("text:list-item"), q("text:list-header")):
            first = item.tag == q("text:list-item")
            for child in item.iterchildren():
                if child.tag == q("text:list"):
                    yield from self._list(child, part, level + 1, style)
                elif child.tag in (q("text:p"), q("text:h")):
                    number = self._numbers.of_item(item, style, level) if first else ""
                    first = False
                    kind = Kind.PARAGRAPH if child.tag == q("text:h") else Kind.LIST_ITEM
                    yield from self._paragraph(child, kind, part, number)
                elif child.tag not in _LEFT_OUT:
                    yield from self._flow(child, Kind.LIST_ITEM, part)

    def _table(self, table: Any) -> Iterator[Paragraph]:
        rows = [list(_cells(row)) for row in _rows(table)]
        read = [[list(self._flow(cell)) for cell in row] for row in rows]
        if all(sum(any(p.words for p in cell) for cell in row) <= 1 for row in read):
            for row in read:  # a frame around paragraphs
                for cell in row:
                    yield from cell
            return
        lines = [line for row in read if (line := row_of([note_of(cell, Part.CELL) for cell in row]))]
        yield from lines[:-1]
        yield replace(lines[-1], ends_table=True)

    def _inline(self, element: Any, words: Words, shown: Shown) -> None:
        self._add(words, element.text, shown)
        for child in element.iterchildren():
            tag = child.tag
            if tag == q("text:s"):
                words.add_as_is(" " * min(whole_number(child.get(q("text:c"))) or 1, 1000), why=shown.hides)
            elif tag == q("text:tab"):
                words.add_as_is("\t", why=shown.hides)
            elif tag == q("text:line-break"):
                words.add_as_is("\n", why=shown.hides)
            elif tag == q("text:note"):
                self._note(child)
            elif tag == q("office:annotation"):
                self._comment(child)
            elif tag in (q("text:change"), q("text:change-start"), q("text:change-end")):
                self._change(child, words)
            elif tag == q("draw:text-box"):
                self._boxes.append(child)
            elif tag not in _LEFT_OUT:
                self._inline(child, words, self._styles.span(child, shown))
            self._add(words, child.tail, shown)

    def _add(self, words: Words, text: str | None, shown: Shown) -> None:
        if text:
            words.add(text, why=shown.hides, bold=shown.bold)
            for pieces in self._inserting.values():
                pieces.append(text)

    def _note(self, note: Any) -> None:
        body = note.find(q("text:note-body"))
        if body is not None:
            self._notes.append(note_of(self._flow(body), Part.FOOTNOTE))

    def _comment(self, annotation: Any) -> None:
        author = annotation.findtext(q("dc:creator"))
        inside = (p for child in annotation.iterchildren(q("text:p"), q("text:list")) for p in self._one(child))
        self._comments.append(note_of(inside, Part.COMMENT, author))

    def _change(self, mark: Any, words: Words) -> None:
        """A deletion stands where its words were; an insertion is told at its end, where its words are known."""
        ident = mark.get(q("text:change-id")) or ""
        region = self._regions.get(ident)
        if region is None:
            return
        if mark.tag == q("text:change-start"):
            self._inserting[ident] = []
            return
        kind = "deletion" if mark.tag == q("text:change") else "insertion"
        told = region.find(q(f"text:{kind}"))
        if told is None:
            return
        gone = "\n".join("".join(p.itertext()) for p in told.iterchildren(q("text:p"), q("text:h"), q("text:list")))
        changed = gone if kind == "deletion" else "".join(self._inserting.pop(ident, []))
        author, at = told.find(f".//{q('dc:creator')}"), told.find(f".//{q('dc:date')}")
        words.changed(kind, changed, author.text if author is not None else None, at.text if at is not None else None)


def _rows(table: Any) -> Iterator[Any]:
    for child in table.iterchildren():
        if child.tag == q("table:table-row"):
            yield child
        elif child.tag in (q("table:table-header-rows"), q("table:table-rows"), q("table:table-row-group")):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for cell in row.iterchildren(q("table:table-cell")):
        repeats = whole_number(cell.get(q("table:number-columns-repeated"))) or 1
        yield from [cell] * (min(repeats, _MOST_REPEATS) if "".join(cell.itertext()).strip() else 1)
