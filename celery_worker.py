"""What a worker has beside its tasks: its own Galley, a heartbeat for every queue, a guard, and a way to stop.

Celery imports celery_tasks, and so this file, when a worker starts: `main.py worker` and
`celery -A celery_config worker` both come through `prepare`.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any

import redis
from celery import bootsteps, signals
from kombu.transport import redis as kombu_redis

from celery_queue import CeleryQueue, beat, forget_beat, open_redis
from galley import rules
from galley.log import set_up_logging
from galley.reconciler import Reconciler
from galley.root import Galley
from galley.settings import Settings, load_settings
from galley.store.models import Job

_BEAT_SECONDS = 2.0
_settings: Settings | None = None
_own: dict[int, Galley] = {}
_lock = threading.Lock()


def prepare(sender: Any, **_: Any) -> None:
    """Make the Celery worker that is just starting a Galley worker."""
    global _settings
    _settings = load_settings()
    set_up_logging(_settings, "worker")
    _guard_against_lost_redis()
    sender.app.steps["consumer"].add(Heartbeat)
    signals.worker_process_init.connect(_after_fork, weak=False)
    signals.worker_ready.connect(_begin, weak=False)
    signals.worker_shutting_down.connect(_drain, weak=False)


def galley_of_this_process() -> Galley:
    """The worker's Galley: one a process, made after the fork, never carried over one."""
    with _lock:
        pid = os.getpid()
        if pid not in _own:
            assert _settings is not None
            galley = Galley(_settings)
            galley.queue = CeleryQueue(_settings, galley.store)
            _own.clear()
            _own[pid] = galley
        return _own[pid]


def advance(job_id: str) -> None:
    """Run the job's next step, and send a message for everything that became due by it."""
    galley = galley_of_this_process()
    turn = galley.runner.advance(job_id)
    for due in turn.due:
        job = galley.store.work.job(due)
        if job is not None and job.way == "celery":
            galley.queue.send(job)
    if turn.wait_until is not None:
        _send_later(galley, job_id, turn.wait_until)


def _send_later(galley: Galley, job_id: str, until: float) -> None:
    """Short waits are sent on time by this process; the reconciler would come, but up to a second late."""

    def send() -> None:
        job: Job | None = galley.store.work.job(job_id)
        if job is not None and job.sent_at is None and job.way == "celery":
            galley.queue.send(job)

    wait = until - time.time()
    if not galley.runner.draining.is_set() and wait < 60:
        timer = threading.Timer(max(0.0, wait), send)
        timer.daemon = True
        timer.start()


def _begin(sender: Any, **_: Any) -> None:
    # The pool's parent of prefork children must stay free of clients: only a thread pool's process reconciles.
    if not _forks(sender):
        threading.Thread(target=rules.warm, daemon=True).start()
        Reconciler(galley_of_this_process()).start()


def _forks(consumer: Any) -> bool:
    return "prefork" in type(consumer.pool).__module__ if consumer.pool else True


def _after_fork(**_: Any) -> None:
    _own.clear()


def _drain(**_: Any) -> None:
    """At the stop signal: no new steps; what runs has the grace, then stops and is due again at once."""
    for galley in list(_own.values()):
        assert _settings is not None
        galley.runner.drain(max(1.0, _settings.shutdown_grace - 5.0))


class Heartbeat(bootsteps.StartStopStep):
    """Says every two seconds, for each queue that this worker consumes, that somebody is there."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._timer: Any = None
        self._redis: Any = None

    def start(self, parent: Any) -> None:
        """Begin to beat; called again after every reconnect."""
        assert _settings is not None
        self._redis = open_redis(_settings)
        self._timer = parent.timer.call_repeatedly(_BEAT_SECONDS, self._beat, (parent,))
        self._beat(parent)

    def stop(self, parent: Any) -> None:
        """Stop beating, and say goodbye so that nobody waits for this worker."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            with suppress(redis.RedisError):
                forget_beat(self._redis, _queues(parent), worker_name(parent))

    shutdown = stop

    def _beat(self, parent: Any) -> None:
        with suppress(redis.RedisError):  # Redis is gone: Celery reconnects by itself, and nobody can be told
            beat(self._redis, _queues(parent), worker_name(parent))


def _queues(consumer: Any) -> list[str]:
    return [queue.name for queue in consumer.task_consumer.queues] if consumer.task_consumer else []


def worker_name(consumer: Any) -> str:
    """The worker program's name: the pools that one `main.py worker` started share it."""
    program = os.environ.get("GALLEY_WORKER") or f"{socket.gethostname()}:{os.getpid()}"
    return f"{program}|{consumer.hostname}"


def _guard_against_lost_redis() -> None:
    """Keep Celery 5.7.0's worker alive when Redis goes away while it holds unacknowledged messages.

    `restore_unacked` asks a channel that was closed a moment before for its connection's parameters and dies of an
    AttributeError. A connection error is what it means, and what its callers survive.
    tests/chaos/test_lost_redis.py says when this can go.
    """
    channel: Any = kombu_redis.Channel
    original = channel._connparams
    if getattr(original, "guarded", False):
        return

    def guarded(self: Any, asynchronous: bool = False) -> Any:
        if self.connection is None or self.connection.client is None:
            raise redis.exceptions.ConnectionError("this channel is closed already")
        return original(self, asynchronous)

    guarded.guarded = True  # type: ignore[attr-defined]
    channel._connparams = guarded


signals.worker_init.connect(prepare, weak=False)
