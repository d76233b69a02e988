"""The jobs table as the runner sees it: submit, claim, record, give back, cancel.

Promises: a job is accepted when its row is committed. A claim is a lease with a number (the fence); only the
holder of the present number may record, so a message that arrives twice does its work once. Outcome, rows, event
and the job's state are written in one transaction. A job that ended never changes again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from sqlalchemy import Select, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Db

from galley.errors import Conflict
from galley.jobs import ENDED, OPEN, Done, Spawn, State, Wait
from galley.store.line import Line, claimable
from galley.store.models import Job, Session, Step
from galley.store.moves import add_event, cancel_all, end, held, let_go, spawn, step_count
from galley.store.rows import Rows

LEASE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run a job's next step, until somebody with a higher fence has it."""

    job: Job
    outcomes: dict[str, dict[str, Any]]

    @property
    def fence(self) -> int:
        """The number under which to record."""
        return self.job.fence


Call = TypeVar("Call", bound=Callable[..., Any])


def _again(call: Call) -> Call:
    """Do it again when it met a deadlock: these calls are short and change nothing until they commit."""

    @wraps(call)
    def careful(self: Work, *args: Any, **options: Any) -> Any:
        return self._store.attempt(lambda: call(self, *args, **options))

    return cast(Call, careful)


class Work(Line):
    """The calls that cross tenants; only the runner, the reconciler and housekeeping make them."""

    def _rows(self, db: Db, tenant: str) -> Rows:
        return Rows(db, tenant, self._store.readings)

    # -- coming in

    @_again
    def submit(self, job: Job, accept: Callable[[Rows, Job], None] | None = None) -> tuple[Job, bool]:
        """Accept a job, or find the one that it repeats (same idempotency key, or same work in flight).

        `accept` writes what belongs to a new job, in the same transaction. Returns the job and whether it is new.
        Raises Conflict when the key was used for another request.
        """
        try:
            with self._store.writing() as db:
                if twin := _twin_of(db, job):
                    return twin, False
                if job.session_id:  # shared with other submits; a session that is being deleted takes no more work
                    db.execute(select(Session.id).where(Session.id == job.session_id).with_for_update(read=True))
                    self._rows(db, job.tenant).session(job.session_id)
                db.add(job)
                db.flush()
                add_event(db, job, "state")
                if accept:
                    accept(self._rows(db, job.tenant), job)
            return job, True
        except IntegrityError:  # somebody else was quicker by a moment
            with self._store.reading() as db:
                if twin := _twin_of(db, job):
                    return twin, False
            raise

    def take_over(self, job: Job) -> Job:
        """This process is to run a job that was meant for Celery. Returns the job as it is now."""
        with self._store.writing() as db:
            db.execute(update(Job).where(Job.id == job.id, Job.state.in_(OPEN)).values(way="local"))
        return self.job(job.id) or job

    # -- running

    @_again
    def claim(self, job_id: str, holder: str) -> Claim | None:
        """Take the job's next step, when it is open, due, not paused and nobody holds it."""
        now = time.time()
        with self._store.writing() as db:
            taken = db.scalar(
                update(Job)
                .where(Job.id == job_id, *claimable(now))
                .values(
                    fence=Job.fence + 1,
                    holder=holder,
                    state=State.RUNNING,
                    wait_reason=None,
                    error=None,
                    started_at=func.coalesce(Job.started_at, now),
                    crashes=Job.crashes + case((Job.lease_until.is_not(None), 1), else_=0),
                    lease_until=now + LEASE_SECONDS,
                    claimed_at=now,
                )
                .returning(Job)
                .execution_options(synchronize_session=False)
            )
            if taken is None:
                return None
            steps = db.execute(select(Step.name, Step.outcome).where(Step.job_id == job_id))
            return Claim(taken, {row.name: row.outcome for row in steps})

    @_again
    def record(
        self, claim: Claim, step: str, result: Done | Spawn, *, progress: int, last: bool, children: Sequence[Job] = ()
    ) -> list[str]:
        """Write a finished step with all that it made; `children` are the jobs of a Spawn.

        Returns the ids of jobs that became due by it.
        Raises Stopped("lost") and writes nothing when the claim is no longer the present one.
        """
        with self._store.writing() as db:
            job = held(db, claim.job.id, claim.fence)
            db.execute(
                insert(Step).values(
                    job_id=job.id, tenant=job.tenant, name=step, outcome=result.outcome,
                    attempts=job.attempts + 1, ended_at=time.time(),
                )
            )  # fmt: skip
            let_go(job)
            job.attempts, job.crashes, job.step = 0, 0, None
            job.progress = max(job.progress, progress)
            if isinstance(result, Done) and result.save:
                result.save(self._rows(db, job.tenant))
            if isinstance(result, Spawn):
                return spawn(db, job, children)
            if last:
                return end(db, job, State.DONE, result=result.outcome)
            job.due_at = time.time()
            add_event(db, job, "state")
            return [job.id]

    @_again
    def give_back(
        self, claim: Claim, wait: Wait, *, attempt: bool = False, error: dict[str, Any] | None = None
    ) -> None:
        """Release the job until `wait.until`; with `attempt`, a try of the present step is used up."""
        with self._store.writing() as db:
            job = held(db, claim.job.id, claim.fence)
            let_go(job)
            job.state, job.crashes = State.WAITING, 0
            job.due_at, job.wait_reason, job.error = wait.until, wait.reason or None, error
            job.sent_at = None
            job.attempts += attempt
            add_event(db, job, "state")

    @_again
    def fail(self, claim: Claim, error: dict[str, Any]) -> list[str]:
        """End the job in failure. Returns the ids of jobs that became due by it."""
        with self._store.writing() as db:
            return end(db, held(db, claim.job.id, claim.fence), State.FAILED, error=error, dead=True)

    @_again
    def report(self, claim: Claim, step: str, progress: int, message: str) -> None:
        """Show progress; it only rises. Raises Stopped("lost") when the claim is gone."""
        with self._store.writing() as db:
            job = held(db, claim.job.id, claim.fence)
            job.progress, job.message, job.step = max(job.progress, progress), message, step
            add_event(db, job, "progress")

    @_again
    def emit(self, claim: Claim, type: str, data: dict[str, Any]) -> None:
        """Append an event of the job's own kind. Raises Stopped("lost") when the claim is gone."""
        with self._store.writing() as db:
            add_event(db, held(db, claim.job.id, claim.fence), type, data)

    def renew(self, claims: Sequence[tuple[str, int]]) -> None:
        """Lengthen these leases (job id, fence), as far as they are still held."""
        until = time.time() + LEASE_SECONDS
        with self._store.writing() as db:
            for job_id, fence in claims:
                mine = (Job.id == job_id, Job.fence == fence, Job.state == State.RUNNING, Job.lease_until.is_not(None))
                db.execute(update(Job).where(*mine).values(lease_until=until))

    def lost(self, claims: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Which of these claims (job id, fence) are no longer the present ones, and why: cancelled or lost."""
        with self._store.reading() as db:
            query = select(Job.id, Job.fence, Job.state).where(Job.id.in_({i for i, _ in claims}))
            now = {row.id: (row.fence, row.state) for row in db.execute(query)}
        lost = {}
        for job_id, fence in claims:
            present, state = now.get(job_id, (-1, State.CANCELLED))
            if state == State.CANCELLED:
                lost[job_id, fence] = "cancelled"
            elif present != fence or state != State.RUNNING:
                lost[job_id, fence] = "lost"
        return lost

    # -- stopping

    @_again
    def cancel(self, tenant: str, job_id: str) -> tuple[Job, bool]:
        """Cancel an open job and its children at once: nothing of them can be recorded from here on.

        Returns the job and whether this call did it. Who runs it notices within a second and stops.
        """
        with self._store.writing() as db:
            job = db.scalar(_own(tenant).where(Job.id == job_id).with_for_update())
            if job is None or job.state in ENDED:
                return job or self._rows(db, tenant).job(job_id), False
            running = int(job.lease_until is not None)
            stopped = {"jobs": 1, "running": running, "step": job.step, "finished_steps": step_count(db, job.id)}
            job.fence += 1
            end(db, job, State.CANCELLED, error={"code": "cancelled", "message": "Cancelled.", "stopped": stopped})
        # In a transaction of its own: rows are locked child first everywhere else, and this one came parent first.
        children = self.cancel_children(job_id)
        if children["jobs"]:
            stopped |= {"jobs": 1 + children["jobs"], "running": running + children["running"]}
            with self._store.writing() as db:
                told = {"code": "cancelled", "message": "Cancelled.", "stopped": stopped}
                db.execute(update(Job).where(Job.id == job_id).values(error=told))
        return self.job(job_id) or job, True

    @_again
    def cancel_children(self, parent_id: str) -> dict[str, int]:
        """Cancel the open children of a job that ended. Counts of what stopped."""
        with self._store.writing() as db:
            query = select(Job.id, Job.lease_until).where(Job.parent_id == parent_id, Job.state.in_(OPEN))
            children = db.execute(query.order_by(Job.id).with_for_update()).all()
            cancel_all(db, [child.id for child in children])
            return {"jobs": len(children), "running": sum(child.lease_until is not None for child in children)}


def _own(tenant: str) -> Select[Job]:
    return select(Job).where(Job.tenant == tenant)


def _twin_of(db: Db, job: Job) -> Job | None:
    if job.idempotency_key:
        twin = db.scalar(_own(job.tenant).where(Job.idempotency_key == job.idempotency_key))
        if twin and (twin.kind, twin.input) != (job.kind, job.input):
            raise Conflict("This Idempotency-Key was used for another request. Use a new one.", code="key_reused")
        return twin
    return db.scalar(_own(job.tenant).where(Job.flight == job.flight)) if job.flight else None
