"""Findings by script: phrases that a careful editor would stop at, in any English text. The quotes are the text's own.

Galley's rules look for other things, so a demo shows both. What the author rejected before is not said again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

MOST = 4  # findings of one section
_MOST_ALIKE = 2
_LONG_SENTENCE = 36  # words
_LONGEST_QUOTE = 9  # words, where a phrase alone stands there more than once

SAMPLE = Path(__file__).parents[2] / "examples" / "sample.md"
_SECTION = re.compile(r"<section>\n(.*)\n</section>", re.DOTALL)
_REJECTED = re.compile(r"^- (.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"[A-Z“\"(][^.!?\n]{8,}[.!?]")
_PROSE = re.compile(r"^(?![#|>`])(?!\s*$).+$", re.MULTILINE)  # no headings, tables, quotes and code


@dataclass(frozen=True, slots=True)
class Found:
    """One finding; `start` and `end` are the quote's place in the section."""

    start: int
    end: int
    description: str
    suggestion: str
    category: str
    severity: str
    confidence: float
    replacement: str | None = None
    quote: str | None = None  # what is quoted instead of the words there, on the sample document alone


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to stop at, and what to say about them; `{0}` is what was found."""

    pattern: re.Pattern[str]
    description: str
    suggestion: str
    category: str = "clarity"
    severity: str = "medium"
    confidence: float = 0.8
    replacements: tuple[tuple[str, str], ...] = ()


def _words(*words: str, unless: str = "") -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b{unless}", re.IGNORECASE)


_PHRASES = (
    Phrase(
        _words("as soon as possible", "without delay", "promptly", "in due course", "in a timely manner", "immediately",
               "at short notice", "shortly", unless=r"(?![^.;\n]{0,60}\b(?:no later than|within)\b)"),
        "“{0}” names no time, so nobody can say when this is late.",
        "Give a time that can be checked, such as “within two working days”.", severity="high", confidence=0.82,
    ),
    Phrase(
        re.compile(
            r"\b(?:must|shall|should|has to|have to|is to|are to)(?: not)? be (?:\w+ly )?"
            r"(?!open|able|clear|green|seen)\w+(?:ed|en|pt|nt|ne|ld)\b(?![^.;\n]{0,80}\bby (?:the|a|an|its|each|[A-Z]))"
        ),
        "“{0}” names nobody, so it may stay undone.",
        "Name who does it: “The … must …”.", severity="medium", confidence=0.74,
    ),
    Phrase(
        re.compile(
            r"\b(?:at least|at most|up to|no more than|more than|less than|fewer than)"
            r" \d+(?:[.,]\d+)?(?=[.,;)]|\s+(?:and|or|of|in|for|if|when)\b)"
        ),
        "It is not said what the number in “{0}” counts.", "Add the unit.", "accuracy", "high", 0.77,
    ),
    Phrase(
        _words("regularly", "periodically", "from time to time", "occasionally", "frequently", "in the ordinary cycle"),
        "“{0}” can mean every day or every year.", "Say how often.", confidence=0.79,
    ),
    Phrase(
        _words("reasonable", "appropriate", "adequate", "sufficient", "suitable", "as needed", "where possible",
               "if possible", "where necessary", "best efforts", "significant", "as far as possible"),
        "“{0}” leaves it to each reader to decide what is enough.",
        "Say what is asked for, or who decides.", confidence=0.71,
    ),
    Phrase(
        _words("may not"), "“{0}” can be read as a ban, or as “perhaps not”.", "Write “must not” for a ban.",
        severity="low", confidence=0.7, replacements=(("may not", "must not"),),
    ),
    Phrase(
        re.compile(r"\b(?:etc\.|and so on|and the like|and/or|among other things)", re.IGNORECASE),
        "“{0}” leaves open what belongs to the list.", "List what is meant.", severity="low", confidence=0.68,
        replacements=(("and/or", "or"),),
    ),
    Phrase(
        _words("in order to", "prior to", "due to the fact that", "in the event that", "at this point in time",
               "utilise", "utilize", "for the purpose of", "with regard to"),
        "“{0}” says in several words what one can say.", "Use the shorter words.", "style", "low", 0.64,
        (("in order to", "to"), ("prior to", "before"), ("due to the fact that", "because"), ("utilise", "use"),
         ("in the event that", "if"), ("at this point in time", "now"), ("utilize", "use"),
         ("for the purpose of", "for"), ("with regard to", "about")),
    ),
)  # fmt: skip


def items(asked: str, documents: list[str]) -> list[dict[str, Any]]:
    """What is found in the section that is asked about."""
    section = _SECTION.search(asked)
    if section is None:
        return []
    text = section.group(1)
    rejected = set(_REJECTED.findall(asked[section.end() :]))
    found = [f for f in _apart(sorted(_found(text), key=lambda f: -f.confidence)) if text[f.start : f.end]]
    if documents and documents[0] == _sample():
        found = [*_of_the_sample(text), *found]
    shown = sorted(found[:MOST], key=lambda f: f.start)
    made = [_item(text, finding) for finding in shown]
    return [item for item in made if item["quote"] not in rejected]


def _item(text: str, found: Found) -> dict[str, Any]:
    return {
        "quote": found.quote or text[found.start : found.end],
        "description": found.description,
        "suggestion": found.suggestion,
        "replacement": found.replacement,
        "category": found.category,
        "severity": found.severity,
        "confidence": found.confidence,
    }


def _found(text: str) -> Iterator[Found]:
    for line in _PROSE.finditer(text):
        for phrase in _PHRASES:
            for match in islice(phrase.pattern.finditer(text, *line.span()), _MOST_ALIKE):
                words = match.group()
                start, end = _alone(text, *match.span(), line.end())
                yield Found(
                    start, end, phrase.description.format(words), phrase.suggestion, phrase.category,
                    phrase.severity, phrase.confidence, _shorter(phrase, words, text[match.end() : end]),
                )  # fmt: skip
        yield from _long_sentences(text, *line.span())


def _shorter(phrase: Phrase, words: str, behind: str) -> str | None:
    """What stands in place of the words and what was quoted behind them; None where only the author can know."""
    new = next((new for old, new in phrase.replacements if old == words.lower()), None)
    if new is None:
        return None
    return (new.capitalize() if words[0].isupper() else new) + behind


def _long_sentences(text: str, start: int, end: int) -> Iterator[Found]:
    for match in _SENTENCE.finditer(text, start, end):
        words = len(match.group().split())
        if words >= _LONG_SENTENCE:
            head = re.compile(r"(?:\S+\s+){6}\S+").match(text, match.start())
            yield Found(
                match.start(), head.end() if head else match.end(),
                f"This sentence has {words} words, so its reader has forgotten the beginning at its end.",
                "Make two or three sentences of it.", "clarity", "low", 0.66,
            )  # fmt: skip


def _alone(text: str, start: int, end: int, most: int) -> tuple[int, int]:
    """The range, made longer by the words behind it until it stands in the text once."""
    for _ in range(_LONGEST_QUOTE):
        if text.count(text[start:end]) == 1:
            break
        following = re.compile(r"\W+\w+").match(text, end, most)
        if following is None:
            break
        end = following.end()
    return start, end


def _apart(found: list[Found]) -> Iterator[Found]:
    """The findings that overlap none before them."""
    kept: list[Found] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
            yield one


def _of_the_sample(text: str) -> Iterator[Found]:
    """Two quotes that are not quite right, so that a demo shows what Galley does with such."""
    for true, said, finding in _WRONG:
        if (at := text.find(true)) >= 0:
            yield replace(finding, start=at, end=at + len(true), quote=said)


def _sample() -> str:
    try:
        return SAMPLE.read_text(encoding="utf-8")
    except OSError:
        return ""


_WRONG: tuple[tuple[str, str, Found], ...] = (
    (
        "Portable media may be used only where the Data Owner agrees in writing.",
        "Portable media may be used only if the Data Owner agrees in writing.",
        Found(0, 0, "It is not said for how long the agreement holds.", "Add an end date, as in Section 8.",
              "completeness", "low", 0.9),
    ),
    (
        "The supplier gives the auditors access",
        "The auditors send their report to the supplier within ten working days.",
        Found(0, 0, "It is not said by when the supplier learns what the audit found.",
              "Say when the auditors' report is sent.", "completeness", "medium", 0.9),
    ),
)  # fmt: skip
