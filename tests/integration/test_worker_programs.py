"""The worker programs: Celery's own command, the order of urgent work, a stop in good order."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from galley.store.models import Job
from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import Here, document
from tests.servers import Postgres, Program, RedisServer, wait_until

FREE = {f"RATE_LIMIT_{name}": "off" for name in ("ANALYSIS", "CHAT", "TEST")}


def test_celerys_own_command_works_as_well(
    make_app: Callable[..., Flask], worker: Callable[..., Program], redis_server: RedisServer, claude: ClaudeDouble
) -> None:
    given = {**claude.settings, **FREE, "USE_CELERY": "true", "REDIS_URL": redis_server.url}
    running = worker("--loglevel=info", "--concurrency=2", celery=True, **given)
    web = Here(make_app(**given))
    session_id = web.open(document(4))
    stats = web.get("/queue_stats")
    assert stats["workers"] == 1
    assert [set(w["queues"]) for w in stats["worker_details"].values()] == [set(stats["queues"])]
    web.until_ready(web.analyze_all(session_id, expect=202)["task_id"])
    web.until_ready(web.chat(session_id, "Who opens the crate?", expect=202)["task_id"])
    web.until_ready(web.test_connection(expect=202)["task_id"])
    assert len(claude.calls) == 6
    # Its children are processes, and a cancel reaches into them.
    claude.latency = 60.0
    task_id = web.analyze(session_id, "Part 1", expect=202)["task_id"]
    wait_until(lambda: claude.in_flight == 1, 10, "the section is being read")
    web.cancel(task_id)
    wait_until(lambda: claude.in_flight == 0, 10, "the call is closed")
    assert claude.aborts == 1
    assert running.stop(20) == 0


def test_a_chat_overtakes_twenty_analyses(
    make_app: Callable[..., Flask], worker: Callable[..., Program], redis_server: RedisServer, claude: ClaudeDouble
) -> None:
    given = {**claude.settings, **FREE, "USE_CELERY": "true", "REDIS_URL": redis_server.url}
    worker("--concurrency", "1", **given)
    web = Here(make_app(**given))
    session_id = web.open(document(21))
    claude.script(Outcome("ok", delay=6.0))
    web.analyze(session_id, "Part 21", expect=202)
    wait_until(lambda: claude.in_flight == 1, 10, "the only slot is busy")
    tasks = [web.analyze(session_id, f"Part {n}", expect=202)["task_id"] for n in range(1, 21)]
    chat = web.chat(session_id, "Who opens the crate?", expect=202)["task_id"]
    assert claude.in_flight == 1, "this machine is too slow for this test"
    for task_id in [*tasks, chat]:
        web.until_ready(task_id, 60)
    with web.galley.store.reading() as db:
        started = dict(db.execute(select(Job.id, Job.started_at)).all())
    # The broker has handed over one message before the chat came: no more.
    assert sum(started[task_id] < started[chat] for task_id in tasks) <= 1


def test_a_stopped_worker_gives_back_what_it_has_and_another_goes_on(
    make_app: Callable[..., Flask], worker: Callable[..., Program], redis_server: RedisServer, claude: ClaudeDouble
) -> None:
    given = {**claude.settings, **FREE, "USE_CELERY": "true", "REDIS_URL": redis_server.url}
    first = worker(**given)
    web = Here(make_app(**given))
    claude.script(Outcome("ok", delay=60.0))
    task_id = web.analyze(web.open(document(1)), "Part 1", expect=202)["task_id"]
    wait_until(lambda: claude.in_flight == 1, 10, "the section is being read")
    worker(**given)
    began = time.monotonic()
    first.signal(signal.SIGTERM)
    web.until_ready(task_id, 30)
    assert time.monotonic() - began < 25  # no lease had to run out
    assert first.wait(20) == 0
    assert [call.aborted for call in claude.calls] == [True, False]


def test_a_worker_on_postgresql_does_the_same(
    make_app: Callable[..., Flask],
    worker: Callable[..., Program],
    redis_server: RedisServer,
    claude: ClaudeDouble,
    postgres: Postgres,
) -> None:
    address = postgres.new_database()
    given = {**claude.settings, **FREE, "USE_CELERY": "true", "REDIS_URL": redis_server.url, "DATABASE_URL": address}
    worker("--concurrency", "6", **given)
    web = Here(make_app(**given))
    session_id = web.open(document(12))
    status = web.until_ready(web.analyze_all(session_id, expect=202)["task_id"])
    assert status["children"] == {"total": 12, "done": 12, "failed": 0}
    quotes = [(item["section"], item["quote"]) for item in web.get(f"/sessions/{session_id}")["feedback_items"]]
    assert len(quotes) == len(set(quotes)) == status["result"]["feedback_count"]
    assert len(claude.calls) == 12
    claude.latency = 0.3
    again = web.analyze_all(session_id, expect=202)["task_id"]
    web.until(again, 20, "it is half done", lambda s: s.get("children", {}).get("done", 0) >= 3)
    web.cancel(again)
    wait_until(lambda: claude.in_flight == 0, 10, "the calls are closed")
    jobs = web.get(f"/sessions/{session_id}")["jobs"]
    assert {job["state"] for job in jobs} == {"SUCCESS", "REVOKED"}
