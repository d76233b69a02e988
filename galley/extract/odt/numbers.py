"""The numbers that an OpenDocument gives to its list items and headings: `3.`, `(b)`, `2.1`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from galley.extract.numerals import numeral
from galley.extract.odt.styles import q

_STYLES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_BULLET = "•"


class Numbers:
    """Counts through one document."""

    def __init__(self, content: Any, styles: Any) -> None:
        trees = [tree for tree in (styles, content) if tree is not None]
        self._lists = {
            style.get(q("style:name")): _levels(style) for tree in trees for style in tree.iter(q("text:list-style"))
        }
        outline = next((s for tree in trees for s in tree.iter(q("text:outline-style"))), None)
        self._outline = _levels(outline) if outline is not None else {}
        self._headings: list[int] = []
        self._counts: dict[str, list[int]] = {}  # of lists, by style
        self._by_list: dict[str, str] = {}  # the style of a list that another may go on with

    def of_heading(self, heading: Any, level: int) -> str:
        """The heading's number, empty when it shows none."""
        hidden = heading.get(q("text:is-list-header")) == "true"
        spec = self._outline.get(level)
        if hidden or spec is None or not spec.get(q("style:num-format")):
            return ""
        _count(self._headings, level, spec, whole_number(heading.get(q("text:start-value"))))
        return _shown(self._headings, level, self._outline)

    def begin(self, element: Any, style: str | None, level: int) -> None:
        """A list begins: its count starts anew unless it goes on with another."""
        ident = element.get(q("xml:id"))
        goes_on = element.get(q("text:continue-numbering")) == "true" or element.get(q("text:continue-list"))
        if style and not goes_on:
            del self._counts.setdefault(style, [])[level - 1 :]
        if ident and style:
            self._by_list[ident] = style

    def of_item(self, item: Any, style: str | None, level: int) -> str:
        """The item's number or bullet."""
        levels = self._lists.get(style, {})
        spec = levels.get(level)
        if spec is None or spec.tag != q("text:list-level-style-number"):
            return _BULLET if style is None or spec is not None else ""
        counts = self._counts.setdefault(style or "", [])
        _count(counts, level, spec, whole_number(item.get(q("text:start-value"))))
        return _shown(counts, level, levels)


def _levels(style: Any) -> dict[int, Any]:
    found = ((whole_number(child.get(q("text:level"))), child) for child in style.iterchildren())
    return {level: child for level, child in found if level}


def _count(counts: list[int], level: int, spec: Any, stated: int | None) -> None:
    """Count one more on this level; what is deeper begins anew."""
    first = whole_number(spec.get(q("text:start-value"))) or 1
    while len(counts) < level - 1:
        counts.append(1)
    del counts[level:]
    if len(counts) < level:
        counts.append(first - 1)
    counts[level - 1] = stated if stated is not None else counts[level - 1] + 1


def _shown(counts: list[int], level: int, levels: dict[int, Any]) -> str:
    spec = levels[level]
    above = whole_number(spec.get(q("text:display-levels"))) or 1
    depths: Iterable[int] = range(max(level - above + 1, 1), level + 1)
    parts = [_one(counts[depth - 1], levels.get(depth, spec)) for depth in depths]
    inner = ".".join(part for part in parts if part)
    if not inner:
        return ""
    return (spec.get(q("style:num-prefix")) or "") + inner + (spec.get(q("style:num-suffix")) or "")


def _one(number: int, spec: Any) -> str:
    style = spec.get(q("style:num-format")) or ""
    return numeral(number, _STYLES.get(style, "decimal")) if style else ""


def whole_number(text: str | None) -> int | None:
    """The number that an attribute holds, None when it holds none."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else None
