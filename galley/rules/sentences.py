"""Sentences that are cut off, run into each other, or leave a bracket open; punctuation typed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from galley.documents import Block, Kind, Part, Reading, Section
from galley.rules.flaw import Flaw, Severity
from galley.rules.masks import OPAQUE
from galley.rules.prose import Segment, prose, segments

_HANGING = frozenset("the a an and or of its their your our than because into whose".split())
_HANGING_LONG = frozenset("to with from by at for as if".split())  # may end a short title
_FOLLOWERS = "or|and|of|the|to|in|for|with|is|are|by|that|if|which|as|on|from|at|will|may|shall|must|not|but|you|we|it"
_AFTER_BRACKET = re.compile(rf"[\w./-]{{0,40}}[^\s\w]?[)\]](?:{_FOLLOWERS})(?![\w(-])")
_STARTERS = (
    "The|This|These|That|Those|If|We|You|It|In|An|For|When|Where|While|After|Before|As|At|By|All|Any|No|Our|Your|He|She|"
    "They|There|Please|To|However|Also|And|But|Or|Each|Such|Under|With|Some|Its|Their|Users|Upon|Unless"
)
_AFTER_STOP = re.compile(rf"(?<![\w.@/-])[a-z]{{3,40}}[.!?](?:{_STARTERS})(?=[ ,\n])")
_AFTER_COMMA = re.compile(rf"(?<![\w.@/,-])[a-z]{{2,40}},(?:{_FOLLOWERS})(?=[ \n])")
_DOUBLED = re.compile(r"(?<=[A-Za-z)\]”\"])(?:,,|;;|,\.(?=\s)|;\.|,;|;,|\.\.(?=\s|$))(?![.,;])")
_OPEN, _CLOSE = "([", ")]"
_ENUMERATOR = re.compile(r"(?:^|(?<=[\s:;,(*]))(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,3})\)")
_SMILEY = re.compile(r"[:;]-?[()]")


def cut_off(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A paragraph that ends on “and” or “the” has lost its end, and with it what was to be said."""
    found = list(segments(reading, section))
    everything = prose(reading)
    for segment in found:
        if not segment.english or segment.block.kind is not Kind.PARAGRAPH or segment.block.part is not Part.BODY:
            continue
        words = re.findall(r"[\w'’-]+|[^\w\s]", everything.text[segment.start : segment.end])
        if len(words) < 5 or not _hangs(words) or words[-2] in ";,:":
            continue
        if _goes_on(reading, segment):
            continue
        start = reading.text.rfind(" ", segment.start, max(segment.end - 40, segment.start)) + 1 or segment.start
        yield _flaw(
            "cut_off", max(start, segment.start), segment.end,
            f"The paragraph ends on “{words[-1]}”, so its end is missing.",
            "Finish the sentence.", severity="high", confidence=0.85,
        )  # fmt: skip


def _hangs(words: list[str]) -> bool:
    return words[-1] in _HANGING or (words[-1] in _HANGING_LONG and len(words) >= 9)


def _goes_on(reading: Reading, segment: Segment) -> bool:
    """Whether what follows may carry the sentence on: a list, code, another page, small letters."""
    starts = prose(reading).starts
    at = starts.index(segment.start) + 1
    following = prose(reading).segments[at] if at < len(starts) else None
    next_block = next((b for b in reading.blocks if b.start >= segment.block.end), None) if not following else None
    if following is None:
        return next_block is not None and next_block.kind is Kind.CODE
    between = _between(reading, segment.block, following.block)
    if any(block.kind in (Kind.CODE, Kind.META) or block.part is not Part.BODY for block in between):
        return True
    if following.block.kind is Kind.HEADING:
        return False
    first = prose(reading).text[following.start : following.end].lstrip('*_"“(')[:1]
    numbered = re.match(r"\(?\w{1,4}[.)]", reading.text[following.start : following.start + 6])
    return (
        following.block.kind is not Kind.PARAGRAPH
        or not first.isupper()
        or bool(numbered)
        or segment.block.page is not None
    )


def _between(reading: Reading, one: Block, other: Block) -> list[Block]:
    return [
        block for block in reading.blocks if one.end <= block.start and block.end <= other.start and block is not one
    ]


