"""Which paragraphs of a Word document are headings, and how deep.

First by style: the name Word gives its built-in headings in every language, or an outline level. A document
that has nearly none of those is read as people made it; `docx_looks` knows how.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from galley.extract.docx.looks import Looks
from galley.extract.docx.styles import Styles
from galley.extract.docx.text import Paragraph
from galley.extract.docx.xml import find, value, w

_STYLE = re.compile(
    r"(?:heading|titre|überschrift|berschrift|título|titulo|ttulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|"
    r"nadpis|заголовок|címsor|başlık|επικεφαλίδα|見出し|标题|標題|제목)[\s_]*([1-9])(?:\s*char)?",
    re.IGNORECASE,
)
_TITLES = frozenset({"title", "titel", "titre", "título", "titolo"})
_CONTENTS = re.compile(r"(?:toc|contents|verzeichnis|tm|tdc|sommario|inhopg|indice|índice)\s*[1-9]", re.IGNORECASE)
_WORDS_PER_HEADING = 1500  # fewer styled headings than this, and the eye is asked as well
_LONGEST_SENTENCE = 200  # characters; a clause that has a heading's style for the sake of its number is text


class HeadingFinder:
    """Knows the styles and the usual look of a document's text."""

    def __init__(self, styles: Styles, paragraphs: Sequence[Paragraph]) -> None:
        self._styles = styles
        self._levels: dict[str | None, int | None] = {}
        self._paragraphs = paragraphs

    def levels(self) -> list[int | None]:
        """The heading level of each paragraph, None for text."""
        styled = self._one_title([self._styled(paragraph) for paragraph in self._paragraphs])
        words = sum(len(paragraph.text.split()) for paragraph in self._paragraphs)
        if sum(level is not None for level in styled) * _WORDS_PER_HEADING >= words and any(styled):
            return styled
        contents = [self.is_contents_entry(paragraph) for paragraph in self._paragraphs]
        seen = Looks(self._styles, self._paragraphs, contents).levels()
        return [level if level is not None else look for level, look in zip(styled, seen, strict=True)]

    def is_contents_entry(self, paragraph: Paragraph) -> bool:
        """Whether it is a line of a table of contents."""
        if paragraph.contents:
            return True
        style = paragraph.style
        return bool(style and (_CONTENTS.fullmatch(style) or _CONTENTS.fullmatch(self._styles.name(style))))

    def _styled(self, paragraph: Paragraph) -> int | None:
        if paragraph.row or self.is_contents_entry(paragraph) or not re.search(r"\w", paragraph.text):
            return None
        if len(paragraph.text) > _LONGEST_SENTENCE and paragraph.text[-1] in ".;:,":
            return None
        own = value(paragraph.properties, "outlineLvl")
        if own is not None:
            return _outline(own)
        if paragraph.style not in self._levels:
            self._levels[paragraph.style] = self._level_of(paragraph.style)
        return self._levels[paragraph.style]

    def _level_of(self, style: str | None) -> int | None:
        if style and self._styles.named(style) is None:  # a file without its styles still names them
            match = _STYLE.fullmatch(style)
            return int(match[1]) if match else None
        for element in self._styles.chain(style):
            key = element.get(w("styleId")) or ""
            called = self._styles.name(key)
            if called.startswith(("toc", "subtitle", "caption")):
                return None
            if match := _STYLE.fullmatch(called) or _STYLE.fullmatch(key):
                return int(match[1])
            if called in _TITLES:
                return 1
            outline = find(element, "pPr", "outlineLvl")
            if outline is not None:
                return _outline(outline.get(w("val")))
        return None

    def _one_title(self, levels: list[int | None]) -> list[int | None]:
        """The levels, where a title that is spread over lines is one heading: its first line."""
        titled = [level is not None and self._is_title(p) for level, p in zip(levels, self._paragraphs, strict=True)]
        kept = list(levels)
        for at, (above, here) in enumerate(pairwise(titled), 1):
            if above and here:
                kept[at] = None
        return kept

    def _is_title(self, paragraph: Paragraph) -> bool:
        return self._styles.name(paragraph.style) in _TITLES


def _outline(words: str | None) -> int | None:
    return int(words) + 1 if words and words.isdecimal() and int(words) < 9 else None
