"""How often Claude is called: 5, 10 and 3 a minute when Celery runs the work, else only what was set."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from galley.errors import Held
from galley.root import Galley
from galley.store.models import Door, Permit
from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import BACKGROUND, Here, document
from tests.servers import Program, RedisServer, wait_until


def _of(claude: ClaudeDouble, queue: str) -> int:
    """How many calls were for that queue's work."""
    shapes = {"analysis": "<section>", "chat": "Why number", "test": "OK?"}
    return sum(shapes[queue] in call.asked for call in list(claude.calls))


def test_the_queued_way_keeps_its_limits_over_all_and_says_what_it_waits_for(
    make_app: Callable[..., Flask],
    worker: Callable[..., Program],
    claude: ClaudeDouble,
    redis_server: RedisServer,
) -> None:
    given = {**claude.settings, "USE_CELERY": "true", "REDIS_URL": redis_server.url}
    for _ in range(2):  # two programs share one limit
        worker("--concurrency", "4", **given)
    web = Here(make_app(**given))
    session_id = web.open(document(7))
    wait_until(lambda: web.get("/queue_stats")["workers"] == 2, 20, "both workers are there")
    tasks: dict[str, list[Any]] = {"analysis": [], "chat": [], "test": []}
    for number in range(7):
        tasks["analysis"].append(web.analyze(session_id, f"Part {number + 1}", expect=202))
    for number in range(12):
        tasks["chat"].append(web.chat(session_id, f"Why number {number}?", expect=202))
    for number in range(4):
        tasks["test"].append(web.test_connection(expect=202, Idempotency_Key=f"test {number}"))
    limits = {"analysis": 5, "chat": 10, "test": 3}

    def states(queue: str) -> list[Any]:
        return [web.status(task["task_id"]) for task in tasks[queue]]

    def settled(queue: str) -> bool:
        held = [s for s in states(queue) if s.get("waiting", {}).get("reason") == "rate_limit"]
        done = [s for s in states(queue) if s["state"] == "SUCCESS"]
        return len(done) == limits[queue] and len(held) == len(tasks[queue]) - limits[queue]

    for queue in limits:
        wait_until(lambda q=queue: settled(q), 30, f"the rest of {queue} waits for the limit")
    assert {queue: _of(claude, queue) for queue in limits} == limits
    for queue in limits:
        told = {"setting": f"RATE_LIMIT_{queue.upper()}", "count": limits[queue], "seconds": 60}
        assert all(s["waiting"]["limit"] == told for s in states(queue) if not s["ready"])
        waiting = [s["waiting"]["until"] for s in states(queue) if not s["ready"]]
        ends = [datetime.fromisoformat(until).timestamp() - time.time() for until in waiting]
        assert all(0 < seconds <= 61 for seconds in ends)
    # Held work gives its slot back: another kind of work would go on. And nothing here was an attempt.
    assert web.get("/queue_stats")["active_tasks"] == 0


def test_without_celery_nothing_is_held_unless_it_was_set(make_app: Callable[..., Flask], claude: ClaudeDouble) -> None:
    web = Here(make_app(**claude.settings))
    answer = web.analyze_all(web.open(document(8)))
    assert answer["success"]
    assert len(claude.calls) == 8


def test_a_limit_that_was_set_binds_inline_work_too(make_app: Callable[..., Flask], claude: ClaudeDouble) -> None:
    web = Here(make_app(**claude.settings, RATE_LIMIT_ANALYSIS="2/m"))
    session_id = web.open(document(3))
    for number in (1, 2):
        assert web.analyze(session_id, f"Part {number}", expect=200)["success"]
    third = web.analyze(session_id, "Part 3", expect=202, Prefer="wait=1")
    status = web.status(third["task_id"])
    assert status["waiting"]["reason"] == "rate_limit"
    assert status["waiting"]["limit"] == {"setting": "RATE_LIMIT_ANALYSIS", "count": 2, "seconds": 60}
    assert 50 < status["left_seconds"] <= 65
    assert len(claude.calls) == 2


def test_a_whole_document_says_what_paces_it_and_how_long_it_takes(
    make_app: Callable[..., Flask], claude: ClaudeDouble
) -> None:
    web = Here(make_app(**claude.settings, RATE_LIMIT_ANALYSIS="5/m"))
    task_id = web.analyze_all(web.open(document(30)), expect=202, **BACKGROUND)["task_id"]
    first = web.status(task_id)
    assert first["limit"] == {"setting": "RATE_LIMIT_ANALYSIS", "count": 5, "seconds": 60}
    assert first["left_seconds"] == pytest.approx(300, rel=0.1)  # five at once, and five in each of five minutes
    wait_until(lambda: len(claude.calls) == 5, 20, "the first five are let through")
    held = web.until(task_id, 20, "the rest waits", lambda s: s.get("waiting", {}).get("reason") == "rate_limit")
    assert held["waiting"]["limit"] == first["limit"]
    assert held["left_seconds"] == pytest.approx(300, rel=0.15)
    web.cancel(task_id)
    assert web.status(task_id)["left_seconds"] == 0


