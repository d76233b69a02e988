"""Links inside a Markdown document that lead nowhere: undefined labels, missing anchors, stale numbers.

A link is called broken only when the document itself shows it: it defines other labels, or its other anchors
do resolve. Anchors follow the rules GitHub makes them by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from galley.documents import Kind, Reading, Section
from galley.rules.flaw import Flaw
from galley.rules.likeness import distance
from galley.rules.masks import OPAQUE
from galley.rules.prose import prose, segments
from galley.rules.recall import once_per_reading

_DEFINITION = re.compile(r"^[ >]{0,6}\[(?P<label>[^\[\]\n]{1,300})\]:[ \t]*\S", re.MULTILINE)
_FULL = re.compile(r"(?<![\\\w])\[(?P<words>[^\[\]\n]{1,300})\]\[(?P<label>[^\[\]\n]{0,300})\]")
_SHORTCUT = re.compile(r"(?<![\\\w\])!])\[(?P<label>[^\[\]\n^][^\[\]\n]{2,300})\](?![\[(:])")
_ANCHORED = re.compile(r"\[(?P<words>[^\[\]\n]{1,300})\]\((?P<path>[^()#\s]{0,300})#(?P<anchor>[^()\s\"]{1,300})\)")
_MADE_ELSEWHERE = re.compile(r"(?:fn|_ftn|_toc|_ref|_heading|user-content|top$|l\d|cite|:~:|heading=)", re.IGNORECASE)
_HTML_ANCHOR = re.compile(r"<[a-z][^<>]{0,300}?\b(?:id|name)\s?=\s?[\"']?([^\"'\s>]{1,300})", re.IGNORECASE)
_OWN_ANCHOR = re.compile(r"\{\s?#([\w:.-]{1,200})[^{}\n]{0,100}\}")
_NUMBERED = re.compile(r"(?:(?:section|clause|article|annex|appendix|part|chapter)[-_])?([a-z]|\d{1,3})-+(.+)")


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


@once_per_reading
def definitions(reading: Reading) -> dict[str, str]:
    """The labels of link definitions outside code, folded, with their spelling."""
    code = [(b.start, b.end) for b in reading.blocks if b.kind is Kind.CODE]
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(reading.text):
        if not any(start <= match.start() < end for start, end in code):
            found.setdefault(_folded(match["label"]), match["label"])
    return found


def label(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A link whose label is defined nowhere is shown as bare brackets."""
    known = definitions(reading)
    if not known:
        return
    for match in _outside_code(_FULL, reading, section):
        wanted = match["label"] or match["words"]
        if _folded(wanted) not in known:
            near = get_close_matches(_folded(wanted), known, 1, 0.8)
            fixed = f"[{match['words']}][{known[near[0]]}]" if near else None
            yield _label_flaw(match, wanted, known[near[0]] if near else None, fixed)
    for match in _outside_code(_SHORTCUT, reading, section):
        wanted = match["label"]
        if _folded(wanted) in known or re.fullmatch(r"[ xX]|\W+|\d+", wanted):
            continue
        near = get_close_matches(_folded(wanted), known, 1, 0.86)
        if near and _differs_by_slip(_folded(wanted), near[0]):
            yield _label_flaw(match, wanted, known[near[0]], f"[{wanted}][{known[near[0]]}]")


def _differs_by_slip(a: str, b: str) -> bool:
    """Whether two labels differ in letters; labels that differ in a number are two labels."""
    return re.sub(r"\D", "", a) == re.sub(r"\D", "", b) and min(len(a), len(b)) >= 5 and distance(a, b) <= 2


def _label_flaw(match: re.Match[str], wanted: str, near: str | None, fixed: str | None) -> Flaw:
    meant = f"; the nearest is [{near}]" if near else ""
    return Flaw(
        rule="links.label",
        start=match.start(),
        end=match.end(),
        description=f"No link is defined under [{wanted}]{meant}, so this link does not work.",
        suggestion="Write the label the same way here and where it is defined."
        if near
        else "Define this label, or link directly.",
        category="reference",
        severity="medium",
        confidence=0.9,
        replacement=fixed,
    )


@once_per_reading
def anchors(reading: Reading) -> tuple[frozenset[str], bool]:
    """The anchors of the document, and whether all of them can be known."""
    found: set[str] = set()
    certain = True
    for block in reading.blocks:
        if block.kind is not Kind.HEADING:
            continue
        source = reading.text[block.start : block.end]
        certain = certain and not re.search(r"\{\{|\{%", source)
        base = slug(block.title or source)
        name, number = base, 0
        while name in found:
            number += 1
            name = f"{base}-{number}"
        found.add(name)
    text = reading.text
    found.update(m[1].casefold() for pattern in (_HTML_ANCHOR, _OWN_ANCHOR) for m in pattern.finditer(text))
    asked = [m["anchor"].casefold() for m in _ANCHORED.finditer(text) if not m["path"]]
    missing = sum(name not in found for name in asked)
    if not any(b.kind is Kind.HEADING for b in reading.blocks) or (missing > 3 and missing * 2 > len(asked)):
        certain = False  # most anchors come from another generator, with other rules
    return frozenset(found), certain


def slug(title: str) -> str:
    """The anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def anchor(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A link to a heading that is not there leaves the reader at the top of the page."""
    known, certain = anchors(reading)
    for match in _outside_code(_ANCHORED, reading, section):
        target = match["anchor"].casefold()
        if not match["path"] and certain and not _resolves(target, known):
            near = get_close_matches(target, known, 1, 0.75)
            yield _anchor_flaw(match, near[0] if near else None)
        elif is_stale(match["words"], target):
            yield _stale_flaw(match)


def _resolves(target: str, known: frozenset[str]) -> bool:
    if target in known or _MADE_ELSEWHERE.match(target) or "%" in target or OPAQUE in target or "{" in target:
        return True
    bare = re.sub(r"[\W_]+", "", target)
    return any(bare in (other := re.sub(r"[\W_]+", "", name), re.sub(r"^\d+", "", other)) for name in known)


def is_stale(words: str, target: str) -> bool:
    """Whether the link's words and its target name one heading under two numbers."""
    shown, led = _NUMBERED.fullmatch(slug(words)), _NUMBERED.fullmatch(target)
    return bool(shown and led and shown[2] == led[2] and shown[1] != led[1] and len(shown[2]) >= 4)


def _anchor_flaw(match: re.Match[str], near: str | None) -> Flaw:
    return Flaw(
        rule="links.anchor",
        start=match.start(),
        end=match.end(),
        description=f"No heading has the anchor #{match['anchor']}, so this link leads nowhere.",
        suggestion=f"Link to #{near}, if that is the heading you mean." if near else "Link to a heading that is there.",
        category="reference",
        severity="medium",
        confidence=0.85,
        replacement=f"[{match['words']}](#{near})" if near else None,
    )


def _stale_flaw(match: re.Match[str]) -> Flaw:
    return Flaw(
        rule="links.stale_anchor",
        start=match.start(),
        end=match.end(),
        description=f"The words say “{match['words']}”, but the link goes to #{match['anchor']}: "
        "the number changed in one place only, so the link misses its section.",
        suggestion="Give the words and the link the same section.",
        category="reference",
        severity="low",
        confidence=0.85,
    )


def _outside_code(pattern: re.Pattern[str], reading: Reading, section: Section) -> Iterator[re.Match[str]]:
    """Matches in the original text of the prose, where no code span hides their beginning."""
    masked = prose(reading).text
    for segment in segments(reading, section):
        for match in pattern.finditer(reading.text, segment.start, segment.end):
            if masked[match.start()] == "[":
                yield match
