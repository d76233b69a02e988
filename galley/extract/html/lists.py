"""What stands before an item of a list on a web page: a bullet, or its number as the page shows it."""

from __future__ import annotations

from typing import Any

from galley.extract.numerals import numeral

BULLET = "•"
_STYLES = {
    "1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman",
    "decimal": "decimal", "lower-alpha": "lower-alpha", "lower-latin": "lower-alpha", "upper-alpha": "upper-alpha",
    "upper-latin": "upper-alpha", "lower-roman": "lower-roman", "upper-roman": "upper-roman",
}  # fmt: skip


class ListMarks:
    """Counts the items of a page's lists."""

    def __init__(self) -> None:
        self._counted: dict[Any, int] = {}  # the last number, by list

    def of(self, item: Any) -> str:
        """The number or bullet of this `li`, the next one of its list; empty where the list shows none."""
        parent = item.getparent()
        style = _style(item) or (_style(parent) if parent is not None else None)
        if style == "none":
            return ""
        if parent is None or parent.tag != "ol":
            return BULLET
        kind = _STYLES.get(style or "") or _STYLES.get(item.get("type") or parent.get("type") or "1", "decimal")
        return numeral(self._next(item, parent), kind) + "."

    def _next(self, item: Any, parent: Any) -> int:
        """The item's number, counted from the list's `start` and the last `value`; up or down."""
        step = -1 if parent.get("reversed") is not None else 1
        number = _whole(item.get("value"))
        if number is None and parent in self._counted:
            number = self._counted[parent] + step
        if number is None:
            number = _whole(parent.get("start"))
        if number is None:
            number = 1 if step > 0 else sum(child.tag == "li" for child in parent)
        self._counted[parent] = number
        return number


def _style(element: Any) -> str | None:
    for part in (element.get("style") or "").lower().split(";"):
        name, _, value = part.partition(":")
        if name.strip() in ("list-style-type", "list-style"):
            return str(value.split()[0]) if value.split() else None
    return None


def _whole(text: str | None) -> int | None:
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if abs(number) < 10**9 else None
