"""What colour stands behind the words of a Word document.

From near to far: the run's highlight and shading, its paragraph's, its cell's, its table's style by the place of
the cell, the page's. None where it cannot be told, as in a text box that does not say its fill as a plain colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from galley.extract.docx.pieces import Piece
from galley.extract.docx.styles import Styles
from galley.extract.docx.xml import find, is_on, value, w

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
_THEME = {
    "background1": WHITE, "light1": WHITE, "bg1": WHITE, "lt1": WHITE,
    "text1": (0, 0, 0), "dark1": (0, 0, 0), "tx1": (0, 0, 0), "dk1": (0, 0, 0),
}  # fmt: skip
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TEXTBOX, _TC, _TR, _TBL = w("txbxContent"), w("tc"), w("tr"), w("tbl")


def rgb(value: str | None, theme: str | None = None) -> Colour | None:
    """The colour of six hexadecimal digits, else of the theme's name; None for one that follows the ground."""
    words = (value or "").lstrip("#")
    if len(words) == 6 and all(c in "0123456789abcdefABCDEF" for c in words):
        return int(words[:2], 16), int(words[2:4], 16), int(words[4:], 16)
    return _THEME.get(theme or "")


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's contrast ratio, 1 (the same) to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [c / 255 for c in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Grounds:
    """The grounds of one document."""

    def __init__(self, styles: Styles, document: Any) -> None:
        self._styles = styles
        self._cells: dict[Any, Colour | None] = {}
        self._tables: dict[Any, _Table] = {}
        page = find(document, "background")
        self._page = (rgb(page.get(w("color")), page.get(w("themeColor"))) if page is not None else None) or WHITE

    def under(self, piece: Piece, paragraph: Any) -> Colour | None:
        """The colour under this piece; None where it cannot be told."""
        properties = find(paragraph, "pPr")
        style = value(properties, "pStyle")
        highlight = self._styles.of_run("highlight", piece.properties, style)
        if highlight is not None and (marked := _HIGHLIGHTS.get(highlight.get(w("val")) or "")):
            return rgb(marked)
        for shade in (
            self._styles.of_run("shd", piece.properties, style),
            self._styles.of_paragraph("shd", properties),
        ):
            if (colour := _shaded(shade)) is not None:
                return colour
        return self._around(paragraph)

    def _around(self, paragraph: Any) -> Colour | None:
        """The ground of the nearest cell that has one, of the text box, of the page."""
        for element in () if paragraph is None else paragraph.iterancestors(_TC, _TEXTBOX):
            if element.tag == _TEXTBOX:
                return _of_shape(element)
            if element not in self._cells:
                shades = (_shaded(shade) for shade in self._of_cell(element))
                self._cells[element] = next((colour for colour in shades if colour is not None), None)
            if (colour := self._cells[element]) is not None:
                return colour
        return self._page

    def _of_cell(self, cell: Any) -> Iterator[Any]:
        """The shadings of this cell, the one that counts most first."""
        yield find(cell, "tcPr", "shd")
        row, table = next(cell.iterancestors(_TR), None), next(cell.iterancestors(_TBL), None)
        if row is not None and table is not None:
            if table not in self._tables:
                self._tables[table] = _Table(table, self._styles)
            yield from self._tables[table].shades(cell, row)


class _Table:
    """How a table dresses its cells by their place. Bands are one row or column wide."""

    def __init__(self, table: Any, styles: Styles) -> None:
        properties = find(table, "tblPr")
        self._rows = {row: number for number, row in enumerate(table.iterchildren(_TR))}
        self._look = find(properties, "tblLook")
        said = value(properties, "tblLook") or ""
        self._bits = int(said, 16) if re.fullmatch("[0-9A-Fa-f]{1,8}", said) else 0
        self._dresses: dict[str | None, list[Any]] = {}
        self._whole: list[Any] = []
        for style in styles.chain(value(properties, "tblStyle")):
            for dress in style.findall(w("tblStylePr")):
                self._dresses.setdefault(dress.get(w("type")), []).append(find(dress, "tcPr", "shd"))
            self._whole += [find(style, "tcPr", "shd"), find(style, "tblPr", "shd")]
        self._whole.append(find(properties, "shd"))

    def shades(self, cell: Any, row: Any) -> Iterator[Any]:
        """The shadings that the table and its style have for this cell, the one that counts most first."""
        for place in self._places(cell, row) if self._dresses else ():
            yield from self._dresses.get(place, ())
        yield from self._whole

    def _places(self, cell: Any, row: Any) -> Iterator[str]:
        """What a style may call this cell: first row, last column, a band."""
        cells = row.findall(_TC)
        at_row, at_cell = self._rows.get(row, 0), cells.index(cell) if cell in cells else 0
        first_row, first_column = self._has("firstRow", 0x20), self._has("firstColumn", 0x80)
        if first_row and (at_row == 0 or is_on(find(row, "trPr", "tblHeader"))):
            yield "firstRow"
        if self._has("lastRow", 0x40) and at_row == len(self._rows) - 1:
            yield "lastRow"
        if first_column and at_cell == 0:
            yield "firstCol"
        if self._has("lastColumn", 0x100) and at_cell == len(cells) - 1:
            yield "lastCol"
        if not self._has("noHBand", 0x200):
            yield f"band{(at_row - first_row) % 2 + 1}Horz"
        if not self._has("noVBand", 0x400):
            yield f"band{(at_cell - first_column) % 2 + 1}Vert"
        yield "wholeTable"

    def _has(self, name: str, bit: int) -> bool:
        own = self._look.get(w(name)) if self._look is not None else None
        return own in ("1", "true", "on") if own is not None else bool(self._bits & bit)


def _shaded(shade: Any) -> Colour | None:
    """The colour of a `w:shd`: its fill, mixed with the pattern's colour; None for none."""
    if shade is None:
        return None
    pattern = shade.get(w("val")) or "clear"
    fill = rgb(shade.get(w("fill")), shade.get(w("themeFill")))
    if pattern == "nil" or (pattern == "clear" and fill is None):
        return None
    front = rgb(shade.get(w("color")), shade.get(w("themeColor"))) or (0, 0, 0)
    share = 1.0 if pattern == "solid" else int(pattern[3:]) / 100 if pattern[3:].isdecimal() else 0.0
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(front, fill or WHITE, strict=True))
    return red, green, blue


def _of_shape(box: Any) -> Colour | None:
    """The fill of the shape around a text box where it is a plain colour."""
    for shape in box.iterancestors():
        for fill in shape.iterchildren("{*}spPr"):
            colour = fill.find(f"{_DRAWING}solidFill/{_DRAWING}srgbClr")
            return rgb(colour.get("val")) if colour is not None else None
        if shape.get("fillcolor"):
            return rgb(shape.get("fillcolor"))
        if shape.tag == w("p"):
            break
    return None
