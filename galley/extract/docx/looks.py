"""Headings that nobody marked as such: short lines, larger or bolder than the rest, or numbered like a title.

Cautious on purpose: a heading that is missed joins two sections, one that is invented tears a text apart. So lines
of a title page, captions, boxes, entries of contents and items of lists stay what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from galley.extract.docx.pieces import Piece
from galley.extract.docx.styles import Styles
from galley.extract.docx.text import Paragraph
from galley.extract.docx.xml import find, is_on, value, w
from galley.extract.typed_headings import LONGEST, Look, is_contents_line, look_of, without_lists

_CAPTION = re.compile(
    r"(?:table|figure|fig|listing|chart|diagram|box|equation|photo|map|tabelle|abbildung|abb|tableau|tabla|figura|"
    r"tabella|tabela|рисунок|таблица)\.?\s*(?:[A-Z][.-]?)?\d+(?:[.-]\d+)*\s*(?:[.:–—|-]|$|\s)",
    re.IGNORECASE,
)
_PAGE_AT_END = re.compile(r"\t\s*[\divxlc]{1,5}\s*$", re.IGNORECASE)
_BLANK_LINE = re.compile(r"_{3,}|\.{5,}|…{2,}")
_TITLE_PAGE = re.compile(
    r"(?:version|revision|release|draft|edition|status|date|dated|author|authors|prepared|written|published|issued|"
    r"by|copyright|confidential|©)\b|.*\b(?:19|20)\d\d\W*$",
    re.IGNORECASE,
)
_MARGIN = 1.1  # this much larger than the text is larger
_CLEARLY_LARGER = 1.2
_USUAL_SIZE = 20.0  # half points, where a document says nothing
_LONGEST_MARKED = 160  # characters of a line that stands out; `LONGEST` of one that only reads like a title
_EMPHASES = ("b", "u", "caps")
_MOST_BOLD = 0.6  # of a text; where more is bold, bold says nothing


class Looks:
    """The looks of a document's paragraphs. `contents` says which are entries of a table of contents."""

    def __init__(self, styles: Styles, paragraphs: Sequence[Paragraph], contents: Sequence[bool]) -> None:
        self._styles = styles
        self._paragraphs = paragraphs
        self._contents = [known or _is_entry(p.text) for known, p in zip(contents, paragraphs, strict=True)]
        self._sizes = [self._size(paragraph) for paragraph in paragraphs]
        weight: Counter[float] = Counter()
        boxed = 0
        for paragraph, size in zip(paragraphs, self._sizes, strict=True):
            weight[size] += len(paragraph.text)
            boxed += len(paragraph.text) * paragraph.boxed
        self._body = weight.most_common(1)[0][0] if weight else 0.0
        self._all_boxed = boxed > weight.total() / 2  # a layout made with frames: they say nothing then
        self._bold = [self._stands_out(paragraph) for paragraph in paragraphs]
        if (
            sum(len(p.text) * bold for p, bold in zip(paragraphs, self._bold, strict=True))
            > weight.total() * _MOST_BOLD
        ):
            self._bold = [False] * len(paragraphs)
        self._short = [self._could_be(at) for at in range(len(paragraphs))]

    def levels(self) -> list[int | None]:
        """The level of each paragraph that looks like a heading: by size first, then by its typed number, then bold."""
        looks = self._numbered()
        fits = [s for s, short in zip(self._sizes, self._short, strict=True) if short and s > self._body * _MARGIN]
        larger = sorted(set(fits), reverse=True)
        found: list[int | None] = []
        for at, size in enumerate(self._sizes):
            found.append(self._level(at, size, larger, looks[at]) if self._short[at] else None)
        return self._without_title_page(self._without_lonely_lists(found))

    def _level(self, at: int, size: float, larger: list[float], look: Look | None) -> int | None:
        paragraph = self._paragraphs[at]
        if paragraph.text[-1] in ".;," or (paragraph.text[-1] == ":" and self._leads_to_list(at)):
            return None
        if size in larger and (self._bold[at] or size > self._body * _CLEARLY_LARGER):
            return min(larger.index(size) + 1, 9)
        if look and look.style:
            return min(look.level + (1 if larger else 0), 9)
        if self._bold[at] or (look is not None and not paragraph.listed):
            return min(len(larger) + 1 + (paragraph.depth or 0), 9)
        return None

    def _numbered(self) -> list[Look | None]:
        """How the lines with typed numbers, or in capitals, look; automatic numbers count on bold lines only."""
        looks: list[Look | None] = []
        for at, paragraph in enumerate(self._paragraphs):
            is_asked = self._short[at] and not paragraph.listed
            looks.append(look_of(paragraph.text) if is_asked else None)
        return self._in_sequence(without_lists(looks))

    def _in_sequence(self, looks: list[Look | None]) -> list[Look | None]:
        """The looks without bare numbers that follow on nothing, as `12 High Street`, on lines that are not bold."""
        kept, expected = list(looks), 1
        for at, look in enumerate(looks):
            if look is None or look.style != "1":
                continue
            number = int(self._paragraphs[at].text.split()[0])
            if number != expected and not self._bold[at]:
                kept[at] = None
            else:
                expected = number + 1
        return kept

    def _without_lonely_lists(self, levels: list[int | None]) -> list[int | None]:
        """The levels without items of lists that follow each other: those are bold items, not headings."""
        kept = list(levels)
        for at, paragraph in enumerate(self._paragraphs):
            near = [n for n in (at - 1, at + 1) if 0 <= n < len(levels)]
            if paragraph.listed and any(levels[n] and self._paragraphs[n].depth == paragraph.depth for n in near):
                kept[at] = None
        return kept

    def _without_title_page(self, levels: list[int | None]) -> list[int | None]:
        """The levels without what stands around the title: of the lines before the first text one is the title."""
        first = next((at for at, level in enumerate(levels) if level is None), len(levels))
        opening = range(first)
        if len(opening) < 2:
            return levels
        largest = max(self._sizes[at] for at in opening)
        title = next(at for at in opening if self._sizes[at] == largest)
        kept = list(levels)
        for at in opening:
            text = self._paragraphs[at].text
            if at != title and look_of(text) is None and (self._is_centred(at) or _TITLE_PAGE.match(text)):
                kept[at] = None
        return kept

    def _leads_to_list(self, at: int) -> bool:
        return at + 1 < len(self._paragraphs) and self._paragraphs[at + 1].listed

    def _is_centred(self, at: int) -> bool:
        aligned = self._styles.of_paragraph("jc", self._paragraphs[at].properties)
        return aligned is not None and aligned.get(w("val")) in ("center", "right", "end")

    def _could_be(self, at: int) -> bool:
        paragraph = self._paragraphs[at]
        text = paragraph.text
        longest = _LONGEST_MARKED if self._bold[at] or self._sizes[at] > self._body * _CLEARLY_LARGER else LONGEST
        if not text or len(text) > longest or "\n" in text or not re.search(r"[^\W\d_]{2}", text):
            return False
        if paragraph.row or self._contents[at] or (paragraph.boxed and not self._all_boxed):
            return False
        if _BLANK_LINE.search(text) or self._heads_contents(at):
            return False
        return not (_CAPTION.match(text) or self._is_caption(paragraph) or self._has_borders(paragraph))

    def _heads_contents(self, at: int) -> bool:
        return at + 1 < len(self._contents) and self._contents[at + 1] and not self._contents[at]

    def _is_caption(self, paragraph: Paragraph) -> bool:
        """Whether its style is Word's for captions, or it holds a field that counts tables or figures."""
        if any(self._styles.name(s.get(w("styleId"))) == "caption" for s in self._styles.chain(paragraph.style)):
            return True
        element = paragraph.element
        fields = () if element is None else element.iter(w("instrText"), w("fldSimple"))
        return any(((f.text or "") + (f.get(w("instr")) or "")).strip().upper().startswith("SEQ ") for f in fields)

    def _has_borders(self, paragraph: Paragraph) -> bool:
        """Whether a box is drawn around it."""
        borders = find(paragraph.properties, "pBdr")
        sides = [value(borders, side) for side in ("left", "right")]
        return all(side not in (None, "nil", "none") for side in sides)

    def _spoken(self, paragraph: Paragraph) -> list[Piece]:
        return [p for p in paragraph.pieces if p.node is not None and not p.gone and p.words.strip()]

    def _stands_out(self, paragraph: Paragraph) -> bool:
        """Whether all of its words are bold, underlined (links aside) or set in capitals."""
        if paragraph.row:
            return False
        pieces = self._spoken(paragraph)
        return bool(pieces) and any(all(self._is(name, p, paragraph) for p in pieces) for name in _EMPHASES)

    def _is(self, name: str, piece: Piece, paragraph: Paragraph) -> bool:
        if name == "u" and next(piece.node.iterancestors(w("hyperlink")), None) is not None:
            return False
        return is_on(self._styles.of_run(name, piece.properties, paragraph.style))

    def _size(self, paragraph: Paragraph) -> float:
        """The size of the paragraph's first words, in half points."""
        first = next(iter(self._spoken(paragraph)), None)
        size = _number(self._styles.of_run("sz", first.properties if first else None, paragraph.style))
        return size or _USUAL_SIZE


def _is_entry(line: str) -> bool:
    """Whether it looks like a line of a table of contents: words, then a page number at a distance."""
    return is_contents_line(line) or bool(_PAGE_AT_END.search(line))


def _number(element: Any) -> float:
    words = (element.get(w("val")) or "") if element is not None else ""
    return float(words) if words.replace(".", "", 1).isdecimal() else 0.0
