"""How long a job will still take, as far as that is known.

Known are: the calls to Claude that it still makes and when the limits let them through, the jobs before it, how many
run side by side, and how long jobs of its kind ran lately. Where nothing is known, nothing is said. What is costly
to count is counted once a second, however many ask.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import func, select

from galley.jobs import ENDED, OPEN, State
from galley.limits import Limits
from galley.plans import PLANS
from galley.store import Store
from galley.store.models import Job, Section, Session

T = TypeVar("T")

_FRESH_SECONDS = 1.0
_LATELY = 60  # this many ended jobs of a kind are looked at
_SAMPLE = 20  # and this many of them that were done make the mean
_PART = {"analyze_document": "analyze_section", "read_file": "read_page"}  # what a whole is made of
_FAMILIES = 5_000


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies between now and a job's end."""

    jobs: int  # that must run, with the job itself
    slots: int  # how many of them run side by side
    paced: float = 0.0  # seconds until the limits have let the last of their calls through
    run_seconds: float | None = None  # how long one runs; None where none was seen
    ran: float = 0.0  # seconds that the job itself has been running


def left(ahead: Ahead) -> float | None:
    """Seconds until the job is done; None when that cannot be told, as when it runs longer than its kind does."""
    run = ahead.run_seconds
    if run is None:
        return ahead.paced or None
    work = run * max(1.0, ahead.jobs / ahead.slots)
    if ahead.paced:
        return max(work, ahead.paced + run)
    return work - ahead.ran if work > ahead.ran else None


@dataclass(frozen=True, slots=True)
class Family:
    """Jobs of one queue that wait with the same parent, or one alone."""

    first: float  # when the first of them was accepted
    count: int


class Forecast:
    """Tells for any job how long it will take."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._lock = threading.Lock()
        self._kept: dict[Any, tuple[float, Any]] = {}

    def of(self, job: Job, *, asks_claude: bool, slots: int) -> dict[str, Any]:
        """`left_seconds`, a number or None; and `limit` where a rate of the settings paces a whole document."""
        if job.state in ENDED:
            return {"left_seconds": 0.0}
        if job.queue in self._once("paused", self._store.pauses.present):
            return {"left_seconds": None}
        own = self._parts(job) if job.kind in _PART else 1
        before = self._before(job)
        called = self._called(job) if asks_claude else own
        pause = self._limits.pause(job.queue, job.way, before + own - called if own > called else 0)
        kind = _PART.get(job.kind, job.kind)
        seconds = left(
            Ahead(
                jobs=before + own,
                slots=slots,
                paced=max(pause.seconds, _until_tried_again(job)),
                run_seconds=self._once(("mean", kind), lambda: self._mean(kind)),
                ran=time.time() - job.claimed_at if job.claimed_at is not None else 0.0,
            )
        )
        told: dict[str, Any] = {"left_seconds": None if seconds is None else round(seconds, 1)}
        if pause.by_rate and job.kind in _PART:
            told["limit"] = self._limits.told(job.queue, job.way)
        return told

    # -- what is counted

    def _parts(self, job: Job) -> int:
        """How many parts of a whole are still to be done."""
        if job.children:
            return job.children_open
        if job.kind == "read_file":
            return len(job.input["pages"])
        of = select(Session.document_id).where(Session.id == job.session_id).scalar_subquery()
        with self._store.reading() as db:
            return db.scalar(select(func.count(Section.id)).where(Section.document_id == of, Section.words > 0)) or 0

    def _before(self, job: Job) -> int:
        """How many jobs of its queue wait that came before it, and before its parts."""
        if job.parent_id:
            query = self._waiting(Job.queue == job.queue, Job.created_at < job.created_at)
            with self._store.reading() as db:
                return db.scalar(select(func.count()).select_from(query.subquery())) or 0
        line = self._once("line", self._line)
        own = line.get((job.queue, job.id))
        since = own.first if own else job.created_at
        others = [family for (queue, of), family in line.items() if queue == job.queue and of != job.id]
        return sum(family.count for family in others if family.first < since)

    def _line(self) -> dict[tuple[str, str], Family]:
        """Who waits, by queue and parent."""
        of = func.coalesce(Job.parent_id, Job.id)
        waiting = self._waiting().with_only_columns(Job.queue, of, func.min(Job.created_at), func.count())
        with self._store.reading() as db:
            rows = db.execute(waiting.group_by(Job.queue, of).limit(_FAMILIES)).all()
        return {(queue, of): Family(first, count) for queue, of, first, count in rows}

    def _waiting(self, *conditions: Any) -> Any:
        waits = (Job.state.in_(OPEN), Job.due_at.is_not(None), Job.lease_until.is_(None))
        return select(Job.id).where(*waits, *conditions)

    def _called(self, job: Job) -> int:
        """How many calls of the job, or of its parts, are with Claude already."""
        running = self._once("running", self._running)
        return running.get(job.id, 0)

    def _running(self) -> dict[str, int]:
        """How many jobs are in the step that asks Claude, which is every plan's last; by parent, or one alone."""
        query = select(Job.id, Job.parent_id, Job.kind, Job.step).where(
            Job.state == State.RUNNING, Job.lease_until.is_not(None)
        )
        calling: dict[str, int] = {}
        with self._store.reading() as db:
            for id, parent_id, kind, step in db.execute(query):
                if kind in PLANS and (len(PLANS[kind].steps) == 1 or step == PLANS[kind].steps[-1].name):
                    calling[parent_id or id] = calling.get(parent_id or id, 0) + 1
        return calling

    def _mean(self, kind: str) -> float | None:
        """How long the newest jobs of that kind ran that were done."""
        query = select(Job.state, Job.busy_seconds).where(Job.kind == kind, Job.ended_at.is_not(None))
        with self._store.reading() as db:
            lately = db.execute(query.order_by(Job.ended_at.desc()).limit(_LATELY)).all()
        done = [busy for state, busy in lately if state == State.DONE][:_SAMPLE]
        return sum(done) / len(done) if done else None

    def _once(self, key: Any, count: Callable[[], T]) -> T:
        """What was counted within the last second, or is counted now."""
        with self._lock:
            at, value = self._kept.get(key, (0.0, None))
        if time.monotonic() - at < _FRESH_SECONDS:
            return cast(T, value)
        found = count()
        with self._lock:
            self._kept[key] = (time.monotonic(), found)
        return found


def _until_tried_again(job: Job) -> float:
    if job.state == State.WAITING and job.wait_reason == "retry" and job.due_at is not None:
        return max(0.0, job.due_at - time.time())
    return 0.0
