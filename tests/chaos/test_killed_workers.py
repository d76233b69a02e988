"""Forty sections through two workers, each killed with -9 twice, Redis lost with all it held and frozen: done once."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from galley.store import open_store
from galley.store.models import Event, Finding, Job, Step
from tests.claude_double import ClaudeDouble, sentences
from tests.integration.web import Over, document
from tests.servers import Program, RedisServer, wait_until

SECTIONS, SLOTS, KILLS = 40, 2, 4
FREE = {f"RATE_LIMIT_{name}": "off" for name in ("ANALYSIS", "CHAT", "TEST")}


ONE_PROCESS = ("--queues", "chat,test,analysis")  # files have a pool, and so a Celery process, of their own


def celery_processes(worker: Program) -> list[psutil.Process]:
    """The Celery processes that a `main.py worker` keeps running."""
    with contextlib.suppress(psutil.Error):
        return [p for p in psutil.Process(worker.pid).children() if "celery" in p.cmdline()]
    return []


def kill(worker: Program) -> int:
    """SIGKILL to the worker's Celery process, by its id; the id."""
    (process,) = celery_processes(worker)
    os.kill(process.pid, signal.SIGKILL)
    return process.pid


@contextlib.contextmanager
def watched(web: Over, task_id: str) -> Iterator[list[int]]:
    """Poll in the background all the while; the progress that was seen."""
    seen: list[int] = []
    ended = threading.Event()

    def poll() -> None:
        while not ended.wait(0.1):
            seen.append(web.status(task_id)["progress"])

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join(30)


@pytest.mark.timeout(240)
def test_forty_sections_survive_four_kills_and_a_lost_redis(
    tmp_path: Path,
    server: Callable[..., Over],
    worker: Callable[..., Program],
    redis_server: RedisServer,
    claude: ClaudeDouble,
) -> None:
    given = {**claude.settings, **FREE, "USE_CELERY": "true", "REDIS_URL": redis_server.url}
    workers = [worker("--concurrency", str(SLOTS), *ONE_PROCESS, **given) for _ in range(2)]
    web = server(**given)
    session_id = web.open(document(SECTIONS))
    claude.latency = 1.0
    task_id = web.analyze_all(session_id, expect=202)["task_id"]
    killed: list[int] = []
    with watched(web, task_id) as progress:
        for number in range(KILLS):
            victim = workers[number % 2]
            wait_until(lambda v=victim: _serves(v, killed), 30, "the worker is there")
            before = len(claude.calls)
            wait_until(lambda b=before: len(claude.calls) > b + 1, 60, "work goes on")
            killed.append(kill(victim))
            if number == 1:
                redis_server.kill()
                time.sleep(1.0)
                redis_server.start()
            if number == 2:
                redis_server.freeze()
                time.sleep(1.0)
                redis_server.thaw()
        status = web.until_ready(task_id, 120)
    assert len(set(killed)) == KILLS
    assert status["children"] == {"total": SECTIONS, "done": SECTIONS, "failed": 0}
    assert "warnings" not in status
    assert progress == sorted(progress)
    assert len(set(progress)) > 5
    assert len(claude.calls) <= SECTIONS + SLOTS * KILLS
    _check_effects(tmp_path, session_id, status)


def _serves(worker: Program, killed: list[int]) -> bool:
    return any(p.pid not in killed and time.time() - p.create_time() > 0.5 for p in celery_processes(worker))


def _check_effects(folder: Path, session_id: str, status: dict[str, dict[str, int]]) -> None:
    """Every section was read to its end, and its findings are there once."""
    store = open_store(f"sqlite:///{folder / 'data' / 'galley.db'}")
    try:
        with store.reading() as db:
            jobs = db.scalars(select(Job).where(Job.session_id == session_id)).all()
            findings = db.scalars(select(Finding).where(Finding.session_id == session_id)).all()
            ends = Counter(db.scalars(select(Event.job_id).where(Event.type == "end")))
            steps = Counter(db.scalars(select(Step.job_id)))
    finally:
        store.close()
    assert {job.state for job in jobs} == {"done"}
    assert len(jobs) == SECTIONS + 1
    assert {ends[job.id] for job in jobs} == {1}
    assert {steps[job.id] for job in jobs} == {2}
    doubled = [key for key, n in Counter((f.section_id, f.start, f.source) for f in findings).items() if n > 1]
    assert doubled == []
    assert len({f.section_id for f in findings}) == SECTIONS
    found = Counter(f.section_id for f in findings if f.source.startswith("claude"))
    assert sum(found.values()) >= SECTIONS
    assert max(found.values()) <= len(sentences(document(1), 3))
    assert status["result"]["feedback_count"] == len(findings)
