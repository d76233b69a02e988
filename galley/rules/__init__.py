"""What plain rules find in a text, without a model: the part of a review that always runs.

`check` reads one section with every rule of `RULES`. The same text gives the same flaws, in the same order.
Rules keep nothing and write nothing; what they learn about a whole document is remembered for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from galley.documents import Reading, Section
from galley.rules import (
    grammar,
    hidden,
    links,
    linters,
    names,
    numbers,
    placeholders,
    references,
    repeats,
    sentences,
    spelling,
)
from galley.rules.flaw import Flaw, Severity

__all__ = ["RULES", "Flaw", "Rule", "Severity", "check"]


class Rule(NamedTuple):
    """A rule: why it is there, and the function that finds its flaws.

    A flaw's `rule` is the id; those of grammar have the kind behind it, as in `grammar.then_than`.
    """

    id: str
    reason: str
    find: Callable[[Reading, Section], Iterator[Flaw]]


def _rule(id: str, find: Callable[[Reading, Section], Iterator[Flaw]]) -> Rule:
    return Rule(id, (find.__doc__ or "").strip().partition("\n")[0], find)


# Where two rules mark the same words, the one that stands first here keeps them.
RULES = (
    _rule("hidden", hidden.hidden),
    _rule("placeholders.marker", placeholders.marker),
    _rule("placeholders.bracketed", placeholders.bracketed),
    _rule("placeholders.angled", placeholders.angled),
    _rule("placeholders.amount", placeholders.unknown_amount),
    _rule("placeholders.blank", placeholders.blank),
    _rule("placeholders.filler", placeholders.filler),
    _rule("numbers.word_and_numeral", numbers.word_and_numeral),
    _rule("numbers.date", numbers.impossible_date),
    _rule("references.missing", references.section_number),
    _rule("references.named", references.named_number),
    _rule("references.title", references.section_title),
    _rule("links.label", links.label),
    _rule("links.anchor", links.anchor),
    _rule("repeats.word", repeats.word),
    _rule("repeats.sentence", repeats.sentence),
    _rule("sentences.cut_off", sentences.cut_off),
    _rule("sentences.missing_space", sentences.missing_space),
    _rule("sentences.punctuation", sentences.doubled_punctuation),
    _rule("sentences.bracket", sentences.brackets),
    _rule("names.variant", names.name),
    _rule("spelling.word", spelling.spelling),
    _rule("grammar", grammar.grammar),
)


def warm() -> None:
    """Load what the first check would wait for: a second and more of dictionaries."""
    linters.grammar_hits("This is a sentence.")
    linters.misspelt(["sentence"])


def check(reading: Reading, section: Section) -> list[Flaw]:
    """Every flaw the rules find in this section, in order of place, no two of a kind on the same words."""
    found = [(order, flaw) for order, rule in enumerate(RULES) for flaw in rule.find(reading, section)]
    kept: list[tuple[int, Flaw]] = []
    for order, flaw in found:
        if not any(_same(flaw, other) for _, other in kept):
            kept.append((order, flaw))
    kept.sort(key=lambda entry: (entry[1].start, entry[1].end, entry[0], entry[1].rule))
    return [flaw for _, flaw in kept]


def _same(flaw: Flaw, other: Flaw) -> bool:
    """Whether both mark the same words: overlapping in one category, or the same range in two."""
    if flaw.end <= other.start or other.end <= flaw.start:
        return False
    small = {"spelling", "grammar", "repetition"}
    close = (
        flaw.category in small and other.category in small and max(flaw.end - flaw.start, other.end - other.start) < 60
    )
    return flaw.category == other.category or close or (flaw.start, flaw.end) == (other.start, other.end)
