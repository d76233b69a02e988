"""Reads web pages: headings, paragraphs, list items with their numbers, tables by row, code.

lxml reads the tree, however broken, and the walk over it does not recurse: a page may nest deeper than a program's
stack. Words that nobody sees stay in the text and are marked as hidden. Menus, headers and footers of the site are
kept apart from the prose; scripts, styles and the head are left out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from lxml import etree

from galley.documents import Extracted, Kind, Part
from galley.extract.encodings import decode, known_encoding
from galley.extract.flow import Paragraph, Words, compose, row_of
from galley.extract.html.lists import ListMarks
from galley.extract.html.styles import Look, Styles

_TOO_DEEP = "Excessive depth"
_READ_FLAT = "The page nests too deeply: its words were read without headings, lists and tables."
_TAG_OR_WORDS = re.compile(r"<(/?)(\w+)[^<>]*+>?|([^<]++)")
_LEFT_OUT = frozenset(
    "script style template noscript head title iframe object audio video canvas datalist meta link".split()
)
_BLOCKS = frozenset(
    "html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search section "
    "summary table caption colgroup tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset("b strong th h1 h2 h3 h4 h5 h6".split())
_SECTIONING = frozenset(("article", "main", "section", "aside", "blockquote"))
_ROLES = {"navigation": Part.HEADER, "banner": Part.HEADER, "contentinfo": Part.FOOTER, "menu": Part.HEADER}
_FURNITURE = {"header": Part.HEADER, "nav": Part.HEADER, "footer": Part.FOOTER}
_META_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_XML = re.compile(r"<\?xml\b|xmlns\s*=")
_EMPTY_ELEMENT = re.compile(  # `<script/>` is closed in XHTML, and swallows the rest of the page in HTML
    r"<(a|div|iframe|p|script|span|style|table|td|textarea|th|title)\b([^<>]*)/>", re.IGNORECASE
)
_LOOKED_AT_BYTES = 4096  # where a page must state its encoding; the standard says 1024


def extract(data: bytes) -> Extracted | None:
    """The page in reading order, its footnotes last; None when the bytes are no text in any encoding."""
    text = _decoded(data)
    if text is None:
        return None
    if _XML.search(text, 0, _LOOKED_AT_BYTES):
        text = _EMPTY_ELEMENT.sub(r"<\1\2></\1>", text)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    text = re.sub("[\x00\ud800-\udfff]", "\ufffd", text)
    root = etree.fromstring(text.encode(), parser)
    if any(_TOO_DEEP in (entry.message or "") for entry in parser.error_log):
        return compose(_flat(text), "html", (_READ_FLAT,))
    if root is None:
        return Extracted(text="", blocks=(), format="html")
    paragraphs = _Walk(root).paragraphs()
    notes = [p for p in paragraphs if p.part is Part.FOOTNOTE]
    return compose([*(p for p in paragraphs if p.part is not Part.FOOTNOTE), *notes], "html")


def _flat(text: str) -> Iterator[Paragraph]:
    """The words between the tags of a page whose elements nest deeper than libxml2 follows them."""
    skipped = ""
    for match in _TAG_OR_WORDS.finditer(text):
        closes, tag, piece = match.groups()
        if tag and tag.lower() in ("script", "style") and not skipped:
            skipped = "" if closes else tag.lower()
        elif tag and closes and tag.lower() == skipped:
            skipped = ""
        elif piece and not skipped:
            words = Words(folds=True)
            words.add(unescape(piece))
            if words:
                yield words.paragraph()


def _decoded(data: bytes) -> str | None:
    stated = _META_CHARSET.search(data[:_LOOKED_AT_BYTES])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = known_encoding(stated[1].decode("ascii")) if stated and not marked else None
    return decode(data, encoding)


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for everything inside an element."""

    look: Look = field(default_factory=Look)
    part: Part = Part.BODY
    meta: bool = False
    code: bool = False
    bold: bool = False
    heading: int | None = None
    quoted: bool = False  # no headings of this document in here
    sectioned: bool = False
    item: bool = False
    gone: str | None = None  # deletion, insertion


