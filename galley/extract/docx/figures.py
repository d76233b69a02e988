"""Numbers as Word writes them in lists: 4, iv, D, 04, fourth."""

from __future__ import annotations

from galley.extract.numerals import numeral

_ONES = (
    "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen "
    "Eighteen Nineteen"
).split()
_TENS = "Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety".split()
_ORDINALS = {
    "One": "First", "Two": "Second", "Three": "Third", "Five": "Fifth", "Eight": "Eighth", "Nine": "Ninth",
    "Twelve": "Twelfth",
}  # fmt: skip
_SIGNS = "*†‡§"  # the order of the Chicago Manual
_LARGEST_SPELT = 99
_MOST_REPEATS = 30


def figure(number: int, kind: str) -> str:
    """The number in figures of this kind (a `w:numFmt`, or an example such as `001`); unknown kinds are decimal."""
    if kind == "none":
        return ""
    if number < 0 or kind == "decimal":
        return str(number)
    if kind.isdecimal():
        return str(number).zfill(len(kind))
    if kind == "decimalZero":
        return f"{number:02}"
    if kind == "numberInDash":
        return f"- {number} -"
    if kind == "ordinal":
        return f"{number}{_ending(number)}"
    if kind == "hex":
        return f"{number:X}"
    return (_in_letters(number, kind) or str(number)) if number else str(number)


def _in_letters(number: int, kind: str) -> str:
    """The number (from 1) in letters or words; '' when this kind has none for it."""
    if kind in ("lowerLetter", "upperLetter"):  # a … z, aa, bb …
        letters = _repeated("abcdefghijklmnopqrstuvwxyz", number)
        return letters.upper() if kind == "upperLetter" else letters
    if kind in ("lowerRoman", "upperRoman"):
        return numeral(number, "upper-roman" if kind == "upperRoman" else "lower-roman")
    if kind == "chicago":
        return _repeated(_SIGNS, number)
    if kind in ("cardinalText", "ordinalText") and number <= _LARGEST_SPELT:
        return _spelt(number, is_ordinal=kind == "ordinalText")
    if kind in ("russianLower", "russianUpper"):
        letters = _repeated("абвгдежзиклмнопрстуфхцчшщыэюя", number)
        return letters.upper() if kind == "russianUpper" else letters
    return ""


def _repeated(letters: str, number: int) -> str:
    times = (number - 1) // len(letters) + 1
    return letters[(number - 1) % len(letters)] * times if times <= _MOST_REPEATS else ""


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _spelt(number: int, *, is_ordinal: bool) -> str:
    tens, ones = divmod(number, 10)
    words = [_ONES[number]] if number < len(_ONES) else [_TENS[tens - 2], *([_ONES[ones]] if ones else [])]
    if is_ordinal:
        last = words[-1]
        words[-1] = _ORDINALS.get(last, f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return "-".join([words[0], *(word.lower() for word in words[1:])])
