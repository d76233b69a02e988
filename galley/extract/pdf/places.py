"""Where quoted words stand on the pages of a PDF.

White space, hyphens, ligatures and soft hyphens count for nothing, since the text has been put together without the
page's line ends. Words that only OCR has read are not found here.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from galley.extract.pdf.drawn import moved
from galley.extract.pdf.frame import framed
from galley.extract.pdf.lines import Box
from galley.extract.pdf.page import SPELLED, character_lines
from galley.extract.pdf.pdfium import opened

Place = tuple[int, float, float, float, float]  # page, left, bottom, right, top

_MOST_PIECES = 12  # of a quote that columns, footnotes or the end of a page part
_LEAST_PIECE = 6  # letters
_LEFT_OUT = frozenset("-\u00ad\u2010\u2011\ufffe\x02")


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters of a page in the order of the file: UTF-16 units, and the index of the character each is of."""

    said: str
    indexes: list[int]


def places(data: bytes, wanted: Sequence[tuple[int, str]]) -> list[list[Place]]:
    """The rectangles that cover each quote, given with the page (from 1) on which it begins; empty if not found.

    They are in points of the page as it is shown: cut to its crop box, turned by its /Rotate, counted from its lower
    left corner. A quote has one rectangle a line and may run on to the next page. Raises PdfiumError when the file
    cannot be opened.
    """
    with opened(data) as document:
        found = boxes_of(document, wanted)
        frames = {}
        for number in {number for boxes in found for number, _ in boxes}:
            page = document[number - 1]
            frames[number] = framed(page.get_rotation() // 90, page.get_bbox()).matrix
            page.close()
        return [[(number, *moved(box, frames[number])) for number, box in boxes] for boxes in found]


def boxes_of(document: Any, wanted: Sequence[tuple[int, str]]) -> list[list[tuple[int, Box]]]:
    """The same, with the caller's document, and in the page's own coordinates. The caller holds the lock."""
    letters: dict[int, _Letters] = {}
    found: list[list[tuple[int, Box]]] = []
    for number, quote in wanted:
        pages = [page for page in (number, number + 1) if 1 <= page <= len(document)]
        for page in pages:
            if page not in letters:
                letters[page] = _letters(document, page)
        matches = _matches(_folded(quote), [letters[page] for page in pages])
        found.append([(pages[at], box) for at, indexes in matches for box in _boxes(document, pages[at], indexes)])
    return found


def _letters(document: Any, number: int) -> _Letters:
    said: list[str] = []
    indexes: list[int] = []
    try:
        page = document[number - 1]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return _Letters("", [])
    for line in character_lines(textpage.raw):
        for index, code in line:
            for unit in _units(chr(code)):
                said.append(unit)
                indexes.append(index)
    textpage.close()
    page.close()
    return _Letters("".join(said), indexes)


@lru_cache(maxsize=4096)
def _units(letter: str) -> str:
    """What counts of one UTF-16 unit: nothing of white space and hyphens, `fi` of a ligature."""
    if letter in _LEFT_OUT or letter.isspace() or ord(letter) < 32:
        return ""
    return "".join(unicodedata.normalize("NFKC", letter.translate(SPELLED)).split())


def _folded(quote: str) -> str:
    raw = quote.encode("utf-16-le", "surrogatepass")
    units = [chr(int.from_bytes(raw[at : at + 2], "little")) for at in range(0, len(raw), 2)]
    return "".join(map(_units, units))


def _matches(wanted: str, pages: Sequence[_Letters]) -> list[tuple[int, list[int]]]:
    """The characters that make the quote, stretch by stretch: (which of the pages, indexes)."""
    if not wanted:
        return []
    for at, page in enumerate(pages):
        if (start := page.said.find(wanted)) >= 0:
            return [(at, page.indexes[start : start + len(wanted)])]
    found: list[tuple[int, list[int]]] = []
    first = 0  # a quote does not go back to an earlier page
    while wanted and len(found) < _MOST_PIECES:
        length, at = max(
            ((_prefix(wanted, page.said), -n) for n, page in enumerate(pages) if n >= first), default=(0, 0)
        )
        first = -at
        if length < min(_LEAST_PIECE, len(wanted)):
            return []
        start = pages[first].said.find(wanted[:length])
        found.append((first, pages[first].indexes[start : start + length]))
        wanted = wanted[length:]
    return [] if wanted else found


def _prefix(wanted: str, said: str) -> int:
    """The length of the longest beginning of the quote that stands there."""
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in said else (low, middle - 1)
    return low


def _boxes(document: Any, number: int, indexes: Sequence[int]) -> list[Box]:
    """The characters' boxes, joined along each line."""
    page = document[number - 1]
    textpage = page.get_textpage()
    boxes: list[Box] = []
    raw = pdfium.FS_RECTF()
    for index in dict.fromkeys(indexes):
        if not pdfium.FPDFText_GetLooseCharBox(textpage.raw, index, raw):
            continue
        box = (min(raw.left, raw.right), min(raw.bottom, raw.top), max(raw.left, raw.right), max(raw.bottom, raw.top))
        upright = abs(math.cos(pdfium.FPDFText_GetCharAngle(textpage.raw, index))) > 0.7
        if boxes and _on_one_line(boxes[-1], box, upright):
            last = boxes[-1]
            boxes[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            boxes.append(box)
    textpage.close()
    page.close()
    return boxes


def _on_one_line(one: Box, other: Box, upright: bool) -> bool:
    """Whether one goes on with the other: they share half their height, and little room is between them."""
    low, high, along_low, along_high = (1, 3, 0, 2) if upright else (0, 2, 1, 3)
    shared = min(one[high], other[high]) - max(one[low], other[low])
    height = min(one[high] - one[low], other[high] - other[low])
    room = max(one[along_low], other[along_low]) - min(one[along_high], other[along_high])
    return shared > 0.5 * height and room < 1.5 * max(height, 1.0)
