"""Harper's linters, lent to one thread at a time: they are not thread-safe, and the first costs half a second.

Knows how to ask Harper; what an answer is worth is decided by the rules that ask.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from harper import Language, Linter

from galley.rules.grammar_kinds import GRAMMAR_KINDS

REMEMBERED_WORDS = 50_000
BATCH = 200  # words asked about at once; the time Harper takes grows with the square of a sentence
_lock = threading.Lock()
_free: dict[str, list[Linter]] = {}
_judged: dict[str, tuple[str, ...] | None] = {}


class Hit(NamedTuple):
    """One answer of Harper: its rule, the range in the text asked about, its words and its proposals."""

    kind: str
    start: int
    end: int
    message: str
    proposals: tuple[str, ...]


def grammar_hits(text: str) -> list[Hit]:
    """What Harper's trusted grammar rules say of a text without marks."""
    with _lent("grammar", GRAMMAR_KINDS) as linter:
        return sorted(_hits(linter, text, dedup=True), key=lambda hit: hit[1:3])


def misspelt(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words that are not in Harper's dictionary, with its proposals."""
    asked = sorted(set(words))
    with _lock:
        fresh = [word for word in asked if word not in _judged]
    if fresh:
        found = _judge(fresh)
        with _lock:
            if len(_judged) + len(found) > REMEMBERED_WORDS:
                _judged.clear()
            _judged.update(found)
    else:
        found = {}
    with _lock:
        answers = {word: found[word] if word in found else _judged.get(word) for word in asked}
    return {word: answer for word, answer in answers.items() if answer is not None}


def _judge(words: list[str]) -> dict[str, tuple[str, ...] | None]:
    """Each word's proposals; None for a word that is fine."""
    verdicts: dict[str, tuple[str, ...] | None] = dict.fromkeys(words)
    with _lent("spelling", ("SpellCheck",)) as linter:
        for at in range(0, len(words), BATCH):
            text = " ".join(words[at : at + BATCH])
            for hit in _hits(linter, text, dedup=False):
                if text[hit.start : hit.end] in verdicts:
                    verdicts[text[hit.start : hit.end]] = hit.proposals
    return verdicts


def _hits(linter: Linter, text: str, *, dedup: bool) -> list[Hit]:
    answers = linter.organized_lints(text, language=Language.PLAINTEXT, dedup=dedup)
    return [
        Hit(
            kind,
            lint.span.start,
            lint.span.end,
            lint.message,
            tuple(s.replacement_text for s in lint.suggestions),
        )
        for kind, lints in answers.items()
        for lint in lints
    ]


@contextmanager
def _lent(name: str, kinds: Iterable[str]) -> Iterator[Linter]:
    """A linter with these kinds switched on, for one thread at a time."""
    with _lock:
        free = _free.setdefault(name, [])
        linter = free.pop() if free else None
    if linter is None:
        linter = Linter()
        config: dict[str, bool | None] = dict.fromkeys(_all_kinds(), False)
        config.update(dict.fromkeys(kinds, True))
        linter.set_lint_config(config)
    try:
        yield linter
    finally:
        with _lock:
            _free[name].append(linter)


@cache
def _all_kinds() -> tuple[str, ...]:
    return tuple(Linter().get_default_lint_config())
