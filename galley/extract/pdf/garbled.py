"""Tells text from what a broken font encoding makes of it, in any script, by the shape of its words.

Cautious on purpose: a page called garbled costs seconds of OCR. Tables of numbers and codes, program code, and words
of any language pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_LEAST_LETTERS = 200  # for what only many words can show
_LEAST_ALPHABET = 13  # letters of a language; sequences of genes have four
_CID = re.compile(r"\(cid:\d+\)")
_REPEATED = re.compile(r"([^\s\ufffd])(?:\s?\1){3,}")  # dot leaders and rules
_VOWELS = frozenset("aeiouyæœøıаеиоуыэюяіїєαεηιουω")
_COMMON = frozenset("aeinorstuldæøı")  # more than six letters of ten in every language written so
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+")


def is_garbled(text: str) -> bool:
    """Whether the text is nonsense: its font's codes do not stand for letters."""
    text = _REPEATED.sub(" ", text)
    letters = [letter for letter in _CID.sub("\ufffd\ufffd\ufffd", text) if not letter.isspace()]
    if len(letters) < 20:
        return False
    if sum(map(_is_no_character, letters)) > 0.25 * len(letters):
        return True
    if len(letters) < _LEAST_LETTERS:
        return False
    words = [word for word in text.split() if len(word) <= 25]
    return _mostly_marks(words) or _wrong_code_page(letters) or _mixed_scripts(words) or _no_language(words)


def _is_no_character(letter: str) -> bool:
    return letter == "\ufffd" or unicodedata.category(letter) in ("Co", "Cn", "Cc", "Cs")


def _mostly_marks(words: Sequence[str]) -> bool:
    """Codes in the order of their first use look like `!"#$%&'()`: marks within the words, hardly a letter."""
    letters = "".join(words)
    marks = [letter for letter in letters if unicodedata.category(letter)[0] in "PS"]
    return len(marks) > 0.55 * len(letters) and len(set(marks)) >= 15  # drawings made of marks use a few


def _wrong_code_page(letters: Sequence[str]) -> bool:
    """Cyrillic or Greek bytes read as Western letters: nearly all have accents."""
    alphabetic = [letter for letter in letters if letter.isalpha()]
    accented = sum("\u00c0" <= letter <= "\u00ff" for letter in alphabetic)
    return len(alphabetic) >= _LEAST_LETTERS and accented > 0.55 * len(alphabetic)


def _mixed_scripts(words: Sequence[str]) -> bool:
    """Letters of several alphabets in one word, again and again."""
    of_letters = [word for word in words if sum(map(str.isalpha, word)) >= 4]
    mixed = sum(len({_script(letter) for letter in word if letter.isalpha()} - {"other"}) > 1 for word in of_letters)
    return len(of_letters) >= 40 and mixed > 0.4 * len(of_letters)


def _script(letter: str) -> str:
    code = ord(letter)
    for name, first, last in (
        ("latin", 0x41, 0x24F), ("greek", 0x370, 0x3FF), ("cyrillic", 0x400, 0x52F), ("armenian", 0x530, 0x58F),
        ("hebrew", 0x590, 0x5FF), ("arabic", 0x600, 0x6FF), ("devanagari", 0x900, 0x97F), ("thai", 0xE00, 0xE7F),
    ):  # fmt: skip
        if first <= code <= last:
            return name
    return "other"


def _no_language(words: Sequence[str]) -> bool:
    """Latin words that nobody could say: letters shifted or swapped. Codes and initials are no words here."""
    plain = [word.strip(".,;:!?()[]\"'“”‘’«»") for word in words]
    said = [word for word in plain if len(word) >= (7 if word.isupper() else 5) and _LATIN.fullmatch(word)]
    letters = [_bare(letter) for word in said for letter in word]
    if len(letters) < _LEAST_LETTERS or len(letters) < 0.25 * len("".join(plain)) or len(set(said)) < 0.3 * len(said):
        return False
    if len(set(letters)) < _LEAST_ALPHABET:
        return False
    vowels = sum(letter in _VOWELS for letter in letters)
    common = sum(letter in _COMMON for letter in letters)
    return vowels < 0.2 * len(letters) or common < 0.5 * len(letters)


def _bare(letter: str) -> str:
    """The letter in lower case, without its accents."""
    return unicodedata.normalize("NFD", letter.lower())[0]
