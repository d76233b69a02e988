"""What people have filled into a PDF's form: the values of text fields and choices, as lines beside their labels."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from galley.extract.pdf.drawn import Matrix, moved
from galley.extract.pdf.lines import Box, Line, Page

_READ = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_MOST_FIELDS = 2000  # of one page
_PASSWORD_FLAG = 1 << 13


def filled_in(page: Any, forms: Any, matrix: Matrix) -> list[tuple[str, Box]]:
    """The values on this page and their places on it as it is read; `forms` is pypdfium2's form environment."""
    found: list[tuple[str, Box]] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST_FIELDS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        flags = pdfium.FPDFAnnot_GetFormFieldFlags(forms.raw, annotation)
        kind = pdfium.FPDFAnnot_GetFormFieldType(forms.raw, annotation)
        if kind in _READ and not (kind == pdfium.FPDF_FORMFIELD_TEXTFIELD and flags & _PASSWORD_FLAG):
            value, box = _value(forms, annotation), pdfium.FS_RECTF()
            if value.strip() and pdfium.FPDFAnnot_GetRect(annotation, box):
                found.append((value, moved((box.left, box.bottom, box.right, box.top), matrix)))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def with_values(page: Page, values: Sequence[tuple[str, Box]]) -> list[Line]:
    """The page's lines and the values: each after what stands left of it, or before what stands below it."""
    lines = list(page.lines)
    for value, (left, bottom, right, top) in values:
        parts = [" ".join(part.split()) for part in value.splitlines() if part.strip()]
        size = min(max((top - bottom) / len(parts) * 0.7, 4.0), 11.0)
        first = (bottom + top) / 2 - 0.35 * size if len(parts) == 1 else top - size
        new = [
            Line(part, page.number, left, right, first - 1.2 * size * at, size, bold=False)
            for at, part in enumerate(parts)
        ]
        before = [at for at, line in enumerate(lines) if bottom - 2 < line.y < top and line.left <= left]
        below = [at for at, line in enumerate(lines) if line.y < bottom and line.left < right and line.right > left]
        at = before[-1] + 1 if before else min(below, key=lambda n: -lines[n].y) if below else len(lines)
        lines[at:at] = new
    return lines


def _value(forms: Any, annotation: Any) -> str:
    size = pdfium.FPDFAnnot_GetFormFieldValue(forms.raw, annotation, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetFormFieldValue(forms.raw, annotation, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
