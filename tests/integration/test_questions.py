"""Questions are kept from the moment they are accepted, in their order, and wait for no review."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import BACKGROUND, Here, document
from tests.servers import wait_until


@pytest.fixture
def web(make_app: Callable[..., Flask], claude: ClaudeDouble) -> Here:
    limits = {f"RATE_LIMIT_{name}": "off" for name in ("ANALYSIS", "CHAT")}
    return Here(make_app(CELERY_WORKER_CONCURRENCY="1", **claude.settings, **limits))


def _said(web: Here, session_id: str) -> list[tuple[str, str]]:
    return [(m["role"], m["text"]) for m in web.get(f"/sessions/{session_id}/chat")["messages"]]


def test_a_question_that_is_cancelled_before_its_turn_is_kept(web: Here) -> None:
    session_id = web.open(document(1))
    web.post("/queues/chat/pause")
    task_id = web.chat(session_id, "Who opens the crate?", expect=202, **BACKGROUND)["task_id"]
    assert _said(web, session_id) == [("user", "Who opens the crate?")]
    web.cancel(task_id)
    web.post("/queues/chat/resume")
    assert _said(web, session_id) == [("user", "Who opens the crate?")]


def test_a_question_is_answered_while_a_review_takes_all_its_slots(web: Here, claude: ClaudeDouble) -> None:
    session_id = web.open(document(3))
    claude.script(Outcome("hang"))
    review = web.analyze(session_id, "Part 1", expect=202, **BACKGROUND)["task_id"]
    wait_until(lambda: claude.in_flight == 1, 10, "the review asks Claude")
    claude.script(Outcome(text="The porter does."))
    asked = web.chat(session_id, "Who opens the crate?", expect=202, **BACKGROUND)["task_id"]
    assert web.until_ready(asked)["successful"]
    assert not web.status(review)["ready"]
    web.cancel(review)


def test_questions_asked_together_stand_with_their_answers_and_know_only_what_came_before(
    web: Here, claude: ClaudeDouble
) -> None:
    session_id = web.open(document(1))
    web.post("/queues/chat/pause")
    asked = [web.chat(session_id, f"Question {n}?", expect=202, **BACKGROUND)["task_id"] for n in (1, 2, 3)]
    claude.script(*(Outcome(text=f"Answer {n}.") for n in (1, 2, 3)))
    web.post("/queues/chat/resume")
    assert all(web.until_ready(task_id)["successful"] for task_id in asked)
    turns = [(role, f"{word} {n}{end}") for n in (1, 2, 3) for role, word, end in _TURN]
    assert _said(web, session_id) == turns
    for n, call in enumerate(claude.calls, 1):
        told = str(call.body["messages"])
        assert [m for m in (1, 2, 3) if f"Question {m}?" in told] == list(range(1, n + 1))


_TURN = [("user", "Question", "?"), ("assistant", "Answer", ".")]
