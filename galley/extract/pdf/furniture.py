"""Which lines of a PDF are page furniture: running headers, running footers, page numbers, stamps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from galley.extract.pdf.lines import Line, Page, body_size

_MARGIN = 0.14  # of the page's height: furniture stands within
_DRIFT_POINTS = 8.0
_MOST_LINES = 4
_STAMPED = 0.25  # of the page's letters: more is text that is set on its side
_TITLE = 1.2  # sizes of the body's type
_ROMAN = re.compile(r"[ivxlc]+")


def furniture(pages: Sequence[Page]) -> tuple[set[Line], set[Line]]:
    """Running headers and running footers: what stands outermost in the same place on page after page.

    A little text that runs in another direction than its page's, a stamp or a watermark, is counted with the footers.
    """
    turned = {line for page in pages for line in _stamps(page)}
    body = body_size([line for page in pages for line in page.lines])
    return _repeated(pages, body, top=True) - turned, _repeated(pages, body, top=False) | turned


def _stamps(page: Page) -> list[Line]:
    turned = [line for line in page.lines if line.turned]
    letters = sum(len(line.text) for line in page.lines)
    return turned if sum(len(line.text) for line in turned) <= _STAMPED * letters else []


def _repeated(pages: Sequence[Page], body: float, *, top: bool) -> set[Line]:
    seen: dict[str, list[Line]] = defaultdict(list)
    edges = [_edge(page, top=top) for page in pages]
    for edge in edges:
        for line in edge:
            seen[_key(line.text)].append(line)
    running = {line for lines in seen.values() for line in _running(lines, len(pages), body)}
    found: set[Line] = set()
    for edge in edges:
        for line in edge:  # from the outside in: a heading under the header ends it
            if line not in running:
                break
            found.add(line)
    return found


def _edge(page: Page, *, top: bool) -> list[Line]:
    """The lines within the margin, outermost first."""
    inner = page.foot + page.height * ((1 - _MARGIN) if top else _MARGIN)
    lines = [line for line in page.lines if not line.turned and (line.y > inner if top else line.y < inner)]
    return sorted(lines, key=lambda line: -line.y if top else line.y)[:_MOST_LINES]


def _key(text: str) -> str:
    folded = re.sub(r"\W+", "", text).casefold()
    return "#" if _ROMAN.fullmatch(folded) else re.sub(r"\d+", "#", folded)


def _running(lines: list[Line], pages: int, body: float) -> list[Line]:
    """Those of one wording that stand at one height, if they are on enough pages close together."""
    height = median(line.y for line in lines)
    level = _counting([line for line in lines if abs(line.y - height) <= _DRIFT_POINTS], body)
    numbers = sorted({line.page for line in level})
    if len(numbers) < 2:
        return []
    dense = len(numbers) >= 3 and numbers[-1] - numbers[0] + 1 <= 2.5 * len(numbers)
    return level if dense or len(numbers) >= 0.6 * pages else []


def _counting(lines: Sequence[Line], body: float) -> list[Line]:
    """Those that say the same, or whose number goes on with the page's. Numbered headings do neither, or are large."""
    kept: set[Line] = set()
    ordered = sorted(lines, key=lambda line: line.page)
    for above, line in pairwise(ordered):
        if above.text == line.text or (line.size < _TITLE * body and _goes_on(above, line)):
            kept |= {above, line}
    by_text: dict[str, list[Line]] = defaultdict(list)
    for line in ordered:
        by_text[line.text].append(line)
    return [line for line in ordered if line in kept or len(by_text[line.text]) > 1]


def _goes_on(above: Line, line: Line) -> bool:
    before, after = (re.findall(r"\d+", text) for text in (above.text, line.text))
    if not before and not after:  # Roman page numbers
        return True
    steps = {int(b[-9:]) - int(a[-9:]) for a, b in zip(before, after, strict=False)}
    return line.page - above.page in steps
