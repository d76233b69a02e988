"""Reads PDF files: text in reading order, a page number on every block, headings, page furniture apart.

PDFium reads under one lock, since it is not safe for threads; everything after that works on plain lines.
A paragraph that runs over the end of a page stays one block, on the page where it begins, and the header and
footer in between come after it. Pages that are pictures have no text here; a warning says so.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pypdfium2

from galley.documents import Extracted
from galley.errors import Unreadable
from galley.extract import pdf_headings
from galley.extract.pdf_headings import Entry
from galley.extract.pdf_lines import Line, Page, read_page
from galley.extract.pdf_order import furniture, in_reading_order
from galley.extract.pdf_paragraphs import compose

_PDFIUM = threading.Lock()
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNSUPPORTED_SECURITY = 5  # FPDF_ERR_SECURITY
_MOST_ENTRIES = 5000


def extract(name: str, data: bytes) -> Extracted:
    """The text of all pages that have some."""
    pages, entries, warnings = _read(name, data)
    without = [page.number for page in pages if not page.lines]
    if len(without) == len(pages):
        raise Unreadable(
            f"{name} holds scanned pages without text. OCR is not there yet: upload a copy that has text.",
            code="no_text",
            pages=len(pages),
        )
    if without:
        warnings.append(f"No text on {_pages(without)}: blank, or a scan that is not read yet.")
    headers, footers = furniture(pages)
    body = [line for page in pages for line in _body(page, headers | footers)]
    headings = pdf_headings.from_outline(entries, body)
    if len(headings) < 3 or len(headings) < 0.3 * len(entries):
        headings = pdf_headings.from_type(body, len(pages)) or headings
    text, blocks = compose(pages, body, headings, headers, footers)
    return Extracted(text=text, blocks=blocks, format="pdf", pages=len(pages), warnings=tuple(warnings))


def _read(name: str, data: bytes) -> tuple[list[Page], list[Entry], list[str]]:
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refusal(name, error) from error
        try:
            pages: list[Page] = []
            damaged: list[int] = []
            for number in range(1, len(document) + 1):
                try:
                    pages.append(read_page(document, number))
                except pypdfium2.PdfiumError:
                    damaged.append(number)
            if not pages:
                raise Unreadable(f"{name} is damaged: no page can be opened. Save it as PDF again.", code="corrupt")
            warnings = [f"{_pages(damaged).capitalize()} could not be opened."] if damaged else []
            return pages, _outline(document), warnings
        finally:
            document.close()


def _refusal(name: str, error: pypdfium2.PdfiumError) -> Unreadable:
    if getattr(error, "err_code", None) in (_WRONG_PASSWORD, _UNSUPPORTED_SECURITY):
        return Unreadable(f"{name} is protected by a password. Upload an unlocked copy.", code="password_protected")
    return Unreadable(f"{name} is damaged and cannot be opened. Save it as PDF again.", code="corrupt")


def _outline(document: pypdfium2.PdfDocument) -> list[Entry]:
    """The bookmarks that point to a page."""
    entries: list[Entry] = []
    try:
        for bookmark in document.get_toc(max_depth=9):
            target = bookmark.get_dest()
            page = target.get_index() if target else None
            if page is None or not (title := bookmark.get_title().strip()):
                continue
            mode, view = target.get_view()
            # XYZ is 1 (left, top, zoom), FitH 3 (top)
            y = {1: view[1:2], 3: view[:1]}.get(mode, [])
            entries.append(Entry(bookmark.level + 1, title, page + 1, y[0] if y else None))
            if len(entries) >= _MOST_ENTRIES:
                break
    except pypdfium2.PdfiumError:
        pass  # a broken outline is worth no more than none
    return entries


def _body(page: Page, furniture_lines: set[Line]) -> list[Line]:
    lines = [line for line in page.lines if line not in furniture_lines]
    return in_reading_order(page, lines) if lines else []


def _pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (" and more" if len(numbers) > 10 else "")
    return f"{'page' if len(numbers) == 1 else 'pages'} {shown}"
