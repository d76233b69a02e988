"""The jobs table as those see it who only look: who is next, who comes before, what happened.

Promises: nothing here writes. What is returned is a plain value of that moment; to act on it takes a claim.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from galley.jobs import OPEN, State
from galley.store.models import Door, Event, Job

if TYPE_CHECKING:
    from galley.store import Store


def claimable(now: float) -> tuple[Any, ...]:
    """The conditions under which anybody may take a job: open, due, held by nobody, its queue not paused."""
    paused = select(Door.name).where(Door.until > now, Door.name.like("pause:%"))
    return (
        Job.state.in_(OPEN),
        Job.due_at <= now,
        or_(Job.lease_until.is_(None), Job.lease_until < now),
        ("pause:" + Job.queue).not_in(paused),
    )


class Line:
    """The jobs in their order, over all tenants."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def job(self, job_id: str) -> Job | None:
        """The job, whoever's it is."""
        with self._store.reading() as db:
            return db.get(Job, job_id)

    def due(self, *conditions: Any, limit: int) -> list[Job]:
        """Jobs that anybody may claim now, most urgent first."""
        query = select(Job).where(*claimable(time.time()), *conditions)
        with self._store.reading() as db:
            return list(db.scalars(query.order_by(Job.priority.desc(), Job.created_at, Job.id).limit(limit)))

    def events_after(self, tenant: str, job_id: str, number: int, *, limit: int = 500) -> list[Event]:
        """The job's events after that number, in order: the one query behind polling and streaming."""
        query = select(Event).where(Event.tenant == tenant, Event.job_id == job_id, Event.number > number)
        with self._store.reading() as db:
            return list(db.scalars(query.order_by(Event.number).limit(limit)))

    def next_child(self, parent_id: str) -> Job | None:
        """The open child that is due first."""
        query = select(Job).where(Job.parent_id == parent_id, Job.state.in_(OPEN))
        with self._store.reading() as db:
            return db.scalar(query.order_by(Job.due_at, Job.id).limit(1))

    def ahead_of(self, job: Job) -> int:
        """How many due jobs of the same queue come before this one."""
        before = or_(Job.priority > job.priority, and_(Job.priority == job.priority, Job.created_at < job.created_at))
        query = select(func.count()).where(Job.queue == job.queue, Job.state == State.WAITING, before)
        with self._store.reading() as db:
            return db.scalar(query.where(Job.due_at <= time.time())) or 0
