"""Turns a file or a pasted text into canonical text and blocks.

`extract` chooses the reader by the name's suffix, checked against the content. Whatever a reader's library
throws, callers see only `galley.errors`: each refusal has a code, and a sentence of what happened and what to
do. Nothing here keeps or logs what it reads.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from galley.documents import Extracted
from galley.errors import InputError, Unreadable, UnsupportedType
from galley.extract import docx, markdown, pdf, plain

SUFFIXES = {
    ".docx": "docx", ".pdf": "pdf",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".txt": "text", ".text": "text",
}  # fmt: skip
_ADVICE = {
    ".doc": "Open it in Word and save it as .docx",
    ".docm": "Save it as .docx, without macros",
    ".dotx": "Save it as .docx",
    ".odt": "Save it as .docx or PDF",
    ".rtf": "Save it as .docx or PDF",
    ".pages": "Export it as .docx or PDF",
    ".html": "Save it as PDF, or paste its text",
    ".htm": "Save it as PDF, or paste its text",
}
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def extract(name: str, data: bytes) -> Extracted:
    """Read the file of that name. Raises an InputError whose code says why it cannot be read."""
    form = _format_of(name, data)
    if not data.strip(b"\x00\t\n\r "):
        raise Unreadable(f"{_shown(name)} is empty. Upload a file that has text.", code="empty")
    _check_content(name, form, data)
    try:
        found = _read(name, form, data)
    except InputError:
        raise
    except (MemoryError, RecursionError, Exception) as error:
        raise Unreadable(
            f"{_shown(name)} is damaged and could not be read. Open it, save it again, upload the new copy.",
            code="corrupt",
        ) from error
    if not re.search(r"\w", found.text):
        raise Unreadable(f"{_shown(name)} has no text. Upload a document that has some.", code="no_text")
    return found


def from_text(text: str, format: str = "text") -> Extracted:
    """Read a pasted text; one that has Markdown headings is read as Markdown."""
    text = _NOT_STORABLE.sub("\ufffd", text.removeprefix("\ufeff"))
    if not text.strip():
        raise Unreadable("The text is empty. Paste the text to review.", code="empty")
    if not re.search(r"\w", text):
        raise Unreadable("There are no words in the text. Paste the text to review.", code="no_text")
    as_markdown = format == "markdown" or markdown.looks_like_markdown(text)
    return markdown.extract(text) if as_markdown else plain.extract(text)


def _read(name: str, form: str, data: bytes) -> Extracted:
    if form == "pdf":
        return pdf.extract(_shown(name), data)
    if form == "docx":
        return docx.extract(_shown(name), data)
    text = plain.decode(data)
    if text is None:
        raise Unreadable(
            f"{_shown(name)} is not a text file. Upload DOCX, PDF, Markdown or plain text.",
            code="wrong_extension",
        )
    text = _NOT_STORABLE.sub("\ufffd", text)
    return markdown.extract(text) if form == "markdown" else plain.extract(text)


def _shown(name: str) -> str:
    """The file's name as people know it: no folders, not endless."""
    bare = re.split(r"[\\/]", name)[-1].strip() or "The file"
    return bare if len(bare) <= 80 else bare[:60] + "…" + bare[-15:]


def _format_of(name: str, data: bytes) -> str:
    suffix = PurePath(_shown(name)).suffix.lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    if not suffix and (sniffed := _sniffed(data)):
        return sniffed
    advice = _ADVICE.get(suffix, "Upload DOCX, PDF, Markdown or plain text")
    what = f"{suffix} files are" if suffix else "This kind of file is"
    raise UnsupportedType(f"{what} not read. {advice}.", suffix=suffix, valid=sorted(SUFFIXES))


def _sniffed(data: bytes) -> str | None:
    """The format of the content; None when it is none of ours."""
    if _PDF in data[:1024]:
        return "pdf"
    if data.startswith(_ZIP):
        return "docx" if b"word/" in data else None
    if data.startswith(_OLE) or (
        b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
    ):
        return None
    return "text"


def _check_content(name: str, form: str, data: bytes) -> None:
    """Refuse a file whose content is plainly another format than its name says."""
    shown = _shown(name)
    if form == "docx" and data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(
                f"{shown} is protected by a password. Upload a copy without one.", code="password_protected"
            )
        raise Unreadable(f"{shown} is an old .doc file. Open it in Word and save it as .docx.", code="wrong_extension")
    sniffed = "zip" if data.startswith(_ZIP) else "ole" if data.startswith(_OLE) else _sniffed(data)
    fits = {"docx": ("zip",), "pdf": ("pdf",)}.get(form, ("text", None))
    if sniffed not in fits:
        word = {"docx": "a Word document", "pdf": "a PDF", "markdown": "Markdown", "text": "plain text"}[form]
        raise Unreadable(
            f"{shown} is named like {word} but holds something else. "
            "Give it its right extension, or save it again in that format.",
            code="wrong_extension",
        )  # fmt: skip
