"""One job, one state, and its words from outside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from galley.jobs import State
from galley.plans import PLANS
from galley.store.models import Job
from galley.wording import result, task, task_state

STATES = {
    State.WAITING: "PENDING",
    State.RUNNING: "PROGRESS",
    State.DONE: "SUCCESS",
    State.FAILED: "FAILURE",
    State.CANCELLED: "REVOKED",
}


def job(state: State, **given: Any) -> Job:
    usual: dict[str, Any] = {
        "id": "j", "kind": "analyze_section", "input": {"session_id": "s", "section_name": "Terms"}, "session_id": "s",
        "state": state, "progress": 0, "message": None, "wait_reason": None, "children": 0, "children_open": 0,
        "children_failed": 0, "result": None, "error": None, "dead": False, "created_at": 100.0, "started_at": None,
        "ended_at": None,
    }  # fmt: skip
    return Job(**usual | given)


def test_every_state_has_its_word() -> None:
    assert set(STATES) == set(State)
    for state, word in STATES.items():
        assert task_state(job(state)) == word


def test_a_job_that_is_tried_again_says_so() -> None:
    waiting = job(State.WAITING, wait_reason="retry")
    assert task_state(waiting) == "RETRY"
    assert task(waiting)["status"] == "Waiting to try again"
    assert task_state(job(State.WAITING, wait_reason="rate_limit")) == "PENDING"


def test_a_parent_that_waits_for_its_children_is_in_progress() -> None:
    parent = job(State.WAITING, kind="analyze_document", input={}, children=4, children_open=3, children_failed=1)
    assert task_state(parent) == "PROGRESS"
    assert task(parent)["children"] == {"total": 4, "done": 1, "failed": 1}


@pytest.mark.parametrize("state", State)
def test_ready_and_successful_are_told(state: State) -> None:
    error = {"message": "No.", "code": "refused"}
    shown = task(job(state, error=error if state in (State.FAILED, State.CANCELLED) else None, result={}))
    assert shown["ready"] is (state in (State.DONE, State.FAILED, State.CANCELLED))
    assert shown.get("successful") == {State.DONE: True, State.FAILED: False, State.CANCELLED: False}.get(state)
    assert ("result" in shown) is (state == State.DONE)
    json.dumps(shown)


def test_a_running_job_says_what_it_does() -> None:
    assert task(job(State.RUNNING))["status"] == "Analyzing section..."
    assert task(job(State.RUNNING, message="Checking quotes", progress=90))["status"] == "Checking quotes"
    assert task(job(State.RUNNING, progress=90))["progress"] == 90


def test_a_waiting_job_says_what_for() -> None:
    waiting = {"reason": "position", "position": 3}
    shown = task(job(State.WAITING), waiting)
    assert (shown["waiting"], shown["status"]) == (waiting, "Waiting")
    assert "waiting" not in task(job(State.RUNNING))


def test_a_finished_job_has_its_result_and_how_long_it_took() -> None:
    found = {"success": True, "feedback_count": 0, "result": {"feedback_items": []}}
    shown = task(job(State.DONE, result=found, started_at=101.0, ended_at=104.25, progress=100))
    assert shown["status"] == "Analysis complete"
    assert shown["result"] == {**found, "duration": 3.25}
    assert (shown["section"], shown["session_id"]) == ("Terms", "s")


def test_a_finished_parent_shows_its_warnings() -> None:
    warnings = [{"section": "A", "code": "refusal", "message": "No."}]
    shown = task(job(State.DONE, kind="analyze_document", input={}, result={"warnings": warnings}))
    assert (shown["state"], shown["warnings"]) == ("SUCCESS", warnings)


def test_a_duration_is_never_negative() -> None:
    assert result(job(State.DONE, started_at=200.0, ended_at=199.0))["duration"] == 0.0
    assert result(job(State.DONE))["duration"] == 0.0


def test_a_failed_job_says_why_and_whether_anything_will_try_again() -> None:
    error = {"message": "Claude declined.", "code": "refusal", "status": 422}
    shown = task(job(State.FAILED, error=error, dead=True))
    assert (shown["status"], shown["error"], shown["code"], shown["dead"]) == (
        "Claude declined.", "Claude declined.", "refusal", True,
    )  # fmt: skip


def test_a_cancelled_job_says_so() -> None:
    shown = task(job(State.CANCELLED, error={"message": "Cancelled.", "code": "cancelled"}))
    assert (shown["state"], shown["status"], shown["code"]) == ("REVOKED", "Cancelled", "cancelled")


@pytest.mark.parametrize("kind", PLANS)
@pytest.mark.parametrize("state", State)
def test_every_kind_has_words_in_every_state(kind: str, state: State) -> None:
    shown = task(job(state, kind=kind, input={}))
    assert shown["status"]
    assert set(shown) >= {"task_id", "kind", "state", "status", "progress", "ready"}
