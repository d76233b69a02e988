"""A review given back as comments in its Word document."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import etree

from galley.errors import Conflict
from galley.export.docx import Commented, to_docx
from galley.export.quotes import shifted
from galley.extract import extract
from galley.extract.docx.xml import w
from galley.store.models import Document, Finding, Section
from tests.unit.docx_files import (
    HEADINGS,
    USUAL,
    deleted,
    inserted,
    item,
    level,
    lists,
    p,
    packed,
    t,
    table,
    text_box,
    texts,
    unpacked,
    word,
)

SECTION = Section(id="s", name="Terms", title="Terms", level=1, start=0, end=10**6, words=9)
_SILENT = {w(name) for name in ("del", "delText", "instrText", "txbxContent", "pPr", "comments")}


def finding(start: int | None, end: int | None = None, **more: Any) -> Finding:
    usual: dict[str, Any] = {
        "id": "f", "section_id": "s", "source": "rules", "rule": "twice", "category": "grammar", "severity": "high",
        "confidence": 0.9, "description": "A word stands twice.", "suggestion": "Delete one.", "quote": "the the",
        "model_quote": None, "start": start, "end": end, "page": None, "anchor": "verified", "replacement": None,
        "decision": "accepted", "reason": None, "edit": None, "created_at": 1_700_000_000.0,
    }  # fmt: skip
    return Finding(**usual | more)


def exported(data: bytes, *quotes: str, text: str | None = None) -> Commented:
    """The document with a finding on the first place of each of these words."""
    known = extract("a.docx", data).text if text is None else text
    items = []
    for quote in quotes:
        at = known.index(quote)
        items.append(finding(at, at + len(quote), quote=quote))
    return written(data, *items, text=known)


def written(data: bytes, *items: Finding, text: str | None = None, form: str = "docx") -> Commented:
    known = extract("a.docx", data).text if text is None else text
    return to_docx(Document(id="d", name="a.docx", format=form, text=known), [SECTION], items, data)


def root_of(made: Commented) -> Any:
    return etree.fromstring(unpacked(made.file.data)["word/document.xml"])


def anchored(made: Commented) -> list[str]:
    """The words within each comment's range, by the comments' ids; read from the XML alone."""
    found: dict[int, str] = {}
    open_ranges: set[int] = set()

    def walk(element: Any) -> Iterator[tuple[Any, str]]:
        if element.tag in _SILENT:
            return
        yield element, element.text or "" if element.tag == w("t") else ""
        for child in element:
            yield from walk(child)
        if element.tag == w("p"):
            yield element, "\n"

    for element, words in walk(root_of(made)):
        number = int(element.get(w("id")) or -1)
        if element.tag == w("commentRangeStart"):
            open_ranges.add(number)
            found[number] = ""
        elif element.tag == w("commentRangeEnd"):
            open_ranges.remove(number)
        for open_range in open_ranges:
            found[open_range] += words
    assert not open_ranges
    return [found[number] for number in sorted(found)]


def comments(made: Commented) -> list[Any]:
    return list(WordDocument(io.BytesIO(made.file.data)).comments)


def test_a_comment_stands_on_the_exact_words_and_the_look_stays() -> None:
    data = word(p(t("Pay the ") + t("the price", "<w:b/><w:i/>") + t(" at once.")))
    made = exported(data, "the the", "price at")
    assert anchored(made) == ["the the", "price at"]
    runs = [(run.text, run.bold) for run in WordDocument(io.BytesIO(made.file.data)).paragraphs[0].runs if run.text]
    assert runs == [
        ("Pay ", None),
        ("the ", None),
        ("the", True),
        (" ", True),
        ("price", True),
        (" at", None),
        (" once.", None),
    ]
    assert extract("a.docx", made.file.data).text.startswith("Pay the the price at once.\n")


def test_a_comment_says_what_is_wrong_and_what_to_do() -> None:
    data = word(p("Pay the the price."))
    made = written(data, finding(4, 11, replacement="the", reason="It reads badly.", source="claude:some-model"))
    (said,) = comments(made)
    assert said.text.split("\n") == [
        "High: A word stands twice.", "Delete one.", "Replace with: “the”", "Reason: It reads badly."
    ]  # fmt: skip
    assert (said.author, said.initials) == ("Galley (Claude, some-model)", "G")
    assert said.timestamp is not None
    assert said.timestamp.isoformat() == "2023-11-14T22:13:20+00:00"


def test_a_person_s_edit_and_a_deletion_are_told() -> None:
    made = written(word(p("Pay the the price.")), finding(4, 7, edit="a"), finding(4, 7, replacement=""))
    assert [c.text.split("\n")[-1] for c in comments(made)] == ["Replace with: “a”", "Delete these words."]


def test_words_that_xml_cannot_hold_do_no_harm() -> None:
    made = written(word(p("Pay the the price.")), finding(4, 7, description="a\x00b <x> & \ud800c\n\nd", suggestion=""))
    assert [c.text for c in comments(made)] == ["High: a\ufffdb <x> & \ufffdc d"]


def test_ranges_go_over_runs_paragraphs_links_insertions_and_cells() -> None:
    link = f'<w:hyperlink w:anchor="x">{t("the guide")}</w:hyperlink>'
    data = word(
        p(t("See ") + link + inserted(t(" of May")) + deleted(" of June") + t(".")) + p("Then pay.")
        + table([p("Cell one"), p("Cell two")])
    )  # fmt: skip
    made = exported(data, "See the", "guide of May", "May.\n\nThen", "one | Cell")
    assert anchored(made) == ["See the", "guide of May", "May.\nThen", "one\nCell"]


def test_many_comments_on_the_same_words_are_all_there() -> None:
    made = exported(word(p("Pay the the price.")), *["the the"] * 3, "the the price", "the", "e the p")
    assert anchored(made) == [*["the the"] * 3, "the the price", "the", "e the p"]
    assert made.unplaced == 0


def test_automatic_numbers_are_not_counted_as_words() -> None:
    data = word(item("Scope") + item("Duties"), numbering=lists(level(0, "%1.")))
    made = exported(data, "2. Duties", "1.")
    assert anchored(made) == ["Duties"]
    assert made.unplaced == 1


PARTS = {
    "header1": p("A header."),
    "footnotes": f'<w:footnote w:id="2">{p("A note.")}</w:footnote>',
    "sections": '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>',
}


def test_what_can_have_no_comment_stands_in_a_list_at_the_end() -> None:
    data = word(p(t("Body words.") + text_box(p("Boxed words."))), styles=USUAL + HEADINGS, **PARTS)
    text = extract("a.docx", data).text
    places = [(at := text.index(q), at + len(q)) for q in ("Body", "A header", "A note", "Boxed")]
    lost = finding(None, None, quote=None, model_quote="gone words")
    made = written(data, *[finding(*place, quote=text[slice(*place)]) for place in places], lost)
    assert anchored(made) == ["Body"]
    assert (len(comments(made)), made.unplaced) == (1, 4)
    paragraphs = [paragraph.text for paragraph in WordDocument(io.BytesIO(made.file.data)).paragraphs]
    title, counted, *entries = paragraphs[1:]
    assert (title, counted) == (
        "Findings without a place", "4 findings could not be put on their words as comments."
    )  # fmt: skip
    assert entries[0] == (
        "1. Terms: High: A word stands twice. Delete one. The words: “A header”. "
        "(Galley (rules); they stand in a header, where Word can have no comment.)"
    )
    reasons = ["a header", "a note", "a text box", "were not found"]
    assert all(reason in entry for reason, entry in zip(reasons, entries, strict=True))
    assert "“gone words”" in entries[3]
    assert root_of(made).find(w("body"))[-1].tag == w("sectPr")


def test_other_parts_stay_as_they_are_to_the_byte() -> None:
    data = word(p("Body words."), styles=USUAL, **PARTS)
    made = exported(data, "Body")
    before, after = unpacked(data), unpacked(made.file.data)
    assert set(after) - set(before) == {"word/comments.xml"}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}


def test_comments_that_are_there_stay() -> None:
    reference = '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
    marked = f'<w:commentRangeStart w:id="7"/>{t("Body")}{reference}'
    data = word(p(marked + t(" words.")), comments=f'<w:comment w:id="7" w:author="Ann">{p("Why?")}</w:comment>')
    made = exported(data, "Body words")
    assert [(c.author, c.text) for c in comments(made)] == [("Ann", "Why?"), ("Galley (rules)", comments(made)[1].text)]
    assert anchored(made) == ["Body", "Body words"]


def test_without_findings_the_text_is_the_same_and_no_part_is_new() -> None:
    data = word(p("Body words."))
    made = written(data)
    assert set(unpacked(made.file.data)) == set(unpacked(data))
    assert texts(extract("a.docx", made.file.data)) == ["Body words."]


def test_the_strict_form_stays_strict() -> None:
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    plain = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    files = unpacked(word(p("Body words.")))
    turned: dict[str, str | bytes] = {name: inside.replace(plain, strict) for name, inside in files.items()}
    after = unpacked(exported(packed(turned), "Body").file.data)
    assert all(strict in after[f"word/{name}.xml"] for name in ("document", "comments"))
    assert all(plain not in inside for inside in after.values())
    assert extract("a.docx", packed(dict(after))).text.startswith("Body words.\n")


def test_formulas_and_signs_are_not_divided() -> None:
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    sign = '<w:r><w:sym w:font="Symbol" w:char="F062"/><w:t>x</w:t></w:r>'
    made = exported(word(p(t("So ") + formula + t(" is ") + sign)), "+b is β")
    body = etree.tostring(root_of(made)).decode()
    assert body.index("commentRangeStart") < body.index("oMath") < body.index("F062") < body.index("commentRangeEnd")
    assert body.index("commentRangeEnd") < body.index(">x</w:t>")


def test_a_document_that_is_no_word_file_is_refused() -> None:
    with pytest.raises(Conflict) as caught:
        written(b"", text="Words.", form="pdf")
    assert caught.value.code == "not_a_word_file"


def test_a_text_that_was_read_by_an_older_reader_keeps_its_places() -> None:
    data = word(item("Pay the price.") + item("Pay the price."), numbering=lists(level(0, "%1.")))
    old = "Pay the price.\n\nPay the price.\n"
    made = written(data, finding(20, 29, quote="the price"), text=old)
    assert (anchored(made), made.unplaced) == (["the price"], 0)
    paragraphs = root_of(made).findall(f".//{w('p')}")
    assert paragraphs[1].find(w("commentRangeStart")) is not None


def test_a_range_is_looked_up_by_its_words_and_its_turn() -> None:
    assert shifted("a b a", "x a b a", [(4, 5), (0, 1), (2, 3), (None, None)]) == [(6, 7), (2, 3), (4, 5), None]
    assert shifted("a b", "a b a", [(0, 1)]) == [None]  # it might be either


@settings(max_examples=40, deadline=None)
@given(some.data())
def test_any_words_of_any_runs_are_anchored_exactly(data: some.DataObject) -> None:
    words = some.text("ab \tÄ🙂", min_size=1, max_size=6)
    runs = data.draw(some.lists(some.lists(words, min_size=1, max_size=4), min_size=1, max_size=3))
    file = word("".join(p("".join(t(run, "<w:b/>") for run in paragraph)) for paragraph in [*runs, ["end."]]))
    text = extract("a.docx", file).text
    items, quotes = [], []
    for _ in range(data.draw(some.integers(1, 5))):
        start = data.draw(some.integers(0, len(text) - 2))
        end = data.draw(some.integers(start + 1, len(text) - 1))
        if text[start:end].strip():
            items.append(finding(start, end))
            quotes.append(text[start:end])
    made = written(file, *items)
    assert ["".join(found.split()) for found in anchored(made)] == ["".join(quote.split()) for quote in quotes]
    assert all(found == found.strip() for found in anchored(made))
    assert len(comments(made)) == len(items)
    assert extract("a.docx", made.file.data).text.startswith(text.rstrip())
