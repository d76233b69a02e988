"""Documents of every format, generated: what holds for all that Galley reads."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from galley.documents import Extracted
from galley.errors import InputError
from galley.extract import extract
from galley.sections import sections_of
from tests.unit.open_document import odt

Piece = tuple[str, str]
LETTERS = st.text(st.sampled_from("abc XYZ 12 .,-# <&>{}\\é語\u200b\u202e\u00ad😀|*_"), min_size=1, max_size=12)
PIECES = st.lists(st.tuples(st.sampled_from(["heading", "text", "item", "row"]), LETTERS), min_size=1, max_size=8)


def as_html(pieces: list[Piece]) -> bytes:
    tags = {"heading": "h2", "text": "p", "item": "li", "row": "td"}
    return "".join(f"<{tags[kind]}>{escape(words)}</{tags[kind]}>" for kind, words in pieces).encode()


def as_rtf(pieces: list[Piece]) -> bytes:
    def one(letter: str) -> str:
        units = letter.encode("utf-16-le")
        plain = letter.isascii() and letter not in "{}\\"
        return (
            letter
            if plain
            else "".join(
                f"\\u{int.from_bytes(units[n : n + 2], 'little', signed=True)}?" for n in range(0, len(units), 2)
            )
        )

    looks = {"heading": "\\outlinelevel1 ", "text": " ", "item": "{\\listtext 1.\\tab}", "row": "\\intbl "}
    ends = {"row": "\\cell x\\cell\\row "}
    body = "".join(f"\\pard{looks[k]}{''.join(map(one, words))}{ends.get(k, chr(92) + 'par ')}" for k, words in pieces)
    return ("{\\rtf1 " + body + "}").encode("ascii")


def as_odt(pieces: list[Piece]) -> bytes:
    frames = {
        "heading": '<text:h text:outline-level="2">{}</text:h>', "text": "<text:p>{}</text:p>",
        "item": "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
        "row": "<table:table><table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell>"
        "</table:table-row></table:table>",
    }  # fmt: skip
    return odt(body="".join(frames[kind].replace("{}", escape(words)) for kind, words in pieces))


def as_docx(pieces: list[Piece]) -> bytes:
    document, target = Document(), io.BytesIO()
    for kind, words in pieces:
        if kind == "row":
            document.add_table(1, 2).cell(0, 0).text = words
        else:
            document.add_paragraph(words, {"heading": "Heading 2", "item": "List Number"}.get(kind))
    document.save(target)
    return target.getvalue()


def as_markdown(pieces: list[Piece]) -> bytes:
    starts = {"heading": "## ", "item": "- ", "row": "| "}
    return "\n\n".join(starts.get(kind, "") + words for kind, words in pieces).encode()


def as_text(pieces: list[Piece]) -> bytes:
    return "\r\n\r\n".join(words.upper() if kind == "heading" else words for kind, words in pieces).encode("utf-16")


MAKERS = {
    "a.html": as_html, "a.rtf": as_rtf, "a.odt": as_odt, "a.docx": as_docx, "a.md": as_markdown, "a.txt": as_text,
}  # fmt: skip


def assert_whole(found: Extracted) -> None:
    """Blocks tile the text; sections, hidden ranges and changes lie in it."""
    size = len(found.text)
    assert "".join(found.text[b.start : b.end] for b in found.blocks) == found.text
    assert [b.start for b in found.blocks] == [0, *(b.end for b in found.blocks[:-1])]
    assert all(0 <= s.start < s.end <= size for s in sections_of(found.text, found.blocks))
    assert all(0 <= h.start < h.end <= size for h in found.hidden)
    assert all(a.end <= b.start for a, b in zip(found.hidden, found.hidden[1:], strict=False))
    assert all(0 <= change.start <= size for change in found.changes)


@pytest.mark.parametrize(("name", "make"), MAKERS.items(), ids=MAKERS)
@settings(max_examples=12, deadline=None)
@given(pieces=PIECES)
def test_what_is_read_is_whole_in_itself(name: str, make: Callable[[list[Piece]], bytes], pieces: list[Piece]) -> None:
    try:
        found = extract(name, make(pieces))
    except InputError as error:
        assert error.code == "no_text"  # noqa: PT017
        return
    assert_whole(found)
    kept = iter(found.text.casefold())
    assert all(letter.casefold() in kept for _, words in pieces for letter in words if letter.isalpha())
