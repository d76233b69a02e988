"""What a heading looks like when nothing but its words says so.

`2.1 Duties`, `ARTICLE IV`, `SCOPE OF SERVICE`. Cautious on purpose: a heading that is missed joins two
sections, one that is invented tears a sentence out of its place. Callers choose which lines to ask about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 90
_NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,5})(?P<mark>[.)]?)\s+(?P<words>\S.*)")
_ROMAN = re.compile(r"(?P<number>[IVXL]{1,6})\.\s+(?P<words>\S.*)")
_LETTER = re.compile(r"(?P<number>[A-Z])\.\s+(?P<words>\S.*)")
_NAMED = re.compile(
    r"(?P<name>article|chapter|part|section|annex|appendix|schedule|exhibit|artikel|kapitel|anhang|teil|"
    r"chapitre|partie|annexe|capítulo|artículo|anexo|sección|capitolo|articolo|allegato)\s+"
    r"(?:[IVXLC]{1,7}|\d{1,3}(?:\.\d{1,3})*|[A-Z])(?P<mark>\s*[.:–—-])?(?P<words>\s+\S.*)?",
    re.IGNORECASE,
)
_DOT_LEADER = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]*\s*$|…\s*\d+\s*$")
_CAPTION = re.compile(
    r"(?:table|tab|figure|fig|listing|chart|graph|diagram|plate|photo|image|map|abbildung|abb|tabelle|bild|grafik|"
    r"tableau|graphique|illustration|schéma|encadré|figura|tabla|cuadro|gráfico|ilustración|tabella|grafico|riquadro|"
    r"tabela|quadro|rysunek|rys|wykres|tabel|figuur|afbeelding|tabell|figur|kuva|taulukko|kuvio|obrázek|obr|tabulka|"
    r"ábra|táblázat|рисунок|рис|таблица|табл|схема|图|圖|図|表|그림|표|شكل|جدول)"
    r"(?:\.|\s|(?<=[图圖図表그림표]))\s*(?:[A-Z]{1,2}[.-]?)?\d+(?:[.\-–]\d+)*(?![\d%])",
    re.IGNORECASE,
)
_SMALL_WORD = re.compile(
    r"(?:an?|and|as|at|by|for|from|in|into|is|it|of|on|or|per|the|to|via|with|without|de|des|du|la|le|les|et|en|"
    r"y|el|los|las|und|der|die|das|von|zu|für|mit|dans|sur|par|pour)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a typed heading was recognised: its depth, and the kind of its number ('' for capitals)."""

    level: int
    style: str


def is_contents_line(line: str) -> bool:
    """Whether the line is an entry of a table of contents: words, dots, page number."""
    return bool(_DOT_LEADER.search(line.rstrip()))


def is_caption(line: str) -> bool:
    """Whether the line names a table or a figure and its number, in a language we know."""
    return bool(_CAPTION.match(line.strip()))


def is_label(line: str) -> bool:
    """Whether the line is only a number with its name, like `Chapter 1`."""
    match = _NAMED.fullmatch(line)
    return bool(match and not match["words"])


def look_of(line: str) -> Look | None:
    """What makes this line, standing alone, a heading; None when it is prose."""
    line = line.strip()
    if not 2 <= len(line) <= LONGEST or is_contents_line(line) or (line[-1] in ".,;:!" and not is_label(line)):
        return None
    if match := _NAMED.fullmatch(line):
        words = (match["words"] or "").strip()
        if words and not match["mark"] and not words[0].isupper():
            return None
        return Look(1, match["name"].lower())
    if match := _NUMBERED.fullmatch(line):
        depth = match["number"].count(".") + 1
        if not _title_like(match["words"]) or (depth == 1 and not match["mark"] and not _headline(match["words"])):
            return None
        return Look(depth, f"1{match['mark']}" if depth == 1 else "1.1")
    for pattern, style, level in ((_ROMAN, "I", 1), (_LETTER, "A", 2)):
        if (match := pattern.fullmatch(line)) and _headline(match["words"]):
            return Look(level, style)
    return Look(1, "") if _shouted(line) else None


def without_lists(looks: Sequence[Look | None]) -> list[Look | None]:
    """The looks without runs of `1. … 2. … 3. …` that have nothing between them: those are lists."""
    kept = list(looks)
    at = 0
    while at < len(kept):
        run, here = at, kept[at]
        while here and here.style in ("1.", "1)", "A") and run + 1 < len(kept) and _same(kept[run + 1], here):
            run += 1
        if run > at:
            kept[at : run + 1] = [None] * (run + 1 - at)
        at = run + 1
    return kept


def _same(one: Look | None, other: Look) -> bool:
    return one is not None and one.style == other.style


def _title_like(words: str) -> bool:
    return (words[0].isupper() or not words[0].isascii()) and len(words.split()) <= 12


def _headline(words: str) -> bool:
    """Every word that carries meaning begins with a capital, or the title is very short."""
    meaning = [word for word in re.findall(r"[^\W\d_][\w'’-]*", words) if not _SMALL_WORD.fullmatch(word)]
    if not meaning or not words[0].isupper() or len(words.split()) > 12:
        return False
    return len(meaning) <= 3 or sum(word[0].isupper() for word in meaning) >= 0.7 * len(meaning)


def _shouted(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha()]
    cased = any(letter.islower() != letter.isupper() for letter in letters)
    return len(letters) >= 4 and cased and line == line.upper() and len(line.split()) <= 10 and line[0].isalnum()
