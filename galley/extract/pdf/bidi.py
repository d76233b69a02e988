"""Puts characters that run from right to left into the order in which they are read.

Some files draw Arabic and Hebrew from the left, and PDFium turns only part of them round. Where the letters stand on
the page says how they are to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from unicodedata import bidirectional

Character = tuple[int, int]  # index, code
_SPACES = (0x20, 0xA0)
_MARKS = ".,;:!?،؛؟"


def is_leftward(code: int) -> bool:
    """Whether it is a letter of a script that runs from right to left."""
    return 0x590 <= code <= 0x8FF or 0xFB1D <= code <= 0xFDFD or 0xFE70 <= code <= 0xFEFC


def in_logical_order(run: Sequence[Character], across: Callable[[int], float]) -> list[Character]:
    """One line's characters as they are read. `across` tells how far from the left a character stands, by its index."""
    words = [list(word) for spaces, word in groupby(run, lambda item: item[1] in _SPACES) if not spaces]
    leftward = [any(is_leftward(code) for _, code in word) for word in words]
    if not words or sum(leftward) <= 0.5 * len(words):
        return list(run)
    spaces = [item for item in run if item[1] in _SPACES]
    seen = [_word(word, across) if left else _number(word) for word, left in zip(words, leftward, strict=True)]
    order = sorted(range(len(seen)), key=lambda at: -min(across(index) for index, _ in seen[at]))
    placed: list[list[Character]] = []
    for left, group in groupby(order, lambda at: leftward[at] or not _western(words[at])):
        places = list(group)
        placed += [seen[at] for at in (places if left else reversed(places))]
    done: list[Character] = []
    for at, word in enumerate(placed):
        done += ([spaces[min(at, len(spaces)) - 1]] if at and spaces else []) + word
    return done


def _word(word: list[Character], across: Callable[[int], float]) -> list[Character]:
    """The word turned round where its letters stand from left to right, but not its numbers; marks where they stand."""
    letters = [at for at, item in enumerate(word) if is_leftward(item[1])]
    first, last = letters[0], letters[-1]
    inner, before, behind = word[first : last + 1], word[:first], word[last + 1 :]
    if across(word[first][0]) < across(word[last][0]):
        inner, before, behind = _turned(inner), _turned(behind), _turned(before)
    most_right, most_left = across(inner[0][0]), across(inner[-1][0])
    late = [item for item in before if across(item[0]) < most_left]
    early = [item for item in behind if across(item[0]) > most_right]
    return [
        *early, *(item for item in before if item not in late), *inner,
        *(item for item in behind if item not in early), *late,
    ]  # fmt: skip


def _number(word: list[Character]) -> list[Character]:
    """A number with the marks that stand left of it behind it; a Western word stays as it is."""
    marks = next((at for at, (_, code) in enumerate(word) if chr(code) not in _MARKS), 0)
    return word if _western(word) else [*word[marks:], *word[:marks]]


def _turned(items: Sequence[Character]) -> list[Character]:
    turned: list[Character] = []
    for number, group in groupby(reversed(items), lambda item: bidirectional(chr(item[1])) in ("EN", "AN", "L")):
        same = list(group)
        turned += reversed(same) if number else same
    return turned


def _western(word: Sequence[Character]) -> bool:
    return any(bidirectional(chr(code)) == "L" for _, code in word if not 0xD800 <= code <= 0xDFFF)
