"""The automatic numbers of lists and headings, counted the way Word counts them.

A paragraph names a numbering (`w:num`) and a level of it, itself or through its style. Numberings that share an
abstract one count on together, unless a numbering says where it starts again.
"""

from __future__ import annotations

import re
from typing import Any

from galley.extract.docx.figures import figure
from galley.extract.docx.styles import Styles
from galley.extract.docx.symbols import bullet
from galley.extract.docx.xml import find, is_on, value, w, whole_number

_LEVELS = 9
_MOST_LINKS = 10  # from one numbering to another by way of styles


class _Numbering:
    """One `w:num`: the levels of its abstract numbering with its own changes."""

    def __init__(self, key: str, levels: dict[int, Any], starts: dict[int, int]) -> None:
        self.key = key  # of the abstract numbering: what counts together
        self.levels = levels
        self.starts = starts  # where this numbering begins anew, by level


class Numbers:
    """Counts through a document: ask for every paragraph once, in order."""

    def __init__(self, root: Any, styles: Styles) -> None:
        """`root` is the numbering part; None where there is none."""
        self._styles = styles
        self._nums = {} if root is None else {key: n for n in root.findall(w("num")) if (key := n.get(w("numId")))}
        self._abstracts = {} if root is None else {a.get(w("abstractNumId")): a for a in root.findall(w("abstractNum"))}
        self._known: dict[str, _Numbering | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._of_styles: dict[str | None, tuple[str | None, int | None]] = {}

    def level(self, properties: Any) -> int | None:
        """The depth (0 is the top) at which this paragraph is numbered or a list's item; None when it is not."""
        place = self._place(properties)
        return place[1] if place else None

    def next(self, properties: Any) -> str:
        """The number or bullet before this paragraph, '' without one; counts it."""
        place = self._place(properties)
        if place is None:
            return ""
        num, level = place
        numbering = self._numbering(num)
        if numbering is None or level not in numbering.levels:
            return ""
        counts = self._counts.setdefault(numbering.key, {})
        if level in numbering.starts and (num, level) not in self._begun:
            counts[level] = numbering.starts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = _start(numbering.levels[level])
        self._begun.add((num, level))
        self._restart_below(num, numbering, level)
        return _label(numbering, level, counts)

    def _restart_below(self, num: str, numbering: _Numbering, level: int) -> None:
        counts = self._counts[numbering.key]
        for lower in range(level + 1, _LEVELS):
            after = whole_number(numbering.levels.get(lower), "lvlRestart")
            if after is None or level < after:  # 0: never
                counts.pop(lower, None)

    def _place(self, properties: Any) -> tuple[str, int] | None:
        """The numbering and the level that a paragraph names, itself or through its style."""
        own = find(properties, "numPr")
        num, level = value(own, "numId"), whole_number(own, "ilvl")
        if num is None:
            style = value(properties, "pStyle")
            if style not in self._of_styles:
                self._of_styles[style] = self._of_style(style)
            num, of_style = self._of_styles[style]
            level = of_style if level is None else level
        if num is None or num == "0":
            return None
        return num, min(max(level or 0, 0), _LEVELS - 1)

    def _of_style(self, style: str | None) -> tuple[str | None, int | None]:
        level: int | None = None
        for element in self._styles.chain(style):
            own = find(element, "pPr", "numPr")
            level = whole_number(own, "ilvl") if level is None else level
            if (num := value(own, "numId")) is not None:
                linked = self._linked_level(num, [s.get(w("styleId")) for s in self._styles.chain(style)])
                return num, linked if linked is not None else level
        return None, None

    def _linked_level(self, num: str, styles: list[str]) -> int | None:
        """The level that is made for one of these styles, the nearest first."""
        numbering = self._numbering(num)
        made = {value(lvl, "pStyle"): n for n, lvl in numbering.levels.items()} if numbering else {}
        return next((made[style] for style in styles if style in made), None)

    def _numbering(self, num: str) -> _Numbering | None:
        if num not in self._known:
            self._known[num] = self._built(num)
        return self._known[num]

    def _built(self, num: str) -> _Numbering | None:
        element = self._nums.get(num)
        abstract = self._abstract(value(element, "abstractNumId"))
        if element is None or abstract is None:
            return None
        levels = _levels(abstract)
        starts: dict[int, int] = {}
        for override in element.findall(w("lvlOverride")):
            level = _ilvl(override)
            if (own := override.find(w("lvl"))) is not None:
                levels[level] = own
            if (start := whole_number(override, "startOverride")) is not None:
                starts[level] = start
        return _Numbering(abstract.get(w("abstractNumId")) or "", levels, starts)

    def _abstract(self, key: str | None) -> Any:
        """The abstract numbering, where it only points to a style the one that this style has."""
        for _ in range(_MOST_LINKS):
            abstract = self._abstracts.get(key)
            style = value(abstract, "numStyleLink")
            if style is None:
                return abstract
            num = value(self._styles.named(style), "pPr", "numPr", "numId")
            key = value(self._nums.get(num or ""), "abstractNumId")
        return None


def _levels(abstract: Any) -> dict[int, Any]:
    return {_ilvl(level): level for level in abstract.findall(w("lvl"))}


def _ilvl(element: Any) -> int:
    words = element.get(w("ilvl")) or ""
    return int(words) if words.isdecimal() else 0


def _start(level: Any) -> int:
    return whole_number(level, "start") or 0


def _label(numbering: _Numbering, level: int, counts: dict[int, int]) -> str:
    """The level's pattern with the present numbers of this level and those above."""
    lvl = numbering.levels[level]
    if is_on(find(lvl, "rPr", "vanish")):
        return ""
    pattern = value(lvl, "lvlText") or ""
    if _format(lvl) == "bullet":
        return "•" if find(lvl, "lvlPicBulletId") is not None else bullet(pattern)
    is_legal = is_on(find(lvl, "isLgl"))

    def number(match: re.Match[str]) -> str:
        above = int(match[1]) - 1
        of = numbering.levels.get(above)
        count = counts.get(above, _start(of))
        return figure(count, "decimal" if is_legal and _format(of) != "none" else _format(of))

    return re.sub(r"%([1-9])", number, pattern).strip()


def _format(level: Any) -> str:
    """The kind of figures; for a custom one its first example, such as `001`."""
    found = find(level, "numFmt")
    if found is None:
        found = next(iter(level.iter(w("numFmt"))), None) if level is not None else None
    kind = value(level, "numFmt") if found is None else found.get(w("val"))
    if kind == "custom":
        return (found.get(w("format")) or "decimal").split(",")[0].strip()
    return kind or "decimal"
