"""One job, one state, and the words it has from outside.

| state     | system B (tasks)                    |
|-----------|-------------------------------------|
| waiting   | PENDING; RETRY when it is tried again |
| running   | PROGRESS                            |
| done      | SUCCESS                             |
| failed    | FAILURE                             |
| cancelled | REVOKED                             |
"""

from __future__ import annotations

from typing import Any

from galley.jobs import ENDED, State
from galley.plans import plan_of
from galley.store.models import Job
from galley.views import moment


def task_state(job: Job) -> str:
    """The job's state in Celery's words."""
    if job.state == State.WAITING:
        return "RETRY" if job.wait_reason == "retry" else "PROGRESS" if job.children else "PENDING"
    words = {State.RUNNING: "PROGRESS", State.DONE: "SUCCESS", State.FAILED: "FAILURE", State.CANCELLED: "REVOKED"}
    return words[State(job.state)]


def task(job: Job, waiting: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer of /task_status; `waiting` says what a waiting job waits for."""
    plan = plan_of(job.kind)
    shown: dict[str, Any] = {
        "task_id": job.id,
        "kind": job.kind,
        "state": task_state(job),
        "status": _words(job, plan.doing, plan.finished),
        "progress": job.progress,
        "ready": job.state in ENDED,
        "session_id": job.session_id,
        "parent_id": job.parent_id,
        "created_at": moment(job.created_at),
        "events": job.event_count,
    }
    if job.children:
        done = job.children - job.children_open
        shown["children"] = {"total": job.children, "done": done, "failed": job.children_failed}
    if "section_name" in job.input:
        shown["section"] = job.input["section_name"]
    if waiting:
        shown["waiting"] = waiting
    if job.state in ENDED:
        shown["successful"] = job.state == State.DONE
    if job.state == State.DONE:
        shown["result"] = result(job)
        if warnings := (job.result or {}).get("warnings"):
            shown["warnings"] = warnings
    elif job.error and (job.state in ENDED or job.wait_reason == "retry"):
        shown |= {"error": job.error["message"], "code": job.error["code"], "dead": job.dead}
    return shown


def result(job: Job) -> dict[str, Any]:
    """A finished job's result, with how long it took from its first step, in seconds."""
    took = (job.ended_at or 0.0) - (job.started_at or job.created_at)
    return {**(job.result or {}), "duration": round(max(0.0, took), 3)}


def _words(job: Job, doing: str, finished: str) -> str:
    if job.state == State.DONE:
        return finished
    if job.state == State.FAILED:
        return str((job.error or {}).get("message", "Failed"))
    if job.state == State.CANCELLED:
        return "Cancelled"
    if job.state == State.WAITING and job.wait_reason == "retry":
        return "Waiting to try again"
    return job.message or (doing if job.state == State.RUNNING else "Waiting")
