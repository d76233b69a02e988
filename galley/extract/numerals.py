"""Numbers as lists and headings show them: 4, 04, d, D, iv, IV."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def numeral(number: int, style: str) -> str:
    """The number in that style: decimal, lower-alpha, upper-alpha, lower-roman, upper-roman.

    What the style has no sign for (zero, negative numbers, Roman ones above 3999) is decimal.
    """
    if style.endswith("alpha") and 0 < number < 10**6:
        shown = _letters(number)
    elif style.endswith("roman") and 0 < number < 4000:
        shown = _roman(number)
    else:
        return str(number)
    return shown.upper() if style.startswith("upper") else shown


def _letters(number: int) -> str:
    shown = ""
    while number:
        number, rest = divmod(number - 1, 26)
        shown = chr(ord("a") + rest) + shown
    return shown


def _roman(number: int) -> str:
    shown = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        shown += letters * count
    return shown
