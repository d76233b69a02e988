"""Words that stand where the real ones were to be filled in: TODO, [insert name], XX days, “____”.

Code is left alone, and so are check boxes, link labels, HTML tags and the lines of a form that are meant to
be filled in by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from galley.documents import Kind, Reading, Section
from galley.rules.flaw import Flaw
from galley.rules.links import definitions
from galley.rules.masks import HTML_NAMES
from galley.rules.prose import Segment, prose, segments

_MARKER = re.compile(
    r"(?<![\w\"“'‘/.-])(?:TODO|TO-DO|FIXME|TBD|TBC|TBA|T\.B\.D\.)(?![\w\"”'’/-]|\s+(?:lists?|items?|comments?|apps?)\b)"
    r"(?:\s*\([^()\n]{1,40}\))?(?::[^\n|]{0,80})?"
)
_NOUN = (
    r"names?|dates?|address|amounts?|company|party|parties|customers?|clients?|numbers?|e-?mail|phone|city|state|"
    r"country|jurisdiction|titles?|url|link|place|text|description|price|fee|percentage|year|month|day|days|"
    r"organi[sz]ation|department|signature|details|reference|vendor|supplier|employer|employee|person|product|project"
)
_VERB = r"insert|enter|add|fill in|your|specify|replace|complete|put|choose|select|type|describe|tbd|tbc|to be"
_BRACKETED = re.compile(
    rf"(?<![\]\\!\w])\[(?:(?:{_VERB})\b[^\[\]\n]{{0,80}}|(?:[\w'’/-]+[ _]){{0,4}}(?:{_NOUN})"
    rf"|[•●▪_]{{1,20}}|[Xx]{{2,10}}"
    r"|\.{5,20})\s?\](?![(\[:])",
    re.IGNORECASE,
)
_ANGLED = re.compile(rf"<(?:(?:{_VERB})\b[ \w'’/-]{{0,60}}|(?:[\w'’]+[ _-]){{0,4}}(?:{_NOUN}))>", re.IGNORECASE)
_LOREM = re.compile(r"\blorem\s+ipsum\b[^\n]{0,60}", re.IGNORECASE)
_UNIT = (
    r"(?:business |calendar |working )?(?:days?|weeks?|months?|years?|hours?|minutes?|percent|per cent"
    r"|EUR|USD|GBP|euros?|dollars)\b"
)
_UNKNOWN_AMOUNT = re.compile(
    rf"(?<![\w.-])(?:[Xx]{{2,6}}[ \u00a0]?(?:%|{_UNIT})|[$€£]\s?[Xx]{{1,4}}(?:[,.][Xx]{{2,3}})*\b)"
)
_TRIPLE = re.compile(r"(?<![\w./-])(?:XXX|xxx|XXXX+|\?\?\?+)(?![\w-]|\.\w)")
_ROMAN_BEFORE = re.compile(r"(?:[A-Z][a-z]+|No\.)\s$")
_BLANK = re.compile(r"(?<![\w_])_{4,200}(?![\w_])")
_FIELD = re.compile(
    r"Error! (?:Reference source not found|Bookmark not defined|No text of specified style[^.\n]{0,40})\.?"
)


def marker(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A note of the author to himself has no business in a finished text."""
    english = prose(reading).english
    for segment in segments(reading, section):
        for start, end in _matches(_MARKER, reading, segment):
            words = reading.text[start:end]
            # In Spanish and Portuguese headings TODO is a word.
            if english or not words.startswith("TODO") or ":" in words:
                yield _flaw("marker", start, end, words, "a note that something is still to be done")


