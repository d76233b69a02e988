"""The reviewed PDF with a note on the words of every finding."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from galley.errors import Unreadable
from galley.export.pdf import to_pdf
from galley.extract import extract
from galley.store.models import Finding
from tests.unit.pdf_files import LONG, REST, body, pdf

PAGES = pdf([body(1, LONG), body(2, REST), body(3, "The end.")])


def finding(quote: str | None, page: int | None = 1, **more: Any) -> Finding:
    told = {"severity": "high", "category": "clarity", "description": "Too long – “cut” it.", "suggestion": "Cut it."}
    return Finding(quote=quote, page=page, **told | {"replacement": None, "edit": None} | more)


def notes(data: bytes) -> list[dict[str, Any]]:
    """Every annotation with its page, kind, author, words, colour and number of rectangles."""
    found: list[dict[str, Any]] = []
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, index)
            colour = [ctypes.c_uint() for _ in range(4)]
            pdfium.FPDFAnnot_GetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *colour)
            found.append({
                "page": number + 1, "kind": pdfium.FPDFAnnot_GetSubtype(annotation),
                "author": _string(annotation, b"T"),
                "words": _string(annotation, b"Contents"), "colour": tuple(part.value for part in colour[:3]),
                "rectangles": pdfium.FPDFAnnot_CountAttachmentPoints(annotation),
            })  # fmt: skip
            pdfium.FPDFPage_CloseAnnot(annotation)
        page.close()
    document.close()
    return found


def _string(annotation: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def test_a_finding_is_a_highlight_on_its_words() -> None:
    data, unplaced = to_pdf(PAGES, [finding("The supplier delivers", replacement="She delivers")])
    [note] = notes(data)
    assert unplaced == 0
    assert (note["page"], note["kind"], note["author"], note["rectangles"]) == (
        1,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        "Galley",
        1,
    )
    assert note["words"] == "high: Too long – “cut” it.\nCut it.\nReplace with: She delivers"


def test_a_persons_edit_stands_in_place_of_the_suggestion() -> None:
    data, _ = to_pdf(PAGES, [finding("The supplier", replacement="She", edit="")])
    assert notes(data)[0]["words"].endswith("Delete these words.")


def test_severities_have_colours_of_their_own() -> None:
    words = ["The supplier", "delivers the goods", "that were ordered"]
    items = [
        finding(quote, severity=severity) for quote, severity in zip(words, ("high", "medium", "low"), strict=True)
    ]
    assert len({note["colour"] for note in notes(to_pdf(PAGES, items)[0])}) == 3


def test_a_quote_over_two_pages_is_marked_on_both() -> None:
    data, unplaced = to_pdf(PAGES, [finding(f"in the order, and {REST}")])
    assert ([note["page"] for note in notes(data)], unplaced) == ([1, 2], 0)


def test_findings_without_a_place_are_notes_on_their_page_and_counted() -> None:
    items = [finding("words that nobody wrote", page=2), finding(None, page=None), finding("The supplier")]
    data, unplaced = to_pdf(PAGES, items)
    kinds = [(note["page"], note["kind"]) for note in notes(data)]
    assert unplaced == 2
    assert sorted(kinds) == sorted(
        [(1, pdfium.FPDF_ANNOT_TEXT), (1, pdfium.FPDF_ANNOT_HIGHLIGHT), (2, pdfium.FPDF_ANNOT_TEXT)]
    )


def test_the_text_stays_as_it_is() -> None:
    data, _ = to_pdf(PAGES, [finding("The supplier"), finding(None)])
    assert extract("a.pdf", data).text == extract("a.pdf", PAGES).text


def test_a_file_that_cannot_be_opened_is_refused() -> None:
    with pytest.raises(Unreadable):
        to_pdf(b"%PDF-1.4 no more", [])
