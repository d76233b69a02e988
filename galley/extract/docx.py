"""Reads Word documents: the text as it stands when every tracked change is accepted.

python-docx opens the package; the walk is our own, because its paragraphs leave out insertions, content
controls and text boxes. Tables give one block a row, cells joined by ` | `. Footnotes come after the body.
Headers, footers, comments and automatic list numbers are not read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from galley.documents import Extracted, Kind, Part
from galley.errors import TooLarge, Unreadable
from galley.extract.docx_headings import HeadingFinder
from galley.extract.docx_text import Paragraph, paragraphs_in
from galley.extract.tiling import Draft

MAX_UNPACKED_BYTES = 400_000_000
MAX_RATIO = 150  # office XML packs 5 to 30 times; a bomb some hundred times and more
MAX_PARTS = 20_000
_RATIO_COUNTS_FROM_BYTES = 20_000_000
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def extract(name: str, data: bytes) -> Extracted:
    """The body in reading order, then the footnotes."""
    _check_package(name, data)
    try:
        document = Document(io.BytesIO(data))
        body = document.element.body
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable(
            f"{name} is not a Word document that can be opened. Save it again as .docx.", code="corrupt"
        ) from error
    paragraphs = list(paragraphs_in(body))
    finder = HeadingFinder(document.styles.element, paragraphs)
    draft = Draft()
    for paragraph, look in zip(paragraphs, finder.levels(), strict=True):
        _add(draft, paragraph, look)
    for note in _footnotes(document):
        draft.add(note, Kind.PARAGRAPH, part=Part.FOOTNOTE)
    text, blocks = draft.finish()
    return Extracted(text=text, blocks=blocks, format="docx")


def _add(draft: Draft, paragraph: Paragraph, level: int | None) -> None:
    if paragraph.row:
        draft.add(paragraph.text, Kind.ROW, part=Part.CELL, gap="\n\n" if paragraph.ends_table else "\n")
    elif level is not None:
        draft.add(paragraph.text, Kind.HEADING, level=level, title=" ".join(paragraph.text.split()))
    elif paragraph.contents_entry:
        draft.add(paragraph.text, Kind.META, gap="\n")
    else:
        draft.add(paragraph.text, Kind.LIST_ITEM if paragraph.listed else Kind.PARAGRAPH)


def _check_package(name: str, data: bytes) -> None:
    """Refuse what would unpack to far more than a document, before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(
            f"{name} is damaged: its package cannot be opened. Save it again as .docx.", code="corrupt"
        ) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    bomb = unpacked > _RATIO_COUNTS_FROM_BYTES and unpacked / packed > MAX_RATIO
    if bomb or unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
        raise TooLarge(
            f"{name} unpacks to {unpacked // 1_000_000} MB, more than is read. Upload a smaller document.",
            limit_bytes=MAX_UNPACKED_BYTES,
        )
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(part.endswith(".xml") and "document" in part for part in names):
        raise Unreadable(f"{name} is a zip file, but not a Word document. Save it as .docx.", code="wrong_extension")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable(f"{name} is protected by a password. Upload a copy without one.", code="password_protected")


def _footnotes(document: Any) -> Iterator[str]:
    for relation in document.part.rels.values():
        if relation.reltype != _FOOTNOTES or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iterchildren(qn("w:footnote")):
            if note.get(qn("w:type")) in (None, "normal"):
                yield re.sub(r"\s+", " ", " ".join(p.text for p in paragraphs_in(note)))