def missing_space(reading: Reading, section: Section) -> Iterator[Flaw]:
    """Two words or sentences that run into each other are misread."""
    masked = prose(reading).text
    for segment in segments(reading, section):
        if not segment.english:
            continue
        for match in _AFTER_BRACKET.finditer(reading.text, segment.start, segment.end):
            word = re.search(r"[a-z]+$", match[0])
            # The word after the bracket must be prose; the bracket may close a link.
            if (
                word
                and masked[match.end() - len(word[0]) : match.end()] == word[0]
                and not _is_code(masked, reading, match)
            ):
                fixed = match[0][: -len(word[0])] + " " + word[0]
                yield _space_flaw(match.start(), match.end(), match[0], word[0], fixed)
        for pattern in (_AFTER_STOP, _AFTER_COMMA):
            for match in pattern.finditer(masked, segment.start, segment.end):
                joint = re.search(r"[.!?,]", match[0])
                assert joint
                fixed = match[0][: joint.end()] + " " + match[0][joint.end() :]
                yield _space_flaw(match.start(), match.end(), match[0], match[0][joint.end() :], fixed)


def _is_code(masked: str, reading: Reading, match: re.Match[str]) -> bool:
    """Whether the bracket lies in hidden code: a link's target is blanked, code becomes opaque."""
    return OPAQUE in masked[match.start() : match.end()] or "`" in match[0]


def _space_flaw(start: int, end: int, shown: str, word: str, fixed: str) -> Flaw:
    return _flaw(
        "missing_space", start, end, f"A space is missing before “{word}” in “{shown}”.",
        f"Write “{fixed}”.", severity="low", confidence=0.95, replacement=fixed,
    )  # fmt: skip


def doubled_punctuation(reading: Reading, section: Section) -> Iterator[Flaw]:
    """Two marks where one belongs leave it open where the sentence ends."""
    masked = prose(reading).text
    for segment in segments(reading, section):
        if segment.block.kind is Kind.ROW:
            continue
        for match in _DOUBLED.finditer(masked, segment.start, segment.end):
            # With the word before, so that the place can be found.
            before = re.search(r"[\w'’)\]”\"]{1,40}$", masked[segment.start : match.start()])
            start = match.start() - (len(before[0]) if before else 0)
            mark = "." if "." in match[0] else match[0][-1]
            yield _flaw(
                "punctuation", start, match.end(), f"“{match[0]}” is one mark too many.",
                f"Write “{mark}”.", severity="low", confidence=0.85,
                replacement=reading.text[start : match.start()] + mark,
            )  # fmt: skip


def brackets(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A bracket that is never closed leaves it open how far the remark goes."""
    for segment in segments(reading, section):
        block = segment.block
        if (
            not segment.english
            or block.kind is not Kind.PARAGRAPH
            or block.part is not Part.BODY
            or block.page is not None
        ):
            continue
        masked = prose(reading).text[segment.start : segment.end]
        if "\\" in masked or not masked.rstrip("*_ ").endswith((".", "!", "?", ".”", '."')):
            continue
        if (at := _unmatched(masked)) is not None:
            yield _bracket_flaw(reading, segment, segment.start + at, masked[at])


def _unmatched(text: str) -> int | None:
    """Where the only unmatched bracket stands; None where all match, or more than one does not."""
    text = _SMILEY.sub("  ", text)
    numbers = {match.end() - 1 for match in _ENUMERATOR.finditer(text)}
    stack: list[int] = []
    stray: list[int] = []
    for at, char in enumerate(text):
        if char in _OPEN:
            stack.append(at)
        elif char in _CLOSE:
            if stack and _OPEN.index(text[stack[-1]]) == _CLOSE.index(char):
                stack.pop()
            elif at not in numbers:
                stray.append(at)
    alone = stack + stray
    return alone[0] if len(alone) == 1 else None


def _bracket_flaw(reading: Reading, segment: Segment, at: int, char: str) -> Flaw:
    if char in _OPEN:
        around = re.compile(r".{1,40}?(?=\s|$)", re.DOTALL).match(reading.text, at, segment.end)
        start, end = at, max(around.end() if around else at + 1, min(at + 12, segment.end))
        words = "is opened here and never closed"
    else:
        start, end = (
            max(reading.text.rfind(" ", segment.start, max(at - 12, segment.start)) + 1, segment.start),
            at + 1,
        )
        words = "is closed here and was never opened"
    return _flaw(
        "bracket", start, end, f"The bracket “{char}” {words}, so it is unclear how far the remark goes.",
        "Add the other bracket, or take this one out.", severity="low", confidence=0.85,
    )  # fmt: skip


def _flaw(
    name: str,
    start: int,
    end: int,
    description: str,
    suggestion: str,
    *,
    severity: Severity,
    confidence: float,
    replacement: str | None = None,
) -> Flaw:
    return Flaw(
        rule=f"sentences.{name}",
        start=start,
        end=end,
        description=description,
        suggestion=suggestion,
        category="clarity" if severity == "high" else "punctuation",
        severity=severity,
        confidence=confidence,
        replacement=replacement,
    )
