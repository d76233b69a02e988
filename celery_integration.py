"""Chooses who runs jobs. With a Redis that answers and a worker that lives, Celery does; else this process does, by
the same runner and the same steps.

Accepted means: the job's row is committed. A message that could not be sent, or only perhaps, changes who runs the
job, never whether.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from celery_queue import CeleryQueue, Look
from galley.errors import Conflict, JobFailed, NotFound
from galley.intake import Scan
from galley.jobs import ENDED, OPEN, State
from galley.plans import flight_of, plan_of
from galley.queue import QUEUES, Verdict
from galley.root import Galley
from galley.store.models import Job
from galley.views import moment
from galley.wording import result, task

PATIENCE_SECONDS = 100.0  # no request outlives a proxy's 120 s


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a request for work: `queued` and `background` have only begun, `inline` has ended."""

    job: Job
    way: str
    reason: str = ""


def is_celery_available(galley: Galley, queue: str = "analysis") -> bool:
    """Whether work for this queue would be handed to Celery now."""
    return galley.queue.verdict(queue).available


def submit_analysis_task(galley: Galley, tag: str, session_id: str, section_name: str | None, **how: Any) -> Submission:
    """Review a section, or every section when `section_name` is None."""
    if section_name is None:
        return submit(galley, tag, "analyze_document", {"session_id": session_id}, **how)
    return submit(galley, tag, "analyze_section", {"session_id": session_id, "section_name": section_name}, **how)


def submit_chat_task(
    galley: Galley, tag: str, session_id: str, message: str, current_section: str | None, **how: Any
) -> Submission:
    """Answer a question about the session's document."""
    asked = {"session_id": session_id, "message": message, "current_section": current_section}
    return submit(galley, tag, "chat", asked, **how)


def submit_read_task(galley: Galley, tag: str, scan: Scan, **how: Any) -> Submission:
    """Read the pages of a scan, and open a review of it."""
    asked = {"sha256": scan.sha256, "name": scan.name, "pages": list(scan.pages)}
    return submit(galley, tag, "read_file", asked, **how)


def submit_test_task(galley: Galley, tag: str, **how: Any) -> Submission:
    """Test the connection to Claude."""
    return submit(galley, tag, "test_connection", {}, **how)


def submit(
    galley: Galley,
    tag: str,
    kind: str,
    input: dict[str, Any],
    *,
    background: bool = False,
    patience: float = PATIENCE_SECONDS,
    key: str | None = None,
) -> Submission:
    """The one fork: hand the job to Celery, or run it here.

    `key` is the caller's Idempotency-Key. Raises what a job that ran inline ended with.
    """
    plan = plan_of(kind)
    verdict = galley.queue.verdict(plan.queue)
    job = plan.job(tag, input, way="celery" if verdict.available else "local")
    job.session_id = input.get("session_id")
    job.idempotency_key, job.flight = key, None if key else flight_of(kind, input)
    job, fresh = galley.store.work.submit(job, plan.accept)
    if job.state in OPEN and job.way == "celery":
        if not fresh or galley.queue.send(job):
            return Submission(job, "queued")
        verdict = Verdict(False, "Redis did not take the message")
        job = galley.store.work.take_over(job)
    if background and job.state in OPEN:
        galley.changed()
        return Submission(job, "background", verdict.reason)
    job = _run_inline(galley, job, patience)
    return Submission(job, "inline" if job.state in ENDED else "background", verdict.reason)


def _run_inline(galley: Galley, job: Job, patience: float) -> Job:
    """Run the job in a thread of its own and wait for it; past the patience the background goes on with it."""
    runs = threading.Thread(target=galley.pool.run, args=(job.id,), kwargs={"patience": patience}, daemon=True)
    runs.start()
    runs.join(patience)
    return galley.store.work.job(job.id) or job


def get_task_status(galley: Galley, tag: str, task_id: str) -> dict[str, Any]:
    """The body of /task_status. Raises NotFound for an unknown id."""
    with galley.tenant(tag).reading() as rows:
        job = rows.job(task_id)
    forecast = galley.forecast.of(job, asks_claude=galley.claude is not None, slots=_slots(galley, job))
    return task(job, _waiting(galley, job)) | forecast


def _slots(galley: Galley, job: Job) -> int:
    """How many jobs like this one run side by side."""
    pools = 1
    if job.way == "celery" and isinstance(galley.queue, CeleryQueue):
        pools = len(galley.queue.look().workers.get(job.queue, ()))
    return max(1, pools) * galley.settings.worker_concurrency


