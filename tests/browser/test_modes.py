"""Whoever runs the work, and whether the request waits or not, the page is the same to the person in front."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenAt
from tests.browser.person import SAMPLE, Person
from tests.integration.web import Over, document
from tests.servers import wait_until

LONG = 250  # sections: a review that does not end while somebody reloads the page or reaches for Cancel
Enter = Callable[..., Person]


@pytest.fixture(scope="module", params=["here", "queued"])
def galley(request: pytest.FixtureRequest) -> Over:
    """A Galley that runs work itself, then one with a queue."""
    running: Over = request.getfixturevalue(request.param)
    return running


@pytest.fixture(params=["inline", "background", "queued"])
def enter(request: pytest.FixtureRequest, visit: OpenAt) -> Enter:
    """`enter()` is a person at a Galley whose requests wait, do not wait, or go through a queue."""
    running: Over = request.getfixturevalue("queued" if request.param == "queued" else "here")

    def enter(**how: Any) -> Person:
        person = visit(running, **how)
        if request.param == "inline":
            person.page.route("**/*", _without_prefer)
        return person

    return enter


def _without_prefer(route: Route) -> None:
    """As a browser behind something that takes the header off: the answer is the result itself."""
    route.continue_(headers={k: v for k, v in route.request.headers.items() if k != "prefer"})


def test_the_page_says_who_runs_the_work(galley: Over, visit: OpenAt) -> None:
    person = visit(galley)
    queued = galley.get("/health")["mode"] == "queued"
    expect(person.at("mode")).to_have_text(
        "Queued: 1 worker · Without Claude: rules only" if queued else "Running here · Without Claude: rules only"
    )
    person.at("mode").click()
    expect(person.page.get_by_text("Celery workers through Redis" if queued else "no queue is set up")).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (360, True)], ids=["wide-light", "phone-dark"])
def test_a_document_is_reviewed_decided_and_asked_about(enter: Enter, width: int, dark: bool) -> None:
    person = enter(width=width, height=900 if width > 1000 else 740, dark=dark)
    person.open_review_of(SAMPLE)
    person.show("Sections")
    person.section("4. Access and storage").get_by_test_id("analyse-section").click()
    expect(person.section("4. Access and storage")).to_have_attribute("data-state", "reviewed")
    expect(person.section("5. Incidents")).to_have_attribute("data-state", "new")

    person.at("analyse-all").click()
    for row in person.sections.all():
        expect(row).to_have_attribute("data-state", "reviewed", timeout=30_000)
    expect(person.at("progress")).to_have_count(0)

    person.show("Findings")
    expect(person.rows).to_have_count(12)
    person.rows.filter(has_text="thirty").get_by_test_id("row-open").click()
    card = person.finding("thirty (20)")
    expect(card).to_have_attribute("data-severity", "high")
    card.get_by_test_id("accept").click()
    expect(card).to_have_attribute("data-decision", "accepted")
    if width < 1000:
        person.at("sheet-close").click()

    person.ask("Who decides whether to inform the authorities?")
    expect(person.at("chat-message")).to_have_count(2)
    person.at("citation").filter(has_text="Northgate alone decides").click()
    expect(person.at("spotlight")).to_have_text(
        "Northgate alone decides whether to inform the authorities or the persons concerned."
    )
    expect(person.at("spotlight")).to_be_in_viewport()


def test_progress_is_shown_and_only_rises(galley: Over, visit: OpenAt) -> None:
    person = visit(galley)
    person.open_review_of(document(40))
    person.analyse_all()
    shown = person.shown_progress()
    assert shown == sorted(shown)
    assert len(shown) > 1


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
