"""Somebody in front of the page: what they do and what they see, in their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page, Route, expect

from tests.integration.web import Over

SECTION = "5. Incidents"  # of the sample: the rules find four things there
SAMPLE = (Path(__file__).parents[2] / "examples" / "sample.md").read_text(encoding="utf-8")
ANSWER = Path(__file__).with_name("answer.md").read_text(encoding="utf-8")
_REVIEW_MS = 30_000
CALL_MS = 30_000  # a first call to Claude loads its SDK

# Keeps every value that a progress bar of the page ever showed.
_WATCH_PROGRESS = """
  window.shownProgress = []
  new MutationObserver(() => {
    const bar = document.querySelector("[data-testid=progress]")
    if (bar && bar.hasAttribute("value") && shownProgress.at(-1) !== bar.value) shownProgress.push(bar.value)
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] })
"""


class Person:
    """One page at one Galley. `hand` uses the same Galley over HTTP, to prepare and to look."""

    def __init__(self, galley: Over, page: Page) -> None:
        self.hand, self.page = galley, page
        page.goto(galley.url)

    # -- going somewhere

    def open_review_of(self, text: str, name: str = "report.md") -> str:
        """Go to a fresh review of a text; its session's id."""
        session_id = self.hand.open(text, name)
        self.go_to_review(session_id)
        return session_id

    def go_to_review(self, session_id: str, section: str | None = None) -> None:
        tail = f"/{quote(section, safe='')}" if section else ""
        self.page.goto(f"{self.hand.url}/#/s/{session_id}{tail}")
        expect(self.at("leaf-text").first).to_be_visible()

    def go_to_section(self, name: str) -> None:
        self.show("Sections")
        self.section(name).get_by_role("link").click()
        expect(self.heading(name)).to_be_in_viewport()

    def open_settings(self) -> None:
        self.at("settings").click()
        expect(self.title).to_have_text("Settings")
        expect(self.at("settings-view")).to_have_attribute("data-state", "ready")

    def open_to_ask(self) -> None:
        """Go to a fresh review of the sample, ready to ask."""
        self.open_review_of(SAMPLE)
        self.show("Ask")

    def show(self, panel: str) -> None:
        """Bring a panel to the front: Text, Sections, Findings, Ask, Numbers."""
        self.page.get_by_label("Parts of this review").get_by_role("button", name=panel).click()

    def another_tab(self) -> Person:
        """The same person's second tab, at the same place."""
        other = Person(self.hand, self.page.context.new_page())
        other.page.goto(self.page.url)
        return other

    # -- what is there

    @property
    def session_id(self) -> str:
        """The review in front of them, by the address."""
        return self.page.url.partition("/#/s/")[2].partition("/")[0].partition("?")[0]

    def at(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    @property
    def title(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def sections(self) -> Locator:
        return self.at("section-row")

    def section(self, name: str) -> Locator:
        return self.page.locator(f'[data-testid=section-row][data-name="{name}"]')

    def heading(self, name: str) -> Locator:
        """A section's heading in the text."""
        return self.at("section-text").get_by_role("heading", name=name, exact=True)

    @property
    def findings(self) -> Locator:
        """The cards in the margin near the window, or the one in the sheet of a narrow window."""
        return self.at("finding")

    @property
    def rows(self) -> Locator:
        """The rows of the list of findings."""
        return self.at("finding-row")

    @property
    def marks(self) -> Locator:
        return self.page.locator("mark[data-finding]")

    @property
    def notice(self) -> Locator:
        return self.at("notice")

    def finding(self, words: str) -> Locator:
        """The card whose quote is these words."""
        return self.findings.filter(has=self.page.locator("[data-part=quote]", has_text=words))

    def open_finding(self, words: str) -> Locator:
        """Choose the card whose quote is these words, so that all of it is seen."""
        card = self.finding(words)
        card.locator("[data-part=description]").click()
        expect(card).to_have_attribute("data-active", "")
        return card

    # -- what is done

    def analyse_all(self) -> None:
        """Review the whole document, and see it end."""
        self.page.evaluate(_WATCH_PROGRESS)
        self.at("analyse-all").click()
        expect(self.at("progress")).to_be_visible()
        self.see_the_work_end()

    def see_the_work_end(self) -> None:
        expect(self.at("progress")).to_have_count(0, timeout=_REVIEW_MS)
        expect(self.at("analyse-all")).to_be_enabled()

    def shown_progress(self) -> list[float]:
        """What the bar showed since `analyse_all` began."""
        shown: list[float] = self.page.evaluate("shownProgress")
        return shown

    def ask(self, question: str) -> None:
        self.show("Ask")
        self.at("chat-input").fill(question)
        self.at("chat-send").click()

    def answered(self, messages: int = 2) -> Locator:
        """Wait for the answer, which is the last of so many messages; it."""
        expect(self.at("chat-message")).to_have_count(messages)
        expect(self.at("chat-pending")).to_have_count(0)
        return self.at("chat-message").last

    def select(self, words: str) -> None:
        """Select words of the text, as with the mouse."""
        self.page.evaluate(
            """words => {
              const body = document.querySelector("[data-testid=section-text]")
              const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT)
              while (walker.nextNode()) {
                const node = walker.currentNode
                const at = node.data.indexOf(words)
                if (at < 0 || !node.parentElement.checkVisibility()) continue
                return getSelection().setBaseAndExtent(node, at, node, at + words.length)
              }
              throw new Error("these words are not in the text")
            }""",
            words,
        )

    @contextmanager
    def without_network(self) -> Iterator[None]:
        self.page.context.set_offline(True)
        yield
        self.page.context.set_offline(False)


def decision_is(card: Locator, decision: str) -> None:
    expect(card).to_have_attribute("data-decision", re.compile(f"^{decision}$"))


def hold(page: Page, pattern: str) -> list[Route]:
    """Requests of this address are held back, here."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


def drop(page: Page, *names: str) -> None:
    """Drag files over the page and let them fall."""
    page.evaluate(
        """names => {
          const dataTransfer = new DataTransfer()
          for (const name of names) dataTransfer.items.add(new File([`Dropped words of ${name}.`], name))
          for (const type of ["dragenter", "dragover", "drop"]) {
            document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
          }
        }""",
        list(names),
    )