def inline_result(submission: Submission) -> dict[str, Any]:
    """What a job that ran inline gave. Raises JobFailed or Conflict when it did not end well."""
    job = submission.job
    if job.state == State.DONE:
        return result(job)
    error = job.error or {}
    if job.state == State.CANCELLED:
        raise Conflict("This work was cancelled.", code="cancelled")
    raise JobFailed(error["message"], code=error["code"], status=error.get("status", 502))


def cancel_task(galley: Galley, tag: str, task_id: str) -> dict[str, Any]:
    """Cancel; a repeat answers the same, a finished task is a Conflict."""
    job, _ = galley.store.work.cancel(tag, task_id)
    galley.changed()
    if job.state != State.CANCELLED:
        raise Conflict("This task has ended already; there is nothing to cancel.", code="already_ended")
    stopped = (job.error or {}).get("stopped", {})
    return {"success": True, "task_id": job.id, "state": "REVOKED", "stopped": stopped, "message": "Cancelled."}


def get_queue_stats(galley: Galley) -> dict[str, Any]:
    """The body of /queue_stats: from the database, and from Redis who is there."""
    queue = galley.queue
    seen = queue.look() if isinstance(queue, CeleryQueue) else Look()
    served: dict[str, list[str]] = {}
    for name, workers in seen.workers.items():
        for worker in workers:
            served.setdefault(worker.partition("|")[0], []).append(name)
    paused = galley.store.pauses.present()
    with galley.store.reading() as db:
        held = func.coalesce(Job.lease_until, 0.0) > time.time()
        open_now = select(Job.queue, held.label("held"), Job.created_at)
        jobs = open_now.where(Job.state.in_(OPEN), Job.due_at.is_not(None)).subquery()
        counts = select(jobs.c.queue, jobs.c.held, func.count(), func.min(jobs.c.created_at))
        rows = db.execute(counts.group_by(jobs.c.queue, jobs.c.held)).all()
    active = sum(number for _, held, number, _ in rows if held)
    waiting = {name: (number, oldest) for name, held, number, oldest in rows if not held}
    pending = sum(number for number, _ in waiting.values())
    return {
        "success": True,
        "available": seen.answers,
        "workers": len(served),
        "active_tasks": active,
        "reserved_tasks": pending,
        "total_pending": active + pending,
        "worker_details": {name: {"queues": sorted(set(queues))} for name, queues in sorted(served.items())},
        "queues": {
            name: {
                "paused": name in paused,
                "depth": waiting.get(name, (0, 0.0))[0],
                "oldest_seconds": round(time.time() - waiting[name][1], 1) if name in waiting else 0.0,
            }
            for name in QUEUES
        },
        "reason": queue.verdict("analysis").reason or None,
        "here": {"active_tasks": galley.pool.busy()},
    }


def set_paused(galley: Galley, queue: str, paused: bool) -> None:
    """Pause or resume a queue; NotFound names the queues there are."""
    if queue not in QUEUES:
        raise NotFound(f"There is no such queue. There are {', '.join(QUEUES)}.", code="unknown_queue", valid=[*QUEUES])
    (galley.store.pauses.begin if paused else galley.store.pauses.end)(queue)
    galley.changed()


def _waiting(galley: Galley, job: Job) -> dict[str, Any] | None:
    """What a waiting job waits for."""
    if job.children_open and job.due_at is None:  # a parent waits for what its next child waits for
        child = galley.store.work.next_child(job.id)
        waits = child is not None and child.state == State.WAITING and child.wait_reason
        return _waiting(galley, child) if child is not None and waits else None
    if job.state != State.WAITING or job.due_at is None:
        return None
    if job.queue in galley.store.pauses.present():
        return {"reason": "paused"}
    if job.wait_reason and job.due_at > time.time():
        return {"reason": job.wait_reason, "until": moment(job.due_at)} | _limit(galley, job)
    if job.way == "celery" and not galley.queue.verdict(job.queue).available:
        return {"reason": "no_worker"}
    return {"reason": "position", "position": galley.store.work.ahead_of(job) + 1}


def _limit(galley: Galley, job: Job) -> dict[str, Any]:
    """The rate of the settings that holds a job back; none where Claude itself asked to wait."""
    told = galley.limits.told(job.queue, job.way)
    if job.wait_reason != "rate_limit" or told is None or galley.limits.closed_until() > time.time():
        return {}
    return {"limit": told}


def submitted(submission: Submission) -> dict[str, Any]:
    """The body that answers work which has only begun."""
    body = {
        "success": True,
        "task_id": submission.job.id,
        "status": "processing",
        "message": plan_of(submission.job.kind).submitted,
        "async": True,
    }
    return body | ({"reason": submission.reason} if submission.reason else {})
