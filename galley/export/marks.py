"""Marks ranges of a text in HTML, also where they overlap and cross.

Elements of HTML nest, ranges need not. So a mark that crosses another is closed where that one ends and opened again
behind it. Promises: every character of the text once, escaped; well nested; work that grows with text plus marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

DEEPEST = 8  # marks within each other; what lies deeper has its number only, its words are marked already


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered range `[start, end)` of the text; `look` is the class of its elements."""

    number: int
    start: int
    end: int
    look: str


def marked(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[str]:
    """The HTML of `text[start:end]`. A mark that began before `start` goes on, without its number."""
    touching = (m for m in marks if start <= m.start < end or m.start < start < m.end)
    coming = sorted(touching, key=lambda m: (m.start, -m.end))
    coming.reverse()  # the next one is the last
    within: list[Mark] = []  # the open ones, outermost first
    at = start
    while at < end:
        while coming and coming[-1].start <= at:
            yield from _begun(coming.pop(), at, within)
        to = min([end, *(m.end for m in within), *(m.start for m in coming[-1:])])
        yield escape(text[at:to], quote=False)
        at = to
        yield from _ended(at, within)
    yield "</mark>" * len(within)


def _begun(mark: Mark, at: int, within: list[Mark]) -> Iterator[str]:
    first = mark.start == at
    link = f'href="#item-{mark.number}" aria-label="Finding {mark.number}">{mark.number}</a>'
    if mark.end > at and len(within) < DEEPEST:
        within.append(mark)
        yield f'<mark class="{mark.look}" id="place-{mark.number}"><a {link}' if first else _again(mark)
    elif first:
        yield f'<a class="lone {mark.look}" id="place-{mark.number}" {link}'


def _ended(at: int, within: list[Mark]) -> Iterator[str]:
    """Close what ends here, with all that is open within it, and open again what goes on."""
    first = next((i for i, mark in enumerate(within) if mark.end <= at), len(within))
    on = [mark for mark in within[first:] if mark.end > at]
    yield "</mark>" * (len(within) - first)
    within[first:] = on
    yield from map(_again, on)


def _again(mark: Mark) -> str:
    return f'<mark class="{mark.look}">'
