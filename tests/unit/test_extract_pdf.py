"""PDF files: paragraphs, page furniture, the order of columns, footnotes, forms, and files that cannot be read."""

import pytest

from galley.documents import Kind, Part
from galley.errors import Unreadable
from galley.extract import extract
from tests.unit.pdf_files import LONG, REST, Text, body, drawn, pdf, rows, text, texts


def test_lines_become_paragraphs_and_furniture_stands_apart() -> None:
    found = extract("a.pdf", pdf([body(n, LONG, REST) for n in (1, 2, 3)]))
    assert texts(found, Kind.PARAGRAPH) == [f"{LONG} {REST}"] * 3
    assert [(b.part, b.page) for b in found.blocks if b.kind is Kind.META] == [
        (part, page) for page in (1, 2, 3) for part in (Part.HEADER, Part.FOOTER)
    ]
    assert found.pages == 3
    assert found.blocks[0].start == 0
    assert [b.end for b in found.blocks] == [*(b.start for b in found.blocks[1:]), len(found.text)]


def test_a_sentence_over_the_end_of_a_page_stays_whole() -> None:
    found = extract("a.pdf", pdf([body(1, LONG), body(2, REST), body(3, "The end.")]))
    assert texts(found, Kind.PARAGRAPH)[0] == f"{LONG} {REST}"


def test_two_columns_drawn_right_one_first_are_read_from_the_left() -> None:
    page = rows(320, 700, *(f"right {row} goes on with words" for row in range(8)))
    page += rows(72, 700, *(f"left {row} goes on with words" for row in range(8)))
    text = extract("a.pdf", pdf([page])).text
    assert text.index("left 7") < text.index("right 0") < text.index("right 7")


def test_two_columns_drawn_row_by_row_are_parted() -> None:
    page: list[Text] = []
    for row in range(10):
        page += [(50, 700 - 14 * row, 9, "R", f"left {row} has words enough for a line")]
        page += [(310, 700 - 14 * row, 9, "R", f"right {row} has words enough for a line")]
    text = extract("a.pdf", pdf([page])).text
    assert text.index("left 9") < text.index("right 0")
    assert "left 0 has words enough for a line left 1" in text


def test_three_columns_under_a_headline_are_read_in_turn() -> None:
    columns = {x: rows(x, 680, *(f"{name} {row} of a narrow column" for row in range(8)), size=9) for x, name in
               ((390, "third"), (40, "first"), (215, "second"))}  # fmt: skip
    page = [*columns[390], (40, 740, 24, "B", "News of the whole month in one line"), *columns[40], *columns[215]]
    text = extract("a.pdf", pdf([page])).text
    places = [text.index(word) for word in ("News", "first 0", "first 7", "second 0", "second 7", "third 0")]
    assert places == sorted(places)


def test_the_rows_of_a_table_stay_whole() -> None:
    page: list[Text] = []
    for row in range(8):
        page += [(72, 700 - 14 * row, 10, "R", f"Item {row}"), (250, 700 - 14 * row, 10, "R", f"{row} EUR")]
    assert "Item 3 3 EUR" in extract("a.pdf", pdf([page])).text


def test_words_that_hang_below_their_number_stay_together() -> None:
    page = [
        *rows(72, 700, LONG, REST),
        (72, 640, 11, "R", "2.3.1"),
        *rows(130, 640, "Verify that the steps", "are in order."),
    ]
    assert texts(extract("a.pdf", pdf([page])), Kind.PARAGRAPH)[1] == "2.3.1 Verify that the steps are in order."


def test_a_page_on_its_side_is_read_upright() -> None:
    lines = "".join(
        f"BT /R 11 Tf 0 1 -1 0 {100 + 14 * at} 60 Tm ({line}) Tj ET\n" for at, line in enumerate([LONG, REST])
    )
    found = extract("a.pdf", drawn([lines], look="/Rotate 90"))
    assert texts(found, Kind.PARAGRAPH) == [f"{LONG} {REST}"]


