"""Hides what is not prose, so that rules about words see words only.

The masked text has the length of the original: every offset means the same in both. Code, addresses and
template variables become `OPAQUE`, which is neither a word nor a space; marks that only format or point
somewhere (link targets, HTML tags, quotation marks of Markdown) become spaces, and line ends stay.
"""

from __future__ import annotations

import re

from galley.documents import Kind, Reading

OPAQUE = "\ufffc"

HTML_NAMES = frozenset(
    "a abbr address article aside audio b blockquote body br button caption center cite code col "
    "colgroup dd del details dfn div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6 head "
    "header hr html i iframe img input ins kbd label li link main mark meta nav ol option p picture pre "
    "q s samp script section select small source span strike strong style sub summary sup svg table "
    "tbody td template textarea tfoot th thead time title tr tt u ul var video wbr".split()
)

_CODE_SPAN = re.compile(r"(?<![`\\])(`{1,3})(?!`)(?:[^\n]|\n(?![ \t>]*\n)){1,400}?(?<!`)\1(?!`)")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\](?:\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,300}\")?\)|\[[^\[\]\n]{0,200}\])")
_TARGET = re.compile(
    r"(?<=\])\((?:<[^<>\n]{0,2000}>|(?:[^()\s]|\([^()\s]{0,500}\)){0,2000})(?:\s{1,5}[\"'][^\"'\n]{0,300}[\"'])?\)"
)
_LABEL = re.compile(r"(?<=\])\[[^\[\]\n]{0,200}\]")
_VARIABLE = re.compile(
    r"\{\{[^{}\n]{0,300}\}\}|\{%-?\s*data\b[^%\n]{0,300}%\}|\$\{[^{}\n]{0,300}\}|\{\{%[^%\n]{0,300}%\}\}"
)
_CONTROL = re.compile(r"\{%[^%\n]{0,300}%\}|\{[:#.][^{}\n]{0,200}\}|&(?:[a-zA-Z]{2,10}|#\d{1,6});")
_ANGLE = re.compile(r"</?([A-Za-z][\w-]{0,40})(?:[\s/=:][^<>]{0,500})?>")
_AUTOLINK = re.compile(r"<(?:https?|mailto|ftp):[^<>\s]{1,2000}>|<[\w.+-]{1,64}@[\w.-]{1,255}>")
_ADDRESS = re.compile(
    r"(?:https?://|ftp://|mailto:|www\.)[^\s<>\"“”|\\]{1,2000}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"
    r"|(?<![\w@#/&])[@#][A-Za-z][\w-]{0,63}"
    r"|(?<![\w/.~-])(?:~|\.{1,2})?/[\w.-]{1,100}(?:/[\w.-]{0,100}){0,30}"
    r"|(?<![\w/.-])[\w-]{1,60}(?:/[\w.-]{1,60}){0,20}\."
    r"(?:md|markdown|txt|py|js|ts|json|ya?ml|toml|html?|css|go|rs|sh|c|h|cpp|java|rb|php|pdf|docx?|xlsx?|csv|png"
    r"|jpe?g|gif|svg|zip|gz|exe|ini|cfg|conf|log|xml|sql|com|org|net|io|gov|edu)\b(?:/[^\s<>\"|)\]]{0,500})?"
)
_LINE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?){1,8}|^[ \t]*#{1,6}(?=[ \t])|^[ \t]*(?:[-*+]|\d{1,9}[.)])(?=[ \t])", re.M)
_RULE_LINE = re.compile(r"^[ \t|:=*_-]{3,}$", re.M)
_VISIBLE = re.compile(r"[^\r\n]")


def masked(reading: Reading) -> str:
    """The text with everything that is not prose hidden, of the same length."""
    text = _without_blocks(reading)
    text = _without_comments(text)
    text = _CODE_SPAN.sub(_hide, text)
    text = _VARIABLE.sub(_hide, text)
    text = _CONTROL.sub(_blank, text)
    text = _IMAGE.sub(_hide, text)
    text = _TARGET.sub(_blank, text)
    text = _LABEL.sub(_blank, text)
    text = _AUTOLINK.sub(_hide, text)
    text = _ANGLE.sub(lambda m: _blank(m) if m[1].lower() in HTML_NAMES else _hide(m), text)
    text = _ADDRESS.sub(_hide_but_end, text)
    text = _LINE_MARK.sub(_blank, text)
    return _RULE_LINE.sub(_blank, text)


def _without_blocks(reading: Reading) -> str:
    pieces = []
    for block in reading.blocks:
        piece = reading.text[block.start : block.end]
        pieces.append(_VISIBLE.sub(OPAQUE, piece) if block.kind in (Kind.CODE, Kind.META) else piece)
    return "".join(pieces)


def _without_comments(text: str) -> str:
    """HTML comments hidden. Not by a regex: many openings without an end would take quadratic time."""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces += [text[at:start], _VISIBLE.sub(" ", text[start : end + 3])]
        at = end + 3
    return "".join([*pieces, text[at:]])


def _hide(match: re.Match[str]) -> str:
    return _VISIBLE.sub(OPAQUE, match[0])


def _blank(match: re.Match[str]) -> str:
    return _VISIBLE.sub(" ", match[0])


def _hide_but_end(match: re.Match[str]) -> str:
    """An address; the full stop or bracket after it belongs to the sentence."""
    bare = match[0].rstrip(".,;:!?'\"”’)]*_")
    return OPAQUE * len(bare) + match[0][len(bare) :]
