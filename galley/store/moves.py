"""The legal moves of one job's row, inside a transaction that somebody else opened.

Promises: an event for every move, numbered without gaps under the row's lock; a job that ended never moves again;
the last child's end makes its parent due. Rows are locked child first, parent second, everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session as Db

from galley.errors import Stopped
from galley.jobs import ENDED, State
from galley.store.models import Event, Job, Step, new_id

_BATCH = 500  # ids in one statement


def held(db: Db, job_id: str, fence: int) -> Job:
    """The job's row, locked, as long as the claim is the present one."""
    query = select(Job).where(Job.id == job_id).with_for_update()
    job = db.scalar(query)
    if job is None or job.state == State.CANCELLED:
        raise Stopped("cancelled")
    if job.fence != fence or job.state != State.RUNNING:
        raise Stopped("lost")
    return job


def let_go(job: Job) -> None:
    """The claim ends. How long it was held counts as the job's running time."""
    if job.claimed_at is not None:
        job.busy_seconds += max(0.0, time.time() - job.claimed_at)
    job.claimed_at, job.holder, job.lease_until = None, None, None


def step_count(db: Db, job_id: str) -> int:
    """How many steps of the job are finished."""
    return db.scalar(select(func.count()).where(Step.job_id == job_id)) or 0


def add_event(db: Db, job: Job, type: str, data: dict[str, Any] | None = None) -> None:
    """Append an event; the job's row is locked by the caller, so numbers have no gaps and no doubles."""
    job.event_count += 1
    db.flush()
    shown = {"state": job.state, "progress": job.progress, "message": job.message, "step": job.step}
    db.add(
        Event(
            job_id=job.id,
            number=job.event_count,
            tenant=job.tenant,
            type=type,
            data=shown | {"reason": job.wait_reason} if data is None else data,
        )
    )


def spawn(db: Db, parent: Job, children: Sequence[Job]) -> list[str]:
    """Add the children; the parent is due again when the last of them ends. Returns the ids that are due now."""
    born = {"number": 1, "type": "state", "at": time.time(), "tenant": parent.tenant}
    data = {"state": State.WAITING, "progress": 0, "message": None, "step": None, "reason": None}
    for child in children:
        child.id, child.event_count = new_id(), 1
    db.add_all(children)
    db.flush()
    if children:
        db.execute(insert(Event), [born | {"job_id": child.id, "data": data} for child in children])
    parent.children, parent.children_open = len(children), len(children)
    parent.due_at = None if children else time.time()
    add_event(db, parent, "state")
    return [child.id for child in children] or [parent.id]


def end(
    db: Db,
    job: Job,
    state: State,
    *,
    result: dict[str, Any] | None = None,
    error: dict[str, Any] | None = None,
    dead: bool = False,
) -> list[str]:
    """End a job and tell its parent. Returns the parent's id when it became due."""
    let_go(job)
    job.state, job.result, job.error, job.dead = state, result, error, dead
    job.flight, job.due_at, job.wait_reason = None, None, None
    job.ended_at = time.time()
    if state == State.DONE:
        job.progress = 100
    add_event(db, job, "end")
    db.flush()
    return _child_ended(db, job.parent_id, failed=state != State.DONE) if job.parent_id else []


def cancel_all(db: Db, job_ids: Sequence[str]) -> None:
    """Cancel these open children of a parent that has ended; their rows are locked by the caller."""
    now, told = time.time(), {"code": "cancelled", "message": "Cancelled with its parent."}
    for at in range(0, len(job_ids), _BATCH):
        these = Job.id.in_(job_ids[at : at + _BATCH])
        gone = {"flight": None, "due_at": None, "holder": None, "lease_until": None, "wait_reason": None}
        raised = {"fence": Job.fence + 1, "event_count": Job.event_count + 1}
        db.execute(update(Job).where(these).values(state=State.CANCELLED, error=told, ended_at=now, **gone, **raised))
        rows = db.execute(select(Job.id, Job.tenant, Job.event_count, Job.progress).where(these)).all()
        data = {"state": State.CANCELLED, "message": None, "step": None, "reason": None}
        ends = [
            {"job_id": r.id, "number": r.event_count, "tenant": r.tenant, "type": "end", "at": now}
            | {"data": data | {"progress": r.progress}}
            for r in rows
        ]
        db.execute(insert(Event), ends)


def _child_ended(db: Db, parent_id: str, *, failed: bool) -> list[str]:
    parent = db.scalar(select(Job).where(Job.id == parent_id).with_for_update())
    if parent is None or parent.state in ENDED:
        return []
    parent.children_open -= 1
    parent.children_failed += failed
    finished = parent.children - parent.children_open
    parent.progress = max(parent.progress, round(95 * finished / max(parent.children, 1)))
    parent.message = f"{finished} of {parent.children} done"
    if parent.children_open == 0:
        parent.due_at = time.time()
    add_event(db, parent, "progress")
    return [parent.id] if parent.children_open == 0 else []
