"""A worker with running tasks outlives its Redis.

Celery 5.7.0 alone does not: `test_without_the_guard_celery_dies` shows it. When that test fails, Celery has been
mended, and the guard in celery_worker.py can go.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.chaos.test_killed_workers import FREE, ONE_PROCESS, celery_processes
from tests.claude_double import ClaudeDouble
from tests.conftest import ROOT, Env, running_app
from tests.integration.web import Here, document
from tests.servers import Program, RedisServer, clean_environment, wait_until

UNGUARDED = """
import sys
import celery_worker
celery_worker._guard_against_lost_redis = lambda: None
from celery.__main__ import main
sys.argv[:] = ["celery", *sys.argv[1:]]
main()
"""
DEATH = "Unrecoverable error"


def test_a_worker_with_running_tasks_outlives_its_redis(
    settings_env: Env, worker: Callable[..., Program], redis_server: RedisServer, claude: ClaudeDouble
) -> None:
    given = {**claude.settings, **FREE, "USE_CELERY": "true", "REDIS_URL": redis_server.url}
    running = worker("--concurrency", "4", *ONE_PROCESS, **given)
    (process,) = celery_processes(running)
    with running_app(settings_env(**given)) as app:
        web = Here(app)
        session_id = web.open(document(3))
        claude.latency = 3.0
        tasks = [web.analyze(session_id, f"Part {n}", expect=202)["task_id"] for n in (1, 2)]
        wait_until(lambda: claude.in_flight == 2, 10, "two of four slots are busy")
        redis_server.kill()
        time.sleep(1.0)
        redis_server.start()
        for task_id in tasks:
            web.until_ready(task_id)
        claude.latency = 0.0
        wait_until(lambda: web.galley.queue.verdict("analysis").available, 40, "the worker is back")
        web.until_ready(web.analyze(session_id, "Part 3", expect=202)["task_id"], 40)
    assert [p.pid for p in celery_processes(running)] == [process.pid]
    assert DEATH not in running.log()
    assert len(claude.calls) == 3


def test_without_the_guard_celery_dies(
    settings_env: Env, tmp_path: Path, redis_server: RedisServer, claude: ClaudeDouble
) -> None:
    given = settings_env(**claude.settings, **FREE, USE_CELERY="true", REDIS_URL=redis_server.url)
    words = "-A celery_config worker --pool threads --concurrency 4 --without-gossip --without-mingle".split()
    argv = [sys.executable, "-c", UNGUARDED, *words]
    program = Program(argv, tmp_path / "unguarded.log", env=clean_environment(**given), cwd=ROOT)
    with program, running_app(given) as app:
        web = Here(app)
        wait_until(lambda: web.galley.queue.verdict("analysis").available, 40, "the worker serves its queues")
        session_id = web.open(document(2))
        claude.latency = 3.0
        tasks = [web.analyze(session_id, f"Part {n}", expect=202)["task_id"] for n in (1, 2)]
        wait_until(lambda: claude.in_flight == 2, 10, "two of four slots are busy")
        redis_server.kill()
        time.sleep(1.0)
        redis_server.start()
        wait_until(lambda: DEATH in program.log() and not program.running, 30, f"it dies\n{program.tail()}")
        for task_id in tasks:
            web.cancel(task_id) if not web.status(task_id)["ready"] else None