def bracketed(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A bracket with instructions stands where the real words should."""
    labels = definitions(reading)
    for segment in segments(reading, section):
        for start, end in _matches(_BRACKETED, reading, segment):
            words = reading.text[start:end]
            if _is_quoted(reading.text, segment, start):
                continue
            is_link = reading.text[end : end + 1] in ("(", "[", ":")
            if not is_link and " ".join(words[1:-1].split()).casefold() not in labels:
                yield _flaw("bracketed", start, end, words, "a placeholder for words that were to follow")


def angled(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A name in angle brackets stands where the real words should; HTML tags look alike and are none."""
    for segment in segments(reading, section):
        for match in _ANGLED.finditer(reading.text, segment.start, segment.end):
            inside = match[0][1:-1]
            is_tag = inside.lower() in HTML_NAMES or inside.split()[0].lower() in HTML_NAMES
            if not is_tag and not _inside_code(reading, segment, match.start()):
                yield _flaw("angled", match.start(), match.end(), match[0], "a placeholder for a real value")


def unknown_amount(reading: Reading, section: Section) -> Iterator[Flaw]:
    """“XX days” promises a number and gives none."""
    for segment in segments(reading, section):
        for start, end in _matches(_UNKNOWN_AMOUNT, reading, segment):
            yield _flaw("amount", start, end, reading.text[start:end], "a number that was never filled in")
        for start, end in _matches(_TRIPLE, reading, segment):
            text = reading.text
            numeral = text[start:end] == "XXX" and _ROMAN_BEFORE.search(text, max(start - 20, 0), start)
            if not numeral and not _UNKNOWN_AMOUNT.match(text, start):
                yield _flaw("amount", start, end, text[start:end], "a value that was never filled in")


def blank(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A blank in the middle of a sentence leaves it open what is agreed."""
    for segment in segments(reading, section):
        if segment.block.kind is Kind.ROW:
            continue
        for start, end in _matches(_BLANK, reading, segment):
            before, after = reading.text[segment.start : start], reading.text[end : segment.end]
            line = before.rpartition("\n")[2]
            if (
                len(re.findall(r"\w+", line)) >= 3
                and re.match(r"[^\n\w:_]{0,3}\b[a-z]\w*", after)
                and ":" not in line[-3:]
            ):
                yield _flaw("blank", start, end, f"{line[-30:].lstrip()}____", "a blank in the middle of a sentence")


def filler(reading: Reading, section: Section) -> Iterator[Flaw]:
    """Dummy text and failed fields of the word processor say nothing."""
    for segment in segments(reading, section):
        for start, end in _matches(_LOREM, reading, segment):
            yield _flaw("filler", start, end, "lorem ipsum", "dummy text")
        for match in _FIELD.finditer(reading.text, segment.start, segment.end):
            yield _flaw("filler", match.start(), match.end(), match[0], "the error mark of a lost cross-reference")


def _matches(pattern: re.Pattern[str], reading: Reading, segment: Segment) -> Iterator[tuple[int, int]]:
    masked = prose(reading).text
    for match in pattern.finditer(masked, segment.start, segment.end):
        end = match.start() + len(match[0].rstrip())
        if masked[match.start()] == reading.text[match.start()]:
            yield match.start(), end


def _is_quoted(text: str, segment: Segment, at: int) -> bool:
    """Whether a quotation is open at this place: a text about templates shows placeholders on purpose."""
    line = text[max(text.rfind("\n", segment.start, at), segment.start) : at]
    return (
        any(line.count(opening) > line.count(closing) for opening, closing in ("“”", "‘’")) or line.count('"') % 2 == 1
    )


def _inside_code(reading: Reading, segment: Segment, at: int) -> bool:
    """Whether the place lies in a code span: an odd number of backticks stands before it."""
    return reading.text.count("`", segment.start, at) % 2 == 1


def _flaw(name: str, start: int, end: int, words: str, what: str) -> Flaw:
    return Flaw(
        rule=f"placeholders.{name}",
        start=start,
        end=end,
        description=f"“{' '.join(words.split())}” is {what}, so the text is unfinished here.",
        suggestion="Fill in what belongs here, or take it out.",
        category="placeholder",
        severity="high" if name in ("bracketed", "amount", "blank", "filler") else "medium",
        confidence=0.9,
    )
