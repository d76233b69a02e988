"""What becomes of a job when Claude fails: asked again and done, or failed with a cause. Never an empty success."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from galley.store import DatabaseGone
from galley.store.models import Door, Finding, Job, Step
from galley.store.work import Claim
from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import BACKGROUND, Here, document
from tests.servers import wait_until

TEXT = document(2)
TRIES = 4  # the first one and three more

# kind of fault → (code of the job that met it every time, whether it is worth asking again)
FAULTS_OF_A_REVIEW = {
    "500": ("service_fault", True),
    "disconnect": ("connection", True),
    "hang": ("timeout", True),
    "html": ("garbled", True),
    "cut_json": ("garbled", True),
    "bad_json": ("bad_form", True),
    "empty": ("bad_form", True),
    "max_tokens": ("truncated", True),
    "refusal": ("refusal", False),
    "400": ("bad_request", False),
    "401": ("bad_key", False),
    "404": ("unknown_model", False),
    "429": ("spend_limit", False),  # without a retry-after: the account's limit, not the minute's
}
FAULTS_OF_A_CHAT = {
    "500": ("service_fault", True),
    "disconnect": ("connection", True),
    "hang": ("timeout", True),
    "html": ("garbled", True),
    "cut_json": ("connection", True),
    "empty": ("empty", True),
    "max_tokens": ("truncated", True),
    "stream_cut": ("broken_stream", True),
    "refusal": ("refusal", False),
    "401": ("bad_key", False),
}
FINAL = sorted(kind for kind, (_, again) in FAULTS_OF_A_REVIEW.items() if not again)


@pytest.fixture
def web(make_app: Callable[..., Flask], claude: ClaudeDouble, monkeypatch: pytest.MonkeyPatch) -> Here:
    """An app that asks the double; waits between tries are short, and so is its patience with a silent Claude."""
    monkeypatch.setattr("galley.plans.Retry.seconds", lambda self, attempt: 0.01)
    monkeypatch.setattr("galley.claude.door.CALL_SECONDS", 1.5)
    monkeypatch.setattr("galley.claude.border.random.uniform", lambda low, high: 0.2)
    return Here(make_app(**claude.settings))


def _job(web: Here) -> Job:
    with web.galley.store.reading() as db:
        return db.scalars(select(Job).order_by(Job.created_at.desc()).limit(1)).one()


def _step(web: Here, name: str) -> Step | None:
    with web.galley.store.reading() as db:
        return db.scalar(select(Step).where(Step.name == name))


def _claudes_findings(web: Here) -> list[Finding]:
    with web.galley.store.reading() as db:
        return list(db.scalars(select(Finding).where(Finding.source.startswith("claude"))))


def _ask(web: Here, kind: str, **headers: str) -> Any:
    session_id = web.open(TEXT)
    if kind == "chat":
        return web.chat(session_id, "Who opens the crate?", **headers)
    return web.analyze(session_id, "Part 1", **headers)


@pytest.mark.parametrize("fault", [kind for kind, (_, again) in FAULTS_OF_A_REVIEW.items() if again])
def test_a_fault_that_passes_is_met_by_asking_again(web: Here, claude: ClaudeDouble, fault: str) -> None:
    claude.script(fault)
    answer = _ask(web, "review")
    assert answer["success"]
    assert _claudes_findings(web)
    step = _step(web, "claude")
    assert step is not None
    assert (len(claude.calls), step.attempts) == (2, 2)
    reasons = [event["reason"] for event in web.events(_job(web).id) if event["type"] == "state"]
    assert "retry" in reasons


@pytest.mark.parametrize("fault", FAULTS_OF_A_REVIEW)
def test_a_fault_that_stays_fails_the_review_with_its_cause(web: Here, claude: ClaudeDouble, fault: str) -> None:
    code, again = FAULTS_OF_A_REVIEW[fault]
    claude.default = Outcome(fault)
    answer = _ask(web, "review")
    assert (answer["success"], answer["code"]) == (False, code)
    assert len(answer["error"]) > 20
    assert len(claude.calls) == (TRIES if again else 1)
    job = _job(web)
    assert (job.state, job.dead, job.result) == ("failed", True, None)
    assert _step(web, "claude") is None
    status = web.status(job.id)
    assert (status["state"], status["ready"], status["successful"], status["code"]) == ("FAILURE", True, False, code)
    assert "result" not in status
    section = web.get(f"/sessions/{job.session_id}")["sections"][0]
    assert (section["state"], section["error"]) == ("failed", answer["error"])


@pytest.mark.parametrize("fault", FAULTS_OF_A_CHAT)
def test_a_fault_that_stays_fails_the_chat_with_its_cause(web: Here, claude: ClaudeDouble, fault: str) -> None:
    code, again = FAULTS_OF_A_CHAT[fault]
    claude.default = Outcome(fault)
    answer = _ask(web, "chat")
    assert (answer["success"], answer["code"]) == (False, code)
    assert len(claude.calls) == (TRIES if again else 1)
    job = _job(web)
    history = web.get(f"/sessions/{job.session_id}/chat")["messages"]
    assert [message["role"] for message in history] == ["user"]


@pytest.mark.parametrize("fault", ["stream_cut", "stream_error", "disconnect", "cut_json"])
def test_a_chat_that_breaks_off_is_written_anew(web: Here, claude: ClaudeDouble, fault: str) -> None:
    claude.script(fault)
    answer = _ask(web, "chat")
    assert answer["success"]
    assert len(claude.calls) == 2
    job = _job(web)
    history = web.get(f"/sessions/{job.session_id}/chat")["messages"]
    assert [message["role"] for message in history] == ["user", "assistant"]
    assert history[1]["text"] == answer["response"]
    last = max((e["attempt"] for e in web.events(job.id) if e["type"] == "delta"), default=0)
    said = [e["text"] for e in web.events(job.id) if e["type"] == "delta" and e["attempt"] == last]
    assert "".join(said) == answer["response"], "words of a broken answer carry the number of the whole one"


def test_a_cut_answer_is_given_more_room_each_time(web: Here, claude: ClaudeDouble) -> None:
    claude.default = Outcome("max_tokens")
    _ask(web, "review")
    rooms = [call.body["max_tokens"] for call in claude.calls]
    assert rooms == [rooms[0] * 2**n for n in range(TRIES)]


def test_an_answer_that_was_paid_for_is_not_asked_for_again(
    web: Here, claude: ClaudeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away between Claude's answer and the record of the step."""
    record = web.galley.store.work.record
    gone = iter([True])

    def lose_one(claim: Claim, step: str, *given: Any, **how: Any) -> Any:
        if step == "claude" and next(gone, False):
            raise DatabaseGone
        return record(claim, step, *given, **how)

    monkeypatch.setattr(web.galley.store.work, "record", lose_one)
    task_id = _ask(web, "review", **BACKGROUND)["task_id"]
    wait_until(lambda: claude.calls and not claude.in_flight and not web.galley.pool.busy(), 10, "it was lost")
    assert web.status(task_id)["ready"] is False
    with web.galley.store.writing() as db:  # the lease of the one who lost it ends
        db.execute(update(Job).where(Job.id == task_id).values(lease_until=time.time() - 1))
    web.until_ready(task_id)
    assert len(claude.calls) == 1
    assert _claudes_findings(web)


