"""References inside the document to a section, annex, figure or table that is not there.

Only what the document itself makes certain: references to laws, standards and other agreements are left
alone, and so are documents whose numbering is not in their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from galley.documents import Kind, Reading, Section
from galley.rules.flaw import Flaw
from galley.rules.masks import OPAQUE
from galley.rules.numbering import NAMED_KINDS, Path, folded, numbering
from galley.rules.prose import Segment, prose, segments

_LABEL = r"(?:\d{1,3}|[A-Z])(?:\.\d{1,3}){0,4}(?:\(\d{1,3}\)){0,2}"
_SECTION = re.compile(
    rf"\b(?P<kind>[Ss]ections?|[Cc]lauses?)\s(?P<first>{_LABEL})(?:\s?(?:,|,?\s(?:and|or|to|through)|[–-])\s?(?P<last>{_LABEL}))?"
    r"(?![\w])(?!\.\d)"
)
_NAMED = re.compile(
    rf"\b(?P<kind>{'|'.join(k.title() for k in NAMED_KINDS)}|Fig\.)\s(?P<label>\d{{1,3}}|[A-Z])"
    r"(?:[.-](?P<sub>\d{1,3}))?(?![\w-])(?!\.\d)"
)
_ELSEWHERE_AFTER = re.compile(
    r"(?:\s?\(\w{1,5}\)){0,4}(?:\s?\([A-Z][^()\n]{2,60}\))?,?\s"
    r"(?:(?:of|in|to|under|from|within)\s(?!this\b|these\b)|(?:[A-Z][\w.]*\s){0,4}?"
    r"(?:[A-Z]{3,}|Act|Code|Regulation|Directive|Law|Statute|Convention|Treaty|C\.?F\.?R|U\.?S\.?C)\b)"
)
_ELSEWHERE_BEFORE = re.compile(
    r"(?:Act|Code|Regulations?|Directive|GDPR|CCPA|U\.S\.C\.|USC|CFR|C\.F\.R\.|Law|Statute|RFC ?\d*"
    r"|ISO[ \d/-]*|NIST[\w .-]*|Treaty|Convention|Constitution|Rules?|Terms|Terms of (?:Service|Use)|Policy"
    r"|Agreement|Addendum|Standard|Statement|Licen[sc]e|Guide|Title|\d+ )(?:['’]s?)?"
    r"[\])\"”]*[,:;]?\s(?:\(|at |in |under |see )?$"
)
_LAW = re.compile(r"\b(?:Act|U\.?S\.?C|C\.?F\.?R|Directive|GDPR|Regulation|Statutes?|Code|Treaty|Law)\b")
_OUTSIDE_LINK = re.compile(r"[^\[\]\n]{0,80}\]\((?!#)|[^\[\]\n]{0,80}\]\[")
_TITLE = re.compile(
    r"\s?(?:[(:–—]|,\s[“\"]|[“\"]|\.\s(?=[^\]\n]{3,80}\]))\s?[“\"]?(?P<title>[A-Z][^()\[\]“”\".,;:\n]{3,80})[”\"]?\)?"
)


def section_number(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A rule that leans on a section nobody can find cannot be followed."""
    known = numbering(reading)
    for segment in segments(reading, section) if known.certain else ():
        if not segment.english or segment.block.kind is Kind.HEADING:
            continue
        for match in _SECTION.finditer(prose(reading).text, segment.start, segment.end):
            if _is_elsewhere(reading, segment, match.start(), match.end()):
                continue
            for label in filter(None, (match["first"], match["last"])):
                if known.lacks_section(_path(label)):
                    yield _missing(
                        "references.missing",
                        match.start(),
                        match.end(),
                        match["kind"].rstrip("s").capitalize(),
                        label,
                    )
                    break


def named_number(reading: Reading, section: Section) -> Iterator[Flaw]:
    """An annex, figure or table that is referred to and not there was lost or renumbered."""
    known = numbering(reading)
    for segment in segments(reading, section) if known.named else ():
        if not segment.english or segment.block.kind is Kind.HEADING:
            continue
        for match in _NAMED.finditer(prose(reading).text, segment.start, segment.end):
            kind = "figure" if match["kind"] == "Fig." else match["kind"].lower()
            path = (match["label"], *([match["sub"]] if match["sub"] else []))
            if known.lacks(kind, path) and not _is_elsewhere(reading, segment, match.start(), match.end()):
                yield _missing("references.named", match.start(), match.end(), match["kind"], ".".join(path))


def section_title(reading: Reading, section: Section) -> Iterator[Flaw]:
    """“Section 9 (Confidentiality)”, where confidentiality is section 8, sends readers to the wrong rule."""
    known = numbering(reading)
    text = prose(reading).text
    for segment in segments(reading, section) if known.certain else ():
        if segment.block.kind is Kind.HEADING:
            continue
        for match in _SECTION.finditer(text, segment.start, segment.end):
            named = _TITLE.match(text, match.end(), segment.end)
            path = _path(match["first"])
            if not named or match["last"] or path not in known.titles:
                continue
            title = folded(named["title"])
            others = [p for p, t in known.titles.items() if t == title and len(title) >= 4]
            if len(others) != 1 or others[0] == path or known.titles[path] == title:
                continue
            if not _is_elsewhere(reading, segment, match.start(), named.end()):
                yield _wrong_title(match, named, others[0])


def _path(label: str) -> Path:
    return tuple(part for part in re.split(r"[.()]+", label) if part)


def _is_elsewhere(reading: Reading, segment: Segment, start: int, end: int) -> bool:
    """Whether a reference is to another text: a law, a standard, another agreement, a linked page."""
    masked = prose(reading).text
    if OPAQUE in masked[max(start - 2, 0) : end + 2] or _ELSEWHERE_AFTER.match(masked, end):
        return True
    if _ELSEWHERE_BEFORE.search(masked, max(start - 40, segment.start), start):
        return True
    return bool(_LAW.search(masked, segment.start, segment.end) or _OUTSIDE_LINK.match(reading.text, end))


def _missing(rule: str, start: int, end: int, kind: str, label: str) -> Flaw:
    return Flaw(
        rule=rule,
        start=start,
        end=end,
        description=f"There is no {kind} {label} in this document, so the reference leads nowhere.",
        suggestion="Name the place that is meant, or add what is missing.",
        category="reference",
        severity="high",
        confidence=0.85,
    )


def _wrong_title(match: re.Match[str], named: re.Match[str], other: Path) -> Flaw:
    return Flaw(
        rule="references.title",
        start=match.start(),
        end=named.end(),
        description=f"The reference names “{named['title'].strip()}”, which is {'.'.join(other)}, "
        f"not {match['first']}, so a reader lands in the wrong place.",
        suggestion=f"Refer to {'.'.join(other)}, or correct the title.",
        category="reference",
        severity="high",
        confidence=0.85,
    )
