"""Characters of picture fonts as what they show: Greek and signs of Symbol, ticks and arrows of Wingdings.

Word keeps them at private code points that mean nothing without the font. Every character stays one character.
"""

from __future__ import annotations

from typing import Any

from galley.extract.docx.xml import w

_UNKNOWN = "\ufffd"
_SYMBOL: dict[int, str] = dict(
    zip(
        (*range(0x41, 0x5B), *range(0x61, 0x7B)),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | dict(
    zip(
        (0xA3, 0xA5, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB,
         0xBC, 0xC6, 0xC7, 0xC8, 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1, 0xD5, 0xD6, 0xD7, 0xD9, 0xDA, 0xDB, 0xDC, 0xDE,
         0xE5, 0xF2, 0xA7, 0xA8, 0xA9, 0xAA, 0xD2, 0xD3, 0xD4),
        "≤∞↔←↑→↓°±≥×∝∂•÷≠≡≈…∅∩∪⊂⊆∈∉∠∇∏√⋅∧∨⇔⇐⇒∑∫♣♦♥♠®©™",
        strict=True,
    )
)  # fmt: skip
_WINGDINGS = {
    0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖",
    0x77: "⬥", 0x9F: "•", 0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_PICTURES = ("wingdings", "webdings", "zapfdingbats", "marlett")


def symbol(font: str, code: str) -> str:
    """What a `w:sym` of this font and hexadecimal code shows."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return _UNKNOWN
    return _shown(character, font.lower())


def translated(words: str, fonts: Any) -> str:
    """The words with private characters as what they show in these `w:rFonts`."""
    if all(not "\uf000" <= character <= "\uf0ff" for character in words):
        return words
    font = str("" if fonts is None else fonts.get(w("ascii")) or fonts.get(w("hAnsi")) or "")
    return "".join(_shown(c, font.lower()) if "\uf000" <= c <= "\uf0ff" else c for c in words)


def bullet(words: str) -> str:
    """What stands before an item of a list whose level has these words; dashes and arrows stay what they are."""
    words = words.strip()
    if not words:
        return ""
    is_pictured = len(words) == 1 and (words in "oO·§vüØq" or (not words.isascii() and not _is_dash(words)))
    return "•" if is_pictured or any("\ue000" <= c <= "\uf8ff" for c in words) else words


def _is_dash(character: str) -> bool:
    return character in "‐‑‒–—―→➢"


def _shown(character: str, font: str) -> str:
    code = ord(character) & 0xFF if "\uf000" <= character <= "\uf0ff" else ord(character)
    if font == "symbol":
        return _SYMBOL.get(code, chr(code) if 0x20 <= code < 0x7F else _UNKNOWN)
    if font.startswith(_PICTURES):
        return _WINGDINGS.get(code, _UNKNOWN)
    if code < 0x20 or 0xD800 <= code < 0xE000:
        return _UNKNOWN
    return chr(code)
