"""Makes good what a lost message, a dead worker or a lost Redis left undone.

One process at a time does it, by a lease in the database; every web and worker process stands by. Jobs in the
table are the truth: what is due, handed to Celery and nobody's is sent again when the broker holds fewer messages
than there is work.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from galley.jobs import ENDED, OPEN
from galley.runner import holder_name
from galley.store.doors import lock_door
from galley.store.models import Door, Job

if TYPE_CHECKING:
    from galley.root import Galley

log = logging.getLogger(__name__)

_TICK_SECONDS = 1.0
_LEASE_SECONDS = 6.0
_SETTLE_SECONDS = 5.0  # a message is not sent again sooner than this
_BATCH = 500


class Reconciler:
    """A thread that looks once a second; `sweep` is one look."""

    def __init__(self, galley: Galley) -> None:
        self._galley = galley
        self._pid = 0
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin; a second call in the same process does nothing."""
        if self._pid != os.getpid():
            self._pid = os.getpid()
            threading.Thread(target=self._loop, name="galley-reconciler", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()

    def _loop(self) -> None:
        while not self._ended.wait(_TICK_SECONDS):
            try:
                if self._leads():
                    self.sweep()
            except Exception as error:
                log.warning("the reconciler could not look: %s", type(error).__name__)

    def _leads(self) -> bool:
        """Hold the lease, or take it when nobody does."""
        now, me = time.time(), holder_name()
        with self._galley.store.reading() as db:
            door = db.get(Door, "reconciler")
        if door and door.until > now + (_LEASE_SECONDS / 2 if door.holder == me else 0.0):
            return door.holder == me
        with self._galley.store.writing() as db:
            door = lock_door(db, "reconciler")
            if door.until > now and door.holder != me:
                return False
            door.until, door.holder = now + _LEASE_SECONDS, me
            return True

    def sweep(self) -> int:
        """Cancel what a cancelled parent left; send again what was lost. Returns how many were sent."""
        for parent_id in self._half_cancelled():
            self._galley.store.work.cancel_children(parent_id)
        due = self._galley.store.work.due(Job.way == "celery", limit=_BATCH)
        if not due:
            return 0
        backlog = self._galley.queue.backlog()
        if backlog is None:
            return 0
        by_queue: defaultdict[str, list[Job]] = defaultdict(list)
        for job in due:
            by_queue[job.queue].append(job)
        return sum(self._send_missing(jobs, backlog.get(queue, 0)) for queue, jobs in by_queue.items())

    def _half_cancelled(self) -> list[str]:
        parents = select(Job.id).where(Job.state.in_(ENDED), Job.children_open > 0)
        query = select(Job.parent_id).where(Job.parent_id.in_(parents), Job.state.in_(OPEN)).distinct()
        with self._galley.store.reading() as db:
            return [i for i in db.scalars(query) if i]

    def _send_missing(self, jobs: list[Job], waiting: int) -> int:
        """Send those that were sent longest ago, as many as the broker lacks."""
        missing = len(jobs) - waiting
        settled = time.time() - _SETTLE_SECONDS
        jobs = [job for job in jobs if job.sent_at is None or job.sent_at < settled]
        jobs.sort(key=lambda job: (job.sent_at or 0.0, -job.priority, job.created_at))
        sent = 0
        for job in jobs[: max(0, missing)]:
            if not self._galley.queue.send(job):
                break
            sent += 1
        if sent:
            log.info("sent %d lost messages again", sent, extra={"action": "resent", "count": sent})
        return sent
