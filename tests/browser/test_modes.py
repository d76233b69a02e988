"""Whoever runs the work, the web process or a worker behind a queue, the page is the same to the person in front."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenAt
from tests.browser.person import SAMPLE
from tests.integration.web import Over, document
from tests.servers import wait_until

LONG = 250  # sections: a review that does not end while somebody reloads the page or reaches for Cancel


@pytest.fixture(scope="module", params=["here", "queued"])
def galley(request: pytest.FixtureRequest) -> Over:
    """A Galley that runs work itself, then one with a queue."""
    running: Over = request.getfixturevalue(request.param)
    return running


def test_the_page_says_who_runs_the_work(galley: Over, visit: OpenAt) -> None:
    person = visit(galley)
    queued = galley.get("/health")["mode"] == "queued"
    expect(person.at("mode")).to_have_text(
        "Queued: 1 worker · Without Claude: rules only" if queued else "Running here · Without Claude: rules only"
    )
    person.at("mode").click()
    expect(person.page.get_by_text("Celery workers through Redis" if queued else "no queue is set up")).to_be_visible()


def test_the_sample_is_reviewed_with_progress_that_only_rises(galley: Over, visit: OpenAt) -> None:
    person = visit(galley)
    person.at("session-row").filter(has_text="Sample").get_by_role("link").click()
    expect(person.title).to_have_text("Supplier data policy (sample).md")
    expect(person.section("5. Incidents")).to_have_attribute("data-state", "new")

    person.analyse_all()

    shown = person.shown_progress()
    assert shown == sorted(shown)
    assert len(shown) > 1
    for row in person.sections.all():
        expect(row).to_have_attribute("data-state", "reviewed")
    person.go_to_section("5. Incidents")
    expect(person.finding("thirty (20)")).to_have_attribute("data-severity", "high")
    expect(person.marks.filter(has_text="thirty (20)")).to_be_visible()


def test_one_section_is_reviewed_on_its_own(galley: Over, visit: OpenAt) -> None:
    person = visit(galley)
    person.open_review_of(SAMPLE)
    person.section("4. Access and storage").get_by_test_id("analyse-section").click()
    expect(person.section("4. Access and storage")).to_have_attribute("data-state", "reviewed")
    expect(person.section("5. Incidents")).to_have_attribute("data-state", "new")
    person.go_to_section("4. Access and storage")
    expect(person.finding("seperate")).to_contain_text("separate")


def test_a_question_is_answered_with_a_quote_that_leads_to_its_place(galley: Over, visit: OpenAt) -> None:
    person = visit(galley)
    person.open_review_of(SAMPLE)
    person.ask("Who decides whether to inform the authorities?")
    expect(person.at("chat-message")).to_have_count(2)
    expect(person.at("chat-input")).to_have_value("")
    person.at("citation").filter(has_text="Northgate alone decides").click()
    expect(person.page.get_by_role("heading", level=2, name="5. Incidents")).to_be_visible()
    expect(person.at("spotlight")).to_have_text(
        "Northgate alone decides whether to inform the authorities or the persons concerned."
    )
    expect(person.at("spotlight")).to_be_in_viewport()


def test_a_reload_and_a_second_tab_find_the_running_review_again(galley: Over, visit: OpenAt) -> None:
    person = visit(galley)
    person.open_review_of(document(LONG))
    person.at("analyse-all").click()
    expect(person.page.get_by_text(f"of {LONG} sections")).to_be_visible()
    person.page.reload()
    expect(person.page.get_by_text(f"of {LONG} sections")).to_be_visible()
    expect(person.at("analyse-all")).to_be_disabled()
    other = person.another_tab()
    expect(other.page.get_by_text(f"of {LONG} sections")).to_be_visible()
    person.at("cancel-job").click()
    person.see_the_work_end()
    other.see_the_work_end()


def test_cancelling_keeps_what_was_found_so_far(galley: Over, visit: OpenAt) -> None:
    person = visit(galley)
    flawed = "\n\n".join(f"# Part {n}\n\nThe the beginning of part {n}." for n in range(1, LONG + 1))
    session_id = person.open_review_of(flawed)
    person.at("analyse-all").click()
    reviewed = person.page.locator("[data-testid=section-row][data-state=reviewed]")
    expect(reviewed.first).to_be_visible()
    person.at("cancel-job").click()
    person.see_the_work_end()
    expect(reviewed.first).to_contain_text("1 open")
    expect(person.page.locator("[data-testid=section-row][data-state=new]").first).to_be_visible()
    expect(person.page.locator("[data-testid=section-row][data-state=running]")).to_have_count(0)

    def jobs() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = galley.get(f"/sessions/{session_id}")["jobs"]
        return found

    assert {job["state"] for job in jobs() if job["kind"] == "analyze_document"} == {"REVOKED"}
    wait_until(lambda: all(job["ready"] for job in jobs()), 5, "the sections' jobs are cancelled with it")
