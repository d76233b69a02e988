"""Puts a page's lines into reading order, and knows which of them are page furniture.

The order of the file is kept wherever it reads downwards: it keeps columns and table cells whole. Where it
jumps, stretches are sorted by height; where even these interleave, lines are, column by column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from galley.extract.pdf_lines import Line, Page

_MARGIN = 0.14  # of the page's height: furniture stands within
_DRIFT_POINTS = 8.0
_ROMAN = re.compile(r"[ivxlc]+")


def in_reading_order(page: Page, lines: Sequence[Line]) -> list[Line]:
    """The lines as a person reads them."""
    runs = _runs(lines)
    if len(runs) == 1:
        return list(lines)
    spans = [(min(line.y for line in run), max(line.y for line in run)) for run in runs]
    order = sorted(range(len(runs)), key=lambda at: -spans[at][1])
    apart = all(spans[a][0] >= spans[b][1] - 1 for a, b in pairwise(order))
    if apart:
        return [line for at in order for line in runs[at]]
    return _sorted(page, lines)


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Stretches of the file's order that only go down, or up to the right: the next column, the next cell."""
    runs: list[list[Line]] = [[]]
    for line in lines:
        before = runs[-1][-1] if runs[-1] else None
        up = before is not None and line.y > before.y + 0.6 * before.size
        if before and up and (line.shares_width(before) or line.left < before.left):
            runs.append([])
        runs[-1].append(line)
    return runs


def _sorted(page: Page, lines: Sequence[Line]) -> list[Line]:
    """By height, and column by column where the page has two."""
    rows = _by_height(lines)
    middle = (min(line.left for line in lines) + max(line.right for line in lines)) / 2
    slack = 0.03 * page.width
    left = [line for line in rows if line.right <= middle + slack]
    right = [line for line in rows if line.left >= middle - slack and line not in left]
    if min(len(left), len(right)) < 5 or len(left) + len(right) < 0.7 * len(rows):
        return rows
    ordered: list[Line] = []
    columns: tuple[list[Line], list[Line]] = ([], [])
    for line in rows:
        if line in left or line in right:
            columns[line in right].append(line)
        else:
            ordered += [*columns[0], *columns[1], line]
            columns = ([], [])
    return ordered + columns[0] + columns[1]


def _by_height(lines: Sequence[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: -item.y):
        if rows and rows[-1][0].beside(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda item: item.left)]


def furniture(pages: Sequence[Page]) -> tuple[set[Line], set[Line]]:
    """Running headers and running footers: what stands outermost in the same place on page after page."""
    return _repeated(pages, top=True), _repeated(pages, top=False)


def _repeated(pages: Sequence[Page], *, top: bool) -> set[Line]:
    seen: dict[str, list[Line]] = defaultdict(list)
    edges = [_edge(page, top=top) for page in pages]
    for edge in edges:
        for line in edge:
            seen[_key(line.text)].append(line)
    running = {line for lines in seen.values() for line in _running(lines, len(pages))}
    found: set[Line] = set()
    for edge in edges:
        for line in edge:  # from the outside in: a heading under the header ends it
            if line not in running:
                break
            found.add(line)
    return found


def _edge(page: Page, *, top: bool) -> list[Line]:
    """The lines within the margin, outermost first, at most four."""
    inner = page.foot + page.height * ((1 - _MARGIN) if top else _MARGIN)
    lines = [line for line in page.lines if (line.y > inner if top else line.y < inner)]
    return sorted(lines, key=lambda line: -line.y if top else line.y)[:4]


def _key(text: str) -> str:
    folded = re.sub(r"\W+", "", text).casefold()
    return "#" if _ROMAN.fullmatch(folded) else re.sub(r"\d+", "#", folded)


def _running(lines: list[Line], pages: int) -> list[Line]:
    """Those of one wording that stand at one height, if they are on enough pages close together."""
    height = median(line.y for line in lines)
    level = [line for line in lines if abs(line.y - height) <= _DRIFT_POINTS]
    numbers = sorted({line.page for line in level})
    if len(numbers) < 2:
        return []
    dense = len(numbers) >= 3 and numbers[-1] - numbers[0] + 1 <= 2.5 * len(numbers)
    return level if dense or len(numbers) >= 0.6 * pages else []
