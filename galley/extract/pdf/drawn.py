"""What is drawn on a PDF's page: pictures, shapes and pieces of text, in the order they are painted.

Places are in the page's own coordinates, as the file counts them. The caller holds PDFium's lock.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from galley.extract.pdf.lines import Box

_MOST_OBJECTS = 30_000  # of one page; a map has more, and nothing that matters here
_DEEPEST = 8  # forms within forms
_PLAIN_SHAPE = 6  # segments; what has more may be a frame or a letter, and does not cover all of its box
_RULE = 3.0  # points: what is thinner is a line
_OPAQUE = 230  # of 255
INVISIBLE = 3  # text render mode: neither filled nor stroked

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text: `id` is the object's address; `size` as it is seen; `order` counts what is painted."""

    id: int
    box: Box
    colour: tuple[int, int, int]
    mode: int
    size: float
    order: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture (no colour) or a shape filled with one colour. A `plain` one covers all of its box."""

    box: Box
    colour: tuple[int, int, int] | None
    plain: bool
    order: int


@dataclass(slots=True)
class Drawn:
    """All of a page. `frames` are outlined boxes, `rules` straight lines; `curves` counts the segments of letters and
    drawings: filled shapes that are no boxes."""

    pieces: list[Piece] = field(default_factory=list)
    pictures: list[Shape] = field(default_factory=list)
    fills: list[Shape] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    curves: int = 0


def drawn_on(page: Any) -> Drawn:
    """What is drawn on this page of pypdfium2, without its annotations."""
    found = Drawn()
    for order, (handle, kind, matrix) in enumerate(_objects(page.raw, _UNIT, 0)):
        if order >= _MOST_OBJECTS:
            break
        box = _box(handle, matrix)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.pictures.append(Shape(box, None, True, order))
        elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
            found.fills.append(Shape(box, None, False, order))
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.pieces.append(_piece(handle, matrix, box, order))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _add_path(found, handle, box, order)
    return found


def _objects(container: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
    """The objects of a page or form with their kind and the matrix from their coordinates to the page's."""
    if depth == 0:
        count, get = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    else:
        count, get = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
    for index in range(count(container)):
        handle = get(container, index)
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield handle, kind, matrix
        elif depth < _DEEPEST:
            yield from _objects(handle, _times(_matrix(handle), matrix), depth + 1)


def _piece(handle: Any, matrix: Matrix, box: Box, order: int) -> Piece:
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    a, b, c, d, _, _ = _times(_matrix(handle), matrix)
    seen = abs(size.value) * min((a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    red, green, blue, alpha = _colour(handle, stroked=mode == 1)
    if alpha == 0:
        mode = INVISIBLE
    id = ctypes.cast(handle, ctypes.c_void_p).value or 0
    return Piece(id, box, (red, green, blue), mode, seen, order)


def _add_path(found: Drawn, handle: Any, box: Box, order: int) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    segments = pdfium.FPDFPath_CountSegments(handle)
    plain = segments <= _PLAIN_SHAPE
    if fill.value:
        *colour, alpha = _colour(handle)
        if alpha >= _OPAQUE:
            found.fills.append(Shape(box, (colour[0], colour[1], colour[2]), plain, order))
        if not plain:
            found.curves += segments
    if (stroke.value or fill.value) and plain and min(box[2] - box[0], box[3] - box[1]) < _RULE:
        found.rules.append(box)
    elif stroke.value and 3 < segments <= _PLAIN_SHAPE:
        found.frames.append(box)


def _colour(handle: Any, *, stroked: bool = False) -> tuple[int, int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    get = pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor
    if not get(handle, red, green, blue, alpha):
        return 0, 0, 0, 255
    return red.value, green.value, blue.value, alpha.value


def _box(handle: Any, matrix: Matrix) -> Box:
    """The object's box on the page; an empty one where PDFium knows none."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return 0, 0, 0, 0
    box = (left.value, bottom.value, right.value, top.value)
    return box if matrix == _UNIT else moved(box, matrix)


def moved(box: Box, matrix: Matrix) -> Box:
    """The upright box around a box that a matrix has moved."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)


def _matrix(handle: Any) -> Matrix:
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, raw):
        return _UNIT
    return raw.a, raw.b, raw.c, raw.d, raw.e, raw.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