def test_a_watermark_is_page_furniture() -> None:
    page = "".join(map(text, rows(72, 700, LONG, REST))) + "BT /R 60 Tf 0.7 0.7 -0.7 0.7 100 300 Tm (DRAFT) Tj ET\n"
    found = extract("a.pdf", drawn([page]))
    assert texts(found, Kind.PARAGRAPH) == [f"{LONG} {REST}"]
    assert texts(found, Kind.META, Part.FOOTER) == ["DRAFT"]


def test_much_text_on_its_side_is_text() -> None:
    side = "".join(
        f"BT /R 11 Tf 0 1 -1 0 {400 + 14 * at} 60 Tm ({line}) Tj ET\n" for at, line in enumerate([LONG, REST])
    )
    found = extract("a.pdf", drawn(["".join(map(text, rows(72, 700, LONG, LONG, REST))) + side]))
    assert texts(found, Kind.PARAGRAPH)[-2:] == [LONG, REST]


def test_a_footnote_comes_after_the_body() -> None:
    note = rows(72, 90, "1 As the board has decided in its meeting of May.", size=8)
    found = extract("a.pdf", pdf([rows(72, 700, LONG, REST) + note, rows(72, 700, LONG, REST)]))
    assert [b.part for b in found.blocks] == [Part.BODY, Part.BODY, Part.FOOTNOTE]
    assert (found.blocks[2].page, texts(found, Kind.PARAGRAPH)[2]) == (
        1,
        "1 As the board has decided in its meeting of May.",
    )


def test_small_type_above_the_text_is_no_footnote() -> None:
    page = rows(72, 380, "1 Prices are in euros, without tax.", size=8) + rows(72, 340, LONG, REST)
    found = extract("a.pdf", pdf([rows(72, 700, LONG, REST) + page]))
    assert {b.part for b in found.blocks} == {Part.BODY}


def test_code_keeps_its_lines() -> None:
    page = rows(72, 700, LONG, REST) + rows(72, 640, "first = 1", "second = 2", font="C")
    assert texts(extract("a.pdf", pdf([page])), Kind.CODE) == ["first = 1\nsecond = 2"]


def test_what_is_filled_into_a_form_stands_beside_its_label() -> None:
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Anna Brown) /Rect [150 695 400 712] >>"
    page = "".join(map(text, [(72, 700, 11, "R", "Name:"), (72, 660, 11, "R", "Date:")]))
    found = extract("a.pdf", drawn([page], fields=field))
    assert found.text.index("Name:") < found.text.index("Anna Brown") < found.text.index("Date:")


def test_a_hyphen_at_a_line_end_goes_where_the_whole_word_is_known() -> None:
    lines = ["The agreement binds both sides to this agree-", "ment until it ends."]
    assert "this agreement until" in extract("a.pdf", pdf([body(1, *lines)])).text
    lines = ["Northgate is a privately-", "owned company."]
    assert "privately-\nowned" in extract("a.pdf", pdf([body(1, *lines)])).text


def test_an_empty_page_between_others_is_nothing_to_speak_of() -> None:
    found = extract("a.pdf", pdf([body(1, LONG, REST), []]))
    assert (found.pages, found.scans, found.warnings) == (2, (), ())


def test_a_pdf_of_empty_pages_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        extract("a.pdf", pdf([[], []]))
    assert caught.value.code == "no_text"


def test_a_page_is_known_for_every_offset() -> None:
    found = extract("a.pdf", pdf([body(n, LONG, REST) for n in (1, 2)]))
    assert all(block.page in (1, 2) for block in found.blocks)


def test_a_page_that_cannot_be_opened_is_named() -> None:
    data = pdf([body(1, LONG, REST), body(2, LONG, REST)])
    broken = data.replace(b"/Kids [10 0 R 12 0 R]", b"/Kids [10 0 R 1 0 R ]")
    found = extract("a.pdf", broken)
    assert (found.pages, found.warnings) == (2, ("Page 2 could not be opened.",))
