"""`main.py all`: web and worker as one program, which mends itself and ends in good order."""

from __future__ import annotations

import os
import signal

import psutil

from tests.acceptance.conftest import SAMPLE, Start
from tests.integration.web import BACKGROUND, Over
from tests.servers import Program, RedisServer, free_port, wait_until


def test_web_and_worker_run_as_one_and_a_killed_worker_is_replaced(
    start: Start, settings: dict[str, str], redis_server: RedisServer
) -> None:
    settings |= {"USE_CELERY": "true", "REDIS_URL": redis_server.url, "PORT": str(free_port())}
    program = start("all")
    web = Over(f"http://127.0.0.1:{settings['PORT']}", program)
    web.wait_until_up()
    wait_until(lambda: web.get("/health")["mode"] == "queued", 40, "a worker serves")
    assert web.get("/health")["workers"] == 1
    session_id = web.open(SAMPLE.read_text(encoding="utf-8"))
    accepted = web.analyze(session_id, "5. Incidents", expect=202)
    assert accepted["message"] == "Analysis task submitted to queue"
    web.until_ready(accepted["task_id"])

    killed = celery_of(program)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert killed
    wait_until(lambda: len(celery_of(program) - killed) == len(killed), 40, "Celery runs again")
    accepted = web.analyze(session_id, "4. Access and storage", expect=202, **BACKGROUND)
    web.until_ready(accepted["task_id"])

    program.signal(signal.SIGTERM)
    assert program.wait(20) == 0
    assert not celery_of(program)


def test_without_celery_it_is_the_web_alone(start: Start, settings: dict[str, str]) -> None:
    settings["PORT"] = str(free_port())
    program = start("all")
    web = Over(f"http://127.0.0.1:{settings['PORT']}", program)
    web.wait_until_up()
    assert web.get("/health")["mode"] == "inline"
    program.signal(signal.SIGTERM)
    assert program.wait(15) == 0


def celery_of(program: Program) -> set[int]:
    """The process ids of the Celery programs below this one, without their own children."""
    if not program.running:
        return set()
    children = psutil.Process(program.pid).children(recursive=True)
    celery = {child.pid: child for child in children if is_celery(child)}
    return {pid for pid, process in celery.items() if process.ppid() not in celery}


def is_celery(process: psutil.Process) -> bool:
    try:
        return "celery_config" in process.cmdline()
    except psutil.Error:
        return False
