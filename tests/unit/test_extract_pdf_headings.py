"""Which lines of a PDF are headings: by its outline, by its type, by their words."""

import pytest

from galley.extract import extract
from tests.unit.pdf_files import LONG, REST, Text, body, drawn, names, pdf, rows, text, titles


def article(*heads: Text) -> list[Text]:
    """A page on which each heading, given with its height, has a paragraph below it."""
    return [line for head in heads for line in (head, *rows(72, head[1] - 22, LONG, REST))]


def test_headings_come_from_the_outline_without_their_twins_in_the_contents() -> None:
    pages = [
        body(1, "Scope ............ 2", "Duties ........... 2", "Term ............ 3"),
        body(2, "1 Scope", "", LONG, REST, "", "2 Duties", "", LONG, REST),
        body(3, "3 Term", "", LONG, REST),
    ]
    found = extract("a.pdf", pdf(pages, [("Scope", 1, 712), ("Duties", 1, 640), ("Term", 2, 712)]))
    assert titles(found) == [(1, "Scope", 2), (1, "Duties", 2), (1, "Term", 3)]


def test_without_an_outline_larger_and_bolder_type_makes_headings() -> None:
    page = article((72, 700, 18, "B", "Policy"), (72, 620, 14, "B", "Scope"), (72, 550, 11, "B", "Limits"))
    assert titles(extract("a.pdf", pdf([page]))) == [(1, "Policy", 1), (2, "Scope", 1), (3, "Limits", 1)]


def test_colour_makes_headings() -> None:
    heads = [(72, 700, 11, "R", "Where we began"), (72, 620, 11, "R", "What we learned")]
    page = "".join(
        f"0 0.3 0.7 rg {text(head)} 0 g {''.join(map(text, rows(72, head[1] - 16, LONG, REST)))}" for head in heads
    )
    assert names(extract("a.pdf", drawn([page]))) == ["Where we began", "What we learned"]


def test_plain_numbers_below_bold_ones_make_headings() -> None:
    page = article(
        (72, 760, 11, "B", "1.0 PURPOSE"), (72, 690, 11, "R", "1.1 General"), (72, 620, 11, "R", "1.2 Waivers"),
        (72, 550, 11, "B", "2.0 DUTIES"), (72, 480, 11, "R", "2.1 Reporting"),
    )  # fmt: skip
    expected = ["1.0 PURPOSE", "1.1 General", "1.2 Waivers", "2.0 DUTIES", "2.1 Reporting"]
    assert names(extract("a.pdf", pdf([page]))) == expected


def test_capitals_and_numbers_make_headings_where_type_shows_none() -> None:
    page = article((72, 700, 11, "R", "PURPOSE"), (72, 620, 11, "R", "BOOKING TRAVEL"), (72, 550, 11, "R", "CLAIMS"))
    assert names(extract("a.pdf", pdf([page]))) == ["PURPOSE", "BOOKING TRAVEL", "CLAIMS"]


def test_a_label_and_the_title_below_it_are_one_heading() -> None:
    page = rows(250, 700, "ARTICLE I", "SUPPLY") + rows(72, 660, LONG, REST)
    page += rows(250, 600, "ARTICLE II", "PRICE") + rows(72, 560, LONG, REST)
    assert names(extract("a.pdf", pdf([page]))) == ["ARTICLE I SUPPLY", "ARTICLE II PRICE"]


@pytest.mark.parametrize(
    "line",
    [
        "Table 3: Scores by year", "Figure 2.1 The flow of work", "Abbildung 4: Verlauf", "Tableau 2 - Notes",
        "www.example.org", "Note:", "12.50 EUR",
    ],
)  # fmt: skip
def test_captions_labels_and_addresses_are_no_headings(line: str) -> None:
    page = article((72, 700, 14, "B", "Scope"), (72, 620, 11, "B", line), (72, 550, 14, "B", "Limits"))
    assert names(extract("a.pdf", pdf([page]))) == ["Scope", "Limits"]


def test_the_head_of_a_table_is_no_heading() -> None:
    page = article((72, 700, 14, "B", "Scope"))
    page += [(72, 600, 10, "B", "Service"), (200, 600, 10, "B", "Target"), (330, 600, 10, "B", "Credit")]
    page += [(72, 586, 10, "R", "Reply"), (200, 586, 10, "R", "4 hours"), (330, 586, 10, "R", "2 %")]
    assert names(extract("a.pdf", pdf([page]))) == ["Scope"]


def test_the_title_of_a_box_is_no_heading() -> None:
    box = "0.9 g 70 500 400 80 re f 0 g\n"
    page = box + "".join(map(text, article((72, 700, 14, "B", "Scope"))))
    page += "".join(map(text, [(80, 560, 11, "B", "Warning"), *rows(80, 540, "Do not do this.", "Do that.")]))
    assert names(extract("a.pdf", drawn([page]))) == ["Scope"]


def test_a_heading_in_a_coloured_bar_is_one() -> None:
    bar = "0.1 0.2 0.4 rg 70 694 450 20 re f 1 g\n" + text((76, 700, 11, "B", "Eligibility")) + "0 g\n"
    page = bar + "".join(map(text, rows(72, 670, LONG, REST)))
    assert names(extract("a.pdf", drawn([page]))) == ["Eligibility"]


def test_bold_code_is_no_heading() -> None:
    page = article((72, 700, 14, "B", "Scope")) + rows(72, 620, "sudo make install", font="C", size=14)
    assert names(extract("a.pdf", pdf([page]))) == ["Scope"]


def test_numbered_titles_at_the_top_of_pages_are_no_running_headers() -> None:
    pages = [article((72, 780, 14, "B", f"{n}.3 Checking the result")) for n in (1, 2, 3, 4)]
    assert names(extract("a.pdf", pdf(pages))) == [f"{n}.3 Checking the result" for n in (1, 2, 3, 4)]
