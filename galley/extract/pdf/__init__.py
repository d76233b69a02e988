"""Reads PDF files: text in reading order, a page number on every block, headings, page furniture apart.

PDFium reads one file at a time; everything after that works on plain lines. A paragraph that runs over the end of a
page stays one block, on the page where it begins, and the header and footer in between come after it. Pages whose
words only their picture shows are `scans`, and have no text until somebody has read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2

from galley.documents import Extracted
from galley.errors import Unreadable
from galley.extract.pdf import headings as pdf_headings
from galley.extract.pdf.frame import Frame
from galley.extract.pdf.furniture import furniture
from galley.extract.pdf.headings import Entry
from galley.extract.pdf.lines import Line, Page, ReadPage, body_size
from galley.extract.pdf.notes import footnotes
from galley.extract.pdf.order import in_reading_order
from galley.extract.pdf.page import read_page
from galley.extract.pdf.paragraphs import Composed, composed, lone_lines
from galley.extract.pdf.pdfium import opened
from galley.extract.pdf.type import from_type

_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNSUPPORTED_SECURITY = 5  # FPDF_ERR_SECURITY
_MOST_ENTRIES = 5000


def extract(name: str, data: bytes, read: Mapping[int, ReadPage]) -> Extracted:
    """The text of all pages; that of `scans` as OCR has `read` it, by page number from 1.

    Raises Unreadable when the file is damaged, protected by a password, or has no words at all.
    """
    pages, count, entries, warnings = _read(name, data)
    pages = [
        read[page.number].page if page.number in read else replace(page, lines=[]) if page.scan else page
        for page in pages
    ]
    scans = tuple(page.number for page in pages if page.scan and page.number not in read)
    if not scans and not any(page.lines for page in pages):
        raise Unreadable(f"{name} has no text. Upload a document that has some.", code="no_text")
    made = laid_out(pages, entries)
    return Extracted(
        text=made.text, blocks=made.blocks, hidden=made.hidden, format="pdf", pages=count,
        warnings=tuple(warnings), scans=scans, confidence={number: page.confidence for number, page in read.items()},
    )  # fmt: skip


def laid_out(pages: Sequence[Page], entries: Sequence[Entry] = ()) -> Composed:
    """The canonical text of these pages, with its blocks; `entries` is the outline, if there is one."""
    headers, footers = furniture(pages)
    body: list[Line] = []
    notes: list[list[Line]] = []
    size = body_size([line for page in pages for line in page.lines])
    for page in pages:
        lines = [line for line in page.lines if line not in headers and line not in footers]
        upright = [line for line in lines if not line.turned]
        lines = [*in_reading_order(page, upright), *(line for line in lines if line.turned)]
        found = footnotes(page, lines, size)
        notes += found
        apart = {line for note in found for line in note}
        body += [line for line in lines if line not in apart]
    headings = pdf_headings.from_outline(entries, body)
    if len(headings) < 3 or len(headings) < 0.3 * len(entries):
        boxes = {page.number: page.boxes for page in pages}
        headings = from_type(body, len(pages), boxes, lone_lines(body)) or headings
    return composed(pages, body, headings, (headers, footers), notes)


def _read(name: str, data: bytes) -> tuple[list[Page], int, list[Entry], list[str]]:
    """The pages that open, how many there are in all, the outline, and what to warn of."""
    try:
        with opened(data) as document:
            if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE:
                document.init_forms()
            pages: list[Page] = []
            frames: dict[int, Frame] = {}
            damaged: list[int] = []
            for number in range(1, len(document) + 1):
                try:
                    page, frames[number] = read_page(document, number, document.formenv)
                    pages.append(page)
                except pypdfium2.PdfiumError:
                    damaged.append(number)
            if not pages:
                raise Unreadable(f"{name} is damaged: no page can be opened. Save it as PDF again.", code="corrupt")
            warnings = [f"{_pages(damaged).capitalize()} could not be opened."] if damaged else []
            return pages, len(document), _outline(document, frames), warnings
    except pypdfium2.PdfiumError as error:
        raise _refusal(name, error) from error


def _refusal(name: str, error: pypdfium2.PdfiumError) -> Unreadable:
    if getattr(error, "err_code", None) in (_WRONG_PASSWORD, _UNSUPPORTED_SECURITY):
        return Unreadable(f"{name} is protected by a password. Upload an unlocked copy.", code="password_protected")
    return Unreadable(f"{name} is damaged and cannot be opened. Save it as PDF again.", code="corrupt")


def _outline(document: Any, frames: Mapping[int, Frame]) -> list[Entry]:
    """The bookmarks that point to a page that was read."""
    entries: list[Entry] = []
    try:
        for bookmark in document.get_toc(max_depth=9):
            target = bookmark.get_dest()
            page = target.get_index() if target else None
            title = bookmark.get_title().strip()
            if page is None or page + 1 not in frames or not title:
                continue
            mode, view = target.get_view()
            # XYZ is 1 (left, top, zoom), FitH 3 (top)
            y = {1: view[1:2], 3: view[:1]}.get(mode, [])
            frame = frames[page + 1]
            height = frame.point(0, y[0])[1] if y and frame.turn == 0 else None
            entries.append(Entry(bookmark.level + 1, title, page + 1, height))
            if len(entries) >= _MOST_ENTRIES:
                break
    except pypdfium2.PdfiumError:
        pass  # a broken outline is worth no more than none
    return entries


def _pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (" and more" if len(numbers) > 10 else "")
    return f"{'page' if len(numbers) == 1 else 'pages'} {shown}"
