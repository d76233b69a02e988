"""The settings view: how Galley runs, a key tried and kept, the connection in its parts, and how the page looks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import CALL_MS, Person
from tests.claude_double import ClaudeDouble, Outcome
from tests.conftest import ROOT, running_server, settings_in
from tests.integration.web import Over

GOOD, BAD = "sk-good-4711", "sk-bad-4712"
WAYS = [("light", 1440), ("dark", 360)]


@pytest.fixture(scope="module")
def laptop(shared_double: ClaudeDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Over]:
    """A Galley without a key, whose Claude is the double."""
    folder = tmp_path_factory.mktemp("laptop")
    env = settings_in(folder, ANTHROPIC_BASE_URL=shared_double.url)
    with running_server(env, folder / "server.log") as web:
        yield web


@pytest.fixture
def claude(shared_double: ClaudeDouble, laptop: Over) -> Iterator[ClaudeDouble]:
    """The double, which takes one key; that key is not kept."""
    shared_double.reset()
    shared_double.keys = {GOOD}
    laptop.call("DELETE", "/settings/claude_key")
    yield shared_double
    assert not shared_double.violations


def give_key(person: Person, key: str) -> None:
    person.at("key-input").fill(key)
    person.at("key-keep").click()
    expect(person.at("key-keep")).to_have_text("Try and keep", timeout=CALL_MS)


def states(person: Person) -> dict[str, str]:
    """The parts of the way to Claude, as they are shown."""
    shown = {}
    for row in person.at("connection-parts").locator("li").all():
        shown[row.get_attribute("data-name") or ""] = row.get_attribute("data-state") or ""
    return shown


# -- how it runs


def test_it_says_how_it_runs_and_which_settings_change_that(laptop: Over, claude: ClaudeDouble, visit: OpenAt) -> None:
    person = visit(laptop)
    person.open_settings()
    running = person.at("settings-running")
    expect(running).to_contain_text("This server does the work itself; no queue is set up.")
    for name in ("USE_CELERY", "DATABASE_URL", "DATA_DIR", "MAX_UPLOAD_MB", "RATE_LIMIT_ANALYSIS"):
        expect(running.get_by_text(name, exact=True)).to_be_visible()
    expect(person.at("claude-words")).to_have_text(
        "Claude is not asked: findings come from rules, and answers are quotes from the document."
    )
    expect(person.at("test-connection")).to_be_hidden()
    expect(person.at("settings-keys").get_by_text("next finding", exact=True)).to_be_visible()


def test_limits_that_are_set_are_said_in_words(server: Callable[..., Over], visit: OpenAt) -> None:
    person = visit(server(RATE_LIMIT_ANALYSIS="7/m", RATE_LIMIT_CHAT="100/h"))
    person.open_settings()
    expect(person.at("settings-running")).to_contain_text("7 a minute")
    expect(person.at("settings-running")).to_contain_text("100 an hour")


def test_a_galley_that_does_not_answer_leaves_what_this_browser_knows(
    laptop: Over, claude: ClaudeDouble, visit: OpenAt, complaints: Complaints
) -> None:
    complaints.expect("HTTP 503")
    person = visit(laptop)
    refusal = {"success": False, "error": "The database does not answer.", "code": "database_gone"}
    person.page.route("**/settings", lambda route: route.fulfill(status=503, json=refusal))
    person.at("settings").click()
    expect(person.notice).to_contain_text("The database does not answer.")
    expect(person.at("settings-claude")).to_be_hidden()
    expect(person.at("theme-dark")).to_be_attached()
    person.page.unroute("**/settings")
    person.at("try-again").click()
    expect(person.at("settings-claude")).to_be_visible()


def test_the_address_and_the_popover_lead_there_and_back(laptop: Over, claude: ClaudeDouble, visit: OpenAt) -> None:
    person = visit(laptop)
    person.at("mode").click()
    person.at("mode-settings").click()
    expect(person.title).to_have_text("Settings")
    expect(person.at("mode-settings")).to_be_hidden()
    person.page.reload()
    expect(person.title).to_have_text("Settings")
    person.page.get_by_role("link", name="All reviews").click()
    expect(person.title).to_have_text("Review a document")


# -- the key


def test_a_key_is_tried_kept_used_at_once_and_forgotten(laptop: Over, claude: ClaudeDouble, visit: OpenAt) -> None:
    person = visit(laptop)
    person.open_settings()
    give_key(person, f" {GOOD} ")
    expect(person.at("claude-words")).to_have_text(
        "claude-sonnet-5-5 is asked, with a key that is kept on this machine."
    )
    expect(person.at("connection-words")).to_contain_text("Claude accepts the key.")
    expect(person.at("key-input")).to_have_value("")
    expect(person.at("mode")).to_have_text("Running here · Claude")
    person.page.reload()
    expect(person.at("claude-words")).to_contain_text("kept on this machine")

    person.at("key-forget").click()
    person.page.get_by_role("dialog").get_by_role("button", name="Forget it").click()
    expect(person.at("claude-words")).to_contain_text("Claude is not asked")
    expect(person.at("key-forget")).to_be_hidden()
    expect(person.at("mode")).to_have_text("Running here · Without Claude: rules only")


def test_a_refused_key_is_not_kept_and_its_part_is_shown(
    laptop: Over, claude: ClaudeDouble, visit: OpenAt, complaints: Complaints
) -> None:
    complaints.expect("HTTP 422")
    person = visit(laptop)
    person.open_settings()
    give_key(person, BAD)
    expect(person.at("key-error")).to_have_text("Claude did not accept the key. Copy it again. The key was not kept.")
    expect(person.at("connection-parts")).to_contain_text("Claude did not accept the key.")
    assert states(person)["key"] == "failed"
    assert states(person)["model"] == "skipped"
    expect(person.at("key-input")).to_have_attribute("aria-invalid", "true")
    expect(person.at("claude-words")).to_contain_text("Claude is not asked")
    give_key(person, GOOD)
    expect(person.at("key-error")).to_be_empty()
    expect(person.at("connection-parts")).to_be_hidden()
    expect(person.at("claude-words")).to_contain_text("kept on this machine")


def test_a_galley_with_users_says_why_it_takes_no_key(server: Callable[..., Over], visit: OpenAt) -> None:
    web = server()
    person = visit(web)
    added = add_user(person)
    person.page.goto(f"{web.url}/login")
    person.at("token").fill(added)
    person.at("sign-in").click()
    person.open_settings()
    expect(person.at("key-why-not")).to_have_text(
        "This Galley has users, so no key is taken over the page. Set ANTHROPIC_API_KEY at its start."
    )
    expect(person.at("key-input")).to_be_hidden()
    expect(person.at("settings-running")).not_to_contain_text("Documents are kept in")
    person.at("mode").click()
    person.at("sign-out").click()
    expect(person.at("token")).to_be_visible()


def add_user(person: Person) -> str:
    """A token of somebody new at that Galley."""
    argv = [sys.executable, str(ROOT / "main.py"), "user", "add", "ada@example.org"]
    done = subprocess.run(argv, env=person.hand.program.env, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.partition("Bearer ")[2].split()[0]


# -- the connection


def test_a_connection_that_works_is_shown_part_by_part(laptop: Over, claude: ClaudeDouble, visit: OpenAt) -> None:
    person = visit(laptop)
    person.open_settings()
    give_key(person, GOOD)
    person.at("test-connection").click()
    expect(person.at("connection-words")).to_contain_text("claude-sonnet-5-5 answered", timeout=CALL_MS)
    assert list(states(person)) == ["name", "connection", "tls", "key", "model", "limit"]
    assert set(states(person).values()) == {"ok", "skipped"}


def test_a_connection_that_fails_is_shown_part_by_part(laptop: Over, claude: ClaudeDouble, visit: OpenAt) -> None:
    person = visit(laptop)
    person.open_settings()
    give_key(person, GOOD)
    expect(person.at("test-connection")).to_be_visible()
    claude.script(Outcome("404"))
    person.at("test-connection").click()
    expect(person.at("connection-words")).to_have_text(
        "Claude does not know the model claude-sonnet-5-5. Check CLAUDE_MODEL.", timeout=CALL_MS
    )
    assert states(person)["key"] == "ok"
    assert states(person)["model"] == "failed"


# -- everybody


@pytest.mark.parametrize(("theme", "width"), WAYS)
def test_axe_objects_to_nothing(
    laptop: Over, claude: ClaudeDouble, visit: OpenAt, complaints: Complaints, theme: str, width: int
) -> None:
    complaints.expect("HTTP 422")
    person = visit(laptop, width=width, height=900, dark=theme == "dark")
    person.open_settings()
    assert not axe_violations(person.page)
    give_key(person, BAD)
    expect(person.at("connection-parts")).to_be_visible()
    assert not axe_violations(person.page)
    person.at("mode").click()
    assert not axe_violations(person.page)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_wider_than_the_window(laptop: Over, claude: ClaudeDouble, visit: OpenAt, width: int) -> None:
    person = visit(laptop, width=width)
    person.open_settings()
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width
    person.at("mode").click()
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width
    words = person.page.locator("[data-part=mode-reads]")
    assert words.evaluate("node => node.scrollWidth <= node.clientWidth || node.clientWidth === 0")
