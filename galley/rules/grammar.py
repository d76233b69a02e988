"""Grammar, by the kinds of Harper's rules that are nearly always right.

A section is asked about in one call, its marks and code hidden; answers that touch something hidden are
dropped. Text that is not English, and cells of tables, are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from galley.documents import Kind, Reading, Section
from galley.rules.flaw import Flaw
from galley.rules.linters import Hit, grammar_hits
from galley.rules.masks import OPAQUE
from galley.rules.prose import prose, segments

_PLAIN = str.maketrans({OPAQUE: "X", **dict.fromkeys("*_[]|~`#\n\r\t>", " "), "’": "'"})
_BETWEEN = "\n\n"
LONGEST = 20_000  # characters of a paragraph; Harper's time grows with the square of a sentence
_VOWEL_SOUND_UNSURE = re.compile(r"(?:h|one|uni|eu|ur|us[aeiu])")
_PRONOUN_VERBS = ("has", "is", "was", "does", "are", "were", "have")


def grammar(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A confused or wrongly formed word can change what a sentence says."""
    masked = prose(reading).text
    chosen = [
        s
        for s in segments(reading, section)
        if s.english and s.block.kind is not Kind.ROW and s.end - s.start <= LONGEST
    ]
    starts, pieces, at = [], [], 0
    for segment in chosen:
        pieces.append(masked[segment.start : segment.end].translate(_PLAIN))
        starts.append(at)
        at += len(pieces[-1]) + len(_BETWEEN)
    for hit in grammar_hits(_BETWEEN.join(pieces)) if pieces else ():
        nth = bisect_right(starts, hit.start) - 1
        shift = chosen[nth].start - starts[nth]
        start, end = hit.start + shift, hit.end + shift
        if end <= chosen[nth].end and _is_trusted(hit, reading.text, masked, start, end):
            yield _flaw(hit, reading.text, start, end)


def _is_trusted(hit: Hit, text: str, masked: str, start: int, end: int) -> bool:
    """Whether the hit stands on words of prose, and not where this kind is often wrong."""
    quote = text[start:end]
    if masked[start:end] != quote or OPAQUE in masked[max(start - 1, 0) : end + 1] or not quote.strip():
        return False
    if hit.kind == "AnA":
        follows = re.match(r"[ \n]([a-z]{3,})\b", masked[end : end + 40])
        before = masked[max(start - 1, 0) : start]
        return follows is not None and not before.strip() and not _VOWEL_SOUND_UNSURE.match(follows[1])
    if hit.kind == "PronounVerbAgreement":
        return quote in _PRONOUN_VERBS
    if hit.kind == "WillNonLemma":
        return quote[0].islower()  # a question may well begin with "Will traveling …"
    return True


def _flaw(hit: Hit, text: str, start: int, end: int) -> Flaw:
    quote = text[start:end]
    proposals = tuple(dict.fromkeys(p for p in hit.proposals if p.strip() and p != quote))
    quoted = iter("“”" * (hit.message.count("`") // 2 + 1))
    message = re.sub("`", lambda _: next(quoted), " ".join(hit.message.split()))
    shown = " or ".join(f"“{p.strip()}”" for p in proposals[:2])
    return Flaw(
        rule="grammar." + re.sub(r"(?<!^)(?=[A-Z])", "_", hit.kind).lower(),
        start=start,
        end=end,
        description=f"“{' '.join(quote.split())}” looks like a slip of grammar. {message}",
        suggestion=f"Write {shown}, if that is what you mean." if shown else "Reword this part.",
        category="grammar",
        severity="low",
        confidence=0.8,
        replacement=proposals[0] if len(proposals) == 1 else None,
    )
