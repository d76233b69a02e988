"""The page with Claude behind it, and with a queue that nobody serves."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import OpenAt
from tests.browser.person import SAMPLE
from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import Over
from tests.servers import RedisServer, wait_until

SECTION = "8. Exceptions and review"  # where the rules find nothing


def test_claude_finds_and_is_tested_from_the_page(with_claude: Over, claude: ClaudeDouble, visit: OpenAt) -> None:
    person = visit(with_claude)
    expect(person.at("mode")).to_have_text("Running here · Claude")
    person.at("settings").click()
    person.at("test-connection").click()
    expect(person.at("connection-words")).to_contain_text("answered", timeout=30_000)

    person.open_review_of(SAMPLE)
    person.go_to_section(SECTION)
    person.section(SECTION).get_by_test_id("analyse-section").click()
    person.see_the_work_end()
    expect(person.findings.first).to_contain_text("Claude")
    expect(person.marks.first).to_be_visible()


def test_cancelling_on_the_page_hangs_up_on_claude(with_claude: Over, claude: ClaudeDouble, visit: OpenAt) -> None:
    claude.default = Outcome("hang")
    person = visit(with_claude)
    person.open_review_of(SAMPLE)
    person.section(SECTION).get_by_test_id("analyse-section").click()
    wait_until(lambda: claude.in_flight, 10, "Claude is asked")
    person.at("cancel-job").click()
    person.see_the_work_end()
    expect(person.section(SECTION)).to_have_attribute("data-state", "new")
    wait_until(lambda: claude.aborts == 1, 10, "the call to Claude is closed")


def test_a_failure_of_claude_is_shown_with_a_way_to_try_again(
    with_claude: Over, claude: ClaudeDouble, visit: OpenAt
) -> None:
    claude.script("401")
    person = visit(with_claude)
    person.open_review_of(SAMPLE)
    person.section(SECTION).get_by_test_id("analyse-section").click()
    expect(person.notice).to_contain_text("key")
    expect(person.section(SECTION)).to_have_attribute("data-state", "failed")
    person.at("try-again").click()
    expect(person.section(SECTION)).to_have_attribute("data-state", "reviewed")
    expect(person.notice).to_be_empty()


def test_without_a_worker_the_page_says_why_and_works_all_the_same(
    server: Callable[..., Over], redis_server: RedisServer, visit: OpenAt
) -> None:
    person = visit(server(USE_CELERY="true", REDIS_URL=redis_server.url))
    expect(person.at("mode")).to_have_text("Running here · Without Claude: rules only")
    person.at("mode").click()
    why = person.page.get_by_text("No worker serves the queue analysis, so this server does the work.")
    expect(why).to_be_visible()
    person.open_review_of(SAMPLE)
    person.section("4. Access and storage").get_by_test_id("analyse-section").click()
    expect(person.section("4. Access and storage")).to_have_attribute("data-state", "reviewed")
