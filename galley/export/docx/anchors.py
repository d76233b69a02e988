"""Puts the marks of comments around words of a Word document, without a change to how they look.

A range of the canonical text becomes two places in the XML by the pieces the reader kept. Where a place lies inside
a run, the run is divided in two of the same look. All places are known before the first run is divided.

Comments have to stand in the main text. The standard lets no other story refer to them: headers, footers and notes
have no relationship to the comments (ECMA-376 part 1, 11.3.2), and a text box that holds a comment's mark makes the
document non-conformant (part 4, 14.9.1.1).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import etree

from galley.documents import Part
from galley.extract.docx import Opened
from galley.extract.docx.places import Placed, offset_in, placed
from galley.extract.docx.xml import MATH, MC, w

_IN_TEXT = (Part.BODY, Part.CELL)
_NAMES = {Part.HEADER: "a header", Part.FOOTER: "a footer", Part.FOOTNOTE: "a note", Part.COMMENT: "a comment"}
_R, _P, _T, _RPR, _TEXTBOX = w("r"), w("p"), w("t"), w("rPr"), w("txbxContent")
_WHOLE = (MATH + "oMathPara", MATH + "oMath", MC + "AlternateContent", _R)  # what is not divided inside
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A comment's range: the element and the index in its words at both ends, the last exclusive."""

    id: int
    first: Any
    first_index: int
    last: Any
    last_index: int


class Anchors:
    """The comments' ranges in one opened document. `add` all of them, then `write` once."""

    def __init__(self, opened: Opened) -> None:
        self._text = opened.found.text
        self._others = [block for block in opened.told if block.part in _NAMES]
        self._places: list[Placed] = []
        for block in opened.told:
            if block.part in _IN_TEXT:
                self._places += [p for p in placed(self._text, block) if p.piece.node is not None and p.start < p.end]
        self._starts = [place.start for place in self._places]
        self._ends = [place.end for place in self._places]
        self._marks: list[_Mark] = []

    def add(self, id: int, start: int, end: int) -> str | None:
        """Mark the words from `start` to `end` of the text; returns why it cannot be done, in words, or None."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end) - 1
        elsewhere = self._elsewhere(start, end)
        if elsewhere:
            return f"they stand in {elsewhere}, where Word can have no comment"
        if first > last:
            return "Word makes these signs by itself, so no comment can stand on them"
        one, other = self._places[first], self._places[last]
        if any(next(place.piece.node.iterancestors(_TEXTBOX), None) is not None for place in (one, other)):
            return "they stand in a text box, where Word can have no comment"
        begin = offset_in(one.piece.words, self._text, one.start, max(start, one.start))
        stop = offset_in(other.piece.words, self._text, other.start, min(end, other.end))
        stop = len(other.piece.words[:stop].rstrip())
        self._marks.append(_Mark(id, one.piece.node, begin, other.piece.node, stop))
        return None

    def write(self) -> None:
        """Divide the runs and put the marks into the document."""
        edges: dict[Any, dict[Any, set[int]]] = defaultdict(lambda: defaultdict(set))
        for mark in self._marks:
            for node, index in ((mark.first, mark.first_index), (mark.last, mark.last_index)):
                if node.getparent() is _whole(node):
                    edges[node.getparent()][node].add(index)
        begins: dict[tuple[Any, int], Any] = {}
        ends: dict[tuple[Any, int], Any] = {}
        for run, cuts in edges.items():
            _divide(run, cuts, begins, ends)
        behind: dict[Any, Any] = {}  # the last mark behind an element, so that several keep their order
        for mark in self._marks:
            begins.get((mark.first, mark.first_index), _whole(mark.first)).addprevious(_element("Start", mark.id))
            last = ends.get((mark.last, mark.last_index), _whole(mark.last))
            _put_behind(last, mark.id, behind)

    def _elsewhere(self, start: int, end: int) -> str | None:
        """What these words stand in, be it in part, that is not the main text."""
        met = (block for block in self._others if block.start < end and start < block.end)
        return next((_NAMES[block.part] for block in met), None)


def _whole(node: Any) -> Any:
    """The run that the element stands in; what is around it where that has to stay in one piece."""
    outer = node
    for element in node.iterancestors():
        if element.tag == _P:
            break
        if element.tag in _WHOLE:
            outer = element
    return outer


def _divide(run: Any, cuts: dict[Any, set[int]], begins: dict[Any, Any], ends: dict[Any, Any]) -> None:
    """Divide a run at these indices of its elements; says which run begins, and which ends, at each of them."""
    fragments = [f for child in list(run) if child.tag != _RPR for f in _cut(child, cuts.get(child, set()))]
    current, is_empty, is_cut = run, True, False
    for part, original, start, end in fragments:
        wanted = cuts.get(original, set())
        if (is_cut or start in wanted) and not is_empty:
            current = _next_run(current)
        if current is not run:
            current.append(part)
        is_empty, is_cut = False, end in wanted
        begins[original, start] = ends[original, end] = current


def _next_run(run: Any) -> Any:
    """A new run of the same look directly behind this one."""
    fresh = etree.Element(run.tag, dict(run.attrib), nsmap=run.nsmap)
    properties = run.find(_RPR)
    if properties is not None:
        fresh.append(deepcopy(properties))
    run.addnext(fresh)
    return fresh


def _cut(node: Any, indices: set[int]) -> list[tuple[Any, Any, int, int]]:
    """Cut a `w:t` into one for each range between these indices. Each comes with where it is from and its range."""
    if node.tag != _T:
        return [(node, node, 0, 1)]
    words = node.text or ""
    edges = [0, *sorted(i for i in indices if 0 < i < len(words)), len(words)]
    found = [(node, node, 0, edges[1])]
    for start, end in pairwise(edges[1:]):
        part = etree.Element(_T, nsmap=node.nsmap)
        part.text = words[start:end]
        found[-1][0].addnext(part)
        found.append((part, node, start, end))
    if len(found) > 1:
        node.text = words[: edges[1]]
        for part, *_ in found:
            part.set(_SPACE, "preserve")
    return found


def _element(name: str, id: int) -> Any:
    return etree.Element(w(f"commentRange{name}"), {w("id"): str(id)})


def _put_behind(element: Any, id: int, behind: dict[Any, Any]) -> None:
    reference = etree.Element(_R)
    etree.SubElement(reference, w("commentReference"), {w("id"): str(id)})
    end = _element("End", id)
    behind.get(element, element).addnext(end)
    end.addnext(reference)
    behind[element] = reference
