"""The runner: the next step of a job: look for its outcome, else run, then record.

Everybody who runs work calls `advance`: the request, a thread of this process, a Celery worker. Retries live here
and nowhere else: the error's class says whether, the plan says how often and how long.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from galley.context import Context
from galley.errors import GalleyError, Held, NotFound, Stopped, Transient
from galley.jobs import Child, Spawn, StepResult, Stop, Wait
from galley.plans import Plan, Step, plan_of
from galley.store import DatabaseGone
from galley.store.models import Job
from galley.store.work import LEASE_SECONDS, Claim

if TYPE_CHECKING:
    from galley.root import Galley

log = logging.getLogger(__name__)

STEP_SECONDS = 540.0
MAX_CRASHES = 5  # a job whose step ended its process this often is not tried again
_LOOK_SECONDS = 0.5  # how often held claims are compared with the table: cancel is noticed within this time


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one call of `advance`."""

    ran: bool  # False: somebody else holds the job, or it is not due, or it ended before
    due: tuple[str, ...] = ()  # ids of jobs that became due by it
    wait_until: float | None = None  # the job itself is due again then


class Runner:
    """Runs steps in this process. One per process and Galley; safe to call from many threads."""

    def __init__(self, galley: Galley) -> None:
        self._galley = galley
        self._work = galley.store.work
        self._watch = Watch(galley)
        self.draining = threading.Event()

    def advance(self, job_id: str) -> Turn:
        """Run the job's next step, if this process may; record it; say what is due next."""
        if self.draining.is_set():
            return Turn(False)
        claim = self._work.claim(job_id, holder_name())
        if claim is None:
            return Turn(False)
        if claim.job.crashes > MAX_CRASHES:
            error = {"code": "crashed", "message": "This work ended its process too often and is not tried again."}
            return Turn(True, tuple(self._work.fail(claim, error)))
        try:
            plan = plan_of(claim.job.kind)
        except NotFound as unknown:  # of another version of Galley
            return Turn(True, tuple(self._work.fail(claim, {"code": unknown.code, "message": str(unknown)})))
        step = next(s for s in plan.steps if s.name not in claim.outcomes)
        stop = Stop(time.monotonic() + STEP_SECONDS)
        with self._watch.holding(claim, stop):
            return self._settle(claim, plan, step, *self._run(claim, plan, step, stop))

    def busy(self) -> int:
        """How many steps run in this process."""
        return self._watch.busy()

    def drain(self, seconds: float) -> None:
        """Take no more steps; after `seconds`, stop those that run. Their jobs are due again at once."""
        self.draining.set()
        timer = threading.Timer(seconds, self._watch.stop_all, ("draining",))
        timer.daemon = True
        timer.start()

    def _run(self, claim: Claim, plan: Plan, step: Step, stop: Stop) -> tuple[StepResult | None, Exception | None]:
        began = time.monotonic()
        try:
            result = step.run(self._context(claim, plan, step, stop))
        except Exception as error:
            return None, error
        extra = {"action": "step_done", "job_id": claim.job.id, "step": step.name}
        log.info("job %s step %s done in %.1f s", claim.job.id, step.name, time.monotonic() - began, extra=extra)
        return result, None

    def _context(self, claim: Claim, plan: Plan, step: Step, stop: Stop) -> Context:
        low, high = plan.span(step)

        def report(share: float, message: str) -> None:
            stop.check()
            self._work.report(claim, step.name, round(low + (high - low) * min(max(share, 0.0), 1.0)), message)

        def emit(type: str, data: dict[str, Any]) -> None:
            stop.check()
            self._work.emit(claim, type, data)
            self._galley.changed()  # who follows the job shows it at once

        return Context(
            galley=self._galley,
            job=claim.job,
            store=self._galley.store.tenant(claim.job.tenant),
            outcomes=claim.outcomes,
            stop=stop,
            report=report,
            emit=emit,
        )

    def _settle(self, claim: Claim, plan: Plan, step: Step, result: StepResult | None, error: Exception | None) -> Turn:
        try:
            if result is not None:
                try:
                    return self._record(claim, plan, step, result)
                except (Stopped, DatabaseGone):
                    raise
                except Exception as failure:
                    error = failure
            assert error is not None
            return self._failed(claim, plan, error)
        except Stopped as lost:
            log.info("job %s: nothing recorded, the claim is gone (%s)", claim.job.id, lost.reason)
            return Turn(True)
        finally:
            self._galley.changed()

    def _record(self, claim: Claim, plan: Plan, step: Step, result: StepResult) -> Turn:
        if isinstance(result, Wait):
            return self._wait(claim, result)
        children = [self._child(claim.job, c) for c in result.children] if isinstance(result, Spawn) else []
        due = self._work.record(
            claim, step.name, result, progress=plan.span(step)[1], last=step is plan.steps[-1], children=children
        )
        return Turn(True, tuple(due))

    def _child(self, parent: Job, child: Child) -> Job:
        job = plan_of(child.kind).job(parent.tenant, child.input, way=parent.way)
        job.parent_id, job.session_id = parent.id, parent.session_id
        return job

    def _failed(self, claim: Claim, plan: Plan, error: Exception) -> Turn:
        """Decide by the error's class: wait, try again, or end."""
        if isinstance(error, Held):
            return self._wait(claim, Wait(error.until, error.reason))
        if isinstance(error, Stopped):
            if error.reason == "draining":
                return self._wait(claim, Wait(time.time(), ""))
            if error.reason != "deadline":
                raise error
            error = Transient(f"This step took longer than {STEP_SECONDS:.0f} s.", code="deadline")
        if isinstance(error, DatabaseGone):
            raise error  # the lease ends by itself and the step runs again
        if not isinstance(error, GalleyError):
            log.error("job %s: %s in a step", claim.job.id, type(error).__name__, exc_info=error)
            error = GalleyError("Something went wrong inside Galley. The log has the details.", code="internal")
        told = {"code": error.code, "message": str(error), "status": error.status}
        if error.retry and claim.job.attempts < plan.retry.times:
            until = time.time() + plan.retry.seconds(claim.job.attempts + 1)
            return self._wait(claim, Wait(until, "retry"), attempt=True, error=told)
        log.warning("job %s failed: %s", claim.job.id, error.code, extra={"action": "job_failed"})
        return Turn(True, tuple(self._work.fail(claim, told)))

    def _wait(self, claim: Claim, wait: Wait, *, attempt: bool = False, error: dict[str, Any] | None = None) -> Turn:
        self._work.give_back(claim, wait, attempt=attempt, error=error)
        return Turn(True, wait_until=wait.until)


