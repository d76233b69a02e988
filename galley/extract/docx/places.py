"""Where the pieces of a Word document came to stand in the canonical text.

The text of a block is the pieces' words with white space trimmed and folded, so both are walked side by side
without it. That holds for numbers and cell borders too: they are pieces without a place in the XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from galley.documents import Change, Part
from galley.extract.docx.pieces import Piece


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and its range in the text, without white space at the edges. Empty for deleted words, and for spaces."""

    piece: Piece
    start: int
    end: int


@dataclass(slots=True)
class Told:
    """A block that was written: where its words begin and end in the text, and the pieces it was made of."""

    start: int
    end: int
    part: Part
    pieces: tuple[Piece, ...] = field(repr=False)


def placed(text: str, told: Told) -> Iterator[Placed]:
    """The block's pieces in order with their places. Raises ValueError when they are not the block's words."""
    at = told.start
    open_end = False  # whether white space came last, so that deleted words stand behind it
    for piece in told.pieces:
        if piece.gone:
            yield Placed(piece, here := _next_word(text, at, told.end) if open_end else at, here)
            continue
        start, end = _spanned(text, at, piece.words, told.end)
        at = end
        yield Placed(piece, start, end)
        open_end = piece.words[-1:].isspace() or (open_end and start == end)


def offset_in(words: str, text: str, start: int, offset: int) -> int:
    """Where in the piece's words the text's `offset` lies, when its first word stands at `start` of the text."""
    at = start
    for index, character in enumerate(words):
        if character.isspace():
            continue
        at = _next_word(text, at, len(text))
        if at >= offset:
            return index
        at += 1
    return len(words)


def changes_in(text: str, told: Iterable[Told]) -> Iterator[Change]:
    """The tracked changes in the order of the text. What follows on each other by the same hand is one change."""
    for block in told:
        run: list[Placed] = []
        for place in placed(text, block):
            if run and _key(run[0].piece) != _key(place.piece):
                yield from _change(text, run)
                run = []
            if place.piece.tracked is not None:
                run.append(place)
        if run:
            yield from _change(text, run)


def _key(piece: Piece) -> tuple[str, str | None] | None:
    return (piece.tracked.kind, piece.tracked.author) if piece.tracked else None


def _change(text: str, run: list[Placed]) -> Iterator[Change]:
    tracked = run[0].piece.tracked
    raw = "".join(place.piece.words for place in run)
    if tracked is None or not raw.strip():
        return
    first = next(place.start for place in run if place.piece.gone or place.start < place.end)
    words = raw if run[0].piece.gone else text[first : run[-1].end]
    yield Change(kind=tracked.kind, words=words, author=tracked.author, at=tracked.at, start=min(first, len(text)))


def _spanned(text: str, at: int, words: str, end: int) -> tuple[int, int]:
    """The range of these words in the text from `at` on; empty when they are white space only."""
    inner = words.strip()
    if not inner:
        return at, at
    start = _next_word(text, at, end)
    if text.startswith(inner, start):
        return start, start + len(inner)
    here = start
    for character in inner:
        if character.isspace():
            continue
        here = _next_word(text, here, end)
        if here >= end or text[here] != character:
            raise ValueError("the pieces are not the block's words")
        here += 1
    return start, here


def _next_word(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at
