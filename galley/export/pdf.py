"""A review as the PDF it is about: each finding a highlight on its words, with a note that says what is wrong.

Promises: pages keep what they show; every finding is one note with its words, or, where its words have no place on a
page, one note in the margin of the page it is on (the first if that is not known).
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from galley.errors import Unreadable
from galley.export.file import new_words, one_line
from galley.extract.pdf.drawn import moved
from galley.extract.pdf.frame import Frame, framed
from galley.extract.pdf.lines import Box
from galley.extract.pdf.pdfium import opened
from galley.extract.pdf.places import boxes_of
from galley.store.models import Finding

AUTHOR = "Galley"
_COLOURS = {"high": (255, 150, 140), "medium": (255, 214, 110), "low": (160, 205, 255)}  # of a marker on paper
_NOTE_POINTS = 18.0
_PRINTED = 4  # annotation flag
_UPRIGHT = 16 | 8  # annotation flags: a note's sign neither turns nor grows with the page


def to_pdf(data: bytes, items: Sequence[Finding]) -> tuple[bytes, int]:
    """The same PDF with a note for each item, and how many items have no place on a page.

    Raises Unreadable when the file cannot be opened.
    """
    try:
        with opened(data) as document:
            unplaced = _annotated(document, items)
            target = io.BytesIO()
            document.save(target, flags=pdfium.FPDF_NO_INCREMENTAL)
            return target.getvalue(), unplaced
    except pypdfium2.PdfiumError as error:
        raise Unreadable("This PDF cannot be opened, so no notes can be put into it.", code="corrupt") from error


def _annotated(document: Any, items: Sequence[Finding]) -> int:
    """Add the notes page by page, since each page is opened and closed with care; count those without a place."""
    quoted = [item for item in items if item.quote and item.page]
    found = boxes_of(document, [(item.page or 1, item.quote or "") for item in quoted])
    placed = {id(item): boxes for item, boxes in zip(quoted, found, strict=True) if boxes}
    marks: dict[int, list[tuple[Finding, list[Box]]]] = {}
    for item in items:
        places = placed.get(id(item), [])
        if not places:
            marks.setdefault(min(item.page or 1, len(document)), []).append((item, []))
        for number in sorted({number for number, _ in places}):
            marks.setdefault(number, []).append((item, [box for page, box in places if page == number]))
    for number, on_page in sorted(marks.items()):
        page = document[number - 1]
        frame = framed(page.get_rotation() // 90, page.get_bbox())
        for at, (item, boxes) in enumerate(sorted(on_page, key=lambda mark: bool(mark[1]))):
            if boxes:
                _highlight(page, item, boxes, frame)
            else:
                _note(page, item, at, frame)
        page.close()
    return len(items) - len(placed)


def _highlight(page: Any, item: Finding, boxes: Sequence[Box], frame: Frame) -> None:
    annotation = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_HIGHLIGHT)
    for box in boxes:
        # the corners as they are seen: upper left, upper right, lower left, lower right
        left, bottom, right, top = moved(box, frame.matrix)
        corners = [frame.back(x, y) for y in (top, bottom) for x in (left, right)]
        quad = pdfium.FS_QUADPOINTSF(*(value for corner in corners for value in corner))
        pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, quad)
    around = [min(box[0] for box in boxes), min(box[1] for box in boxes)]
    around += [max(box[2] for box in boxes), max(box[3] for box in boxes)]
    _finish(annotation, item, (around[0], around[1], around[2], around[3]), _PRINTED)


def _note(page: Any, item: Finding, at: int, frame: Frame) -> None:
    """A note in the upper left corner, beside those before it."""
    across = max(int((frame.width - 2 * _NOTE_POINTS) / _NOTE_POINTS), 1)
    x = _NOTE_POINTS * (0.5 + at % across)
    y = frame.height - _NOTE_POINTS * (1.5 + at // across)
    corners = [frame.back(x, y), frame.back(x + _NOTE_POINTS, y + _NOTE_POINTS)]
    left, right = sorted(corner[0] for corner in corners)
    bottom, top = sorted(corner[1] for corner in corners)
    annotation = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_TEXT)
    _finish(annotation, item, (left, bottom, right, top), _PRINTED | _UPRIGHT)


def _finish(annotation: Any, item: Finding, box: Box, flags: int) -> None:
    left, bottom, right, top = box
    pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(left, top, right, bottom))
    red, green, blue = _COLOURS.get(item.severity, _COLOURS["low"])
    pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, red, green, blue, 255)
    pdfium.FPDFAnnot_SetFlags(annotation, flags)
    for key, words in (("T", AUTHOR), ("Subj", f"{item.severity}: {item.category}"), ("Contents", _words(item))):
        raw = words.encode("utf-16-le", "replace") + b"\0\0"
        buffer = (ctypes.c_ushort * (len(raw) // 2)).from_buffer_copy(raw)
        pdfium.FPDFAnnot_SetStringValue(annotation, key.encode(), buffer)
    pdfium.FPDFPage_CloseAnnot(annotation)


def _words(item: Finding) -> str:
    """What the note says: how bad, what is wrong, what to do, the words to put in."""
    said = [f"{item.severity}: {one_line(item.description)}"]
    if item.suggestion:
        said.append(one_line(item.suggestion))
    new = new_words(item)
    if new is not None:
        said.append(f"Replace with: {one_line(new)}" if new else "Delete these words.")
    return "\n".join(said)
