"""How an OpenDocument's styles show words: outline levels, bold, and what nobody sees."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_SMALLEST_POINTS = 2.0
_LENGTH = re.compile(r"(\d*\.?\d+)\s*(pt|cm|mm|in|px|%)")
_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "px": 0.75}
_TITLES = ("Title", "Titel", "Titre", "Título", "Titolo")


def q(name: str) -> str:
    """The full name of `prefix:name`."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


@dataclass(frozen=True, slots=True)
class Shown:
    """How words look. Colours as the file writes them, None where they are not known; the size is in points."""

    hidden: bool = False
    bold: bool = False
    size: float = 12.0
    colour: str | None = "#000000"
    ground: str | None = "#ffffff"

    @property
    def hides(self) -> str | None:
        """One of WAYS_TO_HIDE, or None."""
        if self.hidden:
            return "invisible"
        if self.size < _SMALLEST_POINTS:
            return "tiny"
        return "colour" if self.colour is not None and self.colour == self.ground else None


class Styles:
    """The styles of a document, its own and the automatic ones, by family and name."""

    def __init__(self, content: Any, styles: Any) -> None:
        self._styles: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[Any, ...], Shown] = {}
        for tree in (styles, content):  # automatic styles of the content come last, and count
            for style in tree.iter(q("style:style")) if tree is not None else ():
                self._styles[style.get(q("style:family")), style.get(q("style:name"))] = style

    def level(self, element: Any) -> int | None:
        """The heading level of a `text:h` or of the document's title, None for other paragraphs."""
        if element.tag == q("text:p"):
            chain = self._chain("paragraph", element.get(q("text:style-name")))
            return 1 if any(style.get(q("style:name")) in _TITLES for style in chain) else None
        level = element.get(q("text:outline-level")) or ""
        return min(max(int(level), 1), 10) if level.isdecimal() and len(level) < 4 else 1

    def paragraph(self, element: Any) -> Shown:
        """How the words of this paragraph look where no span says more."""
        shown = Shown(ground=_ground_of_cell(self, element))
        if element.get(q("text:is-hidden")) == "true":
            shown = replace(shown, hidden=True)
        return self._over(shown, "paragraph", element.get(q("text:style-name")))

    def span(self, element: Any, above: Shown) -> Shown:
        """How the words of this inline element look inside others."""
        if element.tag == q("text:span"):
            return self._over(above, "text", element.get(q("text:style-name")))
        hides = element.tag in (q("text:hidden-text"), q("text:hidden-paragraph"))
        hides = hides and element.get(q("text:is-hidden"), "true") == "true"
        shows = element.tag == q("text:a")  # links have a colour of their own
        return replace(above, hidden=True) if hides else replace(above, colour=None) if shows else above

    def cell_ground(self, cell: Any) -> str | None:
        """The background of a table's cell, None where a picture or nothing known is behind the words."""
        for style in self._chain("table-cell", cell.get(q("table:style-name"))):
            for properties in style.iterchildren(q("style:table-cell-properties")):
                ground = properties.get(q("fo:background-color"))
                if ground and ground != "transparent":
                    return str(ground)
        return None

    def _chain(self, family: str, name: str | None) -> list[Any]:
        """The style and those it is based on."""
        chain: list[Any] = []
        style = self._styles.get((family, name or ""))
        while style is not None and style not in chain:
            chain.append(style)
            style = self._styles.get((family, style.get(q("style:parent-style-name")) or ""))
        return chain

    def _over(self, above: Shown, family: str, name: str | None) -> Shown:
        key = (above, family, name)
        if key not in self._known:
            shown = above
            for style in reversed(self._chain(family, name)):
                for properties in style.iterchildren(q("style:paragraph-properties"), q("style:text-properties")):
                    shown = _stated(properties, shown)
            self._known[key] = shown
        return self._known[key]


def _ground_of_cell(styles: Styles, element: Any) -> str | None:
    """White, or the background of the cell or box around; None where that is not known."""
    for above in element.iterancestors():
        if above.tag == q("table:table-cell"):
            return styles.cell_ground(above)
        if above.tag == q("draw:text-box"):
            return None
    return "#ffffff"


def _stated(properties: Any, above: Shown) -> Shown:
    shown = above
    if display := properties.get(q("text:display")):
        shown = replace(shown, hidden=display == "none")
    if weight := properties.get(q("fo:font-weight")):
        shown = replace(shown, bold=weight == "bold" or (weight.isdecimal() and int(weight) >= 600))
    if (colour := properties.get(q("fo:color"))) is not None:
        shown = replace(shown, colour=colour.lower())
    if (properties.get(q("style:use-window-font-color")) or "") == "true":
        shown = replace(shown, colour=None)
    if (ground := properties.get(q("fo:background-color"))) not in (None, "transparent"):
        shown = replace(shown, ground=str(ground).lower())
    if match := _LENGTH.fullmatch(properties.get(q("fo:font-size")) or ""):
        number, unit = float(match[1]), match[2]
        shown = replace(shown, size=shown.size * number / 100 if unit == "%" else number * _POINTS[unit])
    return shown