def test_a_pause_that_claude_asks_for_is_not_blamed_on_a_setting(
    make_app: Callable[..., Flask], claude: ClaudeDouble
) -> None:
    claude.script(Outcome("429", retry_after=30))
    web = Here(make_app(**claude.settings, RATE_LIMIT_ANALYSIS="5/m"))
    task_id = web.analyze(web.open(document(1)), "Part 1", expect=202, **BACKGROUND)["task_id"]
    held = web.until(task_id, 20, "it is held", lambda s: s.get("waiting", {}).get("reason") == "rate_limit")
    assert "limit" not in held["waiting"]
    assert 20 < held["left_seconds"] <= 31
    web.cancel(task_id)


def test_offline_work_is_never_held(make_app: Callable[..., Flask]) -> None:
    web = Here(make_app(RATE_LIMIT_ANALYSIS="1/m", RATE_LIMIT_CHAT="1/m", RATE_LIMIT_TEST="1/m"))
    session_id = web.open(document(3))
    assert web.analyze_all(session_id, expect=200)["success"]
    for number in range(3):
        assert web.chat(session_id, f"Why number {number}?", expect=200)["success"]
        assert web.test_connection(expect=200, Idempotency_Key=f"test {number}")["success"]


def test_a_limit_counts_over_threads_and_processes(make_galley: Callable[..., Galley], database: str) -> None:
    galleys = [make_galley(DATABASE_URL=database, RATE_LIMIT_CHAT="7/m") for _ in range(2)]

    def take(number: int) -> float | None:
        try:
            galleys[number % 2].limits.take("chat", "local")
        except Held as held:
            return held.until
        return None

    for _ in range(4):  # from the very first call on
        with galleys[0].store.writing() as db:
            db.execute(delete(Door))
            db.execute(delete(Permit))
        with ThreadPoolExecutor(8) as threads:
            told = list(threads.map(take, range(20)))
        assert told.count(None) == 7
        assert all(until is None or time.time() < until < time.time() + 62 for until in told)


def test_many_that_are_throttled_at_once_close_the_door_together(
    make_galley: Callable[..., Galley], database: str
) -> None:
    galleys = [make_galley(DATABASE_URL=database) for _ in range(2)]
    now = time.time()
    for _ in range(4):
        with galleys[0].store.writing() as db:
            db.execute(delete(Door))
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda n: galleys[n % 2].limits.close(now + 30 + n), range(16)))
        with pytest.raises(Held) as held:
            galleys[0].limits.take("chat", "local")
        assert held.value.until == pytest.approx(now + 45)


def test_a_closed_door_is_closed_for_every_queue_until_the_later_time(
    make_galley: Callable[..., Galley], database: str
) -> None:
    one, other = make_galley(DATABASE_URL=database), make_galley(DATABASE_URL=database)
    until = time.time() + 30
    one.limits.close(until)
    one.limits.close(until - 20)
    for queue in ("chat", "analysis", "test"):
        with pytest.raises(Held) as held:
            other.limits.take(queue, "local")
        assert held.value.until == pytest.approx(until)


def test_a_job_behind_others_says_its_position(make_app: Callable[..., Flask], claude: ClaudeDouble) -> None:
    claude.latency = 1.5
    web = Here(make_app(**claude.settings, CELERY_WORKER_CONCURRENCY="1"))
    session_id = web.open(document(3))
    tasks = [web.analyze(session_id, f"Part {n}", expect=202, **BACKGROUND)["task_id"] for n in (1, 2, 3)]
    seen = web.until(tasks[2], 5, "it waits in line", lambda s: s.get("waiting", {}).get("position"))
    assert (seen["state"], seen["waiting"]["reason"]) == ("PENDING", "position")
    for task_id in tasks:
        web.until_ready(task_id)


def test_a_job_says_when_it_is_tried_again(make_app: Callable[..., Flask], claude: ClaudeDouble) -> None:
    claude.script("500")
    web = Here(make_app(**claude.settings))
    task_id = web.analyze(web.open(document(1)), "Part 1", expect=202, **BACKGROUND)["task_id"]
    seen = web.until(task_id, 5, "it waits to be tried again", lambda s: s["state"] == "RETRY")
    assert seen["waiting"]["reason"] == "retry"
    assert seen["waiting"]["until"]
    web.until_ready(task_id)


def test_a_job_of_a_paused_queue_says_so(make_app: Callable[..., Flask]) -> None:
    web = Here(make_app())
    session_id = web.open(document(1))
    web.post("/queues/chat/pause")
    task_id = web.chat(session_id, "Who opens the crate?", expect=202, **BACKGROUND)["task_id"]
    time.sleep(0.5)
    assert web.status(task_id)["waiting"]["reason"] == "paused"
    assert web.analyze(session_id, "Part 1", expect=200)["success"]
    web.post("/queues/chat/resume")
    web.until_ready(task_id)
