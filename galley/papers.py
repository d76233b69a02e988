"""The paper behind a review: the file as it came, its pages as pictures, and where a finding's words stand on them.

Places are shares of the page as it is shown, counted from its upper left corner: `{page, x, y, width, height}`.
"""

from __future__ import annotations

from typing import Any

from galley.errors import NotFound, Unreadable
from galley.extract.line_places import places_on
from galley.extract.pdf.lines import Page
from galley.extract.wire import page_from
from galley.root import Galley
from galley.store.models import Document

WITH_PAGES = ("pdf", "image")


def file_of(galley: Galley, tag: str, session_id: str) -> tuple[Document, bytes]:
    """The document's row and its file, byte by byte as it came. A pasted text's file is its text."""
    with galley.tenant(tag).reading() as rows:
        document = rows.document(rows.session(session_id).document_id)
    return document, galley.blobs.get(tag, document.sha256)


def picture_of(galley: Galley, tag: str, session_id: str, page: int) -> bytes:
    """A page (from 1) as PNG. Raises NotFound for documents and numbers without one."""
    document, data = file_of(galley, tag, session_id)
    _check(document, page)
    return galley.reader.draw(document.name, data, page)


def places_of(galley: Galley, tag: str, session_id: str, item_id: str) -> list[dict[str, Any]]:
    """Where the item's quoted words stand on the pages; empty when that is not known."""
    with galley.tenant(tag).reading() as rows:
        session = rows.session(session_id)
        finding = rows.finding(session_id, item_id)
        document = rows.document(session.document_id)
        read = rows.read_pages(session.document_id)
    if document.format not in WITH_PAGES or finding.page is None or not finding.quote:
        return []
    near = [finding.page, finding.page + 1]
    pages = [page_from(read[str(number)]).page for number in near if str(number) in read]
    if pages and pages[0].number == finding.page:
        return [_shares(place, pages) for place in places_on(pages, finding.quote)]
    if document.format != "pdf":
        return []
    data = galley.blobs.get(tag, document.sha256)
    try:
        return galley.reader.places(document.name, data, finding.page, finding.quote)
    except Unreadable:  # it was read once: its words are there, and where they stand is the smaller loss
        return []


def _shares(place: tuple[int, float, float, float, float], pages: list[Page]) -> dict[str, Any]:
    number, left, bottom, right, top = place
    page = next(page for page in pages if page.number == number)
    return {
        "page": number,
        "x": round(left / page.width, 4),
        "y": round(1 - top / page.height, 4),
        "width": round((right - left) / page.width, 4),
        "height": round((top - bottom) / page.height, 4),
    }


def _check(document: Document, page: int) -> None:
    if document.format not in WITH_PAGES:
        raise NotFound("This document has no pages to show: it came as text.", code="no_pages")
    if not 1 <= page <= (document.pages or 0):
        raise NotFound(f"There is no such page. This document has {document.pages}.", code="unknown_page")
