"""Asking about a document: answers that are written before one's eyes, what they are made of, and how they end."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Request, Route, expect

from galley.store import open_store
from galley.store.models import Message
from tests.browser.axe import axe_violations
from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import SAMPLE, Person
from tests.claude_double import ClaudeDouble, Outcome
from tests.conftest import running_server, settings_in
from tests.integration.web import Over

ANSWER = """## What to report

The supplier reports **every Incident** without delay:

1. what happened
   - and who noticed it
   - and *when*
2. which data

| Step | Until |
|---|---:|
| First report | 24 hours |

> Northgate alone decides.

Write to `security@northgate.example`, or see [the law](https://example.org/law_(2)).

```
report --urgent
```
"""


@dataclass
class Place:
    """A Galley with Claude behind it, and the folder of its data."""

    web: Over
    folder: Path


@pytest.fixture(scope="module")
def place(shared_double: ClaudeDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("chat")
    with running_server(settings_in(folder, **shared_double.settings), folder / "server.log") as web:
        yield Place(web, folder)


@pytest.fixture
def asker(place: Place, claude: ClaudeDouble, visit: OpenAt) -> Person:
    """Somebody with the sample in front of them, about to ask."""
    return _asker(visit(place.web))


def _asker(person: Person) -> Person:
    person.open_review_of(SAMPLE)
    person.show("Ask")
    return person


def _answered(person: Person, messages: int = 2) -> Locator:
    """Wait for the answer; it."""
    expect(person.at("chat-message")).to_have_count(messages)
    expect(person.at("chat-pending")).to_have_count(0)
    return person.at("chat-message").last


# -- an answer comes


def test_words_are_read_while_they_are_written(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(delay=4.0, text=ANSWER))
    asker.ask("What is reported?")
    expect(asker.at("chat-words").get_by_text("every Incident")).to_be_visible()
    expect(asker.at("chat-pending")).to_be_visible()
    assert "First report" not in asker.at("chat-words").inner_text()
    expect(asker.at("chat-words")).to_contain_text("First report")
    expect(_answered(asker)).to_contain_text("report --urgent")


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
    _answered(asker)
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
    _answered(asker)
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
    expect(_answered(asker)).to_contain_text("Second try.")
    expect(asker.at("chat-message").last).not_to_contain_text("first")


def test_a_reload_finds_the_answer_that_is_being_written(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(delay=6.0, text=ANSWER))
    asker.ask("What is reported?")
    expect(asker.at("chat-words")).to_contain_text("every Incident")
    asker.page.reload()
    asker.show("Ask")
    expect(asker.at("chat-words")).to_contain_text("every Incident")
    expect(asker.page.get_by_text("What is reported?")).to_have_count(1)
    expect(_answered(asker)).to_contain_text("report --urgent")


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
        _answered(asker, 2 if answer == ANSWER else 4)
    assert len(refused) == 1, "who was refused does not ask again soon"


# -- what an answer is made of


def test_markdown_becomes_what_it_means(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(text=ANSWER))
    asker.ask("What is reported?")
    answer = _answered(asker)
    expect(answer.get_by_role("heading", name="What to report")).to_be_visible()
    expect(answer.locator("strong")).to_have_text("every Incident")
    expect(answer.locator(".prose > ol > li")).to_have_count(2)
    expect(answer.locator(".prose > ol > li").first.locator("ul > li")).to_have_text(["and who noticed it", "and when"])
    expect(answer.get_by_role("cell")).to_have_text(["First report", "24 hours"])
    expect(answer.locator("blockquote")).to_have_text("Northgate alone decides.")
    expect(answer.locator("p code")).to_have_text("security@northgate.example")
    expect(answer.locator("pre")).to_have_text("report --urgent")
    link = answer.get_by_role("link", name="the law")
    expect(link).to_have_attribute("href", "https://example.org/law_(2)")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


HOSTILE = """<script>window.hurt = 1</script> <img src=x onerror="window.hurt = 2"> <!-- a comment --> <b>bold</b>

[one](javascript:window.hurt=3) [two](JaVaScRiPt:alert(1)) [three](data:text/html,<script>hurt</script>)
[four](vbscript:x) [five](//evil.example/x) [six](/logout) [seven]( javascript:alert(1)) [nine](java&#x73;cript:x)
![eight](https://evil.example/pixel.png)

| <img src=x onerror=hurt()> | [ten](javascript:x) |
|---|---|
| <iframe src="https://evil.example"></iframe> | <svg onload=hurt()> |

```html
</code></pre><script>window.hurt = 4</script>
```

> <style>body { display: none }</style>

- <a href="javascript:window.hurt=5" onclick="window.hurt=6">eleven</a>

[safe](https://example.org/?q=<script>) <https://example.org/two> mail [me](mailto:a@example.org)
"""


def test_a_hostile_answer_is_only_text(asker: Person, claude: ClaudeDouble) -> None:
    asked_elsewhere: list[str] = []
    asker.page.on("request", lambda request: asked_elsewhere.append(request.url))
    claude.script(Outcome(delay=1.0, text=HOSTILE))
    asker.ask("Be nasty.")
    answer = _answered(asker)
    expect(answer).to_contain_text("<script>window.hurt = 1</script>")
    expect(answer).to_contain_text("<!-- a comment -->")
    expect(answer).to_contain_text("[one](javascript:window.hurt=3)")
    expect(answer).to_contain_text("![eight](https://evil.example/pixel.png)")
    tags = set(answer.evaluate("node => [...node.querySelectorAll('.prose *')].map(n => n.localName)"))
    assert tags <= set("p a span code pre ul li blockquote div table thead tbody tr th td".split())
    links = answer.locator("a").evaluate_all("links => links.map(link => link.href)")
    web = ["https://evil.example/", "https://example.org/?q=%3Cscript%3E", "https://example.org/two"]
    assert links == [*web, "mailto:a@example.org"]
    names = set(answer.evaluate("node => [...node.querySelectorAll('*')].flatMap(n => n.getAttributeNames())"))
    assert not [name for name in names if name.startswith("on") or name in ("src", "style", "srcdoc")]
    assert asker.page.evaluate("window.hurt") is None
    assert not [url for url in asked_elsewhere if "example" in url.partition("//")[2].partition("/")[0]]


def test_a_citation_leads_to_its_place(asker: Person) -> None:
    asker.ask("Who may grant an exception?")
    citation = _answered(asker).get_by_test_id("citation").first
    words = citation.locator(".citation-quote").inner_text().strip("“”…")
    citation.click()
    expect(asker.at("spotlight").first).to_be_in_viewport()
    assert words[:20] in " ".join(asker.at("spotlight").all_inner_texts())


def test_a_mark_behind_the_words_leads_to_what_they_stand_on(asker: Person) -> None:
    asker.ask("Who may grant an exception?")
    answer = _answered(asker)
    first = answer.get_by_test_id("source-mark").first
    expect(first).to_have_text("1")
    expect(answer.get_by_test_id("citation").first).to_contain_text("1")
    first.click()
    expect(asker.at("spotlight").first).to_be_in_viewport()


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
    expect(_answered(asker)).to_contain_text("The whole answer.")
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
    _answered(asker)
    expect(asker.at("chat-note")).to_have_count(0)


def test_a_question_that_could_not_be_sent_goes_back_to_the_input(asker: Person, complaints: Complaints) -> None:
    complaints.expect("net::ERR_INTERNET_DISCONNECTED", "net::ERR_NETWORK_CHANGED")
    with asker.without_network():
        asker.ask("What is reported?")
        expect(asker.notice).to_contain_text("does not answer")
        expect(asker.at("chat-input")).to_have_value("What is reported?")
    asker.at("chat-send").click()
    _answered(asker)


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
    expect(_answered(asker)).to_contain_text("Copies are destroyed.")
    expect(asker.at("chat-message").first).to_contain_text("within 30 days")
    expect(suggested.first).to_be_visible()


def test_five_hundred_messages_are_no_burden(place: Place, claude: ClaudeDouble, visit: OpenAt) -> None:
    session_id = place.web.open(SAMPLE)
    store = open_store(f"sqlite:///{place.folder / 'data' / 'galley.db'}")
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

    person = visit(place.web)
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
    place: Place, claude: ClaudeDouble, visit: OpenAt, width: int, height: int
) -> None:
    person = _asker(visit(place.web, width=width, height=height))
    claude.script(Outcome(delay=1.0, text=ANSWER * 6))
    person.ask("What is reported?")
    _answered(person)
    expect(person.at("chat-input")).to_be_in_viewport()
    expect(person.at("chat-message").first).to_be_in_viewport()
    assert person.page.evaluate("document.documentElement.scrollWidth") == width


def test_whoever_scrolled_away_is_left_there(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(text=ANSWER * 4), Outcome(delay=3.0, text=ANSWER * 4))
    asker.ask("What is reported?")
    _answered(asker)
    asker.ask("And once more?")
    expect(asker.at("chat-words")).to_contain_text("What to report")
    asker.at("chat-message").first.hover()
    asker.page.mouse.wheel(0, -5000)
    expect(asker.at("chat-message").first).to_be_in_viewport()
    _answered(asker, 4)
    expect(asker.at("chat-message").first).to_be_in_viewport()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_of_the_conversation_stands_in_anybodys_way(
    place: Place, claude: ClaudeDouble, visit: OpenAt, dark: bool
) -> None:
    person = _asker(visit(place.web, dark=dark))
    assert axe_violations(person.page) == []
    person.ask("Who may grant an exception?")
    _answered(person)
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
    _answered(asker)
