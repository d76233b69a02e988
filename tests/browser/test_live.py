"""Following work on the page: live where there is a stream, by asking where there is none; and the words for waits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import SAMPLE, Person
from tests.claude_double import ClaudeDouble, Outcome
from tests.conftest import running_server, settings_in
from tests.integration.web import Over, document

# Keeps every EventSource of the page.
_WATCH_STREAMS = """
  window.streams = []
  window.EventSource = class extends EventSource {
    constructor(...given) { super(...given); streams.push(this) }
  }
"""
_OPEN_NOW = (
    "streams.filter(stream => stream.readyState !== EventSource.CLOSED).map(stream => new URL(stream.url).pathname)"
)


@pytest.fixture(scope="module")
def with_claude(shared_double: ClaudeDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Over]:
    folder = tmp_path_factory.mktemp("live")
    env = settings_in(folder, **shared_double.settings, CELERY_WORKER_CONCURRENCY="6")
    with running_server(env, folder / "server.log") as web:
        yield web


@pytest.fixture
def person(with_claude: Over, claude: ClaudeDouble, visit: OpenAt) -> Person:
    someone = visit(with_claude)
    someone.page.add_init_script(_WATCH_STREAMS)
    someone.page.reload()
    return someone


def _streams_open(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_OPEN_NOW)
    return found


def _until_streams(page: Page, holds: str) -> None:
    page.wait_for_function(f"() => {{ const open = {_OPEN_NOW}; return {holds} }}")


def test_a_page_opens_two_streams_at_most_the_newest_of_each_kind(person: Person, claude: ClaudeDouble) -> None:
    claude.default = Outcome("hang")
    session_id = person.open_review_of(SAMPLE)
    person.at("analyse-all").click()
    _until_streams(person.page, "open.length === 1")
    person.ask("Who?")
    _until_streams(person.page, "open.length === 2")
    jobs = {job["kind"]: job["task_id"] for job in person.hand.get(f"/sessions/{session_id}")["jobs"]}
    assert _streams_open(person.page) == [f"/jobs/{jobs[kind]}/events" for kind in ("analyze_document", "chat")]

    # A second follower of a kind takes its place; when that one is done, nobody has lost anything.
    person.page.evaluate(
        """async id => {
          const { follow } = await import("/static/js/modules/follow.js")
          window.letGo = new AbortController()
          follow(id, { signal: letGo.signal, onUpdate() {}, onDelta() {} }).catch(() => {})
        }""",
        jobs["chat"],
    )
    _until_streams(person.page, "streams.length === 3 && open.length === 2")
    person.page.evaluate("letGo.abort()")
    person.at("cancel-job").click()
    person.at("cancel-chat").click()
    _until_streams(person.page, "open.length === 0")
    expect(person.at("chat-note")).to_be_visible()


def test_a_stream_that_ends_is_taken_up_again_where_it_ended(person: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(delay=6.0, text="One two three four five six seven eight nine ten eleven twelve thirteen."))
    person.open_review_of(SAMPLE)
    asked: list[str] = []
    person.page.on("request", lambda request: _note(asked, request))
    person.ask("Count.")
    expect(person.at("chat-words")).to_contain_text("One two")
    person.page.wait_for_timeout(1100)  # what breaks off sooner counts as refused
    person.page.evaluate("streams.at(-1).dispatchEvent(new Event('error'))")
    expect(person.at("chat-message").last).to_contain_text("thirteen.")
    after = [int(found[1]) for url in asked if (found := re.search(r"after=(\d+)", url))]
    assert len(after) == 2
    assert 0 == after[0] < after[1]


def _note(asked: list[str], request: Request) -> None:
    if "text/event-stream" in request.headers.get("accept", ""):
        asked.append(request.url)


def test_a_page_that_nobody_looks_at_holds_no_stream(person: Person, claude: ClaudeDouble) -> None:
    claude.default = Outcome("hang")
    person.open_review_of(SAMPLE)
    person.ask("Who?")
    _until_streams(person.page, "open.length === 1")
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });" + (
        " document.dispatchEvent(new Event('visibilitychange')) }"
    )
    person.page.evaluate(hide, True)
    _until_streams(person.page, "open.length === 0")
    person.page.evaluate(hide, False)
    _until_streams(person.page, "open.length === 1")
    person.at("cancel-chat").click()
    expect(person.at("chat-note")).to_be_visible()


def test_without_any_stream_the_work_is_followed_to_its_end(person: Person, complaints: Complaints) -> None:
    complaints.expect("net::ERR_FAILED")
    person.page.route(re.compile("/events"), lambda route: route.abort())
    person.open_review_of(document(12))
    person.analyse_all()
    expect(person.section("Part 12")).to_have_attribute("data-state", "reviewed")


def test_a_limit_says_how_long_it_takes_and_what_changes_it(
    server: Callable[..., Over], claude: ClaudeDouble, visit: OpenAt
) -> None:
    person = visit(server(**claude.settings, RATE_LIMIT_ANALYSIS="5/m"))
    person.open_review_of(document(30))
    person.at("analyse-all").click()
    words = "5 analyses a minute: about 5 min left. Change it with RATE_LIMIT_ANALYSIS."
    expect(person.page.get_by_text(words)).to_be_visible()
    person.at("cancel-job").click()
    person.see_the_work_end()


# -- the words


@pytest.fixture
def called(here: Over, visit: OpenAt) -> Callable[..., Any]:
    """`called("module", "function", …)` is what a function of the page's modules gives."""
    page = visit(here).page

    def call(module: str, function: str, *given: Any) -> Any:
        return page.evaluate(
            "async ([module, name, given]) => (await import(`/static/js/modules/${module}.js`))[name](...given)",
            [module, function, list(given)],
        )

    return call


