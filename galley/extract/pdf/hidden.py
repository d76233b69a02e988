"""Text on a PDF's page that nobody sees: too small, off the page, invisible, or in the colour of its ground.

What the drawing says is tried first. Where it can only suspect (a picture below, a shape above, a fill half
transparent), the page is rendered and the picture decides. The caller holds PDFium's lock.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from galley.extract.pdf.drawn import INVISIBLE, Drawn, Piece, Shape
from galley.extract.pdf.lines import Box

_TINY_POINTS = 1.5
_ALIKE = 20  # of 255, in every channel
_INK = 0.02  # of a piece's box: type has at least five times as much
_LEAST_SIDE = 4.0  # points: smaller fills are rules and letters, not grounds
_MOST_FILLS = 4000
_MOST_PICTURES = 200
_CELL = 40.0  # points
_DRAWN_LETTERS = 300  # segments of shapes
_PIXELS = 2.0  # a point
_MOST_PIXELS = 16_000_000
_LEAST_PIXELS = 3.0  # of a letter's height
_WHITE = (255, 255, 255)


def hidden_pieces(page: Any, drawn: Drawn) -> dict[int, str]:
    """Why each hidden piece of text is hidden, by its id: off_page, invisible, tiny or colour."""
    paper = page.get_bbox()
    grounds = _Grounds(drawn, paper)
    layers = _layers(drawn)
    found: dict[int, str] = {}
    doubtful: list[tuple[Piece, str]] = []
    for piece in drawn.pieces:
        if piece.box[2] - piece.box[0] <= 0 or piece.box[3] - piece.box[1] <= 0:
            continue
        if _outside(piece.box, paper):
            found[piece.id] = "off_page"
        elif piece.mode == INVISIBLE:
            if not any(_covers(layer, piece.box) for layer in layers):
                found[piece.id] = "invisible"
        elif piece.size < _TINY_POINTS and piece.box[3] - piece.box[1] < _TINY_POINTS:
            found[piece.id] = "tiny"
        elif why := _suspicion(piece, grounds.under(piece.box)):
            doubtful.append((piece, why))
    if doubtful:
        found |= _confirmed(page, doubtful)
    return found


class _Grounds:
    """The pictures and larger fills of a page, to be found by place: pages have thousands of pieces and of cells."""

    def __init__(self, drawn: Drawn, paper: Box) -> None:
        self._cells: dict[tuple[int, int], list[Shape]] = {}
        fills = [f for f in drawn.fills if min(f.box[2] - f.box[0], f.box[3] - f.box[1]) >= _LEAST_SIDE][:_MOST_FILLS]
        for shape in sorted([*fills, *drawn.pictures], key=lambda shape: shape.order):
            left, bottom = max(shape.box[0], paper[0]), max(shape.box[1], paper[1])
            right, top = min(shape.box[2], paper[2]), min(shape.box[3], paper[3])
            for column in range(int(left // _CELL), int(right // _CELL) + 1):
                for row in range(int(bottom // _CELL), int(top // _CELL) + 1):
                    self._cells.setdefault((column, row), []).append(shape)

    def under(self, box: Box) -> list[Shape]:
        """Those on which the middle of the box lies, in the order they are painted."""
        cell = (int((box[0] + box[2]) / 2 // _CELL), int((box[1] + box[3]) / 2 // _CELL))
        return [shape for shape in self._cells.get(cell, ()) if _covers(shape.box, box)]


def _outside(box: Box, paper: Box) -> bool:
    return box[2] <= paper[0] or box[0] >= paper[2] or box[3] <= paper[1] or box[1] >= paper[3]


def _layers(drawn: Drawn) -> list[Box]:
    """Where invisible text is what OCR has read: pictures with more of it than of other text, or drawn letters."""
    unseen = [piece for piece in drawn.pieces if piece.mode == INVISIBLE]
    if not unseen:
        return []
    found: list[Box] = []
    for picture in drawn.pictures[:_MOST_PICTURES]:
        over = [piece for piece in drawn.pieces if _covers(picture.box, piece.box)]
        hidden = sum(_length(piece) for piece in over if piece.mode == INVISIBLE)
        if hidden >= sum(_length(piece) for piece in over) / 2:
            found.append(picture.box)
    if drawn.curves >= _DRAWN_LETTERS and len(unseen) == len(drawn.pieces):
        found += [piece.box for piece in unseen]
    return found


def _length(piece: Piece) -> float:
    """About how many letters it has."""
    return (piece.box[2] - piece.box[0]) / max(piece.size, 1.0)


def _suspicion(piece: Piece, grounds: Sequence[Shape]) -> str | None:
    """Whether the piece may have the colour of its ground, or lie under a shape."""
    if any(shape.order > piece.order and shape.colour and shape.plain for shape in grounds):
        return "invisible"
    ground = next((shape for shape in reversed(grounds) if shape.order < piece.order), None)
    if ground is None or not ground.plain or ground.colour is None:
        # nothing sure is known of the ground: only what would vanish on paper, or in that shape, is looked at
        likely = [_WHITE, *([ground.colour] if ground and ground.colour else [])]
        return "colour" if any(_alike(piece.colour, colour) for colour in likely) else None
    return "colour" if _alike(piece.colour, ground.colour) else None


def _covers(shape: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return shape[0] <= x <= shape[2] and shape[1] <= y <= shape[3]


def _alike(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _confirmed(page: Any, doubtful: Sequence[tuple[Piece, str]]) -> dict[int, str]:
    """Those of the pieces whose place shows nothing when the page is rendered."""
    width, height = page.get_size()
    scale = min(_PIXELS, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    picture = page.render(scale=scale, draw_annots=False, may_draw_forms=False).to_pil().convert("RGB")
    found: dict[int, str] = {}
    for piece, why in doubtful:
        if piece.size * scale < _LEAST_PIXELS:
            found[piece.id] = why  # on so large a sheet the picture cannot tell
            continue
        corners = [_pixel(page, picture.size, x, y) for x in (piece.box[0], piece.box[2]) for y in piece.box[1::2]]
        across, up = [x for x, _ in corners], [y for _, y in corners]
        shown = picture.crop((min(across), min(up), max(across) + 1, max(up) + 1))
        colours = shown.getcolors(shown.width * shown.height) or []
        _, ground = max(colours)
        ink = sum(count for count, colour in colours if not _alike(colour, ground))
        if ink <= _INK * shown.width * shown.height:
            found[piece.id] = why
    return found


def _pixel(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, across, down)
    return max(min(across.value, size[0] - 1), 0), max(min(down.value, size[1] - 1), 0)
