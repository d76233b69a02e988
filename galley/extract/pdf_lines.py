"""Reads the lines of a PDF's pages: their words, place, size and weight.

PDFium finds the lines; only a few characters of each are asked for place and font, because every question
costs. The caller holds the lock: PDFium is not safe for threads.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

_SPELLED = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SPELLED |= dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0d8\uf076\uf0fc"), "•")  # bullets of symbol fonts
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff]")
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|cmbx", re.IGNORECASE)
_LINE_END_HYPHENS = (
    0x02,
    0xFFFE,
)  # what PDFium gives for a hyphen that ends a line, in place of the line end
_BOLD_WEIGHT = 600


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of text. `y` is the baseline, counted from the foot of the page; lengths are in points."""

    text: str
    page: int
    left: float
    right: float
    y: float
    size: float
    bold: bool
    soft_hyphen: bool = False

    def beside(self, other: Line) -> bool:
        """Whether both stand on one baseline."""
        return self.page == other.page and abs(self.y - other.y) < 0.4 * min(self.size, other.size)

    def shares_width(self, other: Line) -> bool:
        """Whether one stands over the other, by a third of the narrower one."""
        common = min(self.right, other.right) - max(self.left, other.left)
        return common > 0.33 * max(min(self.right - self.left, other.right - other.left), 1.0)


@dataclass(slots=True)
class Page:
    """A page with its lines in the order of the file."""

    number: int
    width: float
    height: float
    foot: float = 0.0
    lines: list[Line] = field(default_factory=list)


def read_page(document: Any, number: int) -> Page:
    """The page of that number, from 1."""
    page = document[number - 1]
    left, foot, right, top = page.get_cropbox()
    textpage = page.get_textpage()
    try:
        found = Page(number, right - left, top - foot, foot)
        found.lines = _lines(textpage, number)
        return found
    finally:
        textpage.close()
        page.close()


def _lines(textpage: Any, number: int) -> list[Line]:
    raw = textpage.raw
    lines: list[Line] = []
    run: list[tuple[int, int]] = []
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in (10, 13, *_LINE_END_HYPHENS):
            if code in _LINE_END_HYPHENS:
                run.append((index, ord("-")))
            if line := _line(raw, run, number):
                lines.append(line)
            run = []
        else:
            run.append((index, code))
    if line := _line(raw, run, number):
        lines.append(line)
    return lines


def _line(raw: Any, run: list[tuple[int, int]], number: int) -> Line | None:
    words = "".join(chr(code) for _, code in run)
    words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").rstrip()
    soft = words.endswith("\xad")
    words = _CONTROL.sub("", words.removesuffix("\xad") + "-" * soft).translate(_SPELLED)
    words = re.sub(r"\s+", " ", words).strip()
    seen = [index for index, code in run if code > 32 and code != 0xA0]
    if not words or not seen:
        return None
    samples = sorted({seen[0], seen[len(seen) // 4], seen[len(seen) // 2], seen[-1 - len(seen) // 4], seen[-1]})
    fonts = [_font(raw, index) for index in samples]
    boxes = [_box(raw, index) for index in (seen[0], seen[-1])]
    left, right = min(box[0] for box in boxes), max(box[1] for box in boxes)
    return Line(
        text=words, page=number, left=left, right=max(right, left),
        y=median(_baseline(raw, index) for index in samples), size=median(size for size, _ in fonts),
        bold=all(bold for _, bold in fonts), soft_hyphen=soft,
    )  # fmt: skip


def _font(raw: Any, index: int) -> tuple[float, bool]:
    """The size as seen on the page, and whether the font is bold."""
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(raw, index)
    if pdfium.FPDFText_GetMatrix(raw, index, matrix):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(raw, index, name, 128, flags)
    bold = bool(_BOLD_NAME.search(name.value.decode("latin-1")))
    return round(size, 1) or 1.0, bold or pdfium.FPDFText_GetFontWeight(raw, index) >= _BOLD_WEIGHT


def _baseline(raw: Any, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
    return y.value


def _box(raw: Any, index: int) -> tuple[float, float]:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, index, box)
    return min(box.left, box.right), max(box.left, box.right)
