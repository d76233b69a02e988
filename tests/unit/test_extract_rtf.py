"""Rich Text, written here by hand."""

import pytest

from galley.documents import Extracted, Kind, Part
from galley.extract import extract

HEAD = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset204 Arial;}"
    rb"{\f2\fnil\fcharset128 Mincho;}{\f3\fnil\fcharset2 Symbol;}}"
    rb"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"
    rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 \'dcberschrift 2;}{\*\cs9 heading 1 Char;}}"
    rb"{\*\revtbl{Unknown;}{Jane Roe;}}{\info{\author Nobody}}"
)


def read(body: bytes) -> Extracted:
    return extract("a.rtf", HEAD + body + b"}")


def texts(found: Extracted) -> list[str]:
    return [found.text[block.start : block.end].strip() for block in found.blocks]


def test_headings_come_from_styles_and_outline_levels() -> None:
    found = read(
        rb"\pard\s1 Scope\par\pard\plain Words.\par{\pard\s2 Parts {\b and} \{all\}\par}\pard\outlinelevel2 Deep\par"
    )
    assert [(b.level, b.title) for b in found.blocks if b.kind is Kind.HEADING] == [
        (1, "Scope"), (2, "Parts and {all}"), (3, "Deep"),
    ]  # fmt: skip
    assert found.format == "rtf"


def test_the_number_of_a_heading_is_text_and_not_its_title() -> None:
    found = read(rb"\pard\s1{\listtext 1.\tab}Scope\par\pard\plain{\pntext\f3\'b7\tab}An item\par")
    assert texts(found) == ["1. Scope", "• An item"]
    assert found.blocks[0].title == "Scope"
    assert found.blocks[1].kind is Kind.LIST_ITEM


def test_a_bullet_of_a_symbol_font_is_a_bullet() -> None:
    assert texts(read(rb"\pard{\listtext\f3\u-3913\'3f\tab}dot\par")) == ["• dot"]


def test_characters_are_read_in_the_encoding_of_their_font() -> None:
    found = read(
        rb"caf\'e9 \u8364? {\f1\'cf\'f0} {\f2\'93\'fa\'96\'7b} \ldblquote x\rdblquote\~\endash  \u-10180?\u-8370?"
    )
    assert found.text == "café € Пр 日本 “x”\u00a0– 🍎\n"


def test_a_table_gives_a_block_a_row() -> None:
    found = read(
        rb"\trowd\cellx1\cellx2\pard\intbl A\cell B one\par B two\cell\row"
        rb"\trowd\pard\intbl 1\cell 2\cell\row\pard End\par"
    )
    assert texts(found) == ["A | B one B two", "1 | 2", "End"]
    assert [b.part for b in found.blocks] == [Part.CELL, Part.CELL, Part.BODY]


def test_a_table_with_one_cell_in_each_row_is_a_frame() -> None:
    found = read(
        rb"\trowd\pard\s1\intbl Scope\cell\cell\row\trowd\pard\plain\intbl One.\par Two.\cell\cell\row\pard End\par"
    )
    assert texts(found) == ["Scope", "One.", "Two.", "End"]
    assert found.blocks[0].title == "Scope"


def test_a_row_with_one_word_stays_a_row_of_its_table() -> None:
    found = read(rb"\trowd\pard\intbl A\cell B\cell\row\trowd\pard\intbl Total\cell\cell\row\pard End\par")
    assert texts(found) == ["A | B", "Total |", "End"]


def test_notes_comments_headers_and_footers_have_their_parts() -> None:
    found = read(
        rb"{\header Top\par}{\footer Foot\par}\pard Text{\footnote\pard{\super\chftn} A note.}"
        rb"{\*\atnid J}{\*\atnauthor Jane Roe}"
        rb"\chatn{\*\annotation{\*\atnref 1}\pard A remark.} goes on.\par"
    )
    assert texts(found) == ["Top", "Text goes on.", "Foot", "A note.", "Jane Roe: A remark."]
    assert [b.part for b in found.blocks] == [Part.HEADER, Part.BODY, Part.FOOTER, Part.FOOTNOTE, Part.COMMENT]


def test_a_note_in_a_table_does_not_end_the_row() -> None:
    found = read(rb"\trowd\pard\intbl A{\footnote Noted.}\cell B\cell\row\pard")
    assert texts(found) == ["A | B", "Noted."]


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    found = read(rb"Pay {\deleted\revauthdel1\revdttmdel1 ten}{\revised\revauth1 twenty} days.\par")
    assert texts(found) == ["Pay twenty days."]
    assert [(c.kind, c.words, c.author, c.start) for c in found.changes] == [
        ("deletion", "ten", "Jane Roe", 4), ("insertion", "twenty", "Jane Roe", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(("look", "why"), [(rb"\v", "invisible"), (rb"\fs2", "tiny"), (rb"\cf2", "colour")])
def test_words_that_nobody_sees_stay_and_are_marked(look: bytes, why: str) -> None:
    found = read(rb"All {" + look + rb" secret} here.\par")
    assert found.text == "All secret here.\n"
    assert [(h.why, found.text[h.start : h.end]) for h in found.hidden] == [(why, "secret")]


def test_white_words_on_a_dark_ground_are_seen() -> None:
    assert read(rb"{\cf2\highlight1 words}\par").hidden == ()


def test_pictures_fields_and_unknown_groups_are_no_text() -> None:
    found = read(
        rb"See {\field{\*\fldinst HYPERLINK http://x}{\fldrslt the guide}}"
        rb"{\pict\bin4 }}{{ 00ff}{\*\unknown no}{\object{\*\objdata 00}}.\par"
    )
    assert texts(found) == ["See the guide."]


def test_text_boxes_are_read() -> None:
    found = read(rb"One{\shp{\*\shpinst{\sp{\sn no}{\sv 1}}{\shptxt\pard In a box\par}}{\shprslt no}}\par Two\par")
    assert sorted(texts(found)) == ["In a box", "One", "Two"]


def test_a_file_that_is_cut_short_is_read_with_a_warning() -> None:
    found = extract("a.rtf", HEAD + rb"\pard One.\par Two and")
    assert texts(found) == ["One.", "Two and"]
    assert "may be missing" in found.warnings[0]
    assert read(rb"One.\par").warnings == ()


def test_typed_headings_are_seen_where_no_style_says_so() -> None:
    found = read(rb"\pard 1. Scope\par All of it and more.\par 2. Duties\par None of them here.\par")
    assert [b.title for b in found.blocks if b.kind is Kind.HEADING] == ["1. Scope", "2. Duties"]
