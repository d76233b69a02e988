"""Reads Word documents: the text as it stands when every tracked change is accepted.

The order of the text: headers, the body with its tables and text boxes, footers, notes, comments. Tables give one
block a row, cells joined by ` | `. Automatic numbers and bullets stand before their words. What was changed and
what nobody sees is told besides. python-docx is not used for reading: it leaves out most of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from galley.documents import Extracted, Kind, Part
from galley.errors import Unreadable
from galley.extract.docx.headings import HeadingFinder
from galley.extract.docx.hidden import HiddenFinder
from galley.extract.docx.numbers import Numbers
from galley.extract.docx.package import Package
from galley.extract.docx.pieces import Piece
from galley.extract.docx.places import Told, changes_in
from galley.extract.docx.stories import comments, footers, headers, notes
from galley.extract.docx.styles import Styles
from galley.extract.docx.text import Paragraph, paragraphs_in
from galley.extract.docx.xml import find
from galley.extract.tiling import Draft


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that was read, with the XML it came from: `told` says of each block which pieces made it."""

    found: Extracted
    told: tuple[Told, ...]
    package: Package


def extract(name: str, data: bytes) -> Extracted:
    """The document as text and blocks. Raises an InputError; `name` is what its message calls the file."""
    return read(name, data).found


def read(name: str, data: bytes) -> Opened:
    """The same, with the XML, for who writes into it. Raises an InputError."""
    try:
        return _read(Package(name, data))
    except (RecursionError, etree.LxmlError) as error:
        raise Unreadable(
            f"{name} is damaged or nested too deep to be read. Open it, save it again, upload the new copy.",
            code="corrupt",
        ) from error


def _read(package: Package) -> Opened:
    styles = Styles(package.xml(package.first("styles")))
    numbering = package.xml(package.first("numbering"))
    writer = _Writer()
    for story in headers(package):
        writer.add_story(paragraphs_in(story, Numbers(numbering, styles)), Kind.META, Part.HEADER)
    paragraphs = list(paragraphs_in(find(package.document, "body"), Numbers(numbering, styles)))
    finder = HeadingFinder(styles, paragraphs)
    for paragraph, level in zip(paragraphs, finder.levels(), strict=True):
        writer.add_body(paragraph, level, is_contents=finder.is_contents_entry(paragraph))
    for story in footers(package):
        writer.add_story(paragraphs_in(story, Numbers(numbering, styles)), Kind.META, Part.FOOTER)
    for story in notes(package):
        writer.add_note(paragraphs_in(story, Numbers(numbering, styles)), Kind.PARAGRAPH, Part.FOOTNOTE, "")
    for author, story in comments(package):
        writer.add_note(paragraphs_in(story, Numbers(numbering, styles)), Kind.META, Part.COMMENT, author)
    text, blocks = writer.draft.finish()
    found = Extracted(
        text=text, blocks=blocks, format="docx", warnings=tuple(_lost(package)),
        hidden=tuple(HiddenFinder(styles, package.document).hidden_in(text, writer.told)),
        changes=tuple(changes_in(text, writer.told)),
    )  # fmt: skip
    return Opened(found, tuple(writer.told), package)


class _Writer:
    """Writes stories into one draft and keeps what each block was made of."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.told: list[Told] = []
        self._seen: set[tuple[Part, str]] = set()
        self._end = 0  # of the draft so far

    def add_body(self, paragraph: Paragraph, level: int | None, *, is_contents: bool) -> None:
        """A paragraph or row of the body; a heading where it has a level."""
        if paragraph.row:
            self._add(paragraph, Kind.ROW, Part.CELL, "\n\n" if paragraph.ends_table else "\n")
        elif level is not None:
            self._add(paragraph, Kind.HEADING, Part.BODY, "\n\n", level)
        elif is_contents:
            self._add(paragraph, Kind.META, Part.BODY, "\n")
        else:
            self._add(paragraph, Kind.LIST_ITEM if paragraph.listed else Kind.PARAGRAPH, Part.BODY, "\n\n")

    def add_story(self, story: Iterator[Paragraph], kind: Kind, part: Part) -> None:
        """A header or footer, if its words are new: pages of different kinds repeat them."""
        paragraphs = list(story)
        wording = " ".join(word for paragraph in paragraphs for word in paragraph.text.split())
        if (part, wording) not in self._seen:
            self._seen.add((part, wording))
            for paragraph in paragraphs:
                self._add(paragraph, kind, part, "\n\n")

    def add_note(self, story: Iterator[Paragraph], kind: Kind, part: Part, author: str) -> None:
        """A note or comment as one block, with its author before the words."""
        paragraphs = list(story)
        words = " ".join(" ".join(paragraph.whole.split()) for paragraph in paragraphs)
        pieces = [piece for paragraph in paragraphs for piece in (*paragraph.pieces, Piece(" "))]
        if author and words.strip():
            words, pieces = f"{author}: {words}", [Piece(f"{author}: "), *pieces]
        self._add(Paragraph(words.strip(), pieces=tuple(pieces)), kind, part, "\n\n")

    def _add(self, paragraph: Paragraph, kind: Kind, part: Part, gap: str, level: int | None = None) -> None:
        words = paragraph.whole.strip()
        title = " ".join(paragraph.text.split())
        start = self.draft.add(words, kind, part=part, level=level, title=title, gap=gap)
        if start is None:  # no words: only deleted ones
            start = self._end
        else:
            self._end = start + len(words) + len(gap)
        self.told.append(Told(start, start + len(words), part, paragraph.pieces))


def _lost(package: Package) -> Iterator[str]:
    """A sentence for each part with words that could not be read."""
    parts = {"footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments"}
    for kind, called in parts.items():
        part = package.first(kind)
        if part is not None and package.xml(part) is None:
            yield f"The {called} could not be read: that part of the file is damaged."
