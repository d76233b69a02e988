"""A document as a flow of paragraphs, on the way from a file to canonical text (HTML, RTF, ODT).

A reader collects the `Words` of one paragraph after the other; `compose` makes the text, the blocks, and the places
of what is hidden or was changed. A document without marked headings is read as people made it: by short lines that
are all bold, or that look like a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from galley.documents import Change, Extracted, Hidden, Kind, Part
from galley.extract.tiling import Draft
from galley.extract.typed_headings import LONGEST, is_contents_line, look_of, without_lists

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_BULLETS = dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0d8\uf076\uf0fc"), "•")  # of symbol fonts
_SPACE = re.compile(r"[ \t\n\r\f]+")  # not the non-breaking space


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A stretch of text that becomes one block. Ranges are offsets in `words`; `start` of a change is one too.

    `title` of a heading is what was typed, without the number that the program made.
    """

    words: str
    kind: Kind = Kind.PARAGRAPH
    part: Part = Part.BODY
    level: int | None = None
    title: str | None = None
    bold: bool = False
    ends_table: bool = False
    hidden: tuple[Hidden, ...] = ()
    changes: tuple[Change, ...] = ()


class Words:
    """The words of one paragraph as they come. `folds`: white space between words is one blank, as in HTML."""

    def __init__(self, *, folds: bool = False) -> None:
        self._folds = folds
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        self._letters = self._bold = 0
        self._hidden: list[Hidden] = []
        self._changes: list[Change] = []

    def __bool__(self) -> bool:
        """Whether there is anything but white space."""
        return bool(self._letters)

    def ends_with(self, letter: str) -> bool:
        """Whether this is the last character."""
        return self._last == letter

    def add(self, text: str, *, why: str | None = None, bold: bool = False) -> None:
        """Append a stretch; `why` it is hidden, if it is."""
        text = _NOT_STORABLE.sub("\ufffd", text).translate(_BULLETS)
        if self._folds:
            text = _SPACE.sub(" ", text)
            if text[:1] == " " and (not self._length or self._last in " \n"):
                text = text[1:]
        self.add_as_is(text, why=why, bold=bold)

    def add_as_is(self, text: str, *, why: str | None = None, bold: bool = False) -> None:
        """Append a stretch whose white space stays."""
        if not text:
            return
        if why and text.strip():
            self._hidden.append(Hidden(start=self._length, end=self._length + len(text), why=why))
        letters = len("".join(text.split()))
        self._letters += letters
        self._bold += letters if bold else 0
        self._pieces.append(text)
        self._length += len(text)
        self._last = text[-1]

    def append(self, paragraph: Paragraph) -> None:
        """Append another paragraph's words after a blank."""
        if self._length and paragraph.words and not self._last.isspace():
            self.add_as_is(" ")
        at = self._length
        self._hidden += [replace(h, start=h.start + at, end=h.end + at) for h in paragraph.hidden]
        self._changes += [replace(c, start=c.start + at) for c in paragraph.changes]
        self.add_as_is(paragraph.words, bold=paragraph.bold)

    def changed(self, kind: str, words: str, author: str | None, at: str | None) -> None:
        """A tracked change that ends here: words that were put in are the last ones, words taken out stood here."""
        if words.strip():
            start = max(self._length - len(words), 0) if kind == "insertion" else self._length
            self._changes.append(Change(kind=kind, words=words, author=author, at=at, start=start))

    def paragraph(self, kind: Kind = Kind.PARAGRAPH, part: Part = Part.BODY) -> Paragraph:
        """The paragraph, without the white space around it."""
        raw = "".join(self._pieces)
        cut = len(raw) - len(raw.lstrip())
        words = raw.strip()
        size = len(words)
        hidden = [
            Hidden(start=max(h.start - cut, 0), end=min(h.end - cut, size), why=h.why)
            for h in self._hidden
            if h.start - cut < size and h.end > cut
        ]
        changes = [replace(c, start=min(max(c.start - cut, 0), size)) for c in self._changes]
        bold = bool(self._letters) and self._bold == self._letters
        return Paragraph(
            words=words, kind=kind, part=part, bold=bold, hidden=tuple(hidden), changes=tuple(changes)
        )  # fmt: skip


