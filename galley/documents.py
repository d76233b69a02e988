"""What Galley knows about a text: one canonical string, and ranges of it.

A document is its canonical text. Everything else (blocks, sections, chunks, clauses, findings) is a range
`[start, end)` of that text in Unicode code points. This file knows neither files nor the database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Part(StrEnum):
    """Where on the paper a block stands."""

    BODY = "body"
    CELL = "cell"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    COMMENT = "comment"  # somebody's remark about the text; it is not part of what the document says


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CODE = "code"
    ROW = "row"  # one row of a table
    META = "meta"  # front matter, page furniture: kept, but not prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A range of the text with its place. A document's blocks tile its text: no gap, no overlap.

    `end` includes the blank lines up to the next block. `page` counts from 1, None where the format has no
    pages. For headings `level` is the depth (1 is the top) and `title` the typed words, without marks.
    """

    start: int
    end: int
    kind: Kind
    part: Part = Part.BODY
    page: int | None = None
    level: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A range of the text that a person who looks at the document does not see, and why."""

    start: int
    end: int
    why: str  # one of WAYS_TO_HIDE


_NOTHING = "\u200b"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
WAYS_TO_HIDE = ("colour", "tiny", "off_page", "invisible", "zero_width", "bidi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A tracked change: words that were put in or taken out, by whom and when. `start` is its place in the text."""

    kind: str  # insertion, deletion
    words: str
    author: str | None
    at: str | None  # ISO 8601, as the file says it
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What an extractor gives: the canonical text and the blocks that tile it.

    `scans` are pages (from 1) whose text must be read from their picture first; until then it is not in `text`.
    `confidence` says for pages that were read so how sure that is, 0 to 1.
    """

    text: str
    blocks: tuple[Block, ...]
    format: str  # markdown, docx, pdf, text, html, rtf, odt, image
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    changes: tuple[Change, ...] = ()
    scans: tuple[int, ...] = ()
    confidence: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A range from a heading (included) to the next heading of any level.

    `name` is unique in the document: the title, cut at 200 characters, and ` (2)`, ` (3)` where it repeats. `title`
    is None for text before the first heading and for footnotes. `words` counts the words below the heading.
    """

    name: str
    title: str | None
    level: int
    page: int | None
    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as rules, chat and prompts see it: the text with its blocks and sections."""

    text: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    hidden: tuple[Hidden, ...] = ()

    @property
    def shown(self) -> str:
        """The text as a model may see it: what people do not see is blanked, and every offset stays what it is."""
        pieces, at = [], 0
        for mark in self.hidden:
            kept = self.text[at : mark.start]
            words = self.text[mark.start : mark.end]
            blank = _UNSEEN.sub(_NOTHING, words) if mark.why in ("zero_width", "bidi") else re.sub(r"\S", " ", words)
            pieces += [kept, blank]
            at = mark.end
        return "".join(pieces) + self.text[at:]

    def section(self, name: str) -> Section | None:
        """The section of that name, or None."""
        return next((s for s in self.sections if s.name == name), None)

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) on which this offset lies; None where the format has no pages."""
        low, high = 0, len(self.blocks)
        while low < high:
            middle = (low + high) // 2
            if self.blocks[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return self.blocks[low].page if low < len(self.blocks) else None
