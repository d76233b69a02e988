"""Puts a page's lines into reading order.

The order of the file is kept wherever it reads downwards: it keeps columns and table cells whole. Where it jumps,
stretches are sorted by height; where even these interleave, or lines run across two columns, the page is cut along
its gutters: what spans them parts the page into bands, and each band is read column by column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from galley.extract.pdf.lines import Line, Page

_LEAST_LINES = 4  # of a column
_PROSE_LETTERS = 18  # of a line of prose in a narrow column; the cells of tables are shorter
_DEEPEST = 6
_MOST_COLUMNS = 5
_MOST_GUTTERS = 12  # that are tried
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc]")

Gutter = tuple[float, float]


def in_reading_order(page: Page, lines: Sequence[Line]) -> list[Line]:
    """The lines as a person reads them; lines that PDFium has joined across a gutter are parted."""
    lines, parted = _parted(lines)
    if not parted:
        runs = _runs(lines)
        if len(runs) <= 1:
            return list(lines)
        spans = [(min(line.y for line in run), max(line.y for line in run)) for run in runs]
        order = sorted(range(len(runs)), key=lambda at: -spans[at][1])
        if all(spans[a][0] >= spans[b][1] - 1 for a, b in pairwise(order)):
            return [line for at in order for line in runs[at]]
    leftwards = sum(bool(_RIGHT_TO_LEFT.search(line.text)) for line in lines) > 0.5 * len(lines)
    return _by_columns(page, lines, leftwards, 0)


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Stretches of the file's order that only go down, or up to the right: the next column, the next cell."""
    runs: list[list[Line]] = [[]] if lines else []
    for line in lines:
        before = runs[-1][-1] if runs[-1] else None
        up = before is not None and line.y > before.y + 0.6 * before.size
        if before and up and (line.shares_width(before) or line.left < before.left):
            runs.append([])
        runs[-1].append(line)
    return runs


def _parted(lines: Sequence[Line], depth: int = 0) -> tuple[list[Line], bool]:
    """The lines, those cut that run across a gutter, and whether any was."""
    gutter = _gutter_of_gaps(lines) if depth < _MOST_COLUMNS else None
    if gutter is None:
        return list(lines), False
    left, right = gutter
    done: list[Line] = []
    for line in lines:
        across = next((gap for gap in line.gaps if gap[1] < right and gap[2] > left), None)
        pieces = line.cut(across) if across else (line,)
        done += [piece for piece in pieces if piece.text.strip()]
    again, _ = _parted(done, depth + 1)  # three columns have two gutters
    return again, True


def _gutter_of_gaps(lines: Sequence[Line]) -> Gutter | None:
    """Where wide gaps of many lines stand one over the other, with prose on both sides."""
    wide = [(line, gap) for line in lines for gap in line.gaps]
    middles = Counter(round((left + right) / 4) * 2 for _, (_, left, right) in wide)
    for middle, _ in middles.most_common(_MOST_GUTTERS):
        there = [(line, gap) for line, gap in wide if gap[1] <= middle <= gap[2]]
        crossing = [line for line in lines if line.left < middle < line.right]
        if len(there) < max(_LEAST_LINES + 2, 0.7 * len(crossing)):
            continue
        before = [gap[0] for _, gap in there]
        behind = [len(line.text) - gap[0] - 1 for line, gap in there]
        if min(_middle(before), _middle(behind)) >= _PROSE_LETTERS:
            return max(gap[1] for _, gap in there if gap[1] < middle), min(gap[2] for _, gap in there)
    return None


def _middle(numbers: Sequence[int]) -> int:
    return sorted(numbers)[len(numbers) // 2]


def _by_columns(page: Page, lines: Sequence[Line], leftwards: bool, depth: int) -> list[Line]:
    """Band by band, and within a band column by column."""
    rows = _by_height(lines, leftwards)
    gutter = _gutter(page, rows) if depth < _DEEPEST else None
    if gutter is None:
        bands = _bands(rows) if depth < _DEEPEST else [rows]
        if len(bands) == 1:
            return rows
        return [line for band in bands for line in _by_columns(page, band, leftwards, depth + 1)]
    ordered: list[Line] = []
    columns: tuple[list[Line], list[Line]] = ([], [])
    for line in [*rows, None]:
        side = None if line is None else _side(line, gutter)
        if line is not None and side is not None:
            columns[side != leftwards].append(line)
            continue
        for column in columns:
            ordered += _by_columns(page, column, leftwards, depth + 1) if column else []
        columns = ([], [])
        ordered += [line] if line is not None else []
    return ordered


def _side(line: Line, gutter: Gutter) -> bool | None:
    """Whether the line stands right of the gutter; None when it spans it."""
    middle = sum(gutter) / 2
    slack = 0.3 * line.size
    return False if line.right <= middle + slack else True if line.left >= middle - slack else None


def _gutter(page: Page, lines: Sequence[Line]) -> Gutter | None:
    """The widest strip from top to bottom that few lines cross, with a column on either side."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    edges = sorted({round(line.right) + 0.5 for line in lines})
    best: tuple[float, Gutter] | None = None
    for left in edges:
        following = [line.left for line in lines if line.left > left - 1]
        if not following:
            break
        right = min(following)
        middle = (left + right) / 2
        crossing = sum(line.left < middle - 1 and line.right > middle + 1 for line in lines)
        before = [line for line in lines if line.right <= middle + 1]
        behind = len(lines) - crossing - len(before)
        if min(len(before), behind) < _LEAST_LINES or crossing > 0.25 * len(lines) or not _beside(lines, middle):
            continue
        score = right - left - 0.05 * page.width * crossing
        if right - left > 2 and (best is None or score > best[0]):
            best = (score, (left, right))
    return best[1] if best else None


def _beside(lines: Sequence[Line], middle: float) -> bool:
    """Whether the two sides share some height, as columns do."""
    sides = [[line.y for line in lines if (line.right <= middle + 1) is left] for left in (True, False)]
    if not all(sides):
        return False
    shared = min(max(side) for side in sides) - max(min(side) for side in sides)
    return shared > 0.3 * min(max(side) - min(side) for side in sides)


def _bands(rows: Sequence[Line]) -> list[list[Line]]:
    """The rows parted where there is more room between them than usual."""
    drops = sorted(above.y - line.y for above, line in pairwise(rows) if above.y - line.y > 1)
    if len(drops) < 2 * _LEAST_LINES:
        return [list(rows)]
    usual = drops[len(drops) // 2]
    bands = [[rows[0]]]
    for above, line in pairwise(rows):
        if above.y - line.y > 1.6 * usual:
            bands.append([])
        bands[-1].append(line)
    return bands


def _by_height(lines: Sequence[Line], leftwards: bool) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: -item.y):
        if rows and rows[-1][0].beside(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda item: item.left, reverse=leftwards)]
