"""Which paragraphs of a Word document are headings, and how deep.

First by style: the name Word gives its built-in headings in every language, or an outline level. A document
that has nearly none of those is read as people made it: short lines, all bold or larger than the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from docx.oxml.ns import qn

from galley.extract.docx_text import Paragraph
from galley.extract.typed_headings import LONGEST, is_contents_line, look_of, without_lists

_STYLE = re.compile(
    r"(?:heading|titre|überschrift|berschrift|título|titulo|ttulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|"
    r"nadpis|заголовок|見出し|标题|標題)\s*([1-9])(?:\s*char)?",
    re.IGNORECASE,
)
_TITLES = frozenset({"title", "titel", "titre", "título", "titolo"})
_WORDS_PER_HEADING = 1500  # fewer styled headings than this, and the eye is asked as well
_VAL = qn("w:val")


class HeadingFinder:
    """Knows the styles and the usual look of a document's text."""

    def __init__(self, styles: Any, paragraphs: Sequence[Paragraph]) -> None:
        self._styles = {s.get(qn("w:styleId")): s for s in styles.iterchildren(qn("w:style"))}
        self._default = next(
            (s for s in self._styles.values() if s.get(qn("w:type")) == "paragraph" and s.get(qn("w:default"))),
            None,
        )
        self._document_size = _number(styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"))
        self._levels: dict[str | None, int | None] = {}
        self._paragraphs = paragraphs

    def levels(self) -> list[int | None]:
        """The heading level of each paragraph, None for text."""
        styled = [self._styled(paragraph) for paragraph in self._paragraphs]
        words = sum(len(paragraph.text.split()) for paragraph in self._paragraphs)
        if sum(level is not None for level in styled) * _WORDS_PER_HEADING >= words and any(styled):
            return styled
        seen = self._seen()
        return [level if level is not None else look for level, look in zip(styled, seen, strict=True)]

    def _styled(self, paragraph: Paragraph) -> int | None:
        if paragraph.row or paragraph.contents_entry or not re.search(r"\w", paragraph.text):
            return None
        own = paragraph.properties.find(qn("w:outlineLvl")) if paragraph.properties is not None else None
        if own is not None:
            return _outline(own)
        if paragraph.style not in self._levels:
            self._levels[paragraph.style] = self._level_of(paragraph.style)
        return self._levels[paragraph.style]

    def _chain(self, style: str | None) -> list[Any]:
        """The style and those it is based on."""
        chain: list[Any] = []
        element = self._styles.get(style) if style else self._default
        while element is not None and element not in chain:
            chain.append(element)
            base = element.find(qn("w:basedOn"))
            element = self._styles.get(base.get(_VAL)) if base is not None else None
        return chain

    def _level_of(self, style: str | None) -> int | None:
        for element in self._chain(style):
            name = element.find(qn("w:name"))
            called = (name.get(_VAL) or "").strip().lower() if name is not None else ""
            if called.startswith(("toc", "subtitle")):
                return None
            if match := _STYLE.fullmatch(called) or _STYLE.fullmatch(element.get(qn("w:styleId")) or ""):
                return int(match[1])
            if called in _TITLES:
                return 1
            outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None:
                return _outline(outline)
        return None

    def _seen(self) -> list[int | None]:
        """Levels by the eye: typed numbers first, then size, then bold."""
        sizes = [self._size(p) for p in self._paragraphs]
        weight: Counter[float] = Counter()
        for paragraph, size in zip(self._paragraphs, sizes, strict=True):
            weight[size] += len(paragraph.text)
        body = weight.most_common(1)[0][0] if weight else 0.0
        short = [self._could_be(p) for p in self._paragraphs]
        looks = without_lists(
            [look_of(p.text) if ok and not p.listed else None for p, ok in zip(self._paragraphs, short, strict=True)]
        )
        bold = [self._all_bold(p) for p in self._paragraphs]
        larger = sorted({size for size, ok in zip(sizes, short, strict=True) if ok and size > body * 1.1}, reverse=True)
        found: list[int | None] = []
        for at, paragraph in enumerate(self._paragraphs):
            look, size = looks[at], sizes[at]
            if not short[at] or paragraph.text.rstrip()[-1] in ".;,":
                found.append(None)
            elif size in larger and (bold[at] or size > body * 1.2):
                found.append(min(larger.index(size) + 1, 9))
            elif look and look.style:
                found.append(min(look.level + (1 if larger else 0), 9))
            else:
                strong = bold[at] or (look is not None and not paragraph.listed)
                found.append(min(len(larger) + 1, 9) if strong else None)
        return found

    def _could_be(self, paragraph: Paragraph) -> bool:
        text = paragraph.text
        fits = len(text) <= LONGEST and "\n" not in text.strip() and bool(re.search(r"[^\W\d_]{2}", text))
        return fits and not (paragraph.row or paragraph.contents_entry or is_contents_line(text))

    def _all_bold(self, paragraph: Paragraph) -> bool:
        runs = [properties for words, properties in paragraph.runs if words.strip()]
        styles = self._chain(paragraph.style)
        return bool(runs) and all(self._bold(properties, styles) for properties in runs)

    def _bold(self, properties: Any, styles: list[Any]) -> bool:
        for holder in (properties, *(style.find(qn("w:rPr")) for style in styles)):
            mark = holder.find(qn("w:b")) if holder is not None else None
            if mark is not None:
                return mark.get(_VAL) not in ("0", "false", "off")
        return False

    def _size(self, paragraph: Paragraph) -> float:
        """The size of the paragraph's first words, in half points."""
        own = next((properties for words, properties in paragraph.runs if words.strip()), None)
        for holder in (own, *(style.find(qn("w:rPr")) for style in self._chain(paragraph.style))):
            if size := _number(holder):
                return size
        return self._document_size or 20.0


def _outline(element: Any) -> int | None:
    value = element.get(_VAL) or ""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None


def _number(properties: Any) -> float:
    size = properties.find(qn("w:sz")) if properties is not None else None
    value = (size.get(_VAL) or "") if size is not None else ""
    return float(value) if value.replace(".", "", 1).isdigit() else 0.0
