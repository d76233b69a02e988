"""Where quoted words stand on pages that OCR has read: parts of its lines.

White space and hyphens at line ends count for nothing; a quote may go on from one line to the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from galley.extract.pdf.lines import Line, Page

Place = tuple[int, float, float, float, float]  # page, left, bottom, right, top in points
_LEFT_OUT = re.compile(r"[\s\u00ad‐‑-]")


def places_on(pages: Sequence[Page], quote: str) -> list[Place]:
    """The parts of lines that the first occurrence of the quote covers; none when it is not there."""
    letters: list[tuple[Line, int]] = []
    said: list[str] = []
    for page in pages:
        for line in page.lines:
            for at, letter in enumerate(line.text):
                if not _LEFT_OUT.match(letter):
                    said.append(letter)
                    letters.append((line, at))
    wanted = _LEFT_OUT.sub("", quote)
    start = "".join(said).find(wanted) if wanted else -1
    if start < 0:
        return []
    found: list[Place] = []
    covered: dict[int, tuple[Line, int, int]] = {}
    for line, at in letters[start : start + len(wanted)]:
        first = covered.get(id(line), (line, at, at))[1]
        covered[id(line)] = (line, first, at + 1)
    for line, first, end in covered.values():
        share = (line.right - line.left) / max(len(line.text), 1)  # letters are taken as equally wide
        left, right = line.left + first * share, line.left + end * share
        found.append((line.page, left, line.y, right, line.y + line.size))
    return found
