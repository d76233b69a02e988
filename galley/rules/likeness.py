"""How alike two words are, and whether a word is another one with an ending or a prefix.

Pure functions of words: they know neither documents nor dictionaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PREFIXES = tuple(
    "un re de non pre sub co multi inter intra over under mis anti auto micro macro hyper super meta "
    "pseudo cyber crypto bio geo neuro out post web".split()
)
_ENDINGS = tuple(
    "s es r rs er ers or ors ee ees ment ments able ability ably ness less like wise ance ancy ency "
    "ure ory ative ity ize ized izes ising ization ish hood ship ful fully ible ive ism ist ists ing "
    "ings ed d".split()
)
_BRITISH = (
    (re.compile(r"our(?=$|s$|ed$|ing$|ings$|ite|able|er|ful|ist|al$|hood|ly$)"), "or"),
    (re.compile(r"(?<=[a-z]{2}[iy])s(?=e$|es$|ed$|ing$|er$|ers$|able$|ation)"), "z"),
    (re.compile(r"ll(?=ed$|ing$|er$|ers$|or$|ors$|ous$|ation$|ations$)"), "l"),
    (re.compile(r"re(?=s?$|d$)"), "er"),
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"ogue"), "og"),
    (re.compile(r"ence(?=s?$)"), "ense"),
    (re.compile(r"amme(?=s?$)"), "am"),
    (re.compile(r"(?<=l)l?(?=ment|ful)"), ""),
)


def distance(a: str, b: str) -> int:
    """Letters to add, drop, change or swap with their neighbour; 3 stands for more than two."""
    if abs(len(a) - len(b)) > 2:
        return 3
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last[-1], 3)


def swapped(a: str, b: str) -> bool:
    """Whether two neighbouring letters changed places, nothing else."""
    return len(a) == len(b) and sorted(a) == sorted(b) and distance(a, b) == 1


def is_british(word: str, american: str) -> bool:
    """Whether `word` is the British spelling of `american`."""
    return any(pattern.sub(new, word) == american for pattern, new in _BRITISH)


def stems(word: str) -> Iterator[str]:
    """What `word` may be built on: prefix taken off, ending taken off, or one of two joined words.

    A joined pair comes as two words with a space.
    """
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + 4:
            yield word[len(prefix) :]
    for ending in _ENDINGS:
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) >= 4:
            # "refer|ed" has lost an r: before -ed and -ing only a stem with its e back counts.
            if ending not in ("ed", "ing", "ings", "d"):
                yield base
            if ending[0] in "aeio":
                yield base + "e"
            if ending in ("able", "ory"):
                yield base + "ate"
    for at in range(4, len(word) - 3):
        yield f"{word[:at]} {word[at:]}"
