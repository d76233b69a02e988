"""Which lines of a PDF its type sets apart as headings: larger, bolder, coloured, or numbered and standing alone.

For documents whose outline says nothing. Cautious on purpose, as `typed_headings` is: captions, entries of a table of
contents, table heads, code, list items and the titles of boxes are no headings, whatever their type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from galley.extract.pdf.lines import Box, Line, body_size, usual_spacing
from galley.extract.typed_headings import Look, is_caption, is_contents_line, is_label, look_of, without_lists

_LONGEST = 140
_MOST_LINES = 4
_FEW = 3  # lines that may always be headings, however short the text
_LARGE, _LEAST = 1.15, 0.92  # sizes of the body's type
_COVER_LETTERS = 450
_NUMBER = re.compile(r"(\d+(?:\.\d+)*)\.?\s")
_BULLET = re.compile(r"[•▪■●○◦‣·∙*►➢✓-]\s")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # a letter says as much as three
_SENTENCE = re.compile(r"[^\W\d_]{3,}\. [^\W\d_a-z]")
_ADDRESS = re.compile(r"https?://|www\.|@\w+\.")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the lines it takes."""

    level: int
    title: str
    lines: int


@dataclass(frozen=True, slots=True)
class _Body:
    """What most of the text looks like."""

    size: float
    colour: int
    mono: bool
    spacing: float  # of lines, in sizes of type


def from_type(
    lines: Sequence[Line],
    pages: int,
    boxes: Mapping[int, Sequence[Box]] | None = None,
    alone: Set[int] = frozenset(),
) -> dict[int, Heading]:
    """Headings by the index of their first line. `alone` are lines that are a paragraph each."""
    body = _body(lines)
    groups = _groups(lines, pages, boxes or {}, body)
    large = _few(lines, groups, lambda line, index, count: line.size >= _LARGE * body.size)
    strong = _few(lines, groups, lambda line, index, count: (
        index not in large and line.size >= _LEAST * body.size and _is_marked(line, body)
        and line.text[-1] != ":" and _stands_alone(lines, index, count, body.spacing)
    ))  # fmt: skip
    sizes = _size_classes([lines[index].size for index in large])
    base = len(set(sizes.values()))
    levels = {index: sizes[lines[index].size] for index in large}
    levels |= {index: base + _depth(lines[index].text) for index in strong}
    counts = large | strong
    for index, look in _typed(lines, alone, groups, counts).items():
        levels[index], counts[index] = base + look.level, 1
    headings: dict[int, Heading] = {}
    for index in sorted(counts):
        title = " ".join(line.text for line in lines[index : index + counts[index]])
        headings[index] = Heading(min(levels[index], 9), title, counts[index])
    return _with_labels(headings, lines)


def _body(lines: Sequence[Line]) -> _Body:
    colours, mono = Counter[int](), 0
    for line in lines:
        colours[line.colour] += len(line.text)
        mono += len(line.text) * line.mono
    most = colours.most_common(1)[0][0] if colours else 0
    return _Body(body_size(lines), most, mono > 0.5 * sum(colours.values()), usual_spacing(lines))


def _groups(lines: Sequence[Line], pages: int, boxes: Mapping[int, Sequence[Box]], body: _Body) -> dict[int, int]:
    """Lines that could be headings by their words and place: first line's index, and how many lines they take."""
    cover, contents = _cover(lines, pages), _contents_pages(lines)
    groups: dict[int, int] = {}
    index = 0
    while index < len(lines):
        count, line = _same_type(lines, index), lines[index]
        entry = line.page in contents and lines[index + count - 1].text[-1].isdigit()
        elsewhere = line.page == cover or entry or line.turned or (line.mono and not body.mono)
        could = not elsewhere and _could_be(lines[index : index + count])
        if could and not _boxed(lines, index, count, boxes.get(line.page, ())):
            groups[index] = count
        index += count
    return groups


def _few(lines: Sequence[Line], groups: Mapping[int, int], fits: Callable[[Line, int, int], bool]) -> dict[int, int]:
    """The groups that fit; none where so many do that this type is no mark of headings."""
    found = {index: count for index, count in groups.items() if fits(lines[index], index, count)}
    return found if sum(found.values()) <= max(0.35 * len(lines), _FEW) else {}


def _typed(
    lines: Sequence[Line], alone: Set[int], groups: Mapping[int, int], found: Mapping[int, int]
) -> dict[int, Look]:
    """Headings by their words, where type shows few: all of them, or those below numbers that are headings."""
    taken = {index + more for index, count in found.items() for more in range(count)}
    places = [index for index in sorted(alone) if index not in taken and not _beside_any(lines, index)]
    could = {index + more for index, count in groups.items() for more in range(count)}
    looks = without_lists([look_of(lines[index].text) if index in could else None for index in places])
    typed = {index: look for index, look in zip(places, looks, strict=True) if look}
    if len(found) <= 2 or len(typed) > 3 * len(found):
        return typed
    numbers = {m[1].removesuffix(".0") for index in found if (m := _NUMBER.match(lines[index].text))}
    below: dict[int, Look] = {}
    for index, look in typed.items():
        match = _NUMBER.match(lines[index].text)
        if match and "." in match[1] and match[1].rpartition(".")[0] in numbers:
            below[index] = look
            numbers.add(match[1])
    return below


