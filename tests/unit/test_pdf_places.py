"""Where quoted words stand on the pages of a PDF."""

import pytest

from galley.extract.pdf.places import Place, places
from tests.unit.pdf_files import LONG, REST, Text, body, drawn, pdf, rows


def only(data: bytes, quote: str, page: int = 1) -> list[Place]:
    [found] = places(data, [(page, quote)])
    return found


def test_a_quote_has_one_rectangle_a_line() -> None:
    first, second = only(pdf([rows(72, 700, LONG, REST)]), "named in the order, and bears the cost")
    page, left, bottom, right, top = first
    assert page == 1
    assert 300 < left < right < 520
    assert bottom < 700 < top < 715
    assert second[1] == pytest.approx(72, abs=1)
    assert second[4] < bottom + 3


def test_every_quote_has_its_own_list() -> None:
    found = places(pdf([rows(72, 700, LONG, REST)]), [(1, "The supplier"), (1, "nowhere"), (1, "carriage.")])
    assert [len(boxes) for boxes in found] == [1, 0, 1]


@pytest.mark.parametrize("quote", ["this agreement until", "agree-\nment", "this  agree ment"])
def test_hyphens_and_white_space_count_for_nothing(quote: str) -> None:
    data = pdf([rows(72, 700, "The contract binds both sides to this agree-", "ment until it ends.")])
    assert len(only(data, quote)) == 2


def test_ligatures_are_their_letters() -> None:
    fi = drawn(
        ["BT /R 11 Tf 72 700 Td (The of\\256ce opens.) Tj ET\n"]
    )  # code 256 (octal) is fi in the standard encoding
    assert len(only(fi, "The office opens")) == 1


def test_a_quote_runs_on_to_the_next_page_past_headers_and_footers() -> None:
    data = pdf([body(1, LONG), body(2, REST), body(3, "The end.")])
    assert [place[0] for place in only(data, f"in the order, and {REST}")] == [1, 2]


def test_words_on_the_page_after_are_found() -> None:
    assert [place[0] for place in only(pdf([body(1, LONG), body(2, REST)]), REST)] == [2]


def test_words_that_are_not_there_have_no_place() -> None:
    data = pdf([rows(72, 700, LONG, REST)])
    assert only(data, "The supplier delivers nothing") == []
    assert only(data, " - ") == []
    assert only(data, LONG, page=7) == []


def test_places_are_those_of_the_page_as_it_is_shown() -> None:
    line: Text = (172, 700, 11, "R", "Anna")
    data = pdf([[line]], look="/CropBox [100 600 500 800]")
    [(_, left, bottom, _, top)] = only(data, "Anna")
    assert left == pytest.approx(72, abs=1)
    assert 95 < bottom < 100 < top < 115
    turned = drawn(["BT /R 11 Tf 0 1 -1 0 100 60 Tm (Anna) Tj ET\n"], look="/Rotate 90")
    [(_, left, bottom, right, top)] = only(turned, "Anna")
    assert left == pytest.approx(60, abs=1)
    assert bottom < 495 < top
    assert right - left > top - bottom
