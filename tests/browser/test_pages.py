"""Scans on their way in, and a document's own pages beside its text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import OpenAt
from tests.browser.person import SAMPLE, Person
from tests.integration.web import Over
from tests.scans import scanned

_READING_MS = 60_000
WORDS = "Supply Agreement\n\nThe supplier must keep the the goods dry.\n\nPayment is due within thirty (20) days.\n"


@pytest.fixture
def home(here: Over, visit: OpenAt) -> Person:
    return visit(here)


def _choose(person: Person, name: str, data: bytes) -> None:
    person.at("file-input").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})


def _opened(person: Person, name: str, data: bytes) -> Person:
    """A review of that scan."""
    _choose(person, name, data)
    expect(person.title).to_have_text(name, timeout=_READING_MS)
    return person


def test_a_scan_is_followed_page_by_page_and_opened(home: Person) -> None:
    _choose(home, "agreement.pdf", scanned(*[WORDS] * 3))
    expect(home.at("upload-row")).to_contain_text("of 3", timeout=_READING_MS)
    expect(home.title).to_have_text("agreement.pdf", timeout=_READING_MS)
    expect(home.at("leaf-text").first).to_contain_text("goods dry")


def test_a_reload_goes_on_following_a_scan(home: Person) -> None:
    _choose(home, "long.pdf", scanned(*[WORDS] * 6))
    expect(home.at("upload-row")).to_contain_text("of 6", timeout=_READING_MS)
    home.page.reload()
    expect(home.at("upload-row")).to_contain_text("long.pdf")
    expect(home.page.get_by_role("link", name="long.pdf", exact=True)).to_be_visible(timeout=_READING_MS)
    expect(home.at("upload-row")).to_have_count(0)


def test_stopping_a_scan_stops_the_work(home: Person) -> None:
    _choose(home, "stopped.pdf", scanned(*[WORDS] * 8))
    expect(home.at("upload-row")).to_contain_text("of 8", timeout=_READING_MS)
    with home.page.expect_response("**/cancel_task/*") as answered:
        home.page.get_by_role("button", name="Stop: stopped.pdf").click()
    assert answered.value.json()["state"] == "REVOKED"
    expect(home.at("upload-row")).to_have_count(0)
    home.page.reload()
    expect(home.at("session-row").first).to_be_visible()
    expect(home.at("upload-row")).to_have_count(0)


@pytest.mark.parametrize(("form", "name"), [("PDF", "scan.pdf"), ("TIFF", "scan.tiff")])
def test_a_finding_is_marked_on_its_page(home: Person, form: str, name: str) -> None:
    person = _opened(home, name, scanned("A first page.\n", WORDS, form=form))
    person.analyse_all()
    person.finding("the the").click()
    person.show("Pages")
    mark = person.at("paper-mark")
    expect(mark).to_be_in_viewport()
    second = person.at("paper").nth(1)
    expect(second.locator("canvas, img")).to_be_visible()
    box, page = mark.bounding_box(), second.bounding_box()
    assert box
    assert page
    assert page["y"] < box["y"] < page["y"] + page["height"] / 3, "the words stand in the upper part of the page"
    assert axe_violations(person.page) == []


def test_what_was_read_from_a_picture_says_how_sure_that_is(home: Person) -> None:
    person = _opened(home, "page.png", scanned(WORDS, form="PNG"))
    person.analyse_all()
    expect(person.finding("the the")).to_contain_text("read by OCR")
    person.show("Sections")
    expect(person.at("section-row").first).to_contain_text("OCR")


@pytest.mark.parametrize("width", [360, 1440])
def test_pages_fit_the_window(here: Over, visit: OpenAt, width: int) -> None:
    person = _opened(visit(here, width=width, height=740), "scan.pdf", scanned(WORDS))
    person.show("Pages")
    expect(person.at("paper").locator("canvas")).to_be_visible()
    assert person.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_text_has_no_pages_to_show(home: Person) -> None:
    home.open_review_of(SAMPLE)
    expect(home.at("pages-tab")).to_be_hidden()
