"""Reads one page of a PDF: its lines in the order of the file, turned upright, with what marks them out.

PDFium finds the lines; of each only a few characters are asked for place and font, because every question costs.
The caller holds the lock: PDFium is not safe for threads.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from galley.extract.pdf.bidi import Character, in_logical_order, is_leftward
from galley.extract.pdf.boxes import boxes_of
from galley.extract.pdf.drawn import drawn_on, moved
from galley.extract.pdf.forms import filled_in, with_values
from galley.extract.pdf.frame import Frame, framed
from galley.extract.pdf.hidden import hidden_pieces
from galley.extract.pdf.lines import Box, Line, Page
from galley.extract.pdf.scans import is_scan

SPELLED = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
SPELLED |= dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0d8\uf076\uf0fc"), "•")  # bullets of symbol fonts
_NOTHING = re.compile(r"[\x00\x0b-\x0d\x7f\ud800-\udfff\ufeff]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")  # stands for a space in a font whose codes are not known
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|cmbx", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|slanted", re.IGNORECASE)
_MONO_NAME = re.compile(r"courier|mono|consol|menlo|typewriter|cmtt|inconsolata|lettergothic|nimbusmon", re.IGNORECASE)
_LINE_END_HYPHENS = (0x02, 0xFFFE)  # what PDFium gives for a hyphen that ends a line, in place of the line end
_BOLD_WEIGHT = 600
_MONO_FLAG, _ITALIC_FLAG = 1, 64  # of a font descriptor, as PDF numbers them
_MOST_LINKS = 500  # of one page
_WIDE_GAP = 0.9  # sizes of type
_OPENS, _CLOSES = "\ufdd0", "\ufdd1"  # never in a text: they mark what is hidden while white space is folded


@dataclass(frozen=True, slots=True)
class _Font:
    bold: bool
    italic: bool
    mono: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """A character's type: its size as seen, its font, and the way it runs (quarter turns; -1 askew)."""

    size: float
    font: _Font
    turn: int


@dataclass(frozen=True, slots=True)
class _Raw:
    """A line before the page's frame is known: its characters (index, code), and samples of their looks."""

    run: list[Character]
    seen: list[int]
    samples: list[int]
    looks: list[_Look]

    @property
    def turn(self) -> int:
        """The way the line runs."""
        return Counter(look.turn for look in self.looks).most_common(1)[0][0]


