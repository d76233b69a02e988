"""Cuts a document into the sections people know it by.

A section runs from a heading to the next heading of any level. Text before the first heading, and a document
without headings, get sections too, so that every word that can be reviewed lies in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from galley.documents import Block, Kind, Part, Section

WHOLE_WORDS = 1200  # a text without headings up to this length stays in one piece
NAME_CHARACTERS = 200  # a name is a key and a part of addresses; the title stays whole
PART_WORDS = 800


def sections_of(extracted_text: str, blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The sections in order. Front matter, and page furniture at the start and the end, belong to none."""
    body = list(blocks)
    comments, notes = _cut_off(body, Part.COMMENT), _cut_off(body, Part.FOOTNOTE)
    _cut_off(body, Part.FOOTER)
    heads = [at for at, block in enumerate(body) if block.kind is Kind.HEADING]
    found = _opening(extracted_text, body[: heads[0]]) if heads else _parts(extracted_text, body)
    for at, following in zip(heads, [*heads[1:], len(body)], strict=False):
        found.append(_headed(extracted_text, body[at:following]))
    if notes:
        found.append(_untitled("Footnotes", extracted_text, notes))
    if comments:
        found.append(_untitled("Comments", extracted_text, comments))
    return _named(found)


def _cut_off(blocks: list[Block], part: Part) -> list[Block]:
    """Take the last blocks that are of this part off the list."""
    at = len(blocks)
    while at and blocks[at - 1].part is part:
        at -= 1
    cut = blocks[at:]
    del blocks[at:]
    return cut


def _headed(text: str, blocks: Sequence[Block]) -> Section:
    head = blocks[0]
    title = _folded(head.title or text[head.start : head.end]) or "Untitled"
    return Section(
        name=title, title=title, level=head.level or 1, page=head.page, start=head.start, end=blocks[-1].end,
        words=_words(text, blocks[1:]),
    )  # fmt: skip


def _untitled(name: str, text: str, blocks: Sequence[Block]) -> Section:
    return Section(
        name=name, title=None, level=1, page=blocks[0].page, start=blocks[0].start, end=blocks[-1].end,
        words=_words(text, blocks),
    )  # fmt: skip


def _opening(text: str, blocks: list[Block]) -> list[Section]:
    """The text before the first heading, from its first block of prose."""
    while blocks and blocks[0].kind is Kind.META:
        blocks = blocks[1:]
    return [_untitled("Opening", text, blocks)] if _words(text, blocks) else []


def _parts(text: str, blocks: list[Block]) -> list[Section]:
    """A text without headings: one piece, or parts that end where a paragraph does."""
    while blocks and blocks[0].kind is Kind.META:
        blocks = blocks[1:]
    total = _words(text, blocks)
    if not total:
        return []
    if total <= WHOLE_WORDS:
        return [_untitled("Part 1", text, blocks)]
    size = total / max(round(total / PART_WORDS), 1)  # even parts, no small one left over
    parts: list[list[Block]] = [[]]
    counted = 0
    for block in blocks:
        words = _words(text, [block])
        if parts[-1] and counted + words / 2 > size * len(parts):
            parts.append([])
        parts[-1].append(block)
        counted += words
    return [_untitled(f"Part {number}", text, part) for number, part in enumerate(parts, 1)]


def _named(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with unique names: the first of its title keeps it, made names avoid every title."""
    sections = [replace(section, name=_short(section.name)) for section in sections]
    titles = {section.name for section in sections if section.title is not None}
    taken: set[str] = set()
    numbers: dict[tuple[str, bool], int] = {}  # where the search for a free one begins
    named: list[Section] = []
    for section in sections:
        key = (section.name, section.title is None)
        name, number = section.name, numbers.get(key, 1)
        while name in taken or (name in titles and (number > 1 or section.title is None)):
            number += 1
            name = f"{section.name} ({number})"
        taken.add(name)
        numbers[key] = number
        named.append(replace(section, name=name))
    return tuple(named)


def _short(name: str) -> str:
    return name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1].rstrip() + "…"


def _words(text: str, blocks: Iterable[Block]) -> int:
    return sum(len(re.findall(r"\w[\w'’.-]*", text[b.start : b.end])) for b in blocks if b.kind is not Kind.META)


def _folded(title: str) -> str:
    return " ".join(title.split())
