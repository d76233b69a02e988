"""What a person does at the first view: documents come in, reviews are found, renamed and deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import SAMPLE, Person, drop, hold
from tests.conftest import running_server, settings_in
from tests.integration.web import BACKGROUND, Over, document


def row(visitor: Person, name: str) -> Locator:
    """A review in the list, by its whole name."""
    link = visitor.page.get_by_role("link", name=name, exact=True)
    return visitor.at("session-row").filter(has=link)


# -- the list


def test_a_row_says_how_far_its_review_is(visitor: Person) -> None:
    session_id = visitor.hand.open(SAMPLE, "how far.md")
    visitor.page.reload()
    mine = row(visitor, "how far.md")
    expect(mine.get_by_test_id("session-state")).to_have_text("Not reviewed")
    expect(mine).to_contain_text("895 words · 11 sections")
    visitor.hand.analyze(session_id, "5. Incidents")
    visitor.page.reload()
    expect(mine.get_by_test_id("session-state")).to_have_text(re.compile(r"^1 of \d+ sections reviewed$"))
    expect(mine).to_contain_text("4 open")
    items = visitor.hand.get(f"/sessions/{session_id}")["feedback_items"]
    visitor.hand.post(f"/sessions/{session_id}/feedback/{items[0]['id']}", {"decision": "accepted"})
    visitor.hand.post(f"/sessions/{session_id}/feedback/{items[1]['id']}", {"decision": "rejected"})
    visitor.hand.analyze_all(session_id)
    visitor.page.reload()
    expect(mine).to_have_attribute("data-state", "reviewed")
    expect(mine).to_contain_text("1 accepted")
    expect(mine).to_contain_text("1 rejected")


def test_a_running_review_is_followed_in_the_list(visitor: Person) -> None:
    session_id = visitor.hand.open(document(80), "running.md")
    task_id = visitor.hand.analyze_all(session_id, **BACKGROUND)["task_id"]
    visitor.page.reload()
    mine = row(visitor, "running.md")
    expect(mine.get_by_test_id("session-state")).to_have_text(re.compile(r"^Reviewing: \d+ of 80 sections$"))
    visitor.hand.until_ready(task_id)
    expect(mine.get_by_test_id("session-state")).to_have_text(re.compile("^Reviewed"))


def test_the_list_hears_what_another_tab_does_and_keeps_what_is_typed(visitor: Person) -> None:
    visitor.hand.open("Words.", "stays.txt")
    visitor.page.reload()
    row(visitor, "stays.txt").get_by_test_id("session-rename").click()
    visitor.at("rename-input").fill("half a na")
    other = visitor.another_tab()
    drop(other.page, "from the other tab.txt")
    expect(other.title).to_have_text("from the other tab.txt")
    expect(row(visitor, "from the other tab.txt")).to_be_visible()
    expect(visitor.at("rename-input")).to_have_value("half a na")
    expect(visitor.at("rename-input")).to_be_focused()


def test_a_review_is_renamed_where_it_stands(visitor: Person) -> None:
    visitor.hand.open("Words.", "old name.txt")
    visitor.page.reload()
    link = row(visitor, "old name.txt").get_by_test_id("session-link")
    link.focus()
    visitor.page.keyboard.press("F2")
    expect(visitor.at("rename-input")).to_have_value("old name.txt")
    visitor.page.keyboard.type("not this")
    visitor.page.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(visitor.at("rename-input")).to_have_count(0)

    visitor.page.keyboard.press("F2")
    visitor.page.keyboard.type("   ")
    visitor.page.keyboard.press("Enter")
    expect(visitor.at("rename-error")).to_contain_text("needs a name")
    expect(visitor.at("rename-input")).to_have_attribute("aria-invalid", "true")
    visitor.at("rename-input").fill("<i>new</i> 😀 name.txt")
    visitor.page.keyboard.press("Enter")
    expect(row(visitor, "<i>new</i> 😀 name.txt").get_by_test_id("session-link")).to_be_focused()
    visitor.page.reload()
    expect(row(visitor, "<i>new</i> 😀 name.txt")).to_be_visible()


def test_a_name_that_could_not_be_saved_is_kept_in_the_field(visitor: Person, complaints: Complaints) -> None:
    session_id = visitor.hand.open("Words.", "deleted meanwhile.txt")
    visitor.page.reload()
    row(visitor, "deleted meanwhile.txt").get_by_test_id("session-rename").click()
    complaints.expect("HTTP 404: PATCH")
    visitor.hand.call("DELETE", f"/sessions/{session_id}")
    visitor.at("rename-input").fill("too late.txt")
    visitor.at("rename-save").click()
    expect(visitor.at("rename-error")).not_to_be_empty()
    expect(visitor.at("rename-input")).to_have_value("too late.txt")
    visitor.page.keyboard.press("Escape")


def test_a_review_is_deleted_after_a_question(visitor: Person) -> None:
    visitor.hand.open("Words.", "to be deleted.txt")
    visitor.page.reload()
    mine = row(visitor, "to be deleted.txt")
    mine.get_by_test_id("session-delete").click()
    visitor.page.get_by_role("button", name="Keep it").click()
    expect(mine).to_be_visible()
    mine.get_by_test_id("session-delete").click()
    visitor.at("confirm-yes").click()
    expect(mine).to_have_count(0)
    expect(visitor.page.locator(":focus")).to_have_attribute("data-testid", "session-link")


# -- search, and more than one page of it


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Over]:
    """A Galley with seventy reviews."""
    folder = tmp_path_factory.mktemp("crowded")
    with running_server(settings_in(folder), folder / "server.log") as web:
        for number in range(70):
            web.post("/sessions", {"text": f"Words of report {number}.", "name": f"Report {number}"})
        yield web


def test_reviews_are_searched_while_one_types(crowded: Over, visit: OpenAt) -> None:
    person = visit(crowded)
    field = person.at("session-search")
    field.fill("REPORT 4")
    expect(person.at("session-row")).to_have_count(11)
    expect(field).to_be_focused()
    field.fill("nobody's review")
    expect(person.at("recent-empty")).to_contain_text("No review is called “nobody's review”.")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(person.at("session-row")).to_have_count(50)
    field.fill("report 69")
    expect(person.at("session-row")).to_have_count(1)
    person.page.keyboard.press("Tab")
    expect(person.at("session-link")).to_be_focused()


def test_more_reviews_are_shown_on_demand(crowded: Over, visit: OpenAt) -> None:
    person = visit(crowded)
    expect(person.at("session-row")).to_have_count(50)
    person.at("show-more").click()
    expect(person.at("session-row")).to_have_count(71)
    expect(person.at("show-more")).to_be_hidden()
    expect(person.at("session-link").nth(50)).to_be_focused()
    names = person.at("session-link").all_inner_texts()
    assert len(set(names)) == 71


# -- nothing there, nothing yet, no answer


def test_a_first_visit_is_told_how_it_works(here: Over, visit: OpenAt, tmp_path: Path) -> None:
    with running_server(settings_in(tmp_path), tmp_path / "server.log") as web:
        person = visit(web)
        expect(person.at("first-steps")).to_be_visible()
        expect(person.at("session-search")).to_be_hidden()
        person.at("open-sample").click()
        expect(person.title).to_contain_text("sample")
        person.page.go_back()
        person.at("session-delete").click()
        person.at("confirm-yes").click()
        expect(person.at("recent-empty")).to_contain_text("No reviews yet")
        person.hand.open("Words.", "the first.txt")
        person.page.reload()
        expect(person.at("session-row")).to_have_count(1)
        expect(person.at("first-steps")).to_be_hidden()
        person.page.close()  # before the server ends, which it tells whoever asks


def test_a_list_that_cannot_be_loaded_says_so_and_is_tried_again(visitor: Person, complaints: Complaints) -> None:
    complaints.expect("net::ERR_FAILED")
    rows = visitor.at("session-row").count()
    for by_itself in (False, True):
        visitor.page.route("**/sessions?*", lambda route: route.abort())
        visitor.page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(visitor.at("recent-problem")).to_contain_text("What is shown may be old")
        expect(visitor.at("session-row")).to_have_count(rows)
        visitor.page.unroute("**/sessions?*")
        if not by_itself:
            visitor.at("recent-again").click()
        expect(visitor.at("recent-problem")).to_be_hidden(timeout=20_000)
    expect(visitor.notice).to_be_empty()


def test_while_the_list_is_on_its_way_nothing_jumps(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    held = hold(person.page, "**/sessions?*")
    person.page.reload()
    expect(person.page.locator("[data-part=skeleton]")).to_be_visible()
    before = person.page.get_by_role("heading", name="Reviews").bounding_box()
    held[0].continue_()
    expect(person.at("session-row").first).to_be_visible()
    assert person.page.get_by_role("heading", name="Reviews").bounding_box() == before


# -- keys


def test_everything_is_reached_by_keys_and_shows_where_the_focus_is(visitor: Person) -> None:
    visitor.hand.open("Words.", "by keys.txt")
    visitor.page.reload()
    expect(row(visitor, "by keys.txt")).to_be_visible()
    seen: list[str] = []
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        name, is_shown = visitor.page.evaluate(_FOCUS)
        assert is_shown, f"nothing shows that the focus is at {name}"
        seen.append(name)
        if name == "body":
            break
    assert {"drop-zone", "paste-open", "session-link", "session-rename", "session-delete"} <= set(seen)


# Where the focus is, and whether something is drawn around it or around the row it fills.
_FOCUS = """() => {
  const node = document.activeElement
  if (node === document.body) return ["body", true]
  const outlined = (one, pseudo) => getComputedStyle(one, pseudo).outlineStyle !== "none"
  const around = [node, node.closest("[data-testid=session-row]")].filter(Boolean)
  return [node.dataset.testid ?? node.className, around.some(one => outlined(one) || outlined(one, "::after"))]
}"""
