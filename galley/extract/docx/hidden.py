"""Words of a Word document that nobody sees who looks at it: hidden, tiny, or in the colour of their ground.

What is not known counts as seen: the fill of a shape, a picture behind the text, a colour that follows the ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from galley.documents import Hidden
from galley.extract.docx.ground import Grounds, contrast, rgb
from galley.extract.docx.pieces import Piece
from galley.extract.docx.places import Told, placed
from galley.extract.docx.styles import Styles
from galley.extract.docx.xml import find, is_on, value, w

TINY = 3.0  # half points: nothing of 1.5 pt can be read on paper
LEAST_CONTRAST = 1.25  # of WCAG's 1 to 21; light grey print on white has 1.4 and more
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_P = w("p")


class HiddenFinder:
    """Judges the pieces of one document."""

    def __init__(self, styles: Styles, document: Any) -> None:
        self._styles = styles
        self._grounds = Grounds(styles, document)
        self._paragraph: tuple[Any, str | None] = (None, None)  # the one looked at last, and its style

    def hidden_in(self, text: str, told: Iterable[Told]) -> Iterator[Hidden]:
        """The hidden ranges of the text in order; neighbours that are hidden for the same reason are one."""
        for block in told:
            here: Hidden | None = None
            for place in placed(text, block):
                if place.start == place.end:
                    continue
                why = self._why(place.piece)
                if here and why == here.why:
                    here = Hidden(start=here.start, end=place.end, why=here.why)
                    continue
                if here:
                    yield here
                here = Hidden(start=place.start, end=place.end, why=why) if why else None
            if here:
                yield here

    def _why(self, piece: Piece) -> str | None:
        if piece.node is None:
            return None
        paragraph = next(piece.node.iterancestors(_P), None)
        if paragraph is not self._paragraph[0]:
            self._paragraph = (paragraph, value(paragraph, "pPr", "pStyle"))
        style = self._paragraph[1]

        def of(name: str) -> Any:
            return self._styles.of_run(name, piece.properties, style)

        if is_on(of("vanish")) or _is_unfilled(piece.properties):
            return "invisible"
        if 0 < _number(of("sz")) <= TINY:
            return "tiny"
        return "colour" if self._is_faint(piece, paragraph, of("color")) else None

    def _is_faint(self, piece: Piece, paragraph: Any, colour: Any) -> bool:
        seen = rgb(colour.get(w("val")), colour.get(w("themeColor"))) if colour is not None else None
        if seen is None:
            return False
        is_own = find(piece.properties, "color") is not None or find(piece.properties, "rStyle") is not None
        if not is_own and next(piece.node.iterancestors(w("tc")), None) is not None:
            return False  # the style of the table dresses the words and their ground together
        ground = self._grounds.under(piece, paragraph)
        return ground is not None and contrast(seen, ground) < LEAST_CONTRAST


def _is_unfilled(properties: Any) -> bool:
    """Whether the letters have no fill and no outline."""
    fill = properties.find(f"{_W14}textFill/{_W14}noFill") if properties is not None else None
    return fill is not None and find(properties, "outline") is None and properties.find(f"{_W14}textOutline") is None


def _number(element: Any) -> float:
    words = (element.get(w("val")) or "") if element is not None else ""
    return float(words) if words.replace(".", "", 1).isdecimal() else 0.0
