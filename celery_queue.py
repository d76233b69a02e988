"""The broker as Galley sees it: does Redis answer, who is there, how long are the lines, and sending a message.

A thread of its own looks at Redis, so a request waits for a look 0.6 s at most, and not at all while Redis is
known to be gone. Messages carry a job's id; a send that failed perhaps did not.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import redis
from celery import Celery
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import update

from celery_config import broker_priority, make_celery
from galley.plans import plan_of
from galley.queue import QUEUES, Verdict
from galley.settings import Settings
from galley.store import Store
from galley.store.models import Job

log = logging.getLogger(__name__)

_FRESH_SECONDS = 0.8  # a look at Redis is remembered this long
_LOOK_SECONDS = 0.6  # what a request waits for a look, at most
_ALIVE_SECONDS = 7.0  # a worker that has not beaten for this long is not there
_ORPHAN_SECONDS = 10.0  # a queue without a live worker for this long is served by the web process

_BEATS = "galley:beats:"
_SEEN = """
local now = tonumber(redis.call('TIME')[1])
local out = {}
for _, queue in ipairs(ARGV) do
  local depth = redis.call('LLEN', queue)
  for step = 1, 9 do depth = depth + redis.call('LLEN', queue .. ':' .. step) end
  table.insert(out, depth)
  table.insert(out, redis.call('ZRANGEBYSCORE', 'galley:beats:' .. queue, now - ALIVE, '+inf'))
  local last = redis.call('ZREVRANGE', 'galley:beats:' .. queue, 0, 0, 'WITHSCORES')
  table.insert(out, last[2] and now - tonumber(last[2]) or -1)
end
return out
""".replace("ALIVE", str(int(_ALIVE_SECONDS)))
_BEAT = """
local now = tonumber(redis.call('TIME')[1])
for i = 2, #ARGV do
  redis.call('ZADD', 'galley:beats:' .. ARGV[i], now, ARGV[1])
  redis.call('ZREMRANGEBYSCORE', 'galley:beats:' .. ARGV[i], '-inf', now - 120)
end
"""


def open_redis(settings: Settings) -> redis.Redis:
    """A client whose every call ends within a quarter of a second."""
    return redis.Redis.from_url(
        settings.broker_url,
        socket_connect_timeout=0.25,
        socket_timeout=0.25,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def beat(client: redis.Redis, queues: list[str], worker: str) -> None:
    """A worker says that it serves these queues. Redis's own clock is used, so nobody's needs to be right."""
    client.eval(_BEAT, 0, worker, *queues)


def forget_beat(client: redis.Redis, queues: list[str], worker: str) -> None:
    """A worker says goodbye."""
    for queue in queues:
        client.zrem(_BEATS + queue, worker)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at Redis saw."""

    at: float = 0.0  # monotonic
    answers: bool = False
    workers: dict[str, list[str]] = field(default_factory=dict)
    depth: dict[str, int] = field(default_factory=dict)
    silent: dict[str, float] = field(default_factory=dict)  # seconds since the queue's last beat, alive or not


class CeleryQueue:
    """The broker and the workers behind it, as one web process or worker sees them."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._lock = threading.Lock()
        self._pid = 0
        self._look = Look()
        self._wanted, self._looked = threading.Event(), threading.Condition()
        self._since: dict[str, float] = dict.fromkeys(QUEUES, time.monotonic())
        self._app: Celery | None = None

    def look(self) -> Look:
        """A look that is fresh, or the first one that comes within 0.6 s; while Redis is gone, the last one."""
        self._begin()
        seen = self._look
        if time.monotonic() - seen.at < _FRESH_SECONDS or (seen.at and not seen.answers):
            return seen
        self._wanted.set()
        with self._looked:
            if self._look.at == seen.at and not self._looked.wait(_LOOK_SECONDS):
                self._look = Look(at=time.monotonic())
        return self._look

    def verdict(self, queue: str) -> Verdict:
        """Whether a worker would take work from this queue, and if not, why."""
        seen = self.look()
        if not seen.answers:
            return Verdict(False, "Redis does not answer")
        if not seen.workers.get(queue):
            return Verdict(False, f"no worker serves the queue {queue}")
        return Verdict(True)

    def orphaned(self) -> set[str]:
        """Queues without a live worker for 10 s."""
        self.look()
        now = time.monotonic()
        return {queue for queue, since in self._since.items() if now - since > _ORPHAN_SECONDS}

    def backlog(self) -> dict[str, int] | None:
        """Messages waiting by queue."""
        seen = self.look()
        return seen.depth if seen.answers else None

    def send(self, job: Job) -> bool:
        """Send a message. An error does not mean that it was not sent: the claim in the database sorts that out."""
        plan = plan_of(job.kind)
        with self._lock:
            if self._app is None:
                self._app = make_celery(self._settings, worker=False)
        # Noted before: a quick worker may have given the job back by the time that the broker's answer is here.
        with self._store.writing() as db:
            db.execute(update(Job).where(Job.id == job.id).values(sent_at=time.time()))
        try:
            self._app.send_task(plan.task, args=[job.id], queue=plan.queue, priority=broker_priority(job.priority))
        except (OperationalError, redis.RedisError, OSError) as error:
            log.warning("job %s could not be sent: %s", job.id, type(error).__name__, extra={"action": "send_failed"})
            self._look = Look(at=time.monotonic())
            return False
        return True

    def _begin(self) -> None:
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._keep_looking, name="galley-redis", daemon=True).start()

    def _keep_looking(self) -> None:
        client = open_redis(self._settings)
        while True:
            seen = _look_once(client)
            for queue, silent in seen.silent.items():
                self._since[queue] = max(self._since[queue], seen.at - silent)
            was, self._look = self._look, seen
            if was.at and was.answers != seen.answers:
                log.info("Redis %s", "answers again" if seen.answers else "does not answer: work runs here")
            self._wanted.clear()
            with self._looked:
                self._looked.notify_all()
            self._wanted.wait(1.0)


def _look_once(client: redis.Redis) -> Look:
    try:
        answer: list[Any] = client.eval(_SEEN, 0, *QUEUES)
    except Exception as error:  # whatever it is: the thread that looks must not end
        log.debug("no look at Redis: %s", type(error).__name__)
        return Look(at=time.monotonic())
    depths, workers, silent = answer[0::3], answer[1::3], answer[2::3]
    return Look(
        at=time.monotonic(),
        answers=True,
        workers=dict(zip(QUEUES, workers, strict=True)),
        depth=dict(zip(QUEUES, map(int, depths), strict=True)),
        silent={queue: float(age) for queue, age in zip(QUEUES, silent, strict=True) if age >= 0},
    )
