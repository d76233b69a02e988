"""The states of the page's views, each with how a person gets there.

A new state is a function and its name in a list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.person import SAMPLE, Person
from tests.claude_double import ClaudeDouble, Outcome

SECTION = "5. Incidents"
QUIET = "8. Exceptions and review"  # where the rules find nothing

_TRIES_MS = 40_000  # four tries at Claude, with the waits between them

State = Callable[[Person], Any]


# -- how to get there


def first_view(person: Person) -> None:
    expect(person.at("session-row").first).to_be_visible()


def empty(person: Person) -> None:
    person.page.route(
        "**/sessions?*", lambda route: route.fulfill(json={"success": True, "sessions": [], "next": None})
    )
    person.page.reload()
    expect(person.at("recent-empty")).to_be_visible()


def loading(person: Person) -> None:
    held: list[Route] = []
    person.page.route("**/sessions?*", lambda route: held.append(route))
    person.page.reload()
    expect(person.page.locator("[data-part=skeleton]")).to_be_visible()


def failed(person: Person) -> None:
    refusal = {
        "success": False,
        "error": "The database does not answer. Try again in a moment.",
        "code": "database_gone",
    }
    person.page.route("**/sessions?*", lambda route: route.fulfill(status=503, json=refusal))
    person.page.reload()
    expect(person.at("recent-problem")).to_be_visible()


def renaming(person: Person) -> None:
    first_view(person)
    person.at("session-rename").first.click()
    person.at("rename-input").fill("")
    person.at("rename-save").click()
    expect(person.at("rename-error")).to_be_visible()


def searching(person: Person) -> None:
    for number in range(6):
        person.hand.post("/sessions", {"text": f"Words of report {number}.", "name": f"Report {number}"})
    person.page.reload()
    person.at("session-search").fill("nothing is called this")
    expect(person.at("recent-empty")).to_be_visible()


def uploading(person: Person) -> None:
    held: list[Route] = []
    person.page.route("**/upload", lambda route: held.append(route))
    person.at("file-input").set_input_files({"name": "slow.md", "mimeType": "text/plain", "buffer": b"# Slow\n"})
    expect(person.at("upload-row")).to_be_visible()


def refused(person: Person) -> None:
    person.at("file-input").set_input_files({"name": "run.exe", "mimeType": "text/plain", "buffer": b"MZ"})
    expect(person.at("upload-problem")).to_be_visible()


def pasting(person: Person) -> None:
    person.at("paste-open").click()
    expect(person.at("paste-text")).to_be_visible()


def asked_before_deleting(person: Person) -> None:
    first_view(person)
    person.at("session-delete").first.click()
    expect(person.at("confirm-yes")).to_be_visible()


def opened(person: Person) -> None:
    person.open_review_of(SAMPLE)


def read_by_rules(person: Person, section: str = SECTION) -> None:
    session_id = person.hand.open(SAMPLE)
    person.hand.analyze(session_id, section)
    person.go_to_review(session_id, section)
    expect(person.findings.first).to_be_visible()


def decided(person: Person) -> None:
    read_by_rules(person)
    person.findings.first.click()
    person.page.keyboard.press("a")
    person.findings.nth(1).click()
    person.page.keyboard.press("r")
    expect(person.page.locator("[data-testid=finding][data-decision=rejected]").first).to_be_visible()


def editing(person: Person) -> None:
    read_by_rules(person)
    person.findings.first.click()
    person.page.keyboard.press("e")
    expect(person.at("edit-text")).to_be_visible()


def saying_why(person: Person) -> None:
    decided(person)
    person.page.keyboard.press("w")
    expect(person.at("reason")).to_be_visible()


def listed(person: Person) -> None:
    read_by_rules(person)
    person.show("Findings")
    person.at("row-select").first.check()
    expect(person.at("bulk")).to_be_visible()


def filtered_to_nothing(person: Person) -> None:
    read_by_rules(person)
    person.show("Findings")
    person.at("filter-accepted").check()
    expect(person.page.get_by_text("No finding fits the filter")).to_be_visible()


def numbers(person: Person) -> None:
    decided(person)
    person.show("Numbers")
    expect(person.at("numbers")).to_be_visible()


def exporting(person: Person) -> None:
    opened(person)
    person.at("export-open").click()
    expect(person.at("export-menu")).to_be_visible()


def choosing_filters(person: Person) -> None:
    read_by_rules(person)
    person.at("filter-more").click()
    expect(person.at("filter-severity")).to_be_visible()


def adding_a_finding(person: Person) -> None:
    opened(person)
    person.select("Data Owner")
    person.at("own-finding").click()
    expect(person.at("own-description")).to_be_visible()


def keys_shown(person: Person) -> None:
    opened(person)
    person.page.keyboard.press("?")
    expect(person.at("help")).to_be_visible()


def opening(person: Person) -> None:
    session_id = person.hand.open(SAMPLE)
    held: list[Route] = []
    person.page.route(f"**/sessions/{session_id}", lambda route: held.append(route))
    person.page.goto(f"{person.hand.url}/#/s/{session_id}")
    expect(person.title).to_have_text("Opening…")


def absent(person: Person) -> None:
    person.page.goto(f"{person.hand.url}/#/s/gone")
    expect(person.title).to_have_text("This review is not here")


def nothing_asked(person: Person) -> None:
    opened(person)
    person.show("Ask")
    expect(person.at("chat-empty")).to_be_visible()


def answered_with_quotes(person: Person) -> None:
    opened(person)
    person.ask("Who may grant an exception?")
    expect(person.at("citation").first).to_be_visible()


def settings(person: Person) -> None:
    person.page.goto(f"{person.hand.url}/#/settings")
    expect(person.at("settings-keys")).to_be_visible()


def mode_open(person: Person) -> None:
    person.at("mode").click()
    expect(person.at("mode-settings")).to_be_visible()


def login(person: Person) -> None:
    person.page.goto(f"{person.hand.url}/login")
    expect(person.at("token")).to_be_visible()


def login_refused(person: Person) -> None:
    login(person)
    person.at("token").fill("nobody's")
    person.at("sign-in").click()
    expect(person.page.get_by_role("alert")).to_be_visible()


def described(person: Person) -> None:
    person.page.goto(f"{person.hand.url}/api/docs")
    expect(person.title).to_be_visible()


# -- with Claude behind it


def section_read(person: Person, state: str) -> None:
    """Have a section read in which the rules find nothing, and see its row come into that state."""
    opened(person)
    person.show("Sections")
    person.section(QUIET).get_by_test_id("analyse-section").click()
    expect(person.section(QUIET)).to_have_attribute("data-state", state, timeout=_TRIES_MS)


def analysing(person: Person, claude: ClaudeDouble) -> None:
    claude.default = Outcome("hang")
    section_read(person, "running")
    expect(person.at("progress")).to_be_visible()


def refused_by_claude(person: Person, claude: ClaudeDouble) -> None:
    claude.script("401")
    section_read(person, "failed")
    expect(person.notice).not_to_be_empty()


def cut_off(person: Person, claude: ClaudeDouble) -> None:
    claude.default = Outcome("max_tokens")
    section_read(person, "failed")
    expect(person.notice).not_to_be_empty()


def read_by_claude(person: Person, claude: ClaudeDouble) -> None:
    section_read(person, "reviewed")


def answer_coming(person: Person, claude: ClaudeDouble) -> None:
    claude.default = Outcome("hang")
    opened(person)
    person.ask("Who may grant an exception?")
    expect(person.at("chat-pending")).to_be_visible()


def answered(person: Person, claude: ClaudeDouble) -> None:
    opened(person)
    person.ask("Who may grant an exception?")
    expect(person.at("citation").first).to_be_visible()


def answer_failed(person: Person, claude: ClaudeDouble) -> None:
    claude.script("401")
    opened(person)
    person.ask("Who may grant an exception?")
    expect(person.at("chat-note")).to_be_visible()


HOME: list[State] = [
    first_view, empty, loading, failed, renaming, searching, uploading, refused, pasting, asked_before_deleting,
]  # fmt: skip
REVIEW: list[State] = [
    opening, opened, absent, read_by_rules, decided, editing, saying_why, listed, filtered_to_nothing, numbers,
    exporting, choosing_filters, adding_a_finding, keys_shown, nothing_asked, answered_with_quotes,
]  # fmt: skip
OTHERS: list[State] = [settings, mode_open, login, login_refused, described]
MEANT = {failed: "HTTP 503", refused: "HTTP 415", absent: "HTTP 404", login_refused: "HTTP 401"}
CLAUDE: list[Callable[[Person, ClaudeDouble], None]] = [
    analysing,
    refused_by_claude,
    cut_off,
    read_by_claude,
    answer_coming,
    answered,
    answer_failed,
]
