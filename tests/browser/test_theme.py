"""How the page looks: as the system does, or as somebody chose."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenAt
from tests.integration.web import Over
from tests.servers import wait_until

BACKGROUND = "getComputedStyle(document.documentElement).backgroundColor"
LIGHT, DARK = "rgb(246, 244, 238)", "rgb(22, 25, 27)"

# Keeps every background that a frame could have shown, from the first one on.
_WATCH_FRAMES = """
  window.shownBackgrounds = []
  const look = () => {
    const sheets = [...document.styleSheets].length
    const colour = sheets && getComputedStyle(document.documentElement).backgroundColor
    if (colour && colour !== "rgba(0, 0, 0, 0)" && shownBackgrounds.at(-1) !== colour) shownBackgrounds.push(colour)
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
"""


def background(page: Page) -> Any:
    return page.evaluate(BACKGROUND)


@pytest.mark.parametrize(("dark", "chosen", "wanted"), [(True, "light", LIGHT), (False, "dark", DARK)])
def test_a_chosen_theme_outranks_the_systems_and_survives_a_reload_without_a_flash(
    here: Over, visit: OpenAt, dark: bool, chosen: str, wanted: str
) -> None:
    person = visit(here, dark=dark)
    person.open_settings()
    assert background(person.page) == (DARK if dark else LIGHT)
    expect(person.at("theme-system")).to_be_checked()
    person.at(f"theme-{chosen}").check(force=True)
    assert background(person.page) == wanted

    person.page.add_init_script(_WATCH_FRAMES)
    held: list[Route] = []
    person.page.route("**/js/app.js", lambda route: held.append(route))
    person.page.reload(wait_until="commit")
    expect(person.at("settings")).to_be_visible()  # the page is painted, and none of its modules has run
    assert background(person.page) == wanted
    held[0].continue_()
    expect(person.at(f"theme-{chosen}")).to_be_checked()
    assert person.page.evaluate("shownBackgrounds") == [wanted]

    person.at("theme-system").check(force=True)
    assert background(person.page) == (DARK if dark else LIGHT)


def test_a_theme_chosen_in_one_tab_counts_in_the_other(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    person.open_settings()
    other = person.another_tab()
    expect(other.title).to_have_text("Settings")
    person.at("theme-dark").check(force=True)
    expect(other.at("theme-dark")).to_be_checked()
    wait_until(lambda: background(other.page) == DARK, 10, "the other tab is dark")


def test_a_browser_that_keeps_nothing_still_changes_its_looks(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    person.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    person.page.reload()
    person.open_settings()
    person.at("theme-dark").check(force=True)
    assert background(person.page) == DARK
