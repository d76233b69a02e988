"""OpenDocument texts, made here of their XML."""

import io
import zipfile

import pytest

from galley.documents import Extracted, Kind, Part
from galley.errors import Unreadable
from galley.extract import extract
from tests.unit.open_document import odt


def read(body: str, automatic: str = "", styles: str = "") -> Extracted:
    return extract("a.odt", odt(body=body, automatic=automatic, styles=styles))


def texts(found: Extracted) -> list[str]:
    return [found.text[block.start : block.end].strip() for block in found.blocks]


def titles(found: Extracted) -> list[tuple[int | None, str | None]]:
    return [(block.level, block.title) for block in found.blocks if block.kind is Kind.HEADING]


def test_headings_have_their_outline_level_and_number() -> None:
    found = read(
        '<text:p text:style-name="P1">Agreement</text:p><text:h text:outline-level="1">Scope</text:h>'
        '<text:h text:outline-level="2">Parts <text:span>and</text:span> all</text:h><text:p>Words.</text:p>',
        automatic='<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>',
        styles='<office:styles><style:style style:name="Title" style:family="paragraph"/><text:outline-style>'
        '<text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        "</text:outline-style></office:styles>",
    )
    assert texts(found) == ["Agreement", "1. Scope", "1.1 Parts and all", "Words."]
    assert titles(found) == [(1, "Agreement"), (1, "Scope"), (2, "Parts and all")]


def test_items_have_the_numbers_of_their_list_style() -> None:
    numbers = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" '
        'style:num-prefix="(" style:num-suffix=")"/></text:list-style>'
        '<text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/></text:list-style>'
    )
    inner = "<text:list><text:list-item><text:p>in</text:p></text:list-item></text:list>"
    found = read(
        f'<text:list text:style-name="L"><text:list-item><text:p>one</text:p>{inner}</text:list-item>'
        "<text:list-item><text:p>two</text:p><text:p>more</text:p></text:list-item></text:list>"
        '<text:list text:style-name="B"><text:list-item><text:p>dot</text:p></text:list-item></text:list>',
        automatic=numbers,
    )
    assert texts(found) == ["1. one", "(a) in", "2. two", "more", "• dot"]
    assert {block.kind for block in found.blocks} == {Kind.LIST_ITEM}


def test_a_table_gives_a_block_a_row() -> None:
    def row(*cells: str) -> str:
        inside = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        return f"<table:table-row>{inside}</table:table-row>"

    found = read(
        f"<table:table><table:table-header-rows>{row('A', 'B')}</table:table-header-rows>{row('1', '2')}</table:table>"
    )
    assert texts(found) == ["A | B", "1 | 2"]
    assert [(b.kind, b.part) for b in found.blocks] == [(Kind.ROW, Part.CELL)] * 2


def test_notes_comments_headers_and_footers_have_their_parts() -> None:
    found = read(
        '<text:p>Text<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>A note.</text:p></text:note-body></text:note><office:annotation><dc:creator>Jane</dc:creator>"
        "<text:p>A remark.</text:p></office:annotation> goes on.</text:p>",
        styles="<office:master-styles><style:master-page><style:header><text:p>Top</text:p></style:header>"
        "<style:header-left><text:p>Top</text:p></style:header-left><style:footer><text:p>Foot</text:p></style:footer>"
        "</style:master-page></office:master-styles>",
    )
    assert texts(found) == ["Top", "Text goes on.", "Foot", "A note.", "Jane: A remark."]
    assert [b.part for b in found.blocks] == [Part.HEADER, Part.BODY, Part.FOOTER, Part.FOOTNOTE, Part.COMMENT]


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    found = read(
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion><office:change-info><dc:creator>Jane'
        "</dc:creator><dc:date>2024-05-01T10:00:00</dc:date></office:change-info><text:p>ten</text:p></text:deletion>"
        '</text:changed-region><text:changed-region text:id="b"><text:insertion/></text:changed-region>'
        '</text:tracked-changes><text:p>Pay <text:change text:change-id="a"/><text:change-start text:change-id="b"/>'
        '<text:span>twenty</text:span><text:change-end text:change-id="b"/> days.</text:p>'
    )
    assert texts(found) == ["Pay twenty days."]
    assert [(c.kind, c.words, c.author, c.start) for c in found.changes] == [
        ("deletion", "ten", "Jane", 4), ("insertion", "twenty", None, 4),
    ]  # fmt: skip
    assert found.changes[0].at == "2024-05-01T10:00:00"


@pytest.mark.parametrize(
    ("properties", "why"),
    [('text:display="none"', "invisible"), ('fo:font-size="1pt"', "tiny"), ('fo:color="#ffffff"', "colour")],
)
def test_words_that_nobody_sees_stay_and_are_marked(properties: str, why: str) -> None:
    style = f'<style:style style:name="T" style:family="text"><style:text-properties {properties}/></style:style>'
    found = read('<text:p>All <text:span text:style-name="T">secret</text:span> here.</text:p>', style)
    assert found.text == "All secret here.\n"
    assert [(h.why, found.text[h.start : h.end]) for h in found.hidden] == [(why, "secret")]


def test_white_words_in_a_coloured_cell_are_seen() -> None:
    style = (
        '<style:style style:name="T" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'
        '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties '
        'fo:background-color="#003366"/></style:style>'
    )
    words = '<text:p><text:span text:style-name="T">Price</text:span></text:p>'
    cell = f'<table:table-cell table:style-name="C">{words}</table:table-cell>'
    found = read(f"<table:table><table:table-row>{cell * 2}</table:table-row></table:table>", style)
    assert found.hidden == ()


def test_text_boxes_tabs_and_spaces_are_read() -> None:
    found = read(
        '<text:p>a<text:tab/>b<text:s text:c="3"/>c<text:line-break/>d<draw:frame><draw:text-box><text:p>box</text:p>'
        "</draw:text-box></draw:frame></text:p>"
    )
    assert texts(found) == ["a\tb   c\nd", "box"]


def test_a_protected_document_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        extract("a.odt", odt("x", manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"))
    assert caught.value.code == "password_protected"


def test_an_entity_that_would_grow_is_not_followed() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    source, target = zipfile.ZipFile(io.BytesIO(odt("Words &b; here"))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for part in source.namelist():
            data = source.read(part)
            package.writestr(part, bomb.encode() + data if part == "content.xml" else data)
    assert "aaaa" not in extract("a.odt", target.getvalue()).text
