"""A review as one page: all of the text, the findings marked and listed, linked both ways, nothing that runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from galley.export import to_html
from galley.extract import from_text
from galley.sections import sections_of
from galley.store.models import Document, Finding, Section, Session

TEXT = """---
title: front matter
---

# Scope

The the supplier & the <buyer> agree.

# Terms

Payment is due in thirty (20) days.
"""
VOID = {"meta"}


class Page(HTMLParser):
    """A page as a browser would have it, as far as these tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids, self.links, self.tags = list[str](), list[str](), list[str]()
        self.main, self.marks, self.items = "", dict[str, str](), dict[str, str]()
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        assert not [name for name in given if name.startswith("on") or name in ("src", "style")]
        if tag not in VOID:
            self._open.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if "main" in tags and tags[-1] not in ("a", "h2") and any(g.get("class") == "words" for _, g in self._open):
            self.main += data
            for tag, given in self._open:
                if tag == "mark" and "id" in given:
                    self.marks[given["id"]] = self.marks.get(given["id"], "") + data
        for tag, given in self._open:
            if tag == "li":
                self.items[given["id"]] = self.items.get(given["id"], "") + data


def finding(words: str | None, text: str = TEXT, **given: Any) -> Finding:
    at = None if words is None else text.index(words)
    usual: dict[str, Any] = {
        "id": "f", "source": "rules", "rule": "twice", "category": "grammar", "severity": "medium", "confidence": 0.9,
        "description": "A word stands twice.", "suggestion": "Delete one.", "quote": words, "model_quote": None,
        "start": at, "end": None if at is None or words is None else at + len(words), "page": 2, "anchor": "verified",
        "replacement": None, "decision": "accepted", "reason": None, "edit": None,
    }  # fmt: skip
    return Finding(**usual | given)


def page(*items: Finding, text: str = TEXT, name: str = "a.md") -> Page:
    return Page(html(*items, text=text, name=name))


def html(*items: Finding, text: str = TEXT, name: str = "a.md") -> str:
    document = Document(name="a.md", format="markdown", pages=None, words=9, warnings=[], text=text)
    sections = sections_in(text)
    for item in items:
        at = item.start or 0
        item.section_id = next((s.id for s in sections if s.start <= at < s.end), sections[0].id)
    return to_html(Session(id="s", name=name), document, sections, items).data.decode()


def sections_in(text: str) -> list[Section]:
    read = from_text(text, format="markdown")
    found = sections_of(read.text, read.blocks)
    return [
        Section(id=s.name, name=s.name, title=s.title, level=1, start=s.start, end=s.end, words=s.words) for s in found
    ]


def test_the_whole_text_is_there_once() -> None:
    assert page(finding("The the")).main == TEXT
    assert page().main == TEXT


def test_each_finding_is_marked_on_its_words_and_listed() -> None:
    shown = page(finding("The the"), finding("thirty (20)", description="Which is it?", replacement="20"))
    assert shown.marks == {"place-1": "The the", "place-2": "thirty (20)"}
    assert "A word stands twice." in shown.items["item-1"]
    assert "Which is it?" in shown.items["item-2"]
    assert "Replace with: 20" in shown.items["item-2"]


def test_every_link_leads_somewhere_and_marks_and_list_lead_to_each_other() -> None:
    shown = page(
        finding("The the"), finding("supplier & the"), finding("the <buyer>"), finding(None, model_quote="gone")
    )
    assert len(shown.ids) == len(set(shown.ids))
    assert {link.removeprefix("#") for link in shown.links} <= set(shown.ids)
    for number in (1, 2, 3):
        assert {f"#place-{number}", f"#item-{number}"} <= set(shown.links)
    assert "#place-4" not in shown.links


def test_findings_that_cross_and_lie_within_each_other_are_well_nested() -> None:
    crossing = [finding("The the supplier & the"), finding("supplier"), finding("& the <buyer> agree")]
    shown = page(*crossing)
    assert shown.main == TEXT
    assert {"place-1", "place-2", "place-3"} <= set(shown.ids)


def test_a_finding_that_reaches_from_the_heading_into_the_text_has_one_number() -> None:
    shown = page(finding("Scope\n\nThe the"))
    assert shown.main == TEXT
    assert shown.links.count("#item-1") == 1


def test_what_was_not_found_is_listed_apart() -> None:
    shown = html(finding(None, model_quote="gone words"))
    assert "Not found in the text" in shown
    assert "gone words" in shown


def test_a_person_s_edit_stands_in_place_of_the_suggestion() -> None:
    edited = finding("The the", replacement="The", edit="Our")
    assert "Replace with (edited): Our" in page(edited).items["item-1"]
    assert "Delete these words (edited)." in page(finding("The the", replacement="The", edit="")).items["item-1"]
    assert "Delete these words." in page(finding("The the", replacement="")).items["item-1"]


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style></mark><a href=javascript:x>", "&lt;"],
)
def test_nothing_in_a_text_or_a_name_becomes_an_element(words: str) -> None:
    text = f"# {words}\n\nBefore {words} after.\n"
    every = ("description", "suggestion", "replacement", "reason", "edit", "source", "category", "severity", "decision")
    item = finding(f"Before {words}", text, **dict.fromkeys(every, words))
    shown = page(item, text=text, name=words)
    assert shown.main == text
    assert not {"script", "img", "iframe", "link"} & set(shown.tags)
    assert all(re.fullmatch(r"#[a-z]+(-[0-9]+)?", link) for link in shown.links)
    assert words in shown.items["item-1"]


def test_the_page_asks_for_nothing_from_anywhere() -> None:
    shown = html(finding("The the"))
    assert "default-src 'none'" in shown
    assert not re.search(r"(?:\bsrc=|url\(|@import|https?:)", shown)


def test_a_review_without_findings_is_a_page_too() -> None:
    assert "There are none." in html()
    assert page(text="# Only\n").main == "# Only\n"


def test_every_character_is_written() -> None:
    text = "# 供应商\r\n\r\nÉtage 🙂 \u202egnp\u2028\x0b end\n"
    assert page(finding("Étage 🙂", text), text=text).main == text


def test_a_long_quote_is_cut_in_the_list_where_it_is_marked_in_the_text() -> None:
    text = "# Long\n\n" + "word " * 5000
    shown = page(finding("word " * 4000, text), text=text)
    assert len(shown.items["item-1"]) < 1000
    assert len(shown.marks["place-1"]) == 20_000


def test_a_large_review_makes_a_page_as_long_as_its_parts() -> None:
    text = "".join(f"# Part {n}\n\n{'The team waits. ' * 30}\n\n" for n in range(2_000))
    sections = sections_in(text)
    document = Document(name="a.md", format="markdown", pages=None, words=9, warnings=[], text=text)
    items = [
        finding("The team", text, section_id=s.id, start=s.start + 12 + at, end=s.start + 12 + at + 200, quote="q")
        for s in sections
        for at in range(10)
    ]
    data = to_html(Session(id="s", name="n"), document, sections, items).data
    assert len(data) < len(text) + 1_000 * len(items)
    assert data.count(b'id="place-') == data.count(b'id="item-') == len(items)
