"""A review as a file to keep."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest

from galley.export import FORMATS, file_name, to_csv, to_json, to_markdown
from galley.store.models import Document, Finding, Section, Session

DOCUMENT = Document(
    id="d", name="a.md", format="markdown", pages=2, words=40, warnings=[], sample=False, created_at=0.0
)
SESSION = Session(id="s", document_id="d", name="a.md", created_at=0.0)


def with_text(text: str) -> Document:
    return Document(id="d", name="a.md", format="markdown", pages=None, words=0, warnings=[], text=text)


def section(name: str, start: int = 0) -> Section:
    return Section(
        id=name, document_id="d", name=name, title=name, level=1, page=1, start=start, end=start + 50, words=9
    )


def finding(**given: Any) -> Finding:
    usual: dict[str, Any] = {
        "id": "f", "section_id": "Terms", "source": "rules", "rule": "twice", "category": "grammar",
        "severity": "medium", "confidence": 0.9, "description": "A word stands twice.", "suggestion": "Delete one.",
        "quote": "the the", "model_quote": None, "start": 12, "end": 19, "page": 2, "anchor": "verified",
        "replacement": "the", "decision": "accepted", "reason": None, "edit": None,
    }  # fmt: skip
    return Finding(**usual | given)


def markdown(*items: Finding, sections: tuple[Section, ...] = (section("Terms", 10),)) -> str:
    return to_markdown(SESSION, DOCUMENT, sections, items).data.decode()


@pytest.mark.parametrize(
    ("name", "form", "called"),
    [
        ("report.docx", "md", "report (review).md"),
        ("report", "json", "report (review).json"),
        ("v1.2 final.docx", "md", "v1.2 final (review).md"),
        ("日本 🙂.md", "md", "日本 🙂 (review).md"),
        ("archive.tar.gz", "md", "archive.tar (review).md"),
        ("Dr. No", "md", "Dr. No (review).md"),
        ("Terms v1.2", "html", "Terms v1.2 (review).html"),
        ("Terms 2024/25", "csv", "Terms 2024-25 (review).csv"),
        ("../../etc/passwd", "md", "-..-etc-passwd (review).md"),
        ('a"b<c>d|e?f*g:h\\i', "md", "a-b-c-d-e-f-g-h-i (review).md"),
        ("line\r\nbreak", "md", "line--break (review).md"),
        (" . ", "md", "Document (review).md"),
    ],
)
def test_the_file_is_called_like_the_document(name: str, form: str, called: str) -> None:
    assert file_name(name, form) == called


@pytest.mark.parametrize("name", ["x" * 200, "日" * 200, "🙂" * 200 + ".docx"])
def test_a_long_name_fits_into_any_file_system(name: str) -> None:
    called = file_name(name, "html")
    assert len(called.encode()) <= 255
    assert called.endswith(" (review).html")
    assert called[:20] == name[:20]


def test_markdown_tells_each_item_with_its_quote_and_what_to_do() -> None:
    text = markdown(finding(reason="It reads badly."))
    for line in (
        "# Review of a.md",
        "## Terms",
        "### medium: A word stands twice.",
        "> the the",
        "Delete one.",
        "Replace with: `the`",
        "Reason: It reads badly.",
        "_accepted; rules, page 2_",
    ):
        assert line in text.splitlines()


def test_a_person_s_edit_stands_in_place_of_the_suggestion() -> None:
    assert "Replace with: `a`" in markdown(finding(edit="a"))
    assert "Delete these words." in markdown(finding(edit=""))
    assert "Delete these words." in markdown(finding(replacement=""))
    assert "Replace" not in markdown(finding(replacement=None))


def test_what_was_not_found_says_so() -> None:
    text = markdown(finding(quote=None, model_quote="gone words", start=None, end=None, page=None))
    assert "> gone words" in text
    assert "These words were not found in the document." in text
    assert "_accepted; rules_" in text


def test_items_stand_in_the_order_of_the_sections_and_empty_ones_are_left_out() -> None:
    sections = (section("One"), section("Two"), section("Three"))
    text = markdown(finding(section_id="Three"), finding(section_id="One"), sections=sections)
    assert text.index("## One") < text.index("## Three")
    assert "## Two" not in text


def test_no_items_make_a_short_file() -> None:
    assert "0 items, 40 words." in markdown()


def test_odd_text_stays_on_its_line() -> None:
    odd = "one\r\ntwo\u2028three\t# four\x0b> five"
    text = markdown(finding(description=odd, quote=odd, suggestion=odd, replacement=odd, reason=odd))
    assert "### medium: one two three # four > five" in text.splitlines()
    assert "> one two three # four > five" in text.splitlines()
    assert len([line for line in text.splitlines() if line.startswith("#")]) == 3


def test_every_language_is_written() -> None:
    assert "> 供应商 🙂 é" in markdown(finding(quote="供应商 🙂 é"))


def test_json_has_everything_as_the_api_shows_it() -> None:
    file = to_json(SESSION, DOCUMENT, [section("Terms", 10)], [finding(quote="“é” 🙂")])
    told = json.loads(file.data)
    assert file.type == "application/json"
    assert told["document"]["words"] == 40
    assert told["sections"][0]["name"] == "Terms"
    (item,) = told["feedback_items"]
    assert (item["quote"], item["start"], item["end"], item["section"]) == ("“é” 🙂", 2, 9, "Terms")
    assert "“é” 🙂".encode() in file.data, "people can read it"


def test_the_formats_are_named_by_their_ending() -> None:
    assert set(FORMATS) == {"md", "json", "html", "csv"}
    types = {form: write(SESSION, with_text(""), [], []).type for form, write in FORMATS.items()}
    assert types == {"md": "text/markdown", "json": "application/json", "html": "text/html", "csv": "text/csv"}


# CSV


def table(*items: Finding, sections: tuple[Section, ...] = (section("Terms", 10),)) -> list[dict[str, str]]:
    data = to_csv(SESSION, DOCUMENT, sections, items).data
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by it"
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_row_an_item() -> None:
    first, second = table(finding(), finding(id="g", quote=None, model_quote="gone", start=None, end=None, page=None))
    assert first["number"] == "1"
    assert (first["section"], first["quote"], first["start"], first["end"]) == ("Terms", "the the", "2", "9")
    assert (first["decision"], first["change"], first["new_text"]) == ("accepted", "replace", "the")
    assert (second["quote"], second["start"], second["page"], second["id"]) == ("gone", "", "", "g")


def test_a_table_tells_a_person_s_edit_from_the_suggestion() -> None:
    rows = table(finding(edit="a"), finding(edit=""), finding(replacement=""), finding(replacement=None))
    told = [(row["change"], row["new_text"], row["edit"], row["replacement"]) for row in rows]
    assert told == [("replace", "a", "a", "the"), ("delete", "", "", "the"), ("delete", "", "", ""), ("", "", "", "")]


def test_a_table_keeps_every_character_of_the_words() -> None:
    words = 'He said "no", then\r\nleft; 供应商\t🙂'
    (row,) = table(finding(quote=words, description=words))
    assert (row["quote"], row["description"]) == (words, words)
    data = to_csv(SESSION, DOCUMENT, [section("Terms")], [finding()]).data
    assert data.count(b"\r\n") == data.count(b"\n") == 2


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", '=HYPERLINK("http://x")', "＝1"],
)
def test_no_words_of_the_document_become_a_formula(words: str) -> None:
    every = ("description", "quote", "suggestion", "replacement", "edit", "reason", "rule", "source", "category")
    (row,) = table(finding(section_id=words, **dict.fromkeys(every, words)), sections=(section(words),))
    for name in (*every, "section", "new_text"):
        assert row[name] == f"'{words}", name


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    (row,) = table(finding(quote="a = b", description="1-2", confidence=0.25))
    assert (row["quote"], row["description"], row["confidence"]) == ("a = b", "1-2", "0.25")
