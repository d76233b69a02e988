"""Finds the passages of a document that a question is about: BM25 over its paragraphs.

Okapi BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza, 2009, "The Probabilistic Relevance Framework").
Scripts without spaces are indexed by pairs of characters.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from galley.documents import Kind, Reading

_K1, _B = 1.2, 0.75
_PASSAGE_CHARACTERS = 1_200
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_STOP = frozenset(
    "a an and any are as at be by can do does for from has have how i if in is it its may me my no not of on or our "
    "shall should so such that the their there these this to was we were what when where which who why will with "
    "would you your about tell please section document".split()
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A range of the document's text, with how well it fits."""

    start: int
    end: int
    score: float


def terms(text: str) -> list[str]:
    """The words that count, folded and without their commonest endings."""
    found = []
    for word in _WORD.findall(text.casefold()):
        if UNSPACED.search(word):
            found += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        elif word not in _STOP:
            found.append(_stem(word))
    return found


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def passages(reading: Reading) -> list[tuple[int, int]]:
    """The document's paragraphs as ranges; short neighbours of one section are joined, headings go with their text."""
    made: list[tuple[int, int]] = []
    borders = {s.start for s in reading.sections}
    for block in reading.blocks:
        if block.kind == Kind.META or not reading.text[block.start : block.end].strip():
            continue
        if made and block.start not in borders and block.end - made[-1][0] <= _PASSAGE_CHARACTERS:
            made[-1] = (made[-1][0], block.end)
        else:
            made.append((block.start, block.end))
    pieces = [piece for start, end in made for piece in _cut(reading.text, start, end)]
    return [_trimmed(reading.text, start, end) for start, end in pieces]


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A very long paragraph in pieces, each cut behind white space where there is some."""
    pieces = []
    while end - start > 2 * _PASSAGE_CHARACTERS:
        space = max(text.rfind(mark, start + _PASSAGE_CHARACTERS // 2, start + _PASSAGE_CHARACTERS) for mark in " \n")
        cut = space + 1 if space > start else start + _PASSAGE_CHARACTERS
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


def best_passages(reading: Reading, question: str, *, near: str | None = None, most: int = 6) -> list[Passage]:
    """The passages that fit the question best; those of the section named `near` count a little more.

    Only passages that share a word with the question are returned.
    """
    places = passages(reading)
    home = reading.section(near) if near else None
    scores = _bm25([terms(reading.text[a:b]) for a, b in places], terms(question))
    found = []
    for (start, end), score in zip(places, scores, strict=True):
        if score > 0:
            at_home = home is not None and home.start <= start < home.end
            found.append(Passage(start, end, score * (1.25 if at_home else 1.0)))
    return sorted(found, key=lambda p: (-p.score, p.start))[:most]


def _bm25(documents: Sequence[list[str]], query: Sequence[str]) -> list[float]:
    counts = [Counter(document) for document in documents]
    mean = sum(len(d) for d in documents) / max(len(documents), 1) or 1.0
    scores = [0.0] * len(documents)
    for term in dict.fromkeys(query):
        holding = sum(term in count for count in counts)
        weight = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        for i, count in enumerate(counts):
            if often := count[term]:
                scores[i] += weight * often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * len(documents[i]) / mean))
    return scores


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