@pytest.mark.parametrize("kind", ["429", "529"])
def test_a_throttled_call_closes_the_door_for_everybody_and_uses_up_no_attempt(
    web: Here, claude: ClaudeDouble, kind: str
) -> None:
    claude.script(Outcome(kind, retry_after=600))
    tasks = []
    for work in ("review", "chat"):
        tasks.append(_ask(web, work, **BACKGROUND)["task_id"])
        held = web.until(tasks[-1], 20, "the door is closed", lambda s: s.get("waiting", {}).get("until"))
        assert (held["state"], held["waiting"]["reason"]) == ("PENDING", "rate_limit")
        until = datetime.fromisoformat(held["waiting"]["until"]).timestamp()
        assert 500 < until - time.time() <= 600
    assert len(claude.calls) == 1
    with web.galley.store.writing() as db:  # as if the time were over
        db.execute(update(Door).values(until=0.0))
        db.execute(update(Job).where(Job.id.in_(tasks)).values(due_at=time.time()))
    for task_id in tasks:
        web.until_ready(task_id)
    assert len(claude.calls) == 3
    step = _step(web, "claude")
    assert step is not None
    assert step.attempts == 1


def test_a_good_answer_that_asks_to_stay_away_is_used_and_obeyed(web: Here, claude: ClaudeDouble) -> None:
    claude.script(Outcome("ok", retry_after=2))
    assert _ask(web, "review")["success"]
    assert _ask(web, "chat")["success"]
    first, second = claude.calls
    assert first.ended is not None
    assert second.began - first.ended >= 1.9


def test_an_overload_that_names_no_time_is_met_again_soon(web: Here, claude: ClaudeDouble) -> None:
    claude.script("529", "529", "529", "529", "529", "529")  # more than there are tries
    answer = _ask(web, "review")
    assert answer["success"]
    step = _step(web, "claude")
    assert step is not None
    assert (len(claude.calls), step.attempts) == (7, 1)


def test_one_failed_section_does_not_stop_the_rest(web: Here, claude: ClaudeDouble) -> None:
    claude.script("refusal")
    answer = web.analyze_all(web.open(document(3)))
    assert answer["success"]
    assert answer["feedback_items"]
    assert [(w["code"], w["section"][:4]) for w in answer["warnings"]] == [("refusal", "Part")]


def test_a_document_of_which_no_section_could_be_read_is_no_success(web: Here, claude: ClaudeDouble) -> None:
    claude.default = Outcome("401")
    answer = web.analyze_all(web.open(TEXT))
    assert (answer["success"], answer["code"]) == (False, "bad_key")


@pytest.mark.parametrize(
    ("fault", "part"),
    [("401", "key"), ("404", "model"), ("429", "limit"), ("500", "service"), ("disconnect", "connection")],
)
def test_the_connection_test_says_which_part_failed(web: Here, claude: ClaudeDouble, fault: str, part: str) -> None:
    claude.default = Outcome(fault)
    answer = web.test_connection(expect=200)
    assert (answer["success"], answer["connected"], answer["failed"]) == (True, False, part)
    assert len(claude.calls) == 1


def test_words_that_are_nowhere_in_the_text_are_shown_as_such(
    web: Here, claude: ClaudeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.claude_double._review", _made_up)
    answer = _ask(web, "review")
    item = next(i for i in answer["feedback_items"] if i["source"].startswith("claude"))
    assert (item["anchor"], item["quote"], item["start"]) == ("unverified", None, None)
    assert item["model_quote"] == "Zebras are forbidden in the whole of the warehouse."


def _made_up(body: dict[str, Any]) -> list[dict[str, Any]]:
    text = (
        '{"items": [{"quote": "Zebras are forbidden in the whole of the warehouse.", "description": "d",'
        ' "suggestion": "s", "replacement": null, "category": "clarity", "severity": "low", "confidence": 0.5}]}'
    )
    return [{"type": "text", "text": text, "citations": None}]


def test_no_call_was_made_again_by_the_sdk_itself(web: Here, claude: ClaudeDouble) -> None:
    claude.default = Outcome("500")
    began = time.monotonic()
    web.test_connection()
    assert len(claude.calls) == 1
    assert time.monotonic() - began < 10