def _with_labels(headings: dict[int, Heading], lines: Sequence[Line]) -> dict[int, Heading]:
    """`Chapter 1` and the title on the line below it are one heading."""
    joined: dict[int, Heading] = {}
    label: int | None = None
    for index, heading in headings.items():
        if label is not None and label + joined[label].lines == index and lines[label].page == lines[index].page:
            above = joined[label]
            title, count = f"{above.title} {heading.title}", above.lines + heading.lines
            joined[label] = Heading(min(above.level, heading.level), title, count)
            label = None
            continue
        joined[index] = heading
        label = index if is_label(heading.title) else None
    return joined


def _contents_pages(lines: Sequence[Line]) -> set[int]:
    """Pages with several entries of a table of contents: words, dots or room, a page number."""
    entries = Counter(
        line.page
        for line in lines
        if is_contents_line(line.text) or (line.gaps and line.text[line.gaps[-1][0] :].strip().isdigit())
    )
    return {page for page, count in entries.items() if count >= 3}


def _depth(text: str) -> int:
    match = _NUMBER.match(text)
    return match[1].removesuffix(".0").count(".") + 1 if match else 1


def _cover(lines: Sequence[Line], pages: int) -> int | None:
    """The first page's number if it is a cover: few letters before pages that are full."""
    letters = Counter[int]()
    for line in lines:
        letters[line.page] += len(line.text) + 2 * len(_WIDE.findall(line.text))
    usual = sorted(letters.values())[len(letters) // 2] if letters else 0
    return 1 if pages >= 4 and letters[1] < min(_COVER_LETTERS, 0.4 * usual) else None


def _same_type(lines: Sequence[Line], start: int) -> int:
    """How many lines from here share their type and follow closely: a heading of several lines."""
    first, count = lines[start], 1
    while start + count < len(lines) and count < _MOST_LINES:
        above, line = lines[start + count - 1], lines[start + count]
        alike = abs(line.size - first.size) < 0.3 and line.bold == first.bold and line.colour == first.colour
        close = line.page == first.page and 0 < above.y - line.y < 1.45 * line.size and line.shares_width(above)
        if not alike or not close or _NUMBER.match(line.text):
            break
        count += 1
    return count


def _could_be(lines: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in lines)
    letters = len(re.findall(r"[^\W\d_]", text))
    if len(text) > _LONGEST or letters < 2 or letters < 0.4 * len(text.replace(" ", "")):
        return False
    if any(_has_cells(line) for line in lines) or _BULLET.match(text) or _ADDRESS.search(text) or is_caption(text):
        return False
    if len(text) > 60 and _SENTENCE.search(text):
        return False
    return not is_contents_line(text) and text[-1] not in ".,;。" and not text[0].islower()


def _has_cells(line: Line) -> bool:
    """Whether the line is parted like a table's row: by room that does not just follow a heading's number."""
    parts = [line.text[:at].strip() for at, _, _ in line.gaps]
    return any(not re.fullmatch(r"[\W\dIVXLA-Z]{1,8}|\w{1,9}\s+[\dIVXLC.]+\W?", part) for part in parts)


def _is_marked(line: Line, body: _Body) -> bool:
    """Whether weight or colour sets the line apart, or slant and a number: slant alone is often a quotation."""
    return line.bold or _coloured(line, body) or (line.italic and bool((look := look_of(line.text)) and look.style))


def _coloured(line: Line, body: _Body) -> bool:
    """Whether the line is short and has a colour of its own; grey sets text back, white stands on bars."""
    own = [line.colour >> shift & 255 for shift in (16, 8, 0)]
    usual = [body.colour >> shift & 255 for shift in (16, 8, 0)]
    grey = max(own) - min(own) < 30 and min(own) < 250
    return len(line.text) <= 80 and not grey and max(abs(a - b) for a, b in zip(own, usual, strict=True)) > 60


def _boxed(lines: Sequence[Line], start: int, count: int, boxes: Sequence[Box]) -> bool:
    """Whether these lines are the title of a box: below them, other type goes on in the same frame."""
    first, last = lines[start], lines[start + count - 1]
    for left, bottom, right, top in boxes:
        if not (left - 2 <= first.left and first.right <= right + 2 and bottom <= last.y and first.y <= top):
            continue
        near = lines[start + count : start + count + 3]
        if any(n.page == first.page and bottom <= n.y < last.y and left - 2 <= n.left <= right for n in near):
            return True
    return False


def _beside_any(lines: Sequence[Line], index: int) -> bool:
    near = lines[max(index - 6, 0) : index + 7]
    return any(other is not lines[index] and other.beside(lines[index]) for other in near)


def _stands_alone(lines: Sequence[Line], start: int, count: int, spacing: float) -> bool:
    """Nothing beside it in its column, and more room above than within a paragraph."""
    first = lines[start]
    if any(_beside_any(lines, index) for index in range(start, start + count)):
        return False
    if _runs_on(lines, start, count, spacing):
        return False
    above = lines[start - 1] if start else None
    if above is None or above.page != first.page or above.y < first.y:
        return True
    return above.y - first.y > 1.5 * first.size or above.size > 1.1 * first.size or above.bold


def _runs_on(lines: Sequence[Line], start: int, count: int, spacing: float) -> bool:
    """Whether this is the first line of a paragraph that begins in bold."""
    last, below = lines[start + count - 1], lines[start + count] if start + count < len(lines) else None
    if below is None or below.page != last.page or below.size <= 0.9 * last.size:
        return False
    return below.text[0].islower() and last.y - below.y < 1.1 * spacing * last.size


def _size_classes(sizes: Sequence[float]) -> dict[float, int]:
    """A level for each size, 1 for the largest; sizes closer than 4 % share one."""
    levels: dict[float, int] = {}
    level, before = 0, 0.0
    for size in sorted(set(sizes), reverse=True):
        level += not before or size < 0.96 * before
        levels[size], before = level, size
    return levels