class Watch:
    """Keeps this process's claims alive, and stops the step whose claim is gone: cancelled or taken over."""

    def __init__(self, galley: Galley) -> None:
        self._galley = galley
        self._lock = threading.Lock()
        self._held: dict[tuple[str, int], tuple[Stop, float]] = {}  # by job and fence: when the lease was last renewed
        self._pid = 0

    @contextmanager
    def holding(self, claim: Claim, stop: Stop) -> Iterator[None]:
        """While the block runs, the claim's lease is renewed."""
        key = (claim.job.id, claim.fence)
        with self._lock:
            self._held[key] = (stop, time.monotonic())
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._loop, name="galley-watch", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._held.pop(key, None)

    def stop_all(self, reason: str) -> None:
        """Stop every step that runs in this process."""
        with self._lock:
            stops = [stop for stop, _ in self._held.values()]
        for stop in stops:
            stop.set(reason)

    def busy(self) -> int:
        """How many steps run in this process."""
        return len(self._held)

    def _loop(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            try:
                self._look()
            except Exception as error:
                log.warning("claims could not be looked at: %s", type(error).__name__)

    def _look(self) -> None:
        with self._lock:
            held = dict(self._held)
        if not held:
            return
        old = time.monotonic() - LEASE_SECONDS / 3
        stale = [key for key, (_, renewed) in held.items() if renewed < old]
        if stale:
            self._galley.store.work.renew(stale)
            with self._lock:
                self._held |= {key: (held[key][0], time.monotonic()) for key in stale if key in self._held}
        for key, reason in self._galley.store.work.lost(list(held)).items():
            held[key][0].set(reason)


def holder_name() -> str:
    """Who holds a claim: host, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
