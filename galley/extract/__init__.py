"""Turns a file or a pasted text into canonical text and blocks.

`extract` chooses the reader by the name's suffix, checked against the content. Whatever a reader's library
throws, callers see only `galley.errors`: each refusal has a code, and a sentence of what happened and what to
do. Nothing here keeps or logs what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from galley.documents import Extracted
from galley.errors import InputError, Unreadable
from galley.extract import markdown, plain
from galley.extract.encodings import decode
from galley.extract.formats import SUFFIXES, WANTED, check_content, format_of, shown
from galley.extract.unseen import merged, unseen

if TYPE_CHECKING:
    from galley.extract.pdf.lines import ReadPage

__all__ = ["SUFFIXES", "extract", "from_text"]

MOST_HIDDEN = 2000  # ranges that are kept
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def extract(name: str, data: bytes, read: Mapping[int, ReadPage] | None = None) -> Extracted:
    """Read the file of that name, with what OCR read on its pages, by their number.

    Raises an InputError whose code says why it cannot be read. What has `scans` is not whole yet.
    """
    form = format_of(name, data)
    if not data.strip(b"\x00\t\n\r "):
        raise Unreadable(f"{shown(name)} is empty. Upload a file that has text.", code="empty")
    check_content(name, form, data)
    try:
        found = _with_unseen(_read(shown(name), form, data, read or {}))
    except InputError:
        raise
    except (MemoryError, RecursionError, Exception) as error:
        raise Unreadable(
            f"{shown(name)} is damaged and could not be read. Open it, save it again, upload the new copy.",
            code="corrupt",
        ) from error
    if not found.scans and not re.search(r"\w", found.text):
        raise Unreadable(f"{shown(name)} has no text. Upload a document that has some.", code="no_text")
    return found


def from_text(text: str, format: str = "text") -> Extracted:
    """Read a pasted text; one that has Markdown headings is read as Markdown."""
    text = _NOT_STORABLE.sub("\ufffd", text.removeprefix("\ufeff"))
    if not text.strip():
        raise Unreadable("The text is empty. Paste the text to review.", code="empty")
    if not re.search(r"\w", text):
        raise Unreadable("There are no words in the text. Paste the text to review.", code="no_text")
    as_markdown = format == "markdown" or markdown.looks_like_markdown(text)
    return _with_unseen(markdown.extract(text) if as_markdown else plain.extract(text))


def _read(name: str, form: str, data: bytes, read: Mapping[int, ReadPage]) -> Extracted:
    """By the format's own reader, which is loaded when it is first needed."""
    found: Extracted | None
    if form in ("pdf", "image"):
        from galley.extract import pdf, pictures

        found = pdf.extract(name, data, read) if form == "pdf" else pictures.extract(name, data, read)
    elif form in ("docx", "odt", "rtf"):
        from galley.extract import docx, odt, rtf

        found = {"docx": docx.extract, "odt": odt.extract, "rtf": rtf.extract}[form](name, data)
    elif form == "html":
        from galley.extract import html

        found = html.extract(data)
    else:
        text = decode(data)
        found = None if text is None else _of_text(form, _NOT_STORABLE.sub("\ufffd", text))
    if found is None:
        raise Unreadable(f"{name} is not a text file. {WANTED}.", code="wrong_extension")
    return found


def _of_text(form: str, text: str) -> Extracted:
    return markdown.extract(text) if form == "markdown" else plain.extract(text)


def _with_unseen(found: Extracted) -> Extracted:
    """With the characters that nobody sees, in any format, beside what the reader found hidden."""
    hidden = merged([*found.hidden, *unseen(found.text)])
    if len(hidden) <= MOST_HIDDEN:
        return replace(found, hidden=hidden)
    rest = replace(hidden[MOST_HIDDEN - 1], end=hidden[-1].end)  # rather too much is kept from models than too little
    told = f"Words are hidden in more than {MOST_HIDDEN:,} places. From the last of them on, models see nothing."
    return replace(found, hidden=(*hidden[: MOST_HIDDEN - 1], rest), warnings=(*found.warnings, told))
