"""Asking about a document: answers that are written before one's eyes, what they are made of, and how they end."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Request, Route, expect

from galley.store import open_store
from galley.store.models import Message
from tests.browser.axe import axe_violations
from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import ANSWER, SAMPLE, Person
from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import Over

# -- an answer comes


def test_words_are_read_while_they_are_written(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(delay=4.0, text=ANSWER))
    asker.ask("What is reported?")
    expect(asker.at("chat-words").get_by_text("every Incident")).to_be_visible()
    expect(asker.at("chat-pending")).to_be_visible()
    assert "First report" not in asker.at("chat-words").inner_text()
    expect(asker.at("chat-words")).to_contain_text("First report")
    expect(asker.answered()).to_contain_text("report --urgent")


def test_the_finished_answer_takes_its_place_without_a_jump(asker: Person, claude: ClaudeDouble) -> None:
    asker.page.evaluate(
        """() => {
          window.tops = []
          const top = node => Math.round(node.getBoundingClientRect().top)
          const look = () => {
            const question = document.querySelector("[data-role=user]")
            const words = document.querySelector("[data-role=assistant] .prose > :first-child")
            if (question && words) tops.push(`${top(question)} ${top(words)}`)
            requestAnimationFrame(look)
          }
          look()
        }"""
    )
    claude.script(Outcome(delay=1.5, text="Short, but in two pieces and a half of what is said."))
    asker.ask("What is reported?")
    asker.answered()
    assert len(set(asker.page.evaluate("tops"))) == 1, "the words stay where they began"


def test_half_written_markdown_is_never_seen_as_marks(asker: Person, claude: ClaudeDouble) -> None:
    asker.page.evaluate(
        """() => {
          window.seen = []
          window.first = new Set()
          new MutationObserver(() => {
            const words = document.querySelector("[data-testid=chat-words]")
            if (!words) return
            seen.push(words.innerText)
            if (words.firstElementChild) first.add(words.firstElementChild)
          }).observe(document.body, { subtree: true, childList: true, characterData: true })
        }"""
    )
    claude.script(Outcome(delay=3.0, text=ANSWER))
    asker.ask("What is reported?")
    asker.answered()
    seen: list[str] = asker.page.evaluate("seen")
    assert len(set(seen)) > 3
    marks = re.compile(r"\*|`|^#|^\||\]\(|---|^> ", re.MULTILINE)
    assert not [words for words in seen if marks.search(words)]
    assert asker.page.evaluate("first.size") <= 2, "what has been written stays as it is"


def test_a_new_attempt_starts_over(asker: Person, claude: ClaudeDouble) -> None:
    broken = "The first try says all of this, and then the connection breaks off somewhere in the middle of it."
    claude.script(Outcome("stream_cut", delay=3.0, text=broken), Outcome(text="Second try."))
    asker.ask("What is reported?")
    expect(asker.at("chat-words")).to_contain_text("The first try")
    expect(asker.answered()).to_contain_text("Second try.")
    expect(asker.at("chat-message").last).not_to_contain_text("first")


def test_a_reload_finds_the_answer_that_is_being_written(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(delay=6.0, text=ANSWER))
    asker.ask("What is reported?")
    expect(asker.at("chat-words")).to_contain_text("every Incident")
    asker.page.reload()
    asker.show("Ask")
    expect(asker.at("chat-words")).to_contain_text("every Incident")
    expect(asker.page.get_by_text("What is reported?")).to_have_count(1)
    expect(asker.answered()).to_contain_text("report --urgent")


def test_without_a_stream_words_come_all_the_same(asker: Person, claude: ClaudeDouble, complaints: Complaints) -> None:
    complaints.expect("HTTP 503")
    refused = []

    def refuse(route: Route, request: Request) -> None:
        if "text/event-stream" not in request.headers["accept"]:
            return route.fallback()
        refused.append(request.url)
        return route.fulfill(status=503, json={"success": False, "code": "too_many_streams", "error": "Full."})

    asker.page.route("**/events?*", refuse)
    for answer in (ANSWER, "Again."):
        claude.script(Outcome(delay=3.0, text=answer))
        asker.ask("What is reported?" if answer == ANSWER else "And then?")
        expect(asker.at("chat-words").get_by_text("every Incident" if answer == ANSWER else "Again")).to_be_visible()
        asker.answered(2 if answer == ANSWER else 4)
    assert len(refused) == 1, "who was refused does not ask again soon"


# -- how an answer ends


def test_a_stopped_answer_says_so_and_is_asked_again(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(delay=9.0, text=ANSWER), Outcome(text="The whole answer."))
    asker.ask("What is reported?")
    expect(asker.at("chat-words")).to_contain_text("What to report")
    asker.at("cancel-chat").click()
    note = asker.at("chat-note")
    expect(note).to_contain_text("Stopped here")
    expect(note).to_contain_text("What to report")
    asker.page.reload()
    asker.show("Ask")
    expect(note).to_contain_text("This answer was stopped.")
    asker.at("chat-again").click()
    expect(asker.answered()).to_contain_text("The whole answer.")
    expect(note).to_have_count(0)
    expect(asker.page.get_by_text("What is reported?")).to_have_count(1)


def test_a_failed_answer_says_why_and_is_asked_again(asker: Person, claude: ClaudeDouble) -> None:
    claude.script("401")
    asker.ask("What is reported?")
    expect(asker.at("chat-note")).to_contain_text("key")
    expect(asker.notice).to_be_empty()
    asker.page.reload()
    asker.show("Ask")
    expect(asker.at("chat-note")).to_contain_text("key")
    asker.at("chat-again").click()
    asker.answered()
    expect(asker.at("chat-note")).to_have_count(0)


def test_a_question_that_could_not_be_sent_goes_back_to_the_input(asker: Person, complaints: Complaints) -> None:
    complaints.expect("net::ERR_INTERNET_DISCONNECTED", "net::ERR_NETWORK_CHANGED")
    with asker.without_network():
        asker.ask("What is reported?")
        expect(asker.notice).to_contain_text("does not answer")
        expect(asker.at("chat-input")).to_have_value("What is reported?")
    asker.at("chat-send").click()
    asker.answered()


# -- the panel


def test_an_empty_conversation_says_what_can_be_asked(asker: Person) -> None:
    expect(asker.at("chat-empty")).to_contain_text("who has to do what")
    expect(asker.at("chat-empty")).to_contain_text("Without Claude")
    asker.ask("What is reported?")
    expect(asker.at("chat-empty")).to_be_hidden()


def test_questions_are_suggested_for_the_section_that_is_read(asker: Person, claude: ClaudeDouble) -> None:
    asker.go_to_section("2. Definitions")
    asker.show("Ask")
    suggested = asker.at("chat-question")
    expect(suggested.first).to_have_text("What does “Northgate Data” mean?")
    asker.go_to_section("6. Retention and return")
    asker.show("Ask")
    expect(suggested.first).to_have_text("What has to happen within 30 days?")
    assert suggested.count() <= 3

    asker.at("chat-input").fill("x")
    expect(suggested).to_have_count(0)
    asker.at("chat-input").fill("")
    claude.script(Outcome(delay=2.0, text="Copies are destroyed."))
    suggested.first.click()
    expect(asker.at("chat-pending")).to_be_visible()
    expect(suggested).to_have_count(0)
    expect(asker.answered()).to_contain_text("Copies are destroyed.")
    expect(asker.at("chat-message").first).to_contain_text("within 30 days")
    expect(suggested.first).to_be_visible()


def test_five_hundred_messages_are_no_burden(with_claude: Over, claude: ClaudeDouble, visit: OpenAt) -> None:
    session_id = with_claude.open(SAMPLE)
    store = open_store(f"sqlite:///{with_claude.program.env['DATA_DIR']}/galley.db")
    with store.writing() as db:
        from galley.store.models import Session

        session = db.get(Session, session_id)
        assert session
        tag, now = session.tenant, time.time()
        for n in range(250):
            told = {"tenant": tag, "session_id": session_id, "citations": [], "created_at": now}
            db.add(Message(job_id=f"task {n}", role="user", text=f"Question {n}?", **told))
            db.add(Message(job_id=f"task {n}", role="assistant", text=f"{ANSWER}\n\nAnswer {n}.", **told))
    store.close()

    person = visit(with_claude)
    person.go_to_review(session_id)
    person.show("Ask")
    expect(person.page.get_by_text("Answer 249.")).to_be_attached()
    assert person.at("chat-message").count() == 60
    first = person.page.get_by_text("Question 220?")
    first.scroll_into_view_if_needed()
    person.at("chat-earlier").click()
    expect(person.at("chat-message")).to_have_count(120)
    expect(first).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1152, 700), (360, 740)])
def test_the_input_stays_in_reach_whatever_the_answer_is(
    with_claude: Over, claude: ClaudeDouble, visit: OpenAt, width: int, height: int
) -> None:
    person = visit(with_claude, width=width, height=height)
    person.open_to_ask()
    claude.script(Outcome(delay=1.0, text=ANSWER * 6))
    person.ask("What is reported?")
    person.answered()
    expect(person.at("chat-input")).to_be_in_viewport()
    expect(person.at("chat-message").first).to_be_in_viewport()
    assert person.page.evaluate("document.documentElement.scrollWidth") == width


def test_whoever_scrolled_away_is_left_there(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(text=ANSWER * 4), Outcome(delay=3.0, text=ANSWER * 4))
    asker.ask("What is reported?")
    asker.answered()
    asker.ask("And once more?")
    expect(asker.at("chat-words")).to_contain_text("What to report")
    asker.at("chat-message").first.hover()
    asker.page.mouse.wheel(0, -5000)
    expect(asker.at("chat-message").first).to_be_in_viewport()
    asker.answered(4)
    expect(asker.at("chat-message").first).to_be_in_viewport()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_of_the_conversation_stands_in_anybodys_way(
    with_claude: Over, claude: ClaudeDouble, visit: OpenAt, dark: bool
) -> None:
    person = visit(with_claude, dark=dark)
    person.open_to_ask()
    assert axe_violations(person.page) == []
    person.ask("Who may grant an exception?")
    person.answered()
    claude.script(Outcome(delay=9.0, text=ANSWER * 3))
    person.ask("What is reported?")
    expect(person.at("chat-words").locator("table")).to_be_visible()
    assert axe_violations(person.page) == []
    person.at("cancel-chat").click()
    expect(person.at("chat-note")).to_be_visible()
    assert axe_violations(person.page) == []


def test_enter_sends_and_shift_enter_is_a_new_line(asker: Person) -> None:
    asker.at("chat-input").fill("One")
    asker.page.keyboard.press("Shift+Enter")
    asker.page.keyboard.type("two?")
    asker.page.keyboard.press("Enter")
    expect(asker.at("chat-message").first).to_contain_text("One\ntwo?")
    asker.answered()
