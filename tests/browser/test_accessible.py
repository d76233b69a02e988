"""Nothing on any view, in any state, that axe objects to: light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import Person
from tests.browser.states import CLAUDE, HOME, MEANT, OTHERS, REVIEW, State, opened
from tests.claude_double import ClaudeDouble
from tests.integration.web import Over

WAYS = [("light", 1440), ("dark", 1440), ("dark", 360), ("light", 360)]


@pytest.mark.parametrize("state", [*HOME, *REVIEW, *OTHERS], ids=lambda state: state.__name__)
def test_axe_finds_nothing(here: Over, visit: OpenAt, complaints: Complaints, state: State) -> None:
    if state in MEANT:
        complaints.expect(MEANT[state])
    person = visit(here)
    state(person)
    assert found_by_axe(person) == {}


def test_axe_would_find_a_fault(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    person.page.evaluate("document.documentElement.removeAttribute('lang')")
    person.page.evaluate("document.querySelector('.brand').style.color = '#ccc'")
    found = found_by_axe(person, WAYS[:1])["light 1440"]
    assert {violation.partition(":")[0] for violation in found} == {"html-has-lang", "color-contrast"}


@pytest.mark.timeout(400)
def test_axe_finds_nothing_on_the_patterns(here: Over, visit: OpenAt) -> None:
    """Everything at once is much to look at: twice is enough, each theme and each width being in the views."""
    person = visit(here)
    person.page.goto(f"{here.url}/patterns")
    person.page.wait_for_selector("html[data-patterns=ready]")
    assert found_by_axe(person, [("light", 1440), ("dark", 360)]) == {}


@pytest.mark.parametrize("state", CLAUDE, ids=lambda state: state.__name__)
def test_axe_finds_nothing_while_claude_reads(
    with_claude: Over, claude: ClaudeDouble, visit: OpenAt, state: Callable[[Person, ClaudeDouble], None]
) -> None:
    person = visit(with_claude)
    state(person, claude)
    assert found_by_axe(person) == {}


def test_axe_finds_nothing_while_work_waits_for_a_limit(
    shared_double: ClaudeDouble, server: Callable[..., Over], visit: OpenAt
) -> None:
    person = visit(server(RATE_LIMIT_ANALYSIS="1/h", **shared_double.settings))
    opened(person)
    person.at("analyse-all").click()
    expect(person.page.get_by_text("1 analysis an hour")).to_be_visible()
    assert found_by_axe(person) == {}


def found_by_axe(person: Person, ways: Sequence[tuple[str, int]] = WAYS) -> dict[str, list[str]]:
    """What axe objects to, by the way the page is looked at."""
    found = {}
    for theme, width in ways:
        person.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        person.page.set_viewport_size({"width": width, "height": 900 if width > 400 else 740})
        if violations := axe_violations(person.page):
            found[f"{theme} {width}"] = violations
    return found
