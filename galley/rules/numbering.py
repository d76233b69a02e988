"""The numbers that a document gives its sections, annexes, figures and tables, as far as they are certain.

A number is called missing only when its neighbours stand in an unbroken row (1, 2, 3 … or A, B, C …) that
ends before it. Where headings are numbered in part, or not in the text at all, nothing is certain.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from galley.documents import Kind, Reading
from galley.rules.recall import once_per_reading

Path = tuple[str, ...]

NAMED_KINDS = (
    "article",
    "chapter",
    "part",
    "annex",
    "appendix",
    "schedule",
    "exhibit",
    "attachment",
    "figure",
    "table",
)
_LABEL = r"(?:\d{1,3}|[A-Z])(?:\.\d{1,3}){0,4}"
_HEADING_NUMBER = re.compile(rf"\W{{0,4}}(?:(?:section|clause)\s+)?({_LABEL})(?:[.):]|\s|$)", re.IGNORECASE)
_LINE_NUMBER = re.compile(
    r"^[ \t>*_|-]{0,6}(?:(?:Section|Clause)\s+)?(\d{1,3}(?:\.\d{1,3}){0,4})(?:[.)]|[ \t])", re.MULTILINE
)
_NAMED = re.compile(
    rf"^[ \t>*_#|!\[]{{0,8}}(?P<kind>{'|'.join(NAMED_KINDS)}|fig\.?)\s+"
    r"(?P<label>\d{1,3}|[A-Z])(?:[.-](?P<sub>\d{1,3}))?(?!\w)",
    re.MULTILINE | re.IGNORECASE,
)
_LEAST_TOP, _LEAST_BELOW = 3, 2
_REACH = 20  # a number far beyond the last belongs to another text, such as a law


@dataclass(slots=True)
class Numbering:
    """What numbers stand in the document: of sections as paths, of the rest by kind; and section titles."""

    sections: set[Path] = field(default_factory=set)
    titles: dict[Path, str] = field(default_factory=dict)
    named: dict[str, set[Path]] = field(default_factory=lambda: defaultdict(set))
    certain: bool = False

    def lacks_section(self, path: Path) -> bool:
        """Whether it is certain that no section has this number."""
        return self.certain and _is_past_the_last(path, self.sections, _LEAST_TOP)

    def lacks(self, kind: str, path: Path) -> bool:
        """Whether it is certain that nothing of this kind has this number."""
        least = 1 if kind in ("annex", "appendix", "schedule", "exhibit", "attachment") else 2
        return _is_past_the_last(path, self.named.get(kind, set()), least)


@once_per_reading
def numbering(reading: Reading) -> Numbering:
    """The numbering of a document."""
    known = Numbering()
    headings = [b for b in reading.blocks if b.kind is Kind.HEADING]
    above: list[tuple[int, Path]] = []  # headings that enclose the present one: level and path
    numbered = 0
    for block in headings:
        words = (block.title or reading.text[block.start : block.end]).strip()
        match = _HEADING_NUMBER.match(words)
        level = block.level or 1
        above = [entry for entry in above if entry[0] < level]
        if (
            not match
            or match[1][0].islower()
            or (match[1].isalpha() and words[len(match[0].rstrip()) - 1 :][:1] not in ".):")
        ):
            continue
        path = tuple(match[1].split("."))
        if len(path) == 1 and above:
            path = above[-1][1] + path
        above.append((level, path))
        numbered += 1
        known.sections.add(path)
        known.titles[path] = folded(words[match.end() :])
    dotted = _add_lines(reading, known)
    share = numbered / len(headings) if headings else 0.0
    known.certain = (numbered >= _LEAST_TOP and share >= 0.5) or dotted >= 4
    return known


def _add_lines(reading: Reading, known: Numbering) -> int:
    """Numbers at the beginnings of lines, which headings may not show. Returns how many were dotted."""
    text, dotted = reading.text, 0
    for match in _LINE_NUMBER.finditer(text):
        path = tuple(match[1].split("."))
        dotted += len(path) > 1
        known.sections.update(path[: depth + 1] for depth in range(len(path)))
    for match in _NAMED.finditer(text):
        kind = match["kind"].lower().rstrip(".")
        label = (match["label"].upper(), *([match["sub"]] if match["sub"] else []))
        known.named["figure" if kind == "fig" else kind].add(label)
    return dotted


def folded(title: str) -> str:
    """A title as titles are compared."""
    return " ".join(re.findall(r"\w+", title.casefold()))


def _is_past_the_last(path: Path, known: set[Path], least_top: int) -> bool:
    for depth in range(1, len(path) + 1):
        if path[:depth] in known:
            continue
        label = path[depth - 1]
        row = {p[depth - 1] for p in known if len(p) >= depth and p[: depth - 1] == path[: depth - 1]}
        numbers = sorted(_ordinal(one) for one in row if one.isdigit() == label.isdigit())
        least = least_top if depth == 1 else _LEAST_BELOW
        unbroken = len(numbers) >= least and numbers[0] in (0, 1) and numbers[-1] - numbers[0] == len(numbers) - 1
        return unbroken and numbers[-1] < _ordinal(label) <= numbers[-1] + _REACH and not _may_be_roman(label)
    return False


def _ordinal(label: str) -> int:
    return int(label) if label.isdigit() else ord(label) - ord("A") + 1


def _may_be_roman(label: str) -> bool:
    return label in ("I", "V", "X")
