"""Which parts of a web page nobody sees: by attributes, inline styles, and simple rules of its style sheets.

Simple rules are those for a tag, classes and an id on one element. What needs a browser to know (combined selectors,
media queries, pictures behind text) only makes a colour unknown: words are called hidden when that is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PIL import ImageColor

_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)|<!--|-->")
_STATEMENT = re.compile(r"@[^@{};]*+;")
_SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<more>(?:[.#][\w-]+)*)", re.IGNORECASE)
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh|cm|mm|in|ex|ch)?")
_PIXELS = {
    "px": 1.0, "pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0, "rem": 16.0, "em": 16.0, "ex": 8.0, "ch": 8.0,
    "vw": 10.0, "vh": 10.0, "%": 10.0,
}  # fmt: skip
_SMALLEST_PIXELS = 2.0
_FAR_PIXELS = 500.0  # to the left of the page, or above it
_MOST_RULES = 5000
_LIKENESS = 4  # of 255, by which each of two colours' parts may differ and nobody tell them apart
Colour = tuple[int, int, int]
_TAGS_WITH_COLOURS: dict[str, tuple[Colour | None, Colour | None]] = {
    "a": ((0, 0, 238), None), "mark": ((0, 0, 0), (255, 255, 0)), "button": ((0, 0, 0), (239, 239, 239)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How an element's words are shown. `why` they are not seen, None if they are; a size is in CSS pixels."""

    why: str | None = None
    unseen: bool = False  # by `visibility`, which an inner element may lift again
    size: float = 16.0
    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = (255, 255, 255)  # None where it is not known

    @property
    def hides(self) -> str | None:
        """One of WAYS_TO_HIDE, or None."""
        if self.why or self.unseen:
            return self.why or "invisible"
        if self.size < _SMALLEST_PIXELS:
            return "tiny"
        if not self.colour or not self.ground:
            return None
        alike = all(abs(a - b) <= _LIKENESS for a, b in zip(self.colour, self.ground, strict=True))
        return "colour" if alike else None


class Styles:
    """The rules of a page's style sheets. `outside`: there are more of them in files that are not here."""

    def __init__(self, sheets: Iterable[str], *, outside: bool = False) -> None:
        self._rules: dict[str, list[tuple[int, frozenset[str], dict[str, str]]]] = {}
        self._count = 0
        self._outside = outside
        for sheet in sheets:
            self._outside |= "@import" in sheet
            self._read(_STATEMENT.sub(" ", _COMMENT.sub(" ", sheet)))

    def look(self, element: Any, above: Look) -> Look:
        """How this element looks inside one that looks like `above`."""
        if not element.attrib and not self._rules and element.tag not in _TAGS_WITH_COLOURS:
            return above
        look = _by_tag(element, above)
        stated = self._stated(element)
        if self._outside and (element.get("class") or element.get("id")):
            look = replace(look, ground=None)
        return _styled(look, stated) if stated else look

    def _read(self, sheet: str) -> None:
        at_blocks = 0  # what is inside of `@media {…}` and the like holds only sometimes
        selectors = ""
        pieces = re.split(r"([{}])", sheet)
        for piece, sign in zip(pieces[::2], pieces[1::2], strict=False):
            words = piece.strip()
            if sign == "{":
                if words.startswith("@"):
                    at_blocks, words = at_blocks + 1, ""
                selectors = words
            elif selectors:
                stated = _declarations(words)
                for selector in selectors.split(","):
                    self._add(selector.strip(), stated, sure=not at_blocks)
                selectors = ""
            else:
                at_blocks = max(at_blocks - 1, 0)

    def _add(self, selector: str, stated: dict[str, str], *, sure: bool) -> None:
        match = _SELECTOR.fullmatch(selector)
        if not match or not sure:
            match = _SELECTOR.match(re.split(r"[\s>+~]+", selector)[-1])
            stated = {name: "unknown" for name in ("color", "background") if any(n.startswith(name) for n in stated)}
            sure = False
        if not match or not match[0] or not stated or self._count >= _MOST_RULES:
            return
        needs = re.findall(r"[.#][\w-]+", match["more"]) + ([match["tag"].lower()] if match["tag"] else [])
        self._count += 1
        weight = sum(100 if need[0] == "#" else 10 if need[0] == "." else 1 for need in needs) if sure else 10_000
        self._rules.setdefault(needs[0], []).append((weight * _MOST_RULES + self._count, frozenset(needs), stated))

    def _stated(self, element: Any) -> dict[str, str]:
        """What the rules and its own `style` state for the element; the stronger rule wins."""
        own = {element.tag.lower()} | {f".{name}" for name in element.get("class", "").split()}
        if ident := element.get("id"):
            own.add(f"#{ident.strip()}")
        fitting = [rule for name in own for rule in self._rules.get(name, ()) if rule[1] <= own]
        stated: dict[str, str] = {}
        important: dict[str, str] = {}
        for rule in [*(r[2] for r in sorted(fitting, key=lambda r: r[0])), _declarations(element.get("style", ""))]:
            for name, value in rule.items():
                name = "background" if name == "background-color" else name
                (important if "!important" in value else stated)[name] = value.replace("!important", "").strip()
        return stated | important


