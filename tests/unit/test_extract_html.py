"""Web pages: what is a block, what is left out, and what nobody sees."""

import pytest

from galley.documents import Extracted, Kind, Part
from galley.extract import extract


def read(body: str, head: str = "") -> Extracted:
    page = f"<!DOCTYPE html><html><head><title>Not text</title>{head}</head><body>{body}</body></html>"
    return extract("page.html", page.encode())


def texts(found: Extracted) -> list[str]:
    return [found.text[block.start : block.end].strip() for block in found.blocks]


def titles(found: Extracted) -> list[tuple[int | None, str | None]]:
    return [(block.level, block.title) for block in found.blocks if block.kind is Kind.HEADING]


def hidden(found: Extracted) -> list[tuple[str, str]]:
    return [(mark.why, found.text[mark.start : mark.end].strip()) for mark in found.hidden]


def test_headings_paragraphs_and_loose_text_are_blocks() -> None:
    found = read(
        "<h1>Policy &amp; <i>rules</i></h1>Loose <b>text</b><p>One\n  two</p>More<h2>Scope</h2><div>Last</div>"
    )
    assert texts(found) == ["Policy & rules", "Loose text", "One two", "More", "Scope", "Last"]
    assert titles(found) == [(1, "Policy & rules"), (2, "Scope")]
    assert found.format == "html"


def test_items_have_the_numbers_that_the_page_shows() -> None:
    found = read(
        "<ol start=3><li>three<li value=7>seven<ol type=a><li>inner</ol></ol><ul><li>dot</ul>"
        "<ol reversed><li>b<li>a</ol><ol style='list-style-type: upper-roman'><li>r</ol>"
    )
    assert texts(found) == ["3. three", "7. seven", "a. inner", "• dot", "2. b", "1. a", "I. r"]
    assert {block.kind for block in found.blocks} == {Kind.LIST_ITEM}


def test_a_table_gives_a_block_a_row() -> None:
    found = read("<table><caption>Prices</caption><tr><th>A<th>B<tr><td>1<br>x<td><p>2</p><p>3</p></table><p>End")
    assert texts(found) == ["Prices", "A | B", "1 x | 2 3", "End"]
    assert [b.part for b in found.blocks if b.kind is Kind.ROW] == [Part.CELL, Part.CELL]


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    found = read("<table><tr><td><h1>Scope</h1><p>Words.</p></td></tr><tr><td>More.</td></tr></table>")
    assert texts(found) == ["Scope", "Words.", "More."]
    assert titles(found) == [(1, "Scope")]


def test_scripts_styles_and_comments_are_left_out() -> None:
    found = read(
        "<p>In<!-- no --></p><script>no()</script><style>p{}</style><template>no</template><noscript>no</noscript>"
    )
    assert texts(found) == ["In"]


def test_code_keeps_its_lines() -> None:
    found = read("<pre>if x:\n    y\n</pre>")
    assert (found.blocks[0].kind, texts(found)) == (Kind.CODE, ["if x:\n    y"])


def test_two_line_breaks_end_a_paragraph() -> None:
    assert texts(read("One<br>two<br><br>Three")) == ["One\ntwo", "Three"]


def test_menus_and_footers_of_the_site_are_no_prose() -> None:
    found = read(
        "<nav><h2>Menu</h2><a href=x>Home</a></nav><header><h1>Policy</h1><p>Logo</p></header>"
        "<main><article><header><p>Intro</p></header><p>Words</p></article></main><div role=contentinfo>Imprint</div>"
    )
    assert titles(found) == [(1, "Policy")]
    meta = [text for text, block in zip(texts(found), found.blocks, strict=True) if block.kind is Kind.META]
    assert meta == ["Menu", "Home", "Logo", "Imprint"]
    assert found.blocks[-1].part is Part.FOOTER


def test_endnotes_come_last() -> None:
    found = read("<p>Text</p><section role='doc-endnotes'><ol><li>A note</ol></section><p>More</p>")
    assert texts(found) == ["Text", "More", "1. A note"]
    assert found.blocks[-1].part is Part.FOOTNOTE


