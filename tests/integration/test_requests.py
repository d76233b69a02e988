"""Does the request wait: inline, past its patience, asked not to; and asking for the same thing twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import BACKGROUND, Here, document
from tests.servers import wait_until


@pytest.fixture
def web(make_app: Callable[..., Flask], claude: ClaudeDouble) -> Here:
    return Here(make_app(**claude.settings))


def test_work_past_the_requests_patience_goes_on_in_the_background(web: Here, claude: ClaudeDouble) -> None:
    claude.latency = 2.5
    answer = web.analyze(web.open(document(1)), "Part 1", expect=202, Prefer="wait=1")
    assert (answer["status"], answer["async"]) == ("processing", True)
    assert answer["message"] == "Analysis task submitted to queue"
    assert web.status(answer["task_id"])["ready"] is False
    web.until_ready(answer["task_id"])
    assert len(claude.calls) == 1


def test_a_document_past_the_requests_patience_is_finished_in_the_background(web: Here, claude: ClaudeDouble) -> None:
    claude.latency = 0.5
    answer = web.analyze_all(web.open(document(6)), expect=202, Prefer="wait=1")
    status = web.until_ready(answer["task_id"])
    assert status["children"] == {"total": 6, "done": 6, "failed": 0}
    assert len(claude.calls) == 6


def test_who_asks_not_to_wait_does_not_wait(web: Here, claude: ClaudeDouble) -> None:
    claude.latency = 60.0
    session_id = web.open(document(1))
    began = web.call("POST", "/chat", {"session_id": session_id, "message": "Who?"}, headers=BACKGROUND)
    assert began.status == 202
    assert began.seconds < 20
    status = web.status(began.json["task_id"])
    assert status["state"] in ("PENDING", "PROGRESS")
    web.cancel(began.json["task_id"])


def test_the_same_request_twice_at_once_runs_once(web: Here, claude: ClaudeDouble) -> None:
    claude.latency = 2.0
    session_id = web.open(document(1))
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(web.analyze, session_id, "Part 1", expect=200) for _ in range(2)]
        answers = [one.result(30) for one in both]
    assert len(claude.calls) == 1
    assert answers[0]["feedback_items"] == answers[1]["feedback_items"]
    assert len(web.get(f"/sessions/{session_id}")["jobs"]) == 1


def test_asking_while_it_runs_gives_the_same_task_and_afterwards_another(web: Here, claude: ClaudeDouble) -> None:
    claude.script(Outcome("ok", delay=2.0))
    session_id = web.open(document(1))
    first = web.analyze(session_id, "Part 1", expect=202, **BACKGROUND)["task_id"]
    assert web.analyze(session_id, "Part 1", expect=202, **BACKGROUND)["task_id"] == first
    web.until_ready(first)
    again = web.analyze(session_id, "Part 1", expect=202, **BACKGROUND)["task_id"]
    assert again != first
    web.until_ready(again)
    assert len(claude.calls) == 2


def test_an_idempotency_key_makes_the_request_this_keys(web: Here, claude: ClaudeDouble) -> None:
    session_id = web.open(document(2))
    first = web.analyze(session_id, "Part 1", expect=200, Idempotency_Key="a")
    again = web.analyze(session_id, "Part 1", expect=200, Idempotency_Key="a")
    assert again["feedback_items"] == first["feedback_items"]
    assert len(claude.calls) == 1
    web.analyze(session_id, "Part 1", expect=200, Idempotency_Key="b")
    assert len(claude.calls) == 2
    refused = web.analyze(session_id, "Part 2", expect=409, Idempotency_Key="a")
    assert (refused["success"], refused["code"]) == (False, "key_reused")


def test_reviewing_again_replaces_the_open_findings_and_leaves_the_decided(web: Here, claude: ClaudeDouble) -> None:
    session_id = web.open(document(1))
    first = web.analyze(session_id, "Part 1", expect=200)["feedback_items"]
    decided = first[0]["id"]
    web.post(f"/sessions/{session_id}/feedback/{decided}", {"decision": "rejected", "reason": "It is clear."})
    web.analyze(session_id, "Part 1", expect=200)
    items = web.get(f"/sessions/{session_id}")["feedback_items"]
    assert sorted(item["quote"] for item in items) == sorted(item["quote"] for item in first)
    assert [item["id"] for item in items if item["decision"] == "rejected"] == [decided]
    assert "reject" in claude.calls[-1].asked
    assert first[0]["quote"] in claude.calls[-1].asked.rpartition("</section>")[2]


def test_work_of_a_deleted_session_ends_and_leaves_nothing(web: Here, claude: ClaudeDouble) -> None:
    claude.latency = 20.0
    session_id = web.open(document(2))
    task_id = web.analyze_all(session_id, expect=202, **BACKGROUND)["task_id"]
    wait_until(lambda: claude.in_flight == 2, 10, "both sections are being read")
    assert web.call("DELETE", f"/sessions/{session_id}").status == 200
    wait_until(lambda: claude.in_flight == 0, 10, "the calls are closed")
    assert claude.aborts == 2
    web.get(f"/task_status/{task_id}", expect=404)
    web.get(f"/sessions/{session_id}", expect=404)


def test_the_calls_of_one_document_share_their_beginning(web: Here, claude: ClaudeDouble) -> None:
    web.analyze_all(web.open(document(4)), expect=200)
    starts = {str(call.body["messages"][0]["content"][0]) for call in claude.calls}
    assert len(starts) == 1
    assert all("cache_control" in call.body["messages"][0]["content"][0] for call in claude.calls)
