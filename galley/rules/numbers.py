"""Numbers and dates that contradict themselves: “thirty (20) days”, 31 June, a Monday that was a Tuesday."""

from __future__ import annotations

import re
from calendar import day_name, month_name, monthrange
from collections.abc import Iterator
from datetime import date

from galley.documents import Reading, Section
from galley.rules.flaw import Flaw
from galley.rules.prose import prose, segments

_SMALL = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        "twenty thirty forty fourty fifty sixty seventy eighty ninety".split(),
        (20, 30, 40, 40, 50, 60, 70, 80, 90),
        strict=True,
    )
)
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ONE = "|".join([*sorted([*_SMALL, *_TENS, *_SCALES], key=len, reverse=True)])
_WORDS = rf"(?:{_ONE})(?:(?:[\s-]{{1,3}}|\sand\s)(?:{_ONE})){{0,10}}"
_DIGITS = r"\d{1,3}(?:,\d{3}){1,4}|\d{1,12}"
_WORD_FIRST = re.compile(
    rf"(?<![\w-])(?P<words>{_WORDS})(?:\s(?:per\s?cent|percent))?\s?"
    rf"\((?P<digits>{_DIGITS})(?:\s?%|\s(?:percent|per cent))?\)",
    re.IGNORECASE,
)
_DIGITS_FIRST = re.compile(
    rf"(?<![\w.,$€£-])(?P<digits>{_DIGITS})\s?%?\s?\((?P<words>{_WORDS})(?:\s(?:per\s?cent|percent))?\)",
    re.IGNORECASE,
)
_FRACTION_BEFORE = re.compile(r"(?:half|third|quarter|point|and|[\d.,/-])[\s-]$", re.IGNORECASE)
_MONTHS = {name.lower(): n for n, name in enumerate(month_name) if n}
_MONTH = "|".join(
    [
        *(m for m in month_name if m),
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "Jun",
        "Jul",
        "Aug",
        "Sept",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ]
)
_WEEKDAY = r"(?:(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday),?\s(?:the\s)?)?"
_YEAR = r"(?:,?\s(?P<year>(?:1[6-9]|20)\d\d))?(?!\w)"
_DATES = (
    re.compile(rf"{_WEEKDAY}(?<![\w.,/-])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})\b\.?{_YEAR}"),
    re.compile(rf"{_WEEKDAY}\b(?P<month>{_MONTH})\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:%]|[.,/-]\d){_YEAR}"),
    re.compile(
        r"(?<![\w/.-])(?P<weekday>(?!))?(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>\d\d)(?![\w-])"
    ),
)


def word_and_numeral(reading: Reading, section: Section) -> Iterator[Flaw]:
    """Where the word and the numeral differ, nobody can say which number was agreed."""
    text = prose(reading).text
    for segment in segments(reading, section):
        for pattern in (_WORD_FIRST, _DIGITS_FIRST):
            for match in pattern.finditer(text, segment.start, segment.end):
                worth, digits = value(match["words"]), int(match["digits"].replace(",", ""))
                if worth is None or worth == digits or _is_other(text, match, worth, digits, segment.end):
                    continue
                yield Flaw(
                    rule="numbers.word_and_numeral",
                    start=match.start(),
                    end=match.end(),
                    description=f"“{' '.join(match['words'].split())}” is {worth}, but the numeral "
                    f"beside it says {digits}, so it is unclear which number holds.",
                    suggestion="Find out which number is meant and write it the same both times.",
                    category="consistency",
                    severity="high",
                    confidence=0.95,
                )


def value(words: str) -> int | None:
    """The number that English words name; None when they name none, as in “two thousand fifty-twelve”."""
    total = group = 0
    room = 1000  # what may still be added to the group: after “twenty” less than ten
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "and":
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                if not 0 < group < 100:
                    return None
                group, room = group * 100, 100
            else:
                total, group, room = total + (group or 1) * scale, 0, 1000
            continue
        amount = _SMALL.get(word, _TENS.get(word, 0))
        if amount >= room:
            return None
        group, room = group + amount, 10 if word in _TENS else 1
    return total + group


def _is_other(text: str, match: re.Match[str], worth: int, digits: int, limit: int) -> bool:
    """Whether the bracket is an item's number, a year, or belongs to a fraction."""
    if _FRACTION_BEFORE.search(text, max(match.start() - 10, 0), match.start()):
        return True
    if 1900 <= digits <= 2100 and worth < 1000:
        return True
    listed = f"({digits + 1})" in text[match.end() : limit] or (
        digits > 1 and f"({digits - 1})" in text[max(match.start() - 400, 0) : match.start()]
    )
    return listed and digits < 20 and bool(re.match(r"\s+\w", text[match.end() : limit]))


def impossible_date(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A date that no calendar has, or a weekday that it does not fall on, sends readers to the wrong day."""
    text = prose(reading).text
    for segment in segments(reading, section):
        for pattern in _DATES:
            for match in pattern.finditer(text, segment.start, segment.end):
                if problem := _date_problem(match):
                    yield _date_flaw(match, *problem)


def _date_problem(match: re.Match[str]) -> tuple[str, str] | None:
    """What is wrong with a date, and what to do."""
    name = match["month"]
    month = int(name) if name.isdigit() else next(n for m, n in _MONTHS.items() if m.startswith(name.lower()[:3]))
    year, day = int(match["year"] or 2024), int(match["day"])  # without a year, 29 February is possible
    longest = monthrange(year, month)[1]
    if day == 0 or day > 31:
        return None
    if day > longest:
        of_year = f" {year}" if match["year"] and month == 2 else ""
        return (
            f"{month_name[month]}{of_year} has only {longest} days, so this date does not exist",
            "Correct the date.",
        )
    if not match["weekday"] or not match["year"] or year < 1800:
        return None
    falls_on = day_name[date(year, month, day).weekday()]
    if falls_on == match["weekday"]:
        return None
    return (
        f"{day} {month_name[month]} {year} is a {falls_on}, not a {match['weekday']}, "
        "so readers may come on the wrong day",
        f"Write {falls_on}, or correct the date.",
    )


def _date_flaw(match: re.Match[str], wrong: str, remedy: str) -> Flaw:
    return Flaw(
        rule="numbers.date",
        start=match.start(),
        end=match.end(),
        description=f"{wrong}.",
        suggestion=remedy,
        category="consistency",
        severity="high",
        confidence=0.95,
    )
