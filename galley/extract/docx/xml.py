"""How the XML of Word documents is looked at: its names, its values, its switches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
VAL = W + "val"
_OFF = frozenset({"0", "false", "off", "none"})


def w(name: str) -> str:
    """The full name of an element or attribute that files write as `w:name`."""
    return W + name


def find(element: Any, *path: str) -> Any:
    """The element at this path of `w:` names below `element`; None where the path ends early."""
    for name in path:
        if element is None:
            return None
        tag = W + name
        first = next(element.iterchildren(), None)  # where properties stand; `find` would look at all children
        element = first if first is not None and first.tag == tag else element.find(tag)
    return element


def value(element: Any, *path: str) -> str | None:
    """The `w:val` of the element at this path; None without one."""
    found = find(element, *path)
    return None if found is None else found.get(VAL)


def whole_number(element: Any, *path: str) -> int | None:
    """The `w:val` of the element at this path as a whole number; None when it is none."""
    words = value(element, *path)
    try:
        return None if words is None else int(words)
    except ValueError:
        return None


def is_on(element: Any) -> bool:
    """Whether a switch such as `w:b` is there and not turned off."""
    return element is not None and (element.get(VAL) or "1") not in _OFF


def alternatives(choice: Any) -> Iterator[Any]:
    """The forms of the same thing in an `mc:AlternateContent`, the best first. Use the first one that has something."""
    yield from choice.iterchildren(MC + "Choice", MC + "Fallback")