def test_deleted_words_are_a_change_and_no_text() -> None:
    found = read('<p>pay <del datetime="2024-05-01">ten</del><ins>twenty</ins> days</p>')
    assert texts(found) == ["pay twenty days"]
    assert [(c.kind, c.words, c.at, c.start) for c in found.changes] == [
        ("deletion", "ten", "2024-05-01", 4), ("insertion", "twenty", None, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ('<p hidden="">secret</p>', "invisible"),
        ('<p style="display:none">secret</p>', "invisible"),
        ('<div style="visibility: hidden"><p>secret</p></div>', "invisible"),
        ('<p style="OPACITY:0">secret</p>', "invisible"),
        ('<p class="gone">secret</p>', "invisible"),
        ('<p id="too">secret</p>', "invisible"),
        ('<p style="font-size: 1px">secret</p>', "tiny"),
        ('<p style="font-size:0.5pt">secret</p>', "tiny"),
        ('<p style="color:#fff">secret</p>', "colour"),
        ('<div style="background:#222"><p style="color:rgb(34,34,34)">secret</p></div>', "colour"),
        ('<p><font color="white">secret</font></p>', "colour"),
        ('<p style="color:transparent">secret</p>', "colour"),
        ('<p style="position:absolute;left:-9999px">secret</p>', "off_page"),
        ('<p style="text-indent:-9999px">secret</p>', "off_page"),
    ],
)
def test_words_that_nobody_sees_stay_and_are_marked(how: str, why: str) -> None:
    found = read(f"<p>Seen.</p>{how}<p>Seen too.</p>", "<style>/* x */ .gone, #too { display: none }</style>")
    assert texts(found) == ["Seen.", "secret", "Seen too."]
    assert hidden(found) == [(why, "secret")]


@pytest.mark.parametrize(
    "shown",
    [
        '<table bgcolor="#003"><tr><td style="color:#fff">A</td><td>B</td></tr></table>',
        '<div class="dark"><p class="light">words</p></div>',
        '<p class="paper">words</p>',
        '<div style="background:url(x.png)"><p style="color:white">words</p></div>',
        '<div style="background-color:navy"><a href="x" style="color:white">words</a></div>',
        '<div style="visibility:hidden"><p style="visibility:visible">words</p></div>',
        '<p style="opacity:0.5;font-size:9px">words</p>',
    ],
)
def test_what_may_well_be_seen_is_not_called_hidden(shown: str) -> None:
    head = "<style>.menu .light, div > .light { background: black } .light { color: white }"
    assert hidden(read(shown, head + "@media print { .paper { display: none } }</style>")) == []


def test_colours_are_unknown_where_a_style_sheet_is_not_here() -> None:
    page = '<div class="hero"><p style="color:white">words</p></div>'
    assert hidden(read(page, '<link rel="stylesheet" href="site.css">')) == []


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-5">', "iso8859-5"),
        ('<meta charset="utf-8">', "utf-8"),
        ("", "utf-16"),
        ("", "cp1251"),
    ],
)
def test_a_page_is_read_in_its_encoding(head: str, encoding: str) -> None:
    words = "Исполнитель обязуется оказать услуги в срок"
    page = f"<html><head>{head}</head><body><p>{words}</p></body></html>"
    assert extract("a.htm", page.encode(encoding)).text == words + "\n"


def test_an_empty_element_of_xhtml_does_not_swallow_the_page() -> None:
    head = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><script src="x"/><title/></head>'
    page = head + b"<body><p>Words</p></body></html>"
    assert extract("a.xhtml", page).text == "Words\n"


def test_a_page_that_nests_deeper_than_a_stack_is_read() -> None:
    found = extract(
        "a.html", b"<div>" * 60_000 + b"Deep<script>no</script>" + b"</div>" * 60_000 + b"<p>End &amp; all</p>"
    )
    assert texts(found) == ["Deep", "End & all"]
    assert found.warnings


def test_bold_lines_are_headings_where_the_page_has_no_others() -> None:
    found = read("<p><b>Scope</b></p><p>All of it, for <b>everybody</b>.</p><p><b>Duties</b></p><p>None at all.</p>")
    assert titles(found) == [(1, "Scope"), (1, "Duties")]
