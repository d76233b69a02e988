"""A review as the very file it is of: a Word document with comments, a PDF with notes.

The file is parsed for it, so this runs in a child process, like reading: `request_of` on the one side, `marked` on
the other.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from galley.errors import Conflict
from galley.export.file import File
from galley.store.models import Base, Document, Finding, Section

FROM_FILE = {"docx": "not_a_word_file", "pdf": "not_a_pdf"}  # the code when the document came as something else
_DOCUMENT = ("id", "name", "format", "text")
_SECTION = ("id", "name", "start", "end")


@dataclass(frozen=True, slots=True)
class Marked:
    """The file with the findings in it, and how many findings have no place of their own there."""

    file: File
    unplaced: int


def request_of(form: str, document: Document, sections: Sequence[Section], items: Sequence[Finding]) -> dict[str, Any]:
    """What the child needs beside the file. Raises Conflict when the document did not come in that format."""
    if document.format != form:
        kind = {"docx": "a Word file", "pdf": "a PDF"}[form]
        raise Conflict(
            f"Only a document that was uploaded as {kind} can be had back as one. Export it as html or md.",
            code=FROM_FILE[form],
        )
    return {
        "format": form,
        "document": _columns(document, _DOCUMENT),
        "sections": [_columns(section, _SECTION) for section in sections],
        "items": [_columns(item, [column.name for column in Finding.__table__.columns]) for item in items],
    }


def marked(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The child's side: the answer for `marked_from`."""
    document = Document(**request["document"])
    sections = [Section(**section) for section in request["sections"]]
    items = [Finding(**item) for item in request["items"]]
    made = _MAKERS[request["format"]](document, sections, items, data)
    return {"file": base64.b64encode(made.file.data).decode("ascii"), "type": made.file.type, "unplaced": made.unplaced}


def marked_from(told: dict[str, Any]) -> Marked:
    """What the child has made."""
    return Marked(File(base64.b64decode(told["file"]), told["type"]), told["unplaced"])


def _columns(row: Base, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _docx(document: Document, sections: Sequence[Section], items: Sequence[Finding], data: bytes) -> Marked:
    from galley.export.docx import to_docx

    made = to_docx(document, sections, items, data)
    return Marked(made.file, made.unplaced)


def _pdf(document: Document, sections: Sequence[Section], items: Sequence[Finding], data: bytes) -> Marked:
    from galley.export.pdf import to_pdf

    file, unplaced = to_pdf(data, items)
    return Marked(File(file, "application/pdf"), unplaced)


_MAKERS: dict[str, Callable[[Document, Sequence[Section], Sequence[Finding], bytes], Marked]] = {
    "docx": _docx,
    "pdf": _pdf,
}