def _declarations(body: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in body.lower().split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def _by_tag(element: Any, above: Look) -> Look:
    look, tag = above, element.tag
    if element.get("hidden") is not None or (tag == "dialog" and element.get("open") is None):
        look = replace(look, why=look.why or "invisible")
    if tag in _TAGS_WITH_COLOURS:
        colour, ground = _TAGS_WITH_COLOURS[tag]
        look = replace(look, colour=colour or look.colour, ground=ground or look.ground)
    if (colour_name := element.get("bgcolor")) is not None:
        look = replace(look, ground=_colour(colour_name))
    if element.get("background"):
        look = replace(look, ground=None)
    if tag == "font" and (colour_name := element.get("color")) is not None:
        look = replace(look, colour=_colour(colour_name))
    return look


def _styled(above: Look, stated: Mapping[str, str]) -> Look:
    size = _size(stated.get("font-size") or _font_size(stated.get("font", "")), above.size)
    look = replace(above, size=size, why=above.why or _hidden_by(stated))
    if (visibility := stated.get("visibility")) is not None:
        look = replace(look, unseen=visibility in ("hidden", "collapse"))
    if (colour := stated.get("color", "inherit")) != "inherit":
        look = replace(look, colour=_colour(colour))
        if colour == "transparent" or re.fullmatch(r"rgba\(.*[,/]\s*0(\.0*)?%?\s*\)", colour):
            look = replace(look, why=look.why or "colour")
    if (ground := stated.get("background", "none")) not in ("transparent", "none", "inherit", "initial"):
        look = replace(look, ground=_colour(ground))
    if stated.get("background-image", "none") != "none":
        look = replace(look, ground=None)
    return look


def _hidden_by(stated: Mapping[str, str]) -> str | None:
    """The way in which these statements alone hide what is inside."""
    if stated.get("display") == "none" or stated.get("mso-hide") == "all":
        return "invisible"
    opacity = _LENGTH.fullmatch(stated.get("opacity", ""))
    if opacity and float(opacity[1]) <= 0.02:
        return "invisible"
    clipped = stated.get("clip", "").replace(" ", "").replace("px", "").replace(",", "") in ("rect(0000)", "rect(1111)")
    if clipped or re.match(r"inset\(\s*(?:50|100)%", stated.get("clip-path", "")):
        return "invisible"
    nothing = any(_is_nothing(stated.get(name)) for name in ("height", "width", "max-height"))
    if nothing and stated.get("overflow") in ("hidden", "clip"):
        return "invisible"
    apart = stated.get("position") in ("absolute", "fixed")
    moved = [stated.get(name, "") for name in ("left", "top", "right")] if apart else []
    moved += [stated.get(name, "") for name in ("text-indent", "margin-left")]
    lengths = [match for value in moved if (match := _LENGTH.fullmatch(value))]
    far = any(float(match[1]) * _PIXELS[match[2] or "px"] <= -_FAR_PIXELS for match in lengths)
    return "off_page" if far else None


def _is_nothing(length: str | None) -> bool:
    match = _LENGTH.fullmatch(length or "")
    return bool(match and float(match[1]) == 0)


def _size(stated: str | None, above: float) -> float:
    match = _LENGTH.fullmatch(stated or "")
    if not match:
        return 16.0 if stated in ("medium", "initial", "small", "large") else above
    number, unit = float(match[1]), match[2] or "px"
    return number * above / (100 if unit == "%" else 1) if unit in ("em", "%") else number * _PIXELS[unit]


def _font_size(font: str) -> str | None:
    match = re.search(r"(?<![\w.])(\d*\.?\d+(?:px|pt|em|rem|%))", font)
    return match[1] if match else None


def _colour(stated: str) -> Colour | None:
    """The colour, None when it is not known or lets something else show through."""
    words = stated.strip()
    if "url(" in words:
        return None
    try:
        parts = ImageColor.getrgb(words.split()[0] if words and not words.startswith(("rgb", "hsl")) else words)
    except (ValueError, IndexError):
        return None
    return parts[:3] if len(parts) == 3 or parts[3] == 255 else None