class _Walk:
    """One way through the tree, from open tag to close tag."""

    def __init__(self, root: Any) -> None:
        sheets = [element.text or "" for element in root.iter("style")]
        outside = any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))
        self._root = root
        self._styles = Styles(sheets, outside=outside)
        self._marks = ListMarks()
        self._framing: dict[Any, bool] = {}
        self._places = [_Place()]
        self._words = Words(folds=True)
        self._kept: list[Paragraph] = []
        self._cells: list[Paragraph] | None = None  # of the row that is read
        self._mark = ""  # of the list item that begins
        self._skipping: Any = None

    def paragraphs(self) -> list[Paragraph]:
        """All of the page, in order."""
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            if self._skipping is None:
                (self._open if event == "start" else self._close)(element)
            elif event == "end" and element is self._skipping:
                self._skipping = None
                self._text(element.tail)
        self._flush()
        return self._kept

    def _open(self, element: Any) -> None:
        tag = element.tag
        if tag in _LEFT_OUT:
            self._skipping = element
            return
        if tag == "br":
            self._break()
        if tag in _BLOCKS:
            self._border(tag)
        self._places.append(self._inside(element, self._places[-1]))
        if tag == "li":
            self._mark = self._marks.of(element)
        elif tag == "tr" and not self._frames(element):
            self._cells = []
        self._text(element.text)

    def _close(self, element: Any) -> None:
        tag = element.tag
        place = self._places[-1]
        if place.gone and self._places[-2].gone is None:
            words = " ".join("".join(element.itertext()).split())
            self._words.changed(place.gone, words, None, element.get("datetime"))
        if tag in ("td", "th") and self._cells is not None:
            self._cells.append(self._words.paragraph())
            self._words = Words(folds=True)
        elif tag == "tr" and self._cells is not None:
            cells, self._cells = self._cells, None
            if row := row_of(cells):
                self._kept.append(row)
        elif tag == "table":
            self._end_table()
        if tag in _BLOCKS:
            self._border(tag)
        self._places.pop()
        if tag == "li":
            self._mark = ""
        self._text(element.tail)

    def _inside(self, element: Any, above: _Place) -> _Place:
        tag, role = element.tag, (element.get("role") or "").lower()
        look = self._styles.look(element, above.look)
        if look is above.look and tag not in _MATTERS and not role:
            return above
        level = _HEADINGS.get(tag) or (_level(element) if role == "heading" else None)
        furniture = _ROLES.get(role) or (None if above.sectioned else _FURNITURE.get(tag))
        part = Part.FOOTNOTE if role in ("doc-endnotes", "doc-footnote") else above.part
        return replace(
            above, look=look, part=furniture or part, meta=above.meta or furniture is not None,
            code=above.code or tag == "pre", bold=above.bold or tag in _BOLD,
            heading=None if above.quoted or above.part is Part.FOOTNOTE else level or above.heading,
            quoted=above.quoted or tag in ("nav", "aside", "blockquote") or role in ("navigation", "menu"),
            sectioned=above.sectioned or tag in _SECTIONING, item=above.item or tag == "li",
            gone=above.gone or {"del": "deletion", "ins": "insertion"}.get(tag),
        )  # fmt: skip

    def _text(self, text: str | None) -> None:
        if not text:
            return
        place = self._places[-1]
        if place.gone == "deletion":
            return
        if self._mark and text.strip() and not self._words:
            self._words.add_as_is(self._mark + " ", why=place.look.hides)
        add = self._words.add_as_is if place.code else self._words.add
        add(text, why=place.look.hides, bold=place.bold)

    def _break(self) -> None:
        """A line break; two of them end a paragraph, as on pages that know no other way."""
        if self._words.ends_with("\n") and self._cells is None and not self._places[-1].code:
            self._flush()
        elif self._words:
            self._words.add_as_is(" " if self._cells is not None else "\n")

    def _border(self, tag: str) -> None:
        if self._cells is not None:
            if tag not in ("td", "th", "tr"):
                self._words.add(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        if self._words:
            place = self._places[-1]
            kind = Kind.CODE if place.code else Kind.LIST_ITEM if self._mark else Kind.PARAGRAPH
            if place.meta:
                kind = Kind.META
            if place.heading and not place.item:
                kind = Kind.HEADING
            paragraph = self._words.paragraph(kind, place.part if kind is not Kind.HEADING else Part.BODY)
            self._kept.append(replace(paragraph, level=place.heading if kind is Kind.HEADING else None))
            self._mark = ""
        self._words = Words(folds=True)

    def _frames(self, row: Any) -> bool:
        """Whether the row belongs to a table that only lays out the page: one cell a row, or a table in a table."""
        table = next(row.iterancestors("table"), None)
        if table is None or table.get("role") in ("presentation", "none") or table in self._framing:
            return table is None or self._framing.get(table, True)
        rows = table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
        wide = any(sum(bool("".join(cell.itertext()).strip()) for cell in row.xpath("./td | ./th")) > 1 for row in rows)
        self._framing[table] = not wide or next(table.iterdescendants("table"), None) is not None
        return self._framing[table]

    def _end_table(self) -> None:
        if self._kept and self._kept[-1].kind is Kind.ROW:
            self._kept[-1] = replace(self._kept[-1], ends_table=True)


_MATTERS = _BOLD | _SECTIONING | frozenset("header footer nav pre li del ins".split())


def _level(element: Any) -> int:
    level = element.get("aria-level") or "2"
    return min(int(level), 9) if level.isdecimal() and int(level) else 2
