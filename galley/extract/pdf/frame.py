"""How a PDF's page is turned, and the way between its own coordinates and those of the page as it is read or shown."""

from __future__ import annotations

from dataclasses import dataclass

from galley.extract.pdf.drawn import Matrix
from galley.extract.pdf.lines import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page is read: within its crop box, turned so that its text stands upright.

    `turn` counts quarter turns of the text against the page's own axes; `matrix` leads from the page's own
    coordinates to those of the page as it is read, which is `width` wide and `height` high.
    """

    turn: int
    box: Box
    matrix: Matrix
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates on the page as it is read."""
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f

    def back(self, x: float, y: float) -> tuple[float, float]:
        """The other way: a point of the page as it is read, in the page's own coordinates."""
        a, b, c, d, e, f = self.matrix  # a turn and a shift: the turn's inverse is its transpose
        return a * (x - e) + b * (y - f), c * (x - e) + d * (y - f)


def framed(turn: int, box: Box) -> Frame:
    """The frame for text that is turned so, on a page with that crop box."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    matrix: Matrix = (
        (1, 0, 0, 1, -left, -bottom),
        (0, -1, 1, 0, -bottom, right),
        (-1, 0, 0, -1, right, top),
        (0, 1, -1, 0, top, -left),
    )[turn]
    return Frame(turn, box, matrix, height if turn % 2 else width, width if turn % 2 else height)
