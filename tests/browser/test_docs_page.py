"""The API's page at /api/docs: read, linked into, copied from, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import OpenAt
from tests.integration.web import Over

_OPEN_ALL = "() => { for (const entry of document.querySelectorAll('details')) entry.open = true }"
_LINE = 'curl -H \'Content-Type: application/json\' -d \'{"session_id": "\'"$SESSION_ID"\'"}\' "%s/analyze_document"'


def read(page: Page, here: Over, fragment: str = "") -> Page:
    page.goto("about:blank")  # another fragment alone would not load it again
    page.goto(f"{here.url}/api/docs{fragment}")
    return page


@pytest.mark.parametrize(("dark", "width"), [(False, 1440), (True, 360)])
def test_axe_finds_nothing_folded_or_open(here: Over, visit: OpenAt, dark: bool, width: int) -> None:
    page = read(visit(here, dark=dark, width=width).page, here)
    assert axe_violations(page) == []
    page.evaluate(_OPEN_ALL)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_link_leads_to_its_route_and_opens_it(here: Over, visit: OpenAt) -> None:
    page = read(visit(here).page, here, "#post-analyze_section")
    entry = page.locator("#post-analyze_section")
    expect(entry.get_by_text("What was found, when it was done within the request.")).to_be_visible()
    entry.get_by_role("link", name="Item", exact=True).first.click()
    expect(page.locator("#Item")).to_be_in_viewport()
    expect(page.locator("#Item").get_by_text("The document's own words")).to_be_visible()
    page.get_by_label("Contents").get_by_role("link", name="POST /upload").click()
    expect(page.locator("#post-upload")).to_be_in_viewport()


def test_a_curl_line_is_copied_as_it_stands(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = read(person.page, here, "#post-analyze_document")
    page.locator("#post-analyze_document").get_by_test_id("copy").click()
    expect(page.locator("#post-analyze_document").get_by_test_id("copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == _LINE % here.url


def test_the_page_is_whole_without_javascript(here: Over, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = read(context.new_page(), here)
    entry = page.get_by_test_id("docs-entry").filter(has_text="Answer a question about the document.")
    entry.locator("summary").first.click()
    expect(entry.get_by_text("The answer, in Markdown.")).to_be_visible()
    expect(page.get_by_test_id("copy")).to_have_count(0)
    context.close()


def test_nothing_is_loaded_from_elsewhere(here: Over, visit: OpenAt) -> None:
    page = visit(here).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    read(page, here)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith((here.url, "about:"))] == []
