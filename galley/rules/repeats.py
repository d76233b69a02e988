"""Words doubled by a slip of the pen, and sentences that the document says twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from galley.documents import Kind, Part, Reading, Section
from galley.rules.flaw import Flaw
from galley.rules.masks import OPAQUE
from galley.rules.prose import FUNCTION_WORDS, Segment, prose, segments
from galley.rules.recall import once_per_reading

_DOUBLED = re.compile(
    r"(?<![\w'’.-])([A-Za-z]{1,30})(?:[ \t\u00a0]{1,3}\r?\n?[ \t]{0,8}|\r?\n[ \t]{0,8})(\1)(?![\w'’-]|\.\w)",
    re.IGNORECASE,
)
_MEANT = frozenset(
    "had that bye so very much many really no now there ha hey blah far again more long same same-same "
    "out knock tut hear aye well yes boo night chop cha wow never please do her his fine step win "
    "please via see".split()
)
_PARTICLES = frozenset("in on up out off down over it is".split())  # “log in in May”, “what it is is”
_DETERMINERS = frozenset(
    "the a an of and to for with from by or our your their its this these be are was will would should "
    "may must shall not which we you they have has as at if when".split()
)
_SENTENCE = re.compile(r"[^.!?:;]+(?:[.!?:;]+(?!\s+[\"'“‘(\[A-Z0-9])[^.!?:;]*)*[.!?:;]*[\"'”’)\]]*", re.DOTALL)
LEAST_WORDS = 8
REPORTED = 3  # places per sentence; the first few make the point


def word(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A word typed twice is the commonest slip, and spelling checkers pass it."""
    text = prose(reading).text
    for segment in segments(reading, section):
        if not segment.english or segment.block.kind is Kind.ROW:
            continue
        for match in _DOUBLED.finditer(text, segment.start, segment.end):
            if _is_slip(text, match):
                exact = match[0] == reading.text[match.start() : match.end()]
                yield Flaw(
                    rule="repeats.word",
                    start=match.start(),
                    end=match.end(),
                    description=f"“{match[2]}” stands twice in a row, which makes the reader stumble.",
                    suggestion=f"Write “{match[1]}” once.",
                    category="repetition",
                    severity="low",
                    confidence=0.95,
                    replacement=match[1] if exact else None,
                )


def _is_slip(text: str, match: re.Match[str]) -> bool:
    first, second = match[1], match[2]
    lower = second.lower()
    if lower in _MEANT or (first[0].isupper() and second[0].isupper() and lower not in _DETERMINERS):
        return False
    if first.isupper() != second.isupper() and len(first) > 1:
        return False  # “may MAY”, “us US”: two words
    if len(first) == 1 and (lower != "a" or first.islower() != second.islower()):
        return False
    if lower in _PARTICLES:
        return False
    across_lines = "\n" in match[0]
    return not across_lines or lower in _DETERMINERS or lower in FUNCTION_WORDS


def sentence(reading: Reading, section: Section) -> Iterator[Flaw]:
    """The same sentence in two places must be changed in both, and one day only one is."""
    for start, end, words, first in _repeated(reading):
        if not section.start <= start < section.end:
            continue
        shown = " ".join(reading.text[first : first + 60].split())
        place = _section_name(reading, first)
        yield Flaw(
            rule="repeats.sentence",
            start=start,
            end=end,
            description=f"These {words} words already stand{place} (“{shown}…”). If one copy is changed, "
            "the two will contradict each other.",
            suggestion="Say it once and point to that place, or make sure that both copies are needed.",
            category="repetition",
            severity="low",
            confidence=0.75,
        )


def _section_name(reading: Reading, at: int) -> str:
    for section in reading.sections:
        if section.start <= at < section.end and section.title:
            return f" under “{section.title}”"
    return " earlier in the document"


@once_per_reading
def _repeated(reading: Reading) -> tuple[tuple[int, int, int, int], ...]:
    """Ranges that repeat earlier sentences: start, end, words, and where the first copy begins."""
    first: dict[str, int] = {}
    seen: dict[str, int] = {}
    found: list[tuple[int, int, int, int]] = []
    for segment in prose(reading).segments:
        if segment.block.kind not in (Kind.PARAGRAPH, Kind.LIST_ITEM) or segment.block.part is not Part.BODY:
            continue
        run: list[int] | None = None  # start, end, words, first copy of neighbouring repeats
        for start, end, key, words in _sentences(reading, segment):
            if words < LEAST_WORDS or key not in first:
                first.setdefault(key, start)
                if words >= LEAST_WORDS and run:
                    found.append((run[0], run[1], run[2], run[3]))
                    run = None
                continue
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > REPORTED:
                continue
            if run:
                run[1], run[2] = end, run[2] + words
            else:
                run = [start, end, words, first[key]]
        if run:
            found.append((run[0], run[1], run[2], run[3]))
    return tuple(found)


def _sentences(reading: Reading, segment: Segment) -> Iterator[tuple[int, int, str, int]]:
    """The sentences of a segment: start, end, what they are compared by, and their number of words."""
    text = prose(reading).text
    for match in _SENTENCE.finditer(text, segment.start, segment.end):
        piece = match[0]
        start, end = match.start() + len(piece) - len(piece.lstrip()), match.start() + len(piece.rstrip())
        words = re.findall(r"\w[\w'’-]*", piece)
        # What is hidden differs, and a lead-in such as “The following are excluded:” is meant to recur.
        is_citation = sum(word[0].isdigit() for word in words) > 2
        if end > start and piece.rstrip()[-1:] in ".!?" and OPAQUE not in piece and not is_citation:
            # Compared in the original text: two links with the same words may lead to two places.
            yield start, end, " ".join(reading.text[start:end].casefold().split()), len(words)
