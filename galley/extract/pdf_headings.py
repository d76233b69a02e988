"""Which lines of a PDF are headings, and how deep.

The outline is believed first: its titles are looked for on the pages they point to. Without an outline that
fits, size and weight of the type decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from galley.extract.pdf_lines import Line
from galley.extract.typed_headings import is_contents_line, is_label

_LONGEST = 140
_MOST_LINES = 4
_COVER_WORDS = 80
_NUMBER = re.compile(r"(?:[a-zà-ÿ]{0,9}\W*)?(?:\d+(?:\W\d+)*|[ivxlc]+|[a-z])\W*", re.IGNORECASE)
_DEPTH = re.compile(r"(\d+(?:\.\d+)+)\.?\s")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the outline; `y` is the height it points to, where it says one."""

    level: int
    title: str
    page: int
    y: float | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the lines it takes."""

    level: int
    title: str
    lines: int


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


def from_type(lines: Sequence[Line], pages: int) -> dict[int, Heading]:
    """Headings by larger or bolder type than the body's."""
    body = body_size(lines)
    cover = _cover(lines, pages)
    contents = _contents_pages(lines)
    large: dict[int, int] = {}
    bold: dict[int, int] = {}
    index = 0
    while index < len(lines):
        count = _same_type(lines, index)
        entry = lines[index].page in contents and lines[index].text[-1].isdigit()
        if lines[index].page != cover and not entry and _could_be(lines[index : index + count]):
            if lines[index].size >= 1.15 * body:
                large[index] = count
            elif lines[index].bold and lines[index].size >= 0.95 * body and _stands_alone(lines, index, count):
                bold[index] = count
        index += count
    for found in (large, bold):
        if sum(found.values()) > 0.3 * len(lines):
            found.clear()
    sizes = _size_classes([lines[index].size for index in large])
    levels = {index: sizes[lines[index].size] for index in large}
    levels |= {index: len(set(sizes.values())) + _depth(lines[index].text) for index in bold}
    counts = large | bold
    headings: dict[int, Heading] = {}
    for index in sorted(counts):
        title = " ".join(line.text for line in lines[index : index + counts[index]])
        headings[index] = Heading(min(levels[index], 9), title, counts[index])
    return _with_labels(headings)


def _with_labels(headings: dict[int, Heading]) -> dict[int, Heading]:
    """`Chapter 1` and the title on the line below it are one heading."""
    joined: dict[int, Heading] = {}
    label: int | None = None
    for index, heading in headings.items():
        if label is not None and label + joined[label].lines == index:
            above = joined[label]
            title, lines = f"{above.title} {heading.title}", above.lines + heading.lines
            joined[label] = Heading(min(above.level, heading.level), title, lines)
            label = None
            continue
        joined[index] = heading
        label = index if is_label(heading.title) else None
    return joined


def _contents_pages(lines: Sequence[Line]) -> set[int]:
    """Pages with several entries of a table of contents."""
    entries = Counter(line.page for line in lines if is_contents_line(line.text))
    return {page for page, count in entries.items() if count >= 3}


def body_size(lines: Sequence[Line]) -> float:
    """The size that most characters have."""
    weight: Counter[float] = Counter()
    for line in lines:
        weight[round(line.size * 2) / 2] += len(line.text)
    return weight.most_common(1)[0][0] if weight else 10.0


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _depth(text: str) -> int:
    match = _DEPTH.match(text)
    return match[1].count(".") + 1 if match else 1


def _cover(lines: Sequence[Line], pages: int) -> int | None:
    """The first page's number if it is a cover: few words before a longer text."""
    words = sum(len(line.text.split()) for line in lines if line.page == 1)
    return 1 if pages >= 4 and words < _COVER_WORDS else None


def _same_type(lines: Sequence[Line], start: int) -> int:
    """How many lines from here share size and weight and follow closely: a heading of several lines."""
    first, count = lines[start], 1
    while start + count < len(lines) and count < _MOST_LINES:
        above, line = lines[start + count - 1], lines[start + count]
        alike = line.page == first.page and abs(line.size - first.size) < 0.3 and line.bold == first.bold
        if not alike or not 0 < above.y - line.y < 1.45 * line.size or not line.shares_width(above):
            break
        count += 1
    return count


def _could_be(lines: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in lines)
    letters = len(re.findall(r"[^\W\d_]", text))
    if len(text) > _LONGEST or letters < 2 or letters < 0.4 * len(text.replace(" ", "")):
        return False
    return not is_contents_line(text) and text[-1] not in ".,;。" and not text[0].islower()


def _stands_alone(lines: Sequence[Line], start: int, count: int) -> bool:
    """Nothing beside it, and more room above than within a paragraph."""
    first = lines[start]
    near = lines[max(start - 6, 0) : start + count + 6]
    if any(other is not line and other.beside(line) for line in lines[start : start + count] for other in near):
        return False
    below = lines[start + count] if start + count < len(lines) else None
    if below and below.page == first.page and below.text[0].islower() and below.size > 0.9 * first.size:
        return False
    above = lines[start - 1] if start else None
    if above is None or above.page != first.page or above.y < first.y:
        return True
    return above.y - first.y > 1.5 * first.size or above.size > 1.1 * first.size or above.bold


def _size_classes(sizes: Sequence[float]) -> dict[float, int]:
    """A level for each size, 1 for the largest; sizes closer than 4 % share one."""
    levels: dict[float, int] = {}
    level, before = 0, 0.0
    for size in sorted(set(sizes), reverse=True):
        level += not before or size < 0.96 * before
        levels[size], before = level, size
    return levels
