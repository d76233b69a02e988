"""This process's own hands: threads that run due jobs, and the way for a request to wait for one.

The same claim, runner and rows as a Celery worker's. Jobs that were handed to Celery are run here only when their
queue has had no live worker for long.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_

from galley.jobs import ENDED
from galley.queue import QUEUES
from galley.store.models import Job

if TYPE_CHECKING:
    from galley.root import Galley

log = logging.getLogger(__name__)

_IDLE_SECONDS = 1.0  # how long a due job may go unnoticed when nobody rang
_PEEK_SECONDS = 0.25  # how often somebody who waits for a job looks, when nobody rang


class Pool:
    """Runs due jobs in threads of this process, `slots` of each queue, so that no question waits for a review."""

    def __init__(self, galley: Galley, slots: int) -> None:
        self._galley = galley
        self._slots = slots
        self._running: dict[str, str] = {}  # the queue of each job
        self._pid = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin to look for due jobs; a second call does nothing."""
        with self._lock:
            if self._pid == os.getpid():
                return
            self._pid = os.getpid()
        threading.Thread(target=self._dispatch, name="galley-pool", daemon=True).start()

    def stop(self) -> None:
        """Begin nothing more."""
        self._ended.set()
        self._galley.changed()

    def busy(self) -> int:
        """How many jobs run here now."""
        return len(self._running)

    def run(self, job_id: str, *, patience: float) -> None:
        """Run this job and its children in the calling thread until it ended or `patience` seconds are over.

        What is left then goes on in the background: the job is due, and the pool finds it.
        """
        work, runner = self._galley.store.work, self._galley.runner
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0 and not runner.draining.is_set():
            seen = self._galley.change_count
            job = work.job(job_id)
            if job is None or job.state in ENDED:
                return
            ran = _is_due(job) and runner.advance(job_id).ran
            if not ran and not (job.children_open and self._run_child(job_id)):
                self._galley.wait_for_change(min(_PEEK_SECONDS, left), since=seen)

    def _run_child(self, parent_id: str) -> bool:
        children = self._galley.store.work.due(Job.parent_id == parent_id, limit=1)
        return bool(children) and self._galley.runner.advance(children[0].id).ran

    def _dispatch(self) -> None:
        while not self._ended.is_set() and not self._galley.runner.draining.is_set():
            seen = self._galley.change_count
            try:
                started = self._start_due()
            except Exception as error:
                log.warning("due jobs could not be looked for: %s", type(error).__name__)
                started = 0
            if not started:
                self._galley.wait_for_change(_IDLE_SECONDS, since=seen)

    def _start_due(self) -> int:
        running = Counter(self._running.values())
        full = [queue for queue in QUEUES if running[queue] >= self._slots]
        if len(full) == len(QUEUES):
            return 0
        orphaned = self._galley.queue.orphaned()
        mine = Job.way == "local"
        if orphaned:
            mine = or_(mine, and_(Job.way == "celery", Job.queue.in_(orphaned)))
        most = self._slots * len(QUEUES) + len(self._running)
        started = 0
        for job in self._galley.store.work.due(mine, Job.queue.not_in(full), limit=most):
            if running[job.queue] < self._slots and job.id not in self._running:
                running[job.queue] += 1
                self._running[job.id] = job.queue
                name = f"galley-{job.kind}"
                threading.Thread(target=self._work, args=(job.id,), name=name, daemon=True).start()
                started += 1
        return started

    def _work(self, job_id: str) -> None:
        try:
            self._galley.runner.advance(job_id)
        except Exception as error:
            log.warning("job %s: a step could not be run: %s", job_id, type(error).__name__)
        finally:
            self._running.pop(job_id, None)
            self._galley.changed()


def _is_due(job: Job) -> bool:
    now = time.time()
    return job.due_at is not None and job.due_at <= now and (job.lease_until is None or job.lease_until < now)
