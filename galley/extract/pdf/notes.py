"""Which lines of a PDF's page are footnotes: smaller type at its foot, from the first mark or number on.

Cautious on purpose: what looks like a note but has text of the usual size below it stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from galley.extract.pdf.lines import Line, Page

_SMALLER = 0.9  # of the body's type
_LOWEST = 0.5  # of the page's height: notes begin in its lower half
_MARK = re.compile(r"(?:\[?\d{1,3}[\].)]?|[*†‡§¶]{1,3}|\([a-z0-9]\))(?:\s|(?=[^\W\d])|$)")


def footnotes(page: Page, lines: Sequence[Line], body: float) -> list[list[Line]]:
    """The notes of one page, from its lines in reading order without furniture; `body` is the usual size of type."""
    notes: list[list[Line]] = []
    for column in _feet(page, lines, body):
        first = next((at for at, line in enumerate(column) if _MARK.match(line.text)), None)
        if first is None:
            continue
        for line in column[first:]:
            marked = _MARK.match(line.text) and not (notes and _goes_on(notes[-1][-1], line))
            if marked or line is column[first]:
                notes.append([line])
            else:
                notes[-1].append(line)
    return [note for note in notes if sum(map(str.isalpha, "".join(line.text for line in note))) >= 3]


def _goes_on(mark: Line, line: Line) -> bool:
    """Whether the line stands beside a mark that is a line of its own, set higher."""
    return bool(re.fullmatch(r"\W*\d{0,3}\W*", mark.text)) and 0 <= mark.y - line.y < line.size


def _feet(page: Page, lines: Sequence[Line], body: float) -> list[list[Line]]:
    """Stretches of small type that nothing larger stands below, in their column; none that a column begins with."""
    feet: list[list[Line]] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _is_small(page, lines[end], body):
            if end > at and lines[end].y > lines[end - 1].y + lines[end].size:
                break  # the next column
            end += 1
        stretch = lines[at:end]
        if stretch:
            low = min(line.y for line in stretch)
            under = any(other.y < low and other.shares_width(stretch[0]) for other in lines)
            above = any(other.y > stretch[0].y and other.size > body * _SMALLER for other in lines)
            before = lines[at - 1] if at else None
            begun = before and before.size <= _SMALLER * body and before.y > stretch[0].y
            if not under and above and not begun:
                feet.append(list(stretch))
        at = max(end, at + 1)
    return feet


def _is_small(page: Page, line: Line, body: float) -> bool:
    return line.size <= _SMALLER * body and not line.bold and line.y < page.foot + _LOWEST * page.height
