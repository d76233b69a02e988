r"""Cuts Rich Text into its groups, control words and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)",
    re.DOTALL,
)


class Token(NamedTuple):
    """A piece of the file: open, close, word (with its number), text, or hex (one byte)."""

    kind: str
    word: str = ""
    number: int | None = None


def tokens(data: bytes) -> Iterator[Token]:
    r"""The pieces of the file in order; the bytes that `\bin` announces are left out."""
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        word, number, byte, sign, brace, text = match.groups()
        if word is not None:
            value = int(number) if number else None
            if word == b"bin" and value and value > 0:
                at += value
            else:
                yield Token("word", word.decode("ascii"), value)
        elif text is not None:
            yield Token("text", text.decode("latin-1"))
        elif byte is not None:
            yield Token("hex", chr(int(byte, 16)))
        elif brace is not None:
            yield Token("open" if brace == b"{" else "close")
        elif sign is not None:
            name = "par" if sign in b"\r\n" else sign.decode("latin-1")
            yield Token("word", name)
