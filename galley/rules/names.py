"""Names written in two ways: a handle or a compound name that differs by a letter from one used often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from galley.documents import Kind, Reading, Section
from galley.rules.flaw import Flaw
from galley.rules.likeness import distance
from galley.rules.prose import prose, segments
from galley.rules.recall import once_per_reading

_NAME = re.compile(r"(?<![\w/.@-])(?:@[A-Za-z][\w-]{5,38}|[A-Z][a-z]+(?:[A-Z][a-z]+){1,4})(?![\w/@]|\.\w)")
OFTEN = 3


def name(reading: Reading, section: Section) -> Iterator[Flaw]:
    """One person or product under two names is taken for two."""
    wrong = _variants(reading)
    masked = prose(reading).text
    for segment in segments(reading, section) if wrong else ():
        for match in _NAME.finditer(reading.text, segment.start, segment.end):
            right = wrong.get(match[0])
            # A handle is hidden in the prose as code is; code has its backtick before it.
            if right and reading.text[match.start() - 1 : match.start()] != "`" and masked[match.start()] != " ":
                yield Flaw(
                    rule="names.variant",
                    start=match.start(),
                    end=match.end(),
                    description=f"“{match[0]}” is written “{right}” everywhere else, "
                    "so a reader may take them for two.",
                    suggestion=f"Write “{right}”, if the same is meant.",
                    category="consistency",
                    severity="low",
                    confidence=0.85,
                    replacement=right,
                )


@once_per_reading
def _variants(reading: Reading) -> dict[str, str]:
    """Names used once that are one letter away from a name used often."""
    counts: Counter[str] = Counter()
    for block in reading.blocks:
        if block.kind not in (Kind.CODE, Kind.META):
            counts.update(m[0] for m in _NAME.finditer(reading.text, block.start, block.end))
    often = [n for n, count in counts.items() if count >= OFTEN and len(n) >= 8]
    found = {}
    for rare, count in counts.items():
        if count == 1 and len(rare) >= 8:
            near = [n for n in often if n[0] == rare[0] and _is_slip(rare, n)]
            if len(near) == 1:
                found[rare] = near[0]
    return found


def _is_slip(rare: str, often: str) -> bool:
    """One letter apart, and neither a plural, a number nor only a capital."""
    if rare.lower() == often.lower() or distance(rare, often) != 1:
        return False
    if re.sub(r"\D", "", rare) != re.sub(r"\D", "", often):
        return False
    return rare.rstrip("s") != often.rstrip("s") and rare + "d" != often and often + "d" != rare
