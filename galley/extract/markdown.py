"""Reads Markdown. The canonical text is the file's own text; blocks are ranges of its lines.

CommonMark with tables, by markdown-it-py, which tells the lines of every block. Inline marks are parsed only
in headings, where the title must be known. Headings in quotations are not sections of this document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from galley.documents import Extracted, Kind
from galley.extract.tiling import Mark, line_starts, tile

_FRONT_MATTER = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\r|\n)(?P<body>(?:.*(?:\r\n|\r|\n))*?)(?P=fence)[ \t]*(?=\r|\n|\Z)"
)
_FRONT_MATTER_LINE = re.compile(r"\s*(?:#.*|[\w\"'.-]+\s*[:=].*|-\s.*)?")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*?)</h\1>\s*", re.IGNORECASE | re.DOTALL)
_COMMENTS = re.compile(r"(?:\s*<!--.*?-->\s*)+", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NOTE_OR_ANCHOR = re.compile(r"\[\^[^\]\s]+\]|\s*\{[#.:][^}]*\}\s*$")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+\S|^\S[^\r\n]*\r?\n={3,}[ \t]*$", re.MULTILINE)
_KINDS = {
    "paragraph_open": Kind.PARAGRAPH,
    "list_item_open": Kind.LIST_ITEM,
    "fence": Kind.CODE,
    "code_block": Kind.CODE,
    "tr_open": Kind.ROW,
    "hr": Kind.META,
}


def looks_like_markdown(text: str) -> bool:
    """Whether a pasted text has Markdown headings."""
    return bool(_MARKDOWN_HEADING.search(text))


def extract(text: str) -> Extracted:
    """The text itself, with a block for each heading, paragraph, list item, code block and table row."""
    marks = [Mark(0, Kind.META)] if (front := _front_matter_end(text)) else []
    body = text[front:]
    starts = line_starts(body)
    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    links: dict[str, Any] = {}
    tokens = parser.parse(body, links)
    parser.enable("inline")
    for line, mark in _marks(tokens, body, starts, parser, links):
        marks.append(Mark(front + starts[line], mark.kind, mark.level, mark.title))
    marks += [Mark(front + starts[line], Kind.META) for line in _definitions(tokens, body, starts)]
    return Extracted(text=text, blocks=tile(text, marks), format="markdown")


def _front_matter_end(text: str) -> int:
    match = _FRONT_MATTER.match(text)
    if not match or not match["body"].strip():
        return 0
    lines = match["body"].splitlines()
    plain = sum(bool(_FRONT_MATTER_LINE.fullmatch(line)) or line[:1].isspace() for line in lines)
    return match.end() if plain >= 0.8 * len(lines) and re.search(r"^[\w\"'.-]+\s*[:=]", match["body"], re.M) else 0


def _marks(
    tokens: list[Token], body: str, starts: list[int], parser: MarkdownIt, links: dict[str, Any]
) -> Iterator[tuple[int, Mark]]:
    """The line on which each block begins. Inside a list item only what is not prose begins a new block."""
    items = quotes = 0
    for at, token in enumerate(tokens):
        items += (token.type == "list_item_open") - (token.type == "list_item_close")
        quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.map is None:
            continue
        line, kind = token.map[0], _KINDS.get(token.type)
        source = body[starts[line] : starts[min(token.map[1], len(starts) - 1)]]
        if token.type == "heading_open":
            title = _title(tokens[at + 1].content, parser, links)
            opens_line = not items or source.lstrip()[:1] == "#"
            heading = bool(title) and not quotes and opens_line
            level = int(token.tag[1])
            yield line, Mark(0, Kind.HEADING, level, title) if heading else Mark(0, Kind.PARAGRAPH)
        elif token.type == "html_block":
            yield line, _html_mark(source, inside=bool(items or quotes))
        elif kind and not (items and token.type in ("paragraph_open", "hr")):
            yield line, Mark(0, kind)


def _html_mark(source: str, *, inside: bool) -> Mark:
    if _COMMENTS.fullmatch(source):
        return Mark(0, Kind.META)
    match = _HTML_HEADING.fullmatch(source)
    title = " ".join(unescape(_TAG.sub(" ", match[2])).split()) if match else ""
    if match and title and not inside:
        return Mark(0, Kind.HEADING, int(match[1]), title)
    return Mark(0, Kind.PARAGRAPH)


def _title(source: str, parser: MarkdownIt, links: dict[str, Any]) -> str:
    """The words of a heading: no marks, links reduced to their words, anchors dropped."""
    inline = parser.parseInline(_NOTE_OR_ANCHOR.sub("", source), links)
    return " ".join("".join(_words(inline)).split())


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type in ("text", "code_inline"):
            yield token.content
        elif token.children:
            yield from _words(token.children)


def _definitions(tokens: list[Token], body: str, starts: list[int]) -> Iterator[int]:
    """Lines that no token covers and that are not blank: link definitions."""
    covered = [False] * len(starts)
    for token in tokens:
        if token.level == 0 and token.map:
            covered[token.map[0] : token.map[1]] = [True] * (token.map[1] - token.map[0])
    before = True
    for line in range(len(starts) - 1):
        bare = not covered[line] and bool(body[starts[line] : starts[line + 1]].strip())
        if bare and before:
            yield line
        before = covered[line] or (before and not bare)
