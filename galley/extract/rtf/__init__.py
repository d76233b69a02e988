r"""Reads Rich Text: the text as it stands when every tracked change is accepted.

Headings by their style or outline level, list numbers as the program that wrote the file put them (`\listtext`),
tables by row; headers before the body, footers after it, footnotes and then comments last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from galley.documents import Extracted, Kind, Part
from galley.errors import Unreadable
from galley.extract.flow import Paragraph, Words, compose, note_of, row_of
from galley.extract.rtf.groups import Group, Reader
from galley.extract.rtf.tokens import Token, tokens

_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}  # fmt: skip
_PARTS = {
    "header": Part.HEADER, "headerl": Part.HEADER, "headerr": Part.HEADER, "headerf": Part.HEADER,
    "footer": Part.FOOTER, "footerl": Part.FOOTER, "footerr": Part.FOOTER, "footerf": Part.FOOTER,
    "footnote": Part.FOOTNOTE, "annotation": Part.COMMENT, "shptxt": Part.BODY,
}  # fmt: skip
_CUT_SHORT = "The file ends in the middle: its last part may be missing."


def extract(name: str, data: bytes) -> Extracted:
    """The document of that name. Raises Unreadable (wrong_extension) when it does not begin as Rich Text does."""
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t\x00").startswith(b"{\\rtf"):
        raise Unreadable(
            f"{name} is not Rich Text. Give it its right extension, or save it as .rtf.", code="wrong_extension"
        )
    reading = _Document()
    whole = reading.read(tokens(data))
    return compose(reading.paragraphs(), "rtf", () if whole else (_CUT_SHORT,))


@dataclass(slots=True)
class _Stream:
    """One of the texts in the file: the body, a header, a footnote, a comment."""

    part: Part
    author: str | None = None  # of a comment
    words: Words = field(default_factory=Words)
    kept: list[Paragraph] = field(default_factory=list)
    cell: list[Paragraph] = field(default_factory=list)  # that is read
    cells: list[list[Paragraph]] = field(default_factory=list)  # of the row that is read
    rows: list[list[list[Paragraph]]] = field(default_factory=list)
    number: str = ""  # that waits for its paragraph's words
    numbered: str = ""  # that the paragraph begins with


class _Document:
    """Everything in the file, stream by stream."""

    def __init__(self) -> None:
        self._body = _Stream(Part.BODY)
        self._streams = [self._body]
        self._closed: list[_Stream] = []
        self._reader = Reader(self._say)
        self._revised: tuple[str, str | None, str | None] | None = None
        self._revised_words: list[str] = []

    def read(self, stream: Iterator[Token]) -> bool:
        """Read it all. False when the file ends before its last group does."""
        reader = self._reader
        for token in stream:
            if token.kind == "open":
                reader.open()
            elif token.kind == "close":
                reader.flush()
                if reader.group.starts:
                    self._end_stream()
                reader.close()
                if not reader.depth:
                    break
            elif token.kind == "word":
                self._control(token.word, token.number, reader.group)
            else:
                reader.bytes(token.word, plain=token.kind == "text")
        reader.flush()
        while len(self._streams) > 1:
            self._end_stream()
        self._finish(self._body)
        return reader.depth == 0

    def paragraphs(self) -> Iterator[Paragraph]:
        """The streams in the order in which they are kept."""
        yield from self._of(Part.HEADER)
        yield from self._body.kept
        for part in (Part.FOOTER, Part.FOOTNOTE, Part.COMMENT):
            yield from self._of(part)

    def _of(self, part: Part) -> Iterator[Paragraph]:
        seen: set[str] = set()
        for stream in self._closed:
            if stream.part is not part:
                continue
            if part in (Part.FOOTNOTE, Part.COMMENT):
                yield note_of(stream.kept, part, stream.author)
                continue
            for paragraph in stream.kept:
                if paragraph.words not in seen:  # the same header for left and right pages
                    seen.add(paragraph.words)
                    yield replace(paragraph, part=part, kind=Kind.META, level=None)

    def _control(self, word: str, number: int | None, group: Group) -> None:
        if word in _PARTS and not group.starts:
            self._reader.flush()
            if not group.skipped or group.starred:
                self._end_revision()
                author = self._reader.styles.commenter if word == "annotation" else None
                self._streams.append(_Stream(_PARTS[word], author=author))
                self._reader.begin_stream()
        elif word in _CHARACTERS:
            self._reader.character(_CHARACTERS[word])
        elif word in ("par", "sect", "page"):
            self._reader.flush()
            if not group.skipped:
                self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._reader.flush()
            self._end_cell()
        elif word in ("row", "nestrow"):
            self._reader.flush()
            self._end_row()
        else:
            self._reader.control(word, number)

    def _say(self, text: str, group: Group) -> None:
        """Words of the document in the look of this group."""
        stream = self._streams[-1]
        if group.destination == "listtext":
            stream.number += text
            return
        self._note_revision(group, text)
        if group.deleted:
            return
        if stream.number:
            number, stream.number = " ".join(stream.number.split()), ""
            stream.numbered = number
            if number:
                stream.words.add(number + " ", why=self._reader.styles.hides(group))
        stream.words.add(text, why=self._reader.styles.hides(group), bold=group.bold)

    def _note_revision(self, group: Group, text: str) -> None:
        """Gather the words of one change; the next words with another author, date or kind end it."""
        kind = "deletion" if group.deleted else "insertion" if group.revised else None
        author, at = self._reader.styles.author(group.author), _moment(group.moment)
        now = (kind, author, at) if kind else None
        if now != self._revised:
            self._end_revision()
            self._revised = now
        if now:
            self._revised_words.append(text)

    def _end_revision(self) -> None:
        if self._revised:
            kind, author, at = self._revised
            self._streams[-1].words.changed(kind, "".join(self._revised_words), author, at)
        self._revised = None
        self._revised_words.clear()

    def _end_paragraph(self) -> None:
        self._end_revision()
        stream = self._streams[-1]
        if self._reader.group.in_table or stream.cells:
            stream.cell.append(self._taken(stream))
        else:
            self._end_table(stream)
            stream.kept.append(self._taken(stream))

    def _taken(self, stream: _Stream) -> Paragraph:
        words, number = stream.words, stream.numbered
        stream.words, stream.number, stream.numbered = Words(), "", ""
        level = self._reader.styles.level(self._reader.group) if words else None
        found = words.paragraph(Kind.HEADING if level else Kind.LIST_ITEM if number else Kind.PARAGRAPH)
        title = found.words.removeprefix(number).strip() or None
        return replace(found, level=level, title=title) if level else found

    def _end_cell(self) -> None:
        self._end_revision()
        stream = self._streams[-1]
        stream.cells.append([*stream.cell, self._taken(stream)])
        stream.cell = []

    def _end_row(self) -> None:
        stream = self._streams[-1]
        stream.rows.append(stream.cells)
        stream.cells = []

    def _end_table(self, stream: _Stream) -> None:
        """The rows so far, or what stands in them where the table is only a frame around paragraphs."""
        rows, stream.rows = stream.rows, []
        if all(sum(any(p.words for p in cell) for cell in row) <= 1 for row in rows):
            stream.kept.extend(paragraph for row in rows for cell in row for paragraph in cell)
            return
        lines = [line for row in rows if (line := row_of([note_of(cell, Part.CELL) for cell in row]))]
        stream.kept.extend([*lines[:-1], replace(lines[-1], ends_table=True)])

    def _end_stream(self) -> None:
        self._finish(self._streams[-1])
        stream = self._streams.pop()
        if stream.part is Part.BODY:  # a text box stands where it is anchored
            self._streams[-1].kept.extend(stream.kept)
        else:
            self._closed.append(stream)

    def _finish(self, stream: _Stream) -> None:
        if stream.words:
            self._end_paragraph()
        if stream.cell or stream.cells:  # the file was cut in a row
            self._end_cell()
            self._end_row()
        self._end_table(stream)


def _moment(packed: int) -> str | None:
    r"""The time in a `\revdttm`: minute, hour, day, month and year in one number."""
    try:
        return datetime(
            1900 + (packed >> 20 & 0x1FF), packed >> 16 & 0xF, packed >> 11 & 0x1F, packed >> 6 & 0x1F, packed & 0x3F
        ).isoformat()
    except ValueError:
        return None
