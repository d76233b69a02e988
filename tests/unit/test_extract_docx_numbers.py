"""Automatic numbers of lists and headings in Word documents."""

from __future__ import annotations

import pytest

from galley.documents import Kind
from galley.extract.docx.figures import figure
from tests.unit.docx_files import HEADINGS, USUAL, item, level, lists, p, read, table, texts, titles

DEEP = level(0, "%1.") + level(1, "%1.%2") + level(2, "(%3)", "lowerLetter") + level(3, "(%4)", "lowerRoman")


def test_levels_count_within_those_above() -> None:
    body = item("One") + item("a", 1) + item("b", 1) + item("x", 2) + item("Two") + item("c", 1) + item("y", 2)
    found = read(body, numbering=lists(DEEP))
    assert texts(found) == ["1. One", "1.1 a", "1.2 b", "(a) x", "2. Two", "2.1 c", "(a) y"]
    assert {block.kind for block in found.blocks} == {Kind.LIST_ITEM}


def test_a_list_goes_on_after_other_text() -> None:
    assert texts(read(item("One") + p("Between.") + item("Two"), numbering=lists(DEEP))) == [
        "1. One",
        "Between.",
        "2. Two",
    ]


def test_a_numbering_of_its_own_start_begins_anew() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>',
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>",
    )
    body = item("a") + item("b", num=2) + item("c", num=3) + item("d", num=3) + item("e")
    assert texts(read(body, numbering=lists(DEEP, *nums))) == ["1. a", "2. b", "7. c", "8. d", "9. e"]


def test_a_level_can_be_told_not_to_begin_anew() -> None:
    levels = level(0, "%1.") + level(1, "%2)", more='<w:lvlRestart w:val="0"/>')
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert texts(read(body, numbering=lists(levels))) == ["1. a", "1) b", "2. c", "2) d"]


def test_a_numbering_may_change_a_level() -> None:
    roman = level(0, "Art. %1", "upperRoman", start=4)
    own = f'<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{roman}</w:lvlOverride></w:num>'
    assert texts(read(item("Scope"), numbering=lists(DEEP, own))) == ["Art. IV Scope"]


def test_legal_numbers_are_decimal_at_every_level() -> None:
    levels = level(0, "%1.", "upperRoman") + level(1, "%1.%2", more="<w:isLgl/>")
    assert texts(read(item("a") + item("b", 1), numbering=lists(levels))) == ["I. a", "1.1 b"]


def test_a_level_above_that_was_not_used_shows_its_start() -> None:
    assert texts(read(item("a", 1), numbering=lists(DEEP))) == ["1.1 a"]


def test_bullets_of_all_fonts_are_one_sign_and_dashes_stay() -> None:
    levels = level(0, "\uf0b7", "bullet") + level(1, "o", "bullet") + level(2, "–", "bullet") + level(3, "", "bullet")
    body = item("a") + item("b", 1) + item("c", 2) + item("d", 3)
    assert texts(read(body, numbering=lists(levels))) == ["• a", "• b", "– c", "d"]


def test_a_numbered_heading_keeps_its_typed_title() -> None:
    styles = USUAL + HEADINGS.replace(
        '<w:name w:val="heading 1"/>',
        '<w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>',
    ).replace(
        '<w:name w:val="heading 2"/>',
        '<w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    )
    levels = level(0, "%1", more='<w:pStyle w:val="Heading1"/>') + level(
        1, "%1.%2", more='<w:pStyle w:val="Heading2"/>'
    )
    body = p("Scope", "Heading1") + p("Text.") + p("Duties", "Heading1") + p("Of both", "Heading2")
    found = read(body, styles=styles, numbering=lists(levels))
    assert texts(found) == ["1 Scope", "Text.", "2 Duties", "2.1 Of both"]
    assert titles(found) == ["Scope", "Duties", "Of both"]


def test_a_style_s_level_is_the_one_made_for_it() -> None:
    styles = (
        f'{USUAL}<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    levels = level(0, "%1.") + level(1, "%1.%2", more='<w:pStyle w:val="Clause"/>')
    assert texts(read(item("a") + p("b", "Clause"), styles=styles, numbering=lists(levels))) == ["1. a", "1.1 b"]


def test_zero_takes_the_number_of_a_style_away() -> None:
    styles = (
        f'{USUAL}<w:style w:type="paragraph" w:styleId="L"><w:name w:val="L"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    plain = p("b", "L", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    found = read(p("a", "L") + plain + p("c", "L"), styles=styles, numbering=lists(DEEP))
    assert texts(found) == ["1. a", "b", "2. c"]


def test_a_numbering_may_point_to_the_one_of_a_style() -> None:
    styles = (
        f'{USUAL}<w:style w:type="numbering" w:styleId="Legal"><w:name w:val="Legal"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    pointing = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Legal"/></w:abstractNum>'
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    )
    found = read(item("a", num=2), styles=styles, numbering=lists(DEEP, nums, more=pointing))
    assert texts(found) == ["1. a"]


def test_numbers_in_cells_count_too() -> None:
    body = table([item(""), p("First")], [item(""), p("Second")], [item("x"), p("")])
    assert texts(read(body, numbering=lists(DEEP))) == ["1. | First", "2. | Second", "3. x |"]


def test_a_paragraph_that_a_tracked_change_joined_counts_once() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="3" w:author="a"/>'
        '</w:rPr></w:pPr><w:r><w:t xml:space="preserve">One </w:t></w:r></w:p>'
    )
    assert texts(read(gone + item("two") + item("three"), numbering=lists(DEEP))) == ["1. One two", "2. three"]


def test_numbering_that_is_not_there_is_no_error() -> None:
    assert texts(read(item("a") + item("b", 5, num=77), numbering=lists(level(0, "%1.")))) == ["1. a", "b"]
    assert texts(read(item("a"))) == ["a"]


@pytest.mark.parametrize(
    ("number", "kind", "written"),
    [
        (4, "decimal", "4"), (4, "decimalZero", "04"), (14, "lowerRoman", "xiv"), (1999, "upperRoman", "MCMXCIX"),
        (27, "lowerLetter", "aa"), (28, "upperLetter", "BB"), (11, "ordinal", "11th"), (22, "ordinal", "22nd"),
        (1, "ordinalText", "First"), (21, "ordinalText", "Twenty-first"), (30, "ordinalText", "Thirtieth"),
        (42, "cardinalText", "Forty-two"), (5, "001", "005"), (6, "chicago", "††"), (9, "none", ""),
        (0, "upperLetter", "0"), (100000, "lowerRoman", "100000"), (3, "somethingNew", "3"), (255, "hex", "FF"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_every_kind_of_figure(number: int, kind: str, written: str) -> None:
    assert figure(number, kind) == written
