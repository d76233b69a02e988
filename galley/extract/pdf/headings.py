"""Which lines of a PDF its outline calls headings, and how deep: its titles are looked for where they point to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from galley.extract.pdf.lines import Line
from galley.extract.pdf.type import Heading
from galley.extract.typed_headings import is_contents_line

_MOST_LINES = 4
_NUMBER = re.compile(r"(?:[a-zà-ÿ]{0,9}\W*)?(?:\d+(?:\W\d+)*|[ivxlc]+|[a-z])\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the outline; `y` is the height it points to, where it says one."""

    level: int
    title: str
    page: int
    y: float | None


def from_outline(entries: Sequence[Entry], lines: Sequence[Line]) -> dict[int, Heading]:
    """Headings by the index of their first line; entries whose title is not on the page are left out."""
    of_page: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        of_page.setdefault(line.page, []).append(index)
    found: dict[int, Heading] = {}
    taken: set[int] = set()
    for entry in entries:
        for page in (entry.page, entry.page + 1, entry.page - 1):
            fitting = _places(entry, of_page.get(page, []), lines, taken)
            if fitting:
                _, start, count = min(fitting)
                found[start] = Heading(entry.level, " ".join(entry.title.split()), count)
                taken.update(range(start, start + count))
                break
    return found


def _places(
    entry: Entry, indexes: Sequence[int], lines: Sequence[Line], taken: set[int]
) -> list[tuple[float, int, int]]:
    """Where the title stands on a page: (how far from where it should be, first line, number of lines)."""
    wanted = _squeezed(entry.title)
    places: list[tuple[float, int, int]] = []
    if not wanted:
        return places
    for start in indexes:
        line = lines[start]
        if start in taken or is_contents_line(line.text):
            continue
        said = ""
        for count in range(1, _MOST_LINES + 1):
            last = start + count - 1
            if last >= len(lines) or lines[last].page != line.page or last in taken:
                break
            said = f"{said} {lines[last].text}".strip()
            squeezed = _squeezed(said)
            if _is_title(squeezed, wanted, said):
                target = entry.y if entry.y is not None else line.y
                # what stands just below the point is meant; bigger type beats the same words in a sentence
                off = abs(target - line.y) if line.y <= target + 2 else 3 * abs(target - line.y)
                places.append((off - 4 * line.size - 40 * line.bold, start, count))
                break
            if len(squeezed) > len(wanted) + 16:
                break
    return places


def _is_title(squeezed: str, wanted: str, said: str) -> bool:
    if squeezed == wanted:
        return True
    if not squeezed.endswith(wanted):
        return wanted.endswith(squeezed) and len(squeezed) > 5 and bool(_NUMBER.fullmatch(wanted[: -len(squeezed)]))
    before = said
    while before and not _squeezed(said[len(before) - 1 :]).endswith(wanted):
        before = before[:-1]
    prefix = squeezed[: -len(wanted)]
    return bool(_NUMBER.fullmatch(prefix))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
