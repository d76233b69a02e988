"""Asking for work, following it, stopping it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, Field

from celery_integration import (
    PATIENCE_SECONDS,
    Submission,
    cancel_task,
    get_task_status,
    inline_result,
    set_paused,
    submit_analysis_task,
    submit_chat_task,
    submit_test_task,
    submitted,
)
from galley.errors import Malformed
from routes.answers_running import Paused
from routes.answers_work import Accepted, Cancelled, Reviewed, Said, Task, Tested
from routes.describe import described
from routes.here import body, galley, tenant, wait_preference
from routes.parameters import TEST_ERRORS, WORK_ERRORS, HowToRun

bp = Blueprint("work", __name__)


class AnalyzeSection(BaseModel):
    """Which section to review."""

    session_id: str = Field(description="The review's id.")
    section_name: str = Field(description="The section's `name`.")


class AnalyzeDocument(BaseModel):
    """Which session's document to review."""

    session_id: str = Field(description="The review's id.")


class Question(BaseModel):
    """A question about the session's document."""

    session_id: str = Field(description="The review's id.")
    message: str = Field(min_length=1, max_length=20_000, description="The question.")
    current_section: str | None = Field(None, description="The section that is open; its words count for more.")


@bp.post("/analyze_section")
@described(
    body=AnalyzeSection,
    headers=HowToRun,
    answers={200: Reviewed, 202: Accepted},
    errors=WORK_ERRORS | {404: "unknown_session unknown_section"},
)
def analyze_section() -> tuple[Response, int]:
    """Review one section."""
    asked = body(AnalyzeSection)
    with galley().tenant(tenant()).reading() as rows:
        rows.section(rows.session(asked.session_id).document_id, asked.section_name)
    done = submit_analysis_task(galley(), tenant(), asked.session_id, asked.section_name, **_how())
    return _reviewed(done)


@bp.post("/analyze_document")
@described(
    body=AnalyzeDocument,
    headers=HowToRun,
    answers={200: Reviewed, 202: Accepted},
    errors=WORK_ERRORS | {404: "unknown_session unknown_section"},
)
def analyze_document() -> tuple[Response, int]:
    """Review every section."""
    asked = body(AnalyzeDocument)
    with galley().tenant(tenant()).reading() as rows:
        rows.session(asked.session_id)
    return _reviewed(submit_analysis_task(galley(), tenant(), asked.session_id, None, **_how()))


@bp.post("/chat")
@described(
    body=Question,
    headers=HowToRun,
    answers={200: Said, 202: Accepted},
    errors=WORK_ERRORS | {404: "unknown_session unknown_section"},
)
def chat() -> tuple[Response, int]:
    """Answer a question about the document."""
    asked = body(Question)
    with galley().tenant(tenant()).reading() as rows:
        session = rows.session(asked.session_id)
        if asked.current_section is not None:
            rows.section(session.document_id, asked.current_section)
    if not asked.message.strip():
        raise Malformed("The message is empty. Ask something.", code="empty")
    done = submit_chat_task(galley(), tenant(), asked.session_id, asked.message, asked.current_section, **_how())
    return _answered(done, ("response", "citations", "source", "duration"))


@bp.route("/test_claude_connection", methods=["GET", "POST"])
@described(headers=HowToRun, answers={200: Tested, 202: Accepted}, errors=TEST_ERRORS)
def test_connection() -> tuple[Response, int]:
    """Test the connection to Claude."""
    return _answered(submit_test_task(galley(), tenant(), **_how()), None)


@bp.get("/task_status/<task_id>")
@described(answers={200: Task})
def task_status(task_id: str) -> Response:
    """Where a task stands."""
    return jsonify(get_task_status(galley(), tenant(), task_id))


@bp.route("/cancel_task/<task_id>", methods=["POST", "DELETE"])
@described(answers={200: Cancelled}, errors={409: "already_ended"})
def cancel(task_id: str) -> Response:
    """Stop a task."""
    return jsonify(cancel_task(galley(), tenant(), task_id))


@bp.post("/queues/<queue>/<any(pause, resume):move>")
@described(answers={200: Paused})
def pause_or_resume(queue: str, move: str) -> Response:
    """Hold a queue's jobs back, or let them go on."""
    set_paused(galley(), queue, move == "pause")
    return jsonify({"success": True, "queue": queue, "paused": move == "pause"})


def _how() -> dict[str, Any]:
    """How the caller wants it run: the Prefer and Idempotency-Key headers."""
    background, patience = wait_preference()
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 200 or not key.isprintable():
        raise Malformed("Idempotency-Key must be at most 200 printable characters.", code="bad_key_header")
    most = PATIENCE_SECONDS if patience is None else min(patience, PATIENCE_SECONDS)
    return {"background": background, "patience": most, "key": key or None}


def _reviewed(done: Submission) -> tuple[Response, int]:
    if done.way != "inline":
        return jsonify(submitted(done)), 202
    found = inline_result(done)
    answer = {"success": True, "feedback_items": found["result"]["feedback_items"], "async": False}
    answer |= {"duration": found["duration"]} | {k: found[k] for k in ("warnings",) if k in found}
    return jsonify(answer | _why(done)), 200


def _answered(done: Submission, keys: tuple[str, ...] | None) -> tuple[Response, int]:
    if done.way != "inline":
        return jsonify(submitted(done)), 202
    found = inline_result(done)
    shown = found if keys is None else {k: found[k] for k in keys}
    return jsonify({"success": True, **shown, "async": False} | _why(done)), 200


def _why(done: Submission) -> dict[str, str]:
    return {"reason": done.reason} if done.reason else {}
