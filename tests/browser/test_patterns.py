"""The patterns page: all components are on it, and they look as the stored pictures show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import snapshots
from tests.browser.conftest import OpenAt
from tests.integration.web import Over

# Frames of whole views: they are seen in the views themselves.
FRAMES = {
    *("home", "home-head", "lead", "add", "session", "workspace", "settings", "settings-head"),
    *("plain-page", "skip-link", "login", "login-form", "login-wrong"),
}
_CLASSES = """() => {
  const found = new Set()
  const look = rules => {
    for (const rule of rules) {
      if (rule.cssRules) look(rule.cssRules)
      for (const [, name] of (rule.selectorText ?? "").matchAll(/\\.([a-z][a-z0-9-]*)/g)) found.add(name)
    }
  }
  for (const sheet of document.styleSheets) if (!sheet.href.endsWith("/patterns.css")) look(sheet.cssRules)
  const main = document.querySelector("main")
  return [...found].filter(name => !main.querySelector(`.${name}`)).sort()
}"""
_LOOSE_DIALOGS = '[...document.querySelectorAll("dialog")].filter(d => !d.closest(".pattern")).map(d => d.dataset.part)'

_TOO_WIDE = """() => {
  const isTooWide = node => node.scrollWidth > node.clientWidth + 4 && getComputedStyle(node).overflowX === "visible"
  const isShown = node => node.getClientRects().length > 0
  return [...document.querySelectorAll(".pattern")]
    .filter(block => [...block.querySelectorAll(".pattern-stage, .pattern-stage > *")]
      .some(node => isShown(node) && isTooWide(node)))
    .map(block => block.dataset.pattern)
}"""

# Each breaks something small, in this group; the block in which it must be seen.
BREAKS = [
    (".button-accept { border-color: transparent }", "controls", "buttons"),
    (".button { min-block-size: 2.75rem }", "controls", "buttons"),
    (".chip { border-radius: 0 }", "feedback", "chips"),
    (":root { --teal: #0d5f6a }", "feedback", "progress"),
    (".recent-row + .recent-row { border-block-start-color: transparent }", "home", "reviews"),
    (".recent-row { padding-block: 0.7rem }", "home", "reviews"),
    (".recent-name { font-weight: 500 }", "home", "reviews"),
    (".recent-actions { gap: 0.3rem }", "home", "reviews"),
    (".recent-empty { font-family: serif }", "home", "reviews-none"),
    (".drop-area[data-over] { border-style: dashed }", "home", "drop-zone-over"),
]


def test_the_patterns_are_all_there_is(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.page.goto(f"{here.url}/patterns")
    person.page.wait_for_selector("html[data-patterns=ready]")
    person.page.wait_for_load_state("networkidle")
    assert set(person.page.evaluate(_CLASSES)) - FRAMES == set(), "show them in static/js/patterns/"
    assert person.page.evaluate(_LOOSE_DIALOGS) == [], "show them in static/js/patterns/dialogs.js"
    assert not [url for url in asked if not url.startswith((f"{here.url}/static/", f"{here.url}/patterns"))]


def test_no_pattern_is_wider_than_its_room(here: Over, visit: OpenAt) -> None:
    for width in (1440, 768, 360):
        person = visit(here, width=width)
        person.page.goto(f"{here.url}/patterns")
        person.page.wait_for_selector("html[data-patterns=ready]")
        assert person.page.evaluate(_TOO_WIDE) == [], width


@pytest.mark.parametrize(("theme", "width"), snapshots.VARIANTS)
def test_every_pattern_looks_as_its_picture(
    here: Over, browser: Browser, theme: str, width: int, tmp_path: Path
) -> None:
    with snapshots.dressed(browser, here.url, theme, width) as page:
        told = snapshots.compared(page, theme, width, tmp_path)
    assert told == {}, f"how it was and is now is in {tmp_path}; if that is meant, run make snapshots"


def test_a_small_break_is_seen(here: Over, browser: Browser) -> None:
    was = snapshots.stored("light", 1440)
    with snapshots.dressed(browser, here.url, "light", 1440) as page:
        for styles, group, block in BREAKS:
            snapshots.restyle(page, styles)
            assert block in snapshots.differences(was[group], snapshots.photograph(page, group)), styles


def test_the_fonts_of_this_machine_make_no_difference(here: Over, browser: Browser, tmp_path: Path) -> None:
    other = ":root { --font-plain: monospace; --font-reading: sans-serif; --font-fixed: cursive }"
    with snapshots.dressed(browser, here.url, "light", 1440) as page:
        snapshots.restyle(page, other)
        assert snapshots.compared(page, "light", 1440, tmp_path) == {}


def test_the_pictures_are_small(tmp_path: Path) -> None:
    assert sum(path.stat().st_size for path in snapshots.FOLDER.iterdir()) < 1_500_000
