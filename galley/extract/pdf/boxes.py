"""Frames and coloured grounds on a PDF's page that set a few lines apart, such as notes, warnings and tables."""

from __future__ import annotations

from collections.abc import Sequence

from galley.extract.pdf.drawn import Drawn
from galley.extract.pdf.lines import Box

_LEAST_SIDE = 24.0  # points: less is a bar
_MOST_OF_PAGE = 0.4  # more is the page's own ground
_CLOSE = 3.0  # points
_MOST_RULES = 200


def boxes_of(drawn: Drawn, crop: Box) -> list[Box]:
    """The boxes, in the page's own coordinates: drawn as one shape, or as lines that meet."""
    grounds = [fill.box for fill in drawn.fills if fill.plain and fill.colour and min(fill.colour) < 254]
    found = [*grounds, *drawn.frames, *_framed(drawn.rules[:_MOST_RULES])]
    return [box for box in dict.fromkeys(found) if _sets_apart(box, crop)]


def _sets_apart(box: Box, crop: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    page = (crop[2] - crop[0]) * (crop[3] - crop[1])
    return min(width, height) >= _LEAST_SIDE and width * height < _MOST_OF_PAGE * page


def _framed(rules: Sequence[Box]) -> list[Box]:
    """Boxes whose sides are lines of their own, or rows of pieces of lines."""
    upright = _joined([(r[0], r[1], r[3]) for r in rules if r[3] - r[1] > r[2] - r[0]])
    level = _joined([(r[1], r[0], r[2]) for r in rules if r[2] - r[0] >= r[3] - r[1]])
    found: list[Box] = []
    for at, (left, bottom, top) in enumerate(upright):
        for right, low, high in upright[at + 1 :]:
            if abs(low - bottom) > _CLOSE or abs(high - top) > _CLOSE:
                continue
            ends = [y for y, start, end in level if start <= left + _CLOSE and end >= right - _CLOSE]
            if all(any(abs(y - side) <= _CLOSE for y in ends) for side in (bottom, top)):
                found.append((left, bottom, right, top))
    return found


def _joined(lines: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Parallel lines (where, from, to); those that go on with each other are one."""
    joined: list[tuple[float, float, float]] = []
    for where, start, end in sorted((round(where), start, end) for where, start, end in lines):
        if joined and abs(joined[-1][0] - where) <= 1 and start <= joined[-1][2] + _CLOSE:
            joined[-1] = (joined[-1][0], joined[-1][1], max(joined[-1][2], end))
        else:
            joined.append((where, start, end))
    return joined