def read_page(document: Any, number: int, forms: Any = None) -> tuple[Page, Frame]:
    """The page of that number, from 1, with what is filled in, and how it was turned.

    Raises PdfiumError when the page cannot be opened.
    """
    page = document[number - 1]
    textpage = page.get_textpage()
    try:
        drawn = drawn_on(page)
        raws = _raw_lines(textpage.raw)
        turns = Counter[int]()
        for raw in raws:
            turns[raw.turn] += len(raw.seen)
        turns.pop(-1, None)
        frame = framed(turns.most_common(1)[0][0] if turns else page.get_rotation() // 90, page.get_bbox())
        found = Page(number, frame.width, frame.height)
        hidden = hidden_pieces(page, drawn)
        found.lines = _uncoloured([_line(textpage.raw, raw, number, frame, hidden) for raw in raws], page, frame)
        found.boxes = [moved(box, frame.matrix) for box in boxes_of(drawn, frame.box)]
        if forms is not None:
            found.lines = with_values(found, filled_in(page, forms, frame.matrix))
        found.scan = is_scan(found, drawn, frame.box)
        return found, frame
    finally:
        textpage.close()
        page.close()


def _raw_lines(raw: Any) -> list[_Raw]:
    fonts: dict[tuple[bytes, int, int], _Font] = {}
    lines: list[_Raw] = []
    for run in character_lines(raw):
        seen = [index for index, code in run if code > 32 and code not in (0x7F, 0xA0, 0xFEFF)]
        if not seen:
            continue
        samples = sorted({seen[0], seen[len(seen) // 4], seen[len(seen) // 2], seen[-1 - len(seen) // 4], seen[-1]})
        lines.append(_Raw(run, seen, samples, [_look(raw, index, fonts) for index in samples]))
    return lines


def _uncoloured(lines: list[Line], page: Any, frame: Frame) -> list[Line]:
    """The lines; links without their colour, since it says where they lead and not what they are."""
    links: list[Box] = []
    place, link, box = ctypes.c_int(), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    while len(links) < _MOST_LINKS and pdfium.FPDFLink_Enumerate(page.raw, place, link):
        if pdfium.FPDFLink_GetAnnotRect(link, box):
            links.append(moved((box.left, box.bottom, box.right, box.top), frame.matrix))
    return [
        replace(line, colour=0)
        if line.colour and any(b[0] - 2 <= line.left < b[2] and b[1] - 2 <= line.y < b[3] for b in links)
        else line
        for line in lines
    ]


def character_lines(raw: Any) -> list[list[Character]]:
    """The characters of a text page, line by line, as (index, UTF-16 unit), in the order in which they are read."""
    runs: list[list[Character]] = [[]]
    leftward: set[int] = set()
    get = pdfium.FPDFText_GetUnicode
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = get(raw, index)
        if code in _LINE_END_HYPHENS:
            runs[-1].append((index, ord("-")))
        if code in (10, 13, *_LINE_END_HYPHENS):
            runs.append([])
            continue
        runs[-1].append((index, code))
        if code >= 0x590 and is_leftward(code):
            leftward.add(len(runs) - 1)
    for at in leftward:
        runs[at] = in_logical_order(runs[at], lambda index: _across(raw, index))
    return runs


def _across(raw: Any, index: int) -> float:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, index, box)
    return float(box.left)


def _look(raw: Any, index: int, fonts: dict[tuple[bytes, int, int], _Font]) -> _Look:
    matrix = pdfium.FS_MATRIX()
    size, turn = pdfium.FPDFText_GetFontSize(raw, index), 0
    if pdfium.FPDFText_GetMatrix(raw, index, matrix):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        turn = _turn(matrix.a, matrix.b)
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(raw, index, name, 128, flags)
    key = (name.value, flags.value, pdfium.FPDFText_GetFontWeight(raw, index))
    if key not in fonts:
        known = name.value.decode("latin-1")
        fonts[key] = _Font(
            bold=bool(_BOLD_NAME.search(known)) or key[2] >= _BOLD_WEIGHT,
            italic=bool(_ITALIC_NAME.search(known)) or bool(flags.value & _ITALIC_FLAG),
            mono=bool(_MONO_NAME.search(known)) or bool(flags.value & _MONO_FLAG),
        )
    return _Look(round(abs(size), 1) or 1.0, fonts[key], turn)


def _turn(a: float, b: float) -> int:
    """Quarter turns of text that runs along (a, b); -1 when it runs askew."""
    if abs(b) <= 0.2 * abs(a):
        return 0 if a >= 0 else 2
    if abs(a) <= 0.2 * abs(b):
        return 1 if b > 0 else 3
    return -1


def _line(raw: Any, found: _Raw, number: int, frame: Frame, hidden: Mapping[int, str]) -> Line:
    ways = _hidden_runs(raw, found, hidden) if hidden else []
    words, soft, ranges, gaps = _words(raw, found, frame, ways)
    boxes = [_box(raw, index, frame) for index in (found.seen[0], found.seen[-1])]
    size = median(look.size for look in found.looks)
    colours = {_colour(raw, index) for index in {found.samples[0], found.samples[len(found.samples) // 2]}}
    return Line(
        text=words, page=number, left=min(box[0] for box in boxes), right=max(box[2] for box in boxes),
        y=median(_baseline(raw, index, frame) for index in found.samples), size=size,
        bold=all(look.font.bold for look in found.looks), italic=all(look.font.italic for look in found.looks),
        mono=all(look.font.mono for look in found.looks), soft_hyphen=soft,
        turned=found.turn != frame.turn, colour=colours.pop() if len(colours) == 1 else 0, hidden=ranges, gaps=gaps,
    )  # fmt: skip


def _words(
    raw: Any, found: _Raw, frame: Frame, ways: Sequence[tuple[int, int, str]]
) -> tuple[str, bool, tuple[tuple[int, int, str], ...], tuple[tuple[int, float, float], ...]]:
    """The line's text, whether it ends in a soft hyphen, what of it is hidden, and where its wide gaps are."""
    gaps = _gaps(raw, found, frame)
    marks = {start: _OPENS for start, _, _ in ways}
    closes = {end for _, end, _ in ways}
    said = ""
    for index, code in found.run:
        said += marks.get(index, "") + ("\x0b" if index in gaps else chr(code)) + _CLOSES * (index in closes)
    said = said.encode("utf-16", "surrogatepass").decode("utf-16", "replace").rstrip()
    soft = said.endswith("\xad")
    said = _NOTHING.sub("", said.replace("\x0b", "\t").removesuffix("\xad") + "-" * soft).translate(SPELLED)
    said = _CONTROL.sub(" ", said)
    said = re.sub(r"\s+", lambda white: "\t" if "\t" in white[0] and gaps else " ", said).strip()
    text, starts, ends = "", [], []
    for piece in re.split(f"([{_OPENS}{_CLOSES}])", said):
        if piece == _OPENS:
            starts.append(len(text))
        elif piece == _CLOSES:
            ends.append(len(text))
        else:
            text += piece
    ranges = tuple((s, e, why) for s, e, (_, _, why) in zip(starts, ends, ways, strict=False) if s < e)
    places = [match.start() for match in re.finditer("\t", text)]
    known = [(at, *gaps[index]) for at, index in zip(places, sorted(gaps), strict=False)]
    return text.replace("\t", " "), soft, ranges, tuple(known) if len(places) == len(gaps) else ()


def _hidden_runs(raw: Any, found: _Raw, hidden: Mapping[int, str]) -> list[tuple[int, int, str]]:
    """The stretches of the line that belong to hidden pieces: first and last character's index, and why."""
    runs: list[tuple[int, int, str]] = []
    before = -2
    for at, index in enumerate(found.seen):
        handle = pdfium.FPDFText_GetTextObject(raw, index)
        why = hidden.get(ctypes.cast(handle, ctypes.c_void_p).value or 0)
        if not why:
            continue
        if runs and before == at - 1 and runs[-1][2] == why:
            runs[-1] = (runs[-1][0], index, why)
        else:
            runs.append((index, index, why))
        before = at
    return runs


def _gaps(raw: Any, found: _Raw, frame: Frame) -> dict[int, tuple[float, float]]:
    """White space wider than a letter is high, by its character's index: where it begins and ends."""
    gaps: dict[int, tuple[float, float]] = {}
    if found.turn != frame.turn:
        return gaps
    size = found.looks[0].size
    for (before, one), (index, code), (after, other) in zip(found.run, found.run[1:], found.run[2:], strict=False):
        if code in (32, 0xA0) and one > 32 and other > 32:
            left, right = _box(raw, before, frame)[2], _box(raw, after, frame)[0]
            if right - left > _WIDE_GAP * size:
                gaps[index] = (left, right)
    return gaps


def _baseline(raw: Any, index: int, frame: Frame) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
    return frame.point(x.value, y.value)[1]


def _box(raw: Any, index: int, frame: Frame) -> Box:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, index, box)
    if frame.turn == 0:
        left, bottom = frame.box[:2]
        return box.left - left, box.bottom - bottom, box.right - left, box.top - bottom
    (x, y), (p, q) = frame.point(box.left, box.bottom), frame.point(box.right, box.top)
    return min(x, p), min(y, q), max(x, p), max(y, q)


def _colour(raw: Any, index: int) -> int:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFText_GetFillColor(raw, index, red, green, blue, alpha)
    return red.value << 16 | green.value << 8 | blue.value
