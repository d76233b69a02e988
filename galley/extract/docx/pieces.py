"""The pieces of a Word paragraph: stretches of words with the place in the XML where they stand.

Tracked changes are told apart: inserted words are text, deleted ones are pieces that are `gone`. Of a field its
result is read, of alternative contents the first form that has words, of a content control what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from galley.extract.docx.symbols import symbol, translated
from galley.extract.docx.xml import MATH, MC, alternatives, find, w

_T, _R, _RPR = w("t"), w("r"), w("rPr")
_INSERTED = frozenset({w("ins"), w("moveTo")})
_DELETED = frozenset({w("del"), w("moveFrom")})
_ALTERNATE = MC + "AlternateContent"
_NOT_TEXT = frozenset({w("pPr"), _RPR, w("sdtPr"), w("sdtEndPr"), w("fldData")})
_CHARACTERS = {w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
_FIELD, _KIND = w("fldChar"), w("fldCharType")


@dataclass(frozen=True, slots=True)
class Tracked:
    """Who put words in or took them out, and when."""

    kind: str  # insertion, deletion
    author: str | None
    at: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and the element they stand in: a `w:t`, `w:sym`, … `node` is None for what Word adds by itself."""

    words: str
    node: Any = None
    properties: Any = None  # the run's `w:rPr`
    tracked: Tracked | None = None
    gone: bool = False  # deleted: not part of the text


def pieces_of(paragraph: Any) -> Iterator[Piece]:
    """The pieces of this paragraph in order, without those of text boxes."""
    yield from _pieces(paragraph.iterchildren(), _Fields(), None)


def tracked_of(element: Any, kind: str) -> Tracked:
    """What this `w:ins` or `w:del` says."""
    return Tracked(kind, element.get(w("author")) or None, element.get(w("date")) or None)


class _Fields:
    """Where in its complex fields a paragraph stands: what a field is to do is not text, what came of it is.

    Known within one paragraph only: a field that is never closed must not swallow the rest of the document.
    """

    def __init__(self) -> None:
        self._in_result: list[bool] = []

    def turn(self, kind: str | None) -> None:
        if kind == "begin":
            self._in_result.append(False)
        elif kind == "separate" and self._in_result:
            self._in_result[-1] = True
        elif kind == "end" and self._in_result:
            self._in_result.pop()

    @property
    def silent(self) -> bool:
        return not all(self._in_result)


def _pieces(elements: Iterable[Any], fields: _Fields, tracked: Tracked | None) -> Iterator[Piece]:
    for element in elements:
        tag = element.tag
        if tag == _R:
            yield from _run(element, fields, tracked)
        elif tag in _INSERTED:
            yield from _pieces(element.iterchildren(), fields, tracked_of(element, "insertion"))
        elif tag in _DELETED:
            yield from _pieces(element.iterchildren(), fields, tracked_of(element, "deletion"))
        elif tag == _ALTERNATE:
            yield from _first_that_speaks(element, fields, tracked)
        elif tag == MATH + "r":
            for node in element.iterchildren(MATH + "t"):
                yield Piece(node.text or "", node, find(element, "rPr"), tracked, _deletes(tracked))
        elif isinstance(tag, str) and tag not in _NOT_TEXT:
            yield from _pieces(element.iterchildren(), fields, tracked)


def _first_that_speaks(element: Any, fields: _Fields, tracked: Tracked | None) -> Iterator[Piece]:
    for form in alternatives(element):
        if found := list(_pieces(form.iterchildren(), fields, tracked)):
            yield from found
            return


def _run(run: Any, fields: _Fields, tracked: Tracked | None) -> Iterator[Piece]:
    properties = run.find(_RPR)
    for node in _nodes(run):
        if node.tag == _FIELD:
            fields.turn(node.get(_KIND))
        elif node.tag == w("rubyBase"):  # the words that a reading aid stands over
            yield from _pieces(node.iterchildren(), fields, tracked)
        elif not fields.silent and (words := _words(node, properties)):
            yield Piece(words, node, properties, tracked, _deletes(tracked))


def _nodes(run: Any) -> Iterator[Any]:
    """What the run holds; of alternatives the first form that has words."""
    for node in run.iterchildren():
        if node.tag == _ALTERNATE:
            forms = (list(form.iterchildren(*_SPEAKING)) for form in alternatives(node))
            yield from next((form for form in forms if form), [])
        elif node.tag == w("ruby"):
            yield from node.iterchildren(w("rubyBase"))
        else:
            yield node


def _words(node: Any, properties: Any) -> str:
    if node.tag in (_T, w("delText")):
        return translated(node.text or "", find(properties, "rFonts"))
    if node.tag == w("sym"):
        return symbol(node.get(w("font")) or "", node.get(w("char")) or "")
    return _CHARACTERS.get(node.tag, "")


def _deletes(tracked: Tracked | None) -> bool:
    return tracked is not None and tracked.kind == "deletion"


_SPEAKING = (_T, w("sym"), *_CHARACTERS)
