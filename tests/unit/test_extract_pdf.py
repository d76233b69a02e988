"""PDF files, written here by hand: a few operators make a page."""

from collections.abc import Sequence

import pytest

from galley.documents import Extracted, Kind, Part
from galley.errors import Unreadable
from galley.extract import extract

Text = tuple[float, float, float, str, str]  # x, y, size, font (R or B), words


def pdf(pages: Sequence[Sequence[Text]], outline: Sequence[tuple[str, int, float]] = ()) -> bytes:
    """A PDF of these pages; `outline` is (title, page from 0, height)."""
    objects = ["", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"]  # fmt: skip
    kids: list[int] = []
    for page in pages:
        content = "".join(f"BT /{font} {size} Tf {x} {y} Td ({words}) Tj ET\n" for x, y, size, font, words in page)
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>"
        )
        kids.append(len(objects))
    first = len(objects) + 2
    for at, (title, target, height) in enumerate(outline):
        links = (f"/Prev {first + at - 1} 0 R " if at else "") + (
            f"/Next {first + at + 1} 0 R " if at + 1 < len(outline) else ""
        )
        place = f"/Dest [{kids[target]} 0 R /XYZ 0 {height} 0]"
        objects.append(f"<< /Title ({title}) /Parent {first - 1} 0 R {links}{place} >>")
    if outline:
        objects.insert(
            first - 2, f"<< /First {first} 0 R /Last {first + len(outline) - 1} 0 R /Count {len(outline)} >>"
        )
    objects[0] = "<< /Type /Catalog /Pages 2 0 R " + (f"/Outlines {first - 1} 0 R >>" if outline else ">>")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>"
    return _file(objects)


def _file(objects: Sequence[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        data
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )


def body(page: int, *lines: str, top: float = 700) -> list[Text]:
    """A page with a running header, these lines and a page number."""
    rows: list[Text] = [(72, 800, 9, "R", "Supply Agreement 2026"), (290, 30, 9, "R", f"- {page} -")]
    return rows + [(72, top - 14 * at, 11, "R", line) for at, line in enumerate(lines)]


def texts(found: Extracted, kind: Kind) -> list[str]:
    return [found.text[b.start : b.end].strip() for b in found.blocks if b.kind is kind]


def titles(found: Extracted) -> list[tuple[int | None, str | None, int | None]]:
    return [(b.level, b.title, b.page) for b in found.blocks if b.kind is Kind.HEADING]


LONG = "The supplier delivers the goods that were ordered to the place named in the order, and"
REST = "bears the cost of the carriage."


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


def test_headings_come_from_the_outline_without_their_twins_in_the_contents() -> None:
    pages = [
        body(1, "Scope ............ 2", "Duties ........... 2", "Term ............ 3"),
        body(2, "1 Scope", "", LONG, REST, "", "2 Duties", "", LONG, REST),
        body(3, "3 Term", "", LONG, REST),
    ]
    found = extract("a.pdf", pdf(pages, [("Scope", 1, 712), ("Duties", 1, 640), ("Term", 2, 712)]))
    assert titles(found) == [(1, "Scope", 2), (1, "Duties", 2), (1, "Term", 3)]


def test_without_an_outline_larger_and_bolder_type_makes_headings() -> None:
    page: list[Text] = [
        (72, 700, 18, "B", "Policy"), (72, 670, 11, "R", LONG), (72, 656, 11, "R", REST),
        (72, 620, 14, "B", "Scope"), (72, 600, 11, "R", LONG), (72, 586, 11, "R", REST),
        (72, 550, 11, "B", "Limits"), (72, 530, 11, "R", LONG), (72, 516, 11, "R", REST),
    ]  # fmt: skip
    assert titles(extract("a.pdf", pdf([page]))) == [(1, "Policy", 1), (2, "Scope", 1), (3, "Limits", 1)]


def test_two_columns_drawn_right_one_first_are_read_from_the_left() -> None:
    page: list[Text] = [(320, 700 - 14 * row, 11, "R", f"right {row} goes on with words") for row in range(8)]
    page += [(72, 700 - 14 * row, 11, "R", f"left {row} goes on with words") for row in range(8)]
    text = extract("a.pdf", pdf([page])).text
    assert text.index("left 7") < text.index("right 0") < text.index("right 7")


def test_a_hyphen_at_a_line_end_goes_where_the_whole_word_is_known() -> None:
    lines = ["The agreement binds both sides to this agree-", "ment until it ends."]
    assert "this agreement until" in extract("a.pdf", pdf([body(1, *lines)])).text
    lines = ["Northgate is a privately-", "owned company."]
    assert "privately-\nowned" in extract("a.pdf", pdf([body(1, *lines)])).text


def test_a_pdf_of_pictures_is_called_scanned() -> None:
    with pytest.raises(Unreadable) as caught:
        extract("a.pdf", pdf([[], []]))
    assert caught.value.code == "no_text"
    assert "scanned" in str(caught.value)


def test_pages_without_text_are_named_in_a_warning() -> None:
    found = extract("a.pdf", pdf([body(1, LONG, REST), []]))
    assert "page 2" in found.warnings[0]


def test_a_page_is_known_for_every_offset() -> None:
    found = extract("a.pdf", pdf([body(n, LONG, REST) for n in (1, 2)]))
    assert all(block.page in (1, 2) for block in found.blocks)
