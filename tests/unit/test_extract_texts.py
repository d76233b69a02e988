"""Markdown and plain text: the text stays as it is, and blocks tile it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from galley.documents import Extracted, Kind
from galley.extract import extract, markdown, plain


def titles(found: Extracted) -> list[tuple[int | None, str | None]]:
    return [(block.level, block.title) for block in found.blocks if block.kind is Kind.HEADING]


def words_of(found: Extracted, kind: Kind) -> list[str]:
    return [found.text[b.start : b.end].strip() for b in found.blocks if b.kind is kind]


def assert_tiled(found: Extracted) -> None:
    borders = [0, *(block.end for block in found.blocks)]
    assert [block.start for block in found.blocks] == borders[:-1]
    assert borders[-1] == len(found.text)
    assert all(block.start < block.end for block in found.blocks)


PIECES = st.sampled_from(
    ["# One\n", "## Two ##\n", "Three\n---\n", "words go here\n", "\n", "\r\n", "- item\n", "  - inner\n",
     "> said\n",
     "```\n# no heading\n", "```\n", "| a | b |\n|---|---|\n| 1 | 2 |\n", "<!-- note -->\n", "[x]: http://x\n",
     "---\n", "key: value\n", "    code\n", "1. first\n", "<h2>Four</h2>\n", "\t", "é", "\u2028", "𝒳 "]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=12), max_size=14).map("".join).filter(bool))
def test_blocks_tile_whatever_is_written(text: str) -> None:
    for found in (markdown.extract(text), plain.extract(text)):
        assert found.text == text
        assert_tiled(found)


def test_headings_of_both_forms_are_found_with_their_depth() -> None:
    found = markdown.extract("# One #\n\ntext\n\nTwo\n---\n\n###### Six\n")
    assert titles(found) == [(1, "One"), (2, "Two"), (6, "Six")]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("## The **bold** `code` ##", "The bold code"),
        ("## See [the guide](http://x.example) and [more][ref]", "See the guide and more"),
        ('## <a name="top"></a>Scope', "Scope"),
        ("## Scope {#scope}", "Scope"),
        ("## Fish &amp; chips", "Fish & chips"),
        ("<h2 align='center'>Scope <br> of it</h2>", "Scope of it"),
    ],
)
def test_a_title_is_its_words_without_marks(line: str, title: str) -> None:
    assert titles(markdown.extract(f"{line}\n\n[ref]: http://y.example\n")) == [(2, title)]


def test_a_hash_in_code_a_quotation_or_a_comment_is_no_heading() -> None:
    assert titles(markdown.extract("```\n# no\n```\n\n    # no\n\n> # no\n\n<!--\n# no\n-->\n\n#no\n")) == []


def test_front_matter_is_kept_but_not_prose() -> None:
    found = markdown.extract("---\ntitle: Policy\ntags:\n  - a\n---\n\n# Scope\n")
    assert [block.kind for block in found.blocks] == [Kind.META, Kind.HEADING]
    assert titles(markdown.extract("---\n\nNot meta.\n\n---\n\n# Scope\n")) == [(1, "Scope")]


def test_lists_rows_code_and_link_definitions_have_their_kinds() -> None:
    found = markdown.extract(
        "- one\n  more\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx\n```\n\n[r]: http://x\n"
    )
    assert words_of(found, Kind.LIST_ITEM) == ["- one\n  more", "- two"]
    assert words_of(found, Kind.ROW) == ["| a | b |\n|---|---|", "| 1 | 2 |"]
    assert words_of(found, Kind.CODE) == ["```\nx\n```"]
    assert words_of(found, Kind.META) == ["[r]: http://x"]


def test_line_ends_stay_and_a_byte_order_mark_goes() -> None:
    assert extract("a.md", b"\xef\xbb\xbf# One\r\n\r\ntext\r\n").text == "# One\r\n\r\ntext\r\n"


def test_form_feeds_end_pages_and_lines_that_repeat_are_furniture() -> None:
    words = [f"  Words of page {number} that differ: {'x' * number}." for number in (1, 2, 3)]
    pages = [f"RFC 99   May 9\n\n{line}\n\nDoe  [Page {n}]\n" for n, line in enumerate(words, 1)]
    found = plain.extract("\f".join(pages))
    assert (found.pages, found.text) == (3, "\f".join(pages))
    assert [b.page for b in found.blocks if b.kind is Kind.PARAGRAPH] == [1, 2, 3]
    assert words_of(found, Kind.PARAGRAPH) == [line.strip() for line in words]
    assert words_of(found, Kind.META)[1:4] == ["Doe  [Page 1]", "RFC 99   May 9", "Doe  [Page 2]"]
    assert_tiled(found)


def test_a_text_without_form_feeds_has_no_pages() -> None:
    found = plain.extract("Words.\n\nMore.\n")
    assert found.pages is None
    assert {block.page for block in found.blocks} == {None}


def test_plain_headings_are_seen_by_number_name_capitals_and_underline() -> None:
    found = plain.extract(
        "SUPPLY AGREEMENT\n\nARTICLE IV\n\nSome words.\n\n1. Scope\nThis text is below.\n\n"
        "2.1 Duties of the Buyer\n\nWords again.\n\nSummary\n=======\n\nThe end.\n\nNotes\n-----\nMore.\n"
    )
    assert titles(found) == [
        (1, "SUPPLY AGREEMENT"), (1, "ARTICLE IV"), (1, "1. Scope"), (2, "2.1 Duties of the Buyer"),
        (1, "Summary"), (2, "Notes"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "prose",
    [
        "1. Milk\n\n2. Eggs\n\n3. Bread\n\nThat is all.",
        "1. Buy the milk\n2. Buy the eggs\n",
        "Section 5 applies to all of this.",
        "section 5 applies here",
        "2024 was a good year",
        "1. The supplier shall deliver the goods to the address that the buyer has named\nin the order.",
        "3.2 Duties ........ 14",
        "10 Downing Street is where they all met again yesterday",
        "I. The court has no opinion on the matter that was brought before it today by him",
    ],
)
def test_lists_and_sentences_are_no_headings(prose: str) -> None:
    assert titles(plain.extract(prose)) == []
