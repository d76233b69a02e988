"""Which pages of a PDF must be read from their picture, because their text layer says nothing or nonsense."""

from __future__ import annotations

import re

from galley.extract.pdf.drawn import Drawn
from galley.extract.pdf.garbled import is_garbled
from galley.extract.pdf.lines import Box, Page

_LEAST_PICTURE = 0.1  # of the page: less is a logo
_WHOLE_PICTURE = 0.8
_MARGIN = 0.1  # of the page's height: where stamps stand on a scan
_LEAST_CURVES = 300  # segments of filled shapes: some fifteen letters


def is_scan(page: Page, drawn: Drawn, crop: Box) -> bool:
    """Whether the page shows words that its text layer lacks.

    So do a picture or letters drawn as shapes without text; a picture of the whole page with a stamp in its margin;
    and text whose letters make no words.
    """
    covered = min(sum(_share(picture.box, crop) for picture in drawn.pictures), 1.0)
    lines = [line for line in page.lines if re.search(r"\w", line.text)]
    if not lines:
        return covered >= _LEAST_PICTURE or drawn.curves >= _LEAST_CURVES
    if covered >= _WHOLE_PICTURE and all(not _MARGIN < line.y / page.height < 1 - _MARGIN for line in lines):
        return True
    return is_garbled(" ".join(line.text for line in lines))


def _share(box: Box, crop: Box) -> float:
    """How much of the page the box covers, 0 to 1."""
    width = max(min(box[2], crop[2]) - max(box[0], crop[0]), 0.0)
    height = max(min(box[3], crop[3]) - max(box[1], crop[1]), 0.0)
    area = (crop[2] - crop[0]) * (crop[3] - crop[1])
    return width * height / area if area > 0 else 0.0