def note_of(paragraphs: Iterable[Paragraph], part: Part, author: str | None = None) -> Paragraph:
    """A footnote or comment as one paragraph, with the comment's author before its words."""
    words = Words(folds=True)
    for paragraph in paragraphs:
        if author and not words and paragraph.words:
            words.add(f"{author}: ")
        words.append(paragraph)
    return words.paragraph(Kind.META if part is Part.COMMENT else Kind.PARAGRAPH, part)


def row_of(cells: Sequence[Paragraph], *, ends_table: bool = False, part: Part = Part.CELL) -> Paragraph | None:
    """The cells of one row, joined by ` | `; None when none has words."""
    if not any(cell.words for cell in cells):
        return None
    hidden: list[Hidden] = []
    changes: list[Change] = []
    at = 0
    for cell in cells:
        hidden += [replace(h, start=h.start + at, end=h.end + at) for h in cell.hidden]
        changes += [replace(c, start=c.start + at) for c in cell.changes]
        at += len(cell.words) + 3
    words = " | ".join(cell.words for cell in cells)
    cut = len(words) - len(words.lstrip())  # the draft strips, when the first cells are empty
    return Paragraph(
        words=words.strip(), kind=Kind.ROW, part=part, ends_table=ends_table,
        hidden=tuple(replace(h, start=h.start - cut, end=h.end - cut) for h in hidden),
        changes=tuple(replace(c, start=max(c.start - cut, 0)) for c in changes),
    )  # fmt: skip


def compose(paragraphs: Iterable[Paragraph], format: str, warnings: Sequence[str] = ()) -> Extracted:
    """The document of these paragraphs, in this order."""
    flow = [paragraph for paragraph in paragraphs if paragraph.words or paragraph.changes]
    draft = Draft()
    hidden: list[Hidden] = []
    changes: list[Change] = []
    end = 0
    for paragraph in _with_headings(flow):
        start = draft.add(
            paragraph.words, paragraph.kind, part=paragraph.part, level=paragraph.level,
            title=" ".join((paragraph.title or paragraph.words).split()), gap=_gap(paragraph),
        )  # fmt: skip
        if start is None:  # a paragraph that was taken out as a whole
            changes += [replace(c, start=end) for c in paragraph.changes]
            continue
        hidden += [replace(h, start=h.start + start, end=h.end + start) for h in paragraph.hidden]
        changes += [replace(c, start=c.start + start) for c in paragraph.changes]
        end = start + len(paragraph.words)
    text, blocks = draft.finish()
    return Extracted(
        text=text, blocks=blocks, format=format, hidden=tuple(hidden), changes=tuple(changes), warnings=tuple(warnings)
    )


def _gap(paragraph: Paragraph) -> str:
    return "\n" if paragraph.kind is Kind.ROW and not paragraph.ends_table else "\n\n"


def _with_headings(flow: list[Paragraph]) -> list[Paragraph]:
    if any(paragraph.kind is Kind.HEADING for paragraph in flow):
        return flow
    asked = [p.kind is Kind.PARAGRAPH and p.part is Part.BODY and "\n" not in p.words for p in flow]
    looks = without_lists([look_of(p.words) if ask else None for p, ask in zip(flow, asked, strict=True)])
    levels = [look.level if look else None for look in looks]
    bold = [ask and _bold_line(p) for p, ask in zip(flow, asked, strict=True)]
    shouted = sum(len(p.words) for p in flow if p.bold)
    if shouted < 0.5 * sum(len(p.words) for p in flow):  # where most is bold, bold says nothing
        deepest = max((level for level in levels if level), default=0)
        below = min(deepest + 1, 2)
        levels = [below if b and level is None else level for b, level in zip(bold, levels, strict=True)]
    return [
        replace(paragraph, kind=Kind.HEADING, level=level) if level else paragraph
        for paragraph, level in zip(flow, levels, strict=True)
    ]


def _bold_line(paragraph: Paragraph) -> bool:
    words = paragraph.words
    long = len(words) > LONGEST or is_contents_line(words)
    return paragraph.bold and not long and words[-1:] not in ".,;!" and bool(re.search(r"[^\W\d_]", words))
