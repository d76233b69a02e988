"""What is known of a page: its lines with their words, place and type.

Lengths are in points. Places are counted from the lower left corner of the page as it is read: its crop box, turned
so that most of its text stands upright.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of text; `y` is its baseline.

    `hidden` are ranges of the text that nobody sees, each with its why. `gaps` are places as wide as a letter is high:
    (offset of the white space, where it begins, where it ends). `turned` text runs in another direction than most.
    """

    text: str
    page: int
    left: float
    right: float
    y: float
    size: float
    bold: bool
    soft_hyphen: bool = False
    italic: bool = False
    mono: bool = False
    turned: bool = False
    colour: int = 0  # 0xRRGGBB
    hidden: tuple[tuple[int, int, str], ...] = ()
    gaps: tuple[tuple[int, float, float], ...] = ()

    def beside(self, other: Line) -> bool:
        """Whether both stand on one baseline."""
        return self.page == other.page and abs(self.y - other.y) < 0.4 * min(self.size, other.size)

    def shares_width(self, other: Line) -> bool:
        """Whether one stands over the other, by a third of the narrower one."""
        common = min(self.right, other.right) - max(self.left, other.left)
        return common > 0.33 * max(min(self.right - self.left, other.right - other.left), 1.0)

    def cut(self, gap: tuple[int, float, float]) -> tuple[Line, Line]:
        """The two lines before and behind one of its gaps."""
        at, left, right = gap
        behind = at + 1
        return (
            replace(
                self, text=self.text[:at], right=left, soft_hyphen=False,
                hidden=tuple(h for h in self.hidden if h[1] <= at), gaps=tuple(g for g in self.gaps if g[0] < at),
            ),
            replace(
                self, text=self.text[behind:], left=right,
                hidden=tuple((s - behind, e - behind, why) for s, e, why in self.hidden if s >= behind),
                gaps=tuple((a - behind, x, y) for a, x, y in self.gaps if a > at),
            ),
        )  # fmt: skip


@dataclass(slots=True)
class Page:
    """A page with its lines in the order of the file.

    `boxes` are frames and coloured grounds that hold a few lines. A `scan` has words that only its picture shows.
    """

    number: int
    width: float
    height: float
    foot: float = 0.0
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    scan: bool = False


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page whose picture was read: its lines, and how sure the reader is of them (0 to 1)."""

    page: Page
    confidence: float


def body_size(lines: Sequence[Line]) -> float:
    """The size that most characters have."""
    weight: Counter[float] = Counter()
    for line in lines:
        weight[round(line.size * 2) / 2] += len(line.text)
    return weight.most_common(1)[0][0] if weight else 10.0


def usual_spacing(lines: Sequence[Line]) -> float:
    """The distance of baselines within paragraphs, in sizes of type."""
    ratios = [
        (above.y - line.y) / line.size
        for above, line in pairwise(lines)
        if above.page == line.page and 0.8 < (above.y - line.y) / line.size < 3
    ]
    return median(ratios) if ratios else 1.2
