"""Bytes become text: by their mark, as UTF, or in the older encoding in which they read most like a language.

The older encodings all make some text of nearly any bytes. What tells them apart is whether the letters are those
of one language, stand in words as letters do, and are common there. Bytes that read like nothing are no text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from galley.extract.alphabets import LANGUAGES, likeness

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF",
    b"BZh9", b"\xfd7zXZ", b"OggS", b"RIFF", b"ID3", b"\xca\xfe\xba\xbe", b"\xd0\xcf\x11\xe0", b"PK\x03\x04",
)  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # not tabs, line ends, form feeds, ESC of ISO 2022
_MOST_CONTROLS = 0.01  # a share of the characters; random bytes have a tenth
_LOOKED_AT_BYTES = 120_000
_TELLING_BYTES = 20_000
_LEAST_LIKENESS = 0.3  # random bytes stay below 0.1, a page of any language is above 0.6
_OF_TEXT = re.compile(
    r"ascii|big5|cp\d|euc|gb|hz|iso|johab|koi8|mac|shift|tis|utf-(?:8|16|32)"
)  # codecs do more than text
# Names that pages use for more than they say; browsers read them so too.
_WIDER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874", "big5": "cp950",
}  # fmt: skip


def decode(data: bytes, stated: str | None = None) -> str | None:
    """The text of these bytes without a byte order mark; None when they are not text.

    `stated` is the encoding that the file itself names, as `known_encoding` gives it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if data.startswith(_SIGNATURES):
        return None
    text = _wide(data) if b"\x00" in data[:_LOOKED_AT_BYTES] else _utf8(data)
    if text is None and b"\x00" not in data:
        text = _as_stated(data, stated) or _old(data)
    if text is None or len(_CONTROLS.findall(text)) > max(_MOST_CONTROLS * len(text), 2):
        return None
    return text


def known_encoding(label: str) -> str | None:
    """The codec for the name that a file gives its encoding; None when there is none of that name."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name) if _OF_TEXT.match(name) else None


def _utf8(data: bytes) -> str | None:
    if b"\x1b$" in data:
        try:
            return data.decode("iso2022_jp")
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    # A few damaged bytes in what is else UTF-8: nothing but UTF-8 has so many sequences that are whole.
    damaged = text.count("\ufffd")
    whole = sum(letter > "\x7f" for letter in text[:_LOOKED_AT_BYTES]) - damaged
    return text if whole > 20 * damaged else None


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, known by where its zeros stand."""
    for encoding, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        try:
            size = min(len(data), _LOOKED_AT_BYTES)
            text = data[: size - size % width].decode(encoding)
        except UnicodeDecodeError:
            continue
        common = sum(_is_common(letter) for letter in text)
        if "\x00" not in text and common > 0.95 * len(text):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    return None


def _is_common(letter: str) -> bool:
    """Whether this is a character that texts are made of: no rare script, no sign that UTF-16 read amiss gives."""
    return (letter.isprintable() or letter in "\t\n\r\f") and (
        letter < "\u0700" or "\u0900" <= letter < "\u0e80" or "\u1e00" <= letter < "\u2200"
        or "\u3000" <= letter < "\u3100" or "\u4e00" <= letter < "\u9fa6" or "\uac00" <= letter < "\ud7a4"
        or letter > "\uff00"
    )  # fmt: skip


def _as_stated(data: bytes, stated: str | None) -> str | None:
    if stated is None or stated.startswith(("utf-16", "utf-32", "utf-8")):
        return None
    text = data.decode(stated, errors="replace")
    return text if text.count("\ufffd") <= 0.01 * len(text) else None


def _old(data: bytes) -> str | None:
    sample = _telling(data)
    found = [(likeness(text, language), encoding) for encoding, language, text in _candidates(sample)]
    best, encoding = max(found, key=lambda one: one[0], default=(0.0, ""))
    if best < _LEAST_LIKENESS:
        return None
    return data.decode(encoding, errors="replace")


def _telling(data: bytes) -> bytes:
    """The first lines that are not ASCII: only those tell anything."""
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line)
            size += len(line)
        if size > _TELLING_BYTES:
            break
    return b"".join(lines)[: 2 * _TELLING_BYTES]


def _candidates(sample: bytes) -> Iterator[tuple[str, str, str]]:
    texts: dict[str, str | None] = {}
    for language, known in LANGUAGES.items():
        for encoding in known.encodings:
            if encoding not in texts:
                texts[encoding] = _strictly(sample, encoding)
            if (text := texts[encoding]) is not None:
                yield encoding, language, text


def _strictly(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError as error:
        # The last character may be cut in two where a file was cut short.
        if error.start >= len(sample) - 4:
            return sample[: error.start].decode(encoding)
        return None
