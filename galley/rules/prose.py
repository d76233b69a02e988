"""The prose of a document, cut into segments that hold together as language.

A segment is a paragraph, a list item, a heading or one cell of a table row; code, front matter and page
furniture have none. `prose(reading)` knows the whole document, `segments(reading, section)` one section.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from galley.documents import Block, Kind, Reading, Section
from galley.rules.masks import masked
from galley.rules.recall import once_per_reading

_BREAK = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_CELL_BREAK = re.compile(r"[|\t\r\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LETTER = re.compile(r"[^\W\d_]")
FUNCTION_WORDS = frozenset(
    "the of and to that with by be are this from not have which will shall may must you your we our "
    "should when if is for it its their they was were has been or as at on in a an can any all no do "
    "does".split()
)
_FOREIGN = frozenset(
    "le la les des du une est et dans pour que qui sur pas par avec sont aux der die das und ist nicht "
    "den dem von mit für auf ein eine zu el los las y del por con una se de het een en van niet zijn "
    "voor il che di della e os um uma não og som är att och det på av".split()
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A range of prose with the block it stands in; `english` is False where another language is likelier."""

    start: int
    end: int
    block: Block
    english: bool


@dataclass(frozen=True, slots=True)
class Prose:
    """The masked text, as long as the original, and its segments in order."""

    text: str
    segments: tuple[Segment, ...]
    starts: tuple[int, ...]
    english: bool


@once_per_reading
def prose(reading: Reading) -> Prose:
    """The prose of the whole document."""
    text = masked(reading)
    english = is_english(text)
    found = []
    for block in reading.blocks:
        if block.kind in (Kind.CODE, Kind.META):
            continue
        for start, end in _pieces(text, reading.text, block):
            found.append(Segment(start, end, block, _segment_is_english(text[start:end], english)))
    return Prose(text, tuple(found), tuple(s.start for s in found), english)


def segments(reading: Reading, section: Section) -> Iterator[Segment]:
    """The segments that begin in this section."""
    known = prose(reading)
    for at in range(bisect_left(known.starts, section.start), bisect_left(known.starts, section.end)):
        yield known.segments[at]


def is_english(text: str) -> bool:
    """Whether a text of some length is English: by its letters and its function words."""
    sample = text[:200_000]
    if len(_LATIN.findall(sample)) < 0.7 * len(_LETTER.findall(sample)):
        return False
    words = [word.lower() for word in _WORD.findall(sample)]
    english = sum(word in FUNCTION_WORDS for word in words)
    return english > 2 * sum(word in _FOREIGN for word in words) and english >= 0.1 * len(words)


def _segment_is_english(text: str, document: bool) -> bool:
    """The document's language, unless the segment's own words speak against it."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(_LATIN.findall(text)) < 0.7 * len(_LETTER.findall(text)):
        return False
    english = sum(word in FUNCTION_WORDS for word in words)
    foreign = sum(word in _FOREIGN for word in words)
    if document:
        return foreign <= english or foreign < 2
    return len(words) >= 12 and english >= 0.25 * len(words) and foreign * 4 < english


def _pieces(masked: str, text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The ranges between breaks that have prose in them, without white space at either end."""
    splitter = _CELL_BREAK if block.kind is Kind.ROW else _BREAK
    at = block.start
    for match in [*splitter.finditer(masked, block.start, block.end), None]:
        end = match.start() if match else block.end
        piece = masked[at:end]
        if piece.strip():
            # Up to the last mark of the original: a link's target, blanked in the masked text, belongs to it.
            yield at + len(piece) - len(piece.lstrip()), at + len(text[at:end].rstrip())
        at = match.end() if match else end