ANALYSES = {"setting": "RATE_LIMIT_ANALYSIS", "count": 5, "seconds": 60}
ANSWER = {"setting": "RATE_LIMIT_CHAT", "count": 1, "seconds": 3600}


def test_what_is_left_is_said_in_words(called: Callable[..., Any]) -> None:
    def left(**status: Any) -> str:
        words: str = called("wording", "leftWords", status)
        return words

    assert left(left_seconds=480, limit=ANALYSES) == (
        "5 analyses a minute: about 8 min left. Change it with RATE_LIMIT_ANALYSIS."
    )
    assert left(left_seconds=None, waiting={"limit": ANSWER}) == "1 answer an hour. Change it with RATE_LIMIT_CHAT."
    assert left(left_seconds=33) == "About 35 s left."
    assert left(left_seconds=7.4) == "About 7 s left."
    assert left(left_seconds=3 * 3600) == "About 3 h left."
    assert left(left_seconds=240_139.9) == "About 3 days left."
    assert left(left_seconds=None) == left(left_seconds=1.0) == left(left_seconds=0, ready=True) == left() == ""


def test_what_is_waited_for_is_said_in_words(called: Callable[..., Any]) -> None:
    assert (
        called("wording", "waitingWords", {"reason": "rate_limit", "limit": ANALYSES}) == "Waiting for the rate limit."
    )
    assert called("wording", "waitingWords", {"reason": "rate_limit"}) == "Claude asked for a pause; it is asked again."
    assert called("wording", "waitingWords", {"reason": "position", "position": 4}) == "3 jobs before this one."
    assert called("wording", "waitingWords", None) == ""


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("“Goods” means what is sold.", "What does “Goods” mean?"),
        ("## 2\n\n- **Data Owner** means the manager.", "What does “Data Owner” mean?"),
        ("## 5. Incidents\n\nThe supplier must report it.", "What must the supplier do?"),
        ("No visitor shall enter the hall.", "What must visitor not do?"),
        ("Major findings must be corrected.", "What is required of major findings?"),
        ("Northgate shall pay.", "What must Northgate do?"),
        ("It is paid within thirty (30) days of receipt.", "What has to happen within thirty (30) days?"),
        ("It is kept no later than 24 hours.", "What does “no later than 24 hours” apply to?"),
        ("It begins on 1 March 2026.", "What is fixed for 1 March 2026?"),
        ("The fee is EUR 5,000.", "What does “EUR 5,000” apply to?"),
        ("A discount of 15 % is given.", "What does “15 %” apply to?"),
        ("Scope\n\nThe forms are in Annex C.", "What does Annex C say?"),
        ("Der Lieferant haftet.", "What does “Scope” say?"),
    ],
)
def test_a_question_is_found_in_what_a_section_says(called: Callable[..., Any], text: str, question: str) -> None:
    found = called("questions", "questionsFor", {"name": "Scope", "title": "Scope", "words": 9}, text)
    assert found[0] == question
    assert len(found) == 3


def test_a_section_without_words_asks_about_the_document(called: Callable[..., Any]) -> None:
    nothing = {"name": "Part", "title": "Part", "words": 0}
    assert called("questions", "questionsFor", nothing, "") == ["What is this document about?"]


HALVES = [
    ("a **bol", ["a ", {"tag": "strong", "inside": ["bol"]}]),
    ("x `co", ["x ", {"tag": "code", "text": "co"}]),
    ("see [the law](https://ex", ["see the law"]),
    ("2 * 3", ["2 * 3"]),
    ("done **", ["done "]),
]


@pytest.mark.parametrize(("half", "pieces"), HALVES, ids=[half for half, _ in HALVES])
def test_half_a_mark_is_taken_as_meant(called: Callable[..., Any], half: str, pieces: list[Any]) -> None:
    assert called("prose_inline", "piecesOf", half, {"isHalf": True}) == pieces


@pytest.mark.parametrize(
    "text",
    ["*" * 30_000, "[" * 30_000, "> " * 10_000 + "x", "- " * 10_000 + "x", "**a " * 8_000, " " * 30_000 + "|x\n|-",
     "|" * 20_000 + "\n" + "|" * 20_000, "[a](" * 8_000, "1. " * 10_000, "- a\n" * 5_000, "`" * 30_000],
)  # fmt: skip
def test_no_answer_is_too_much_to_read(called: Callable[..., Any], text: str) -> None:
    assert called("prose_blocks", "blocksOf", text) is not None
    assert called("prose_inline", "piecesOf", text, {"isHalf": True}) is not None
