"""`main.py doctor`: one line a check, with what to do about it."""

from __future__ import annotations

import json

from tests.acceptance.conftest import Run
from tests.servers import free_port


def test_without_a_queue_and_a_key_everything_needed_is_there(run: Run) -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    states = {line.split()[0] for line in done.stdout.splitlines()}
    assert states <= {"ok", "warning"}
    for name in ("Settings", "Data folder", "Database", "Redis", "Task round trip", "Claude"):
        assert f" {name}: " in done.stdout


def test_a_redis_that_does_not_answer_is_a_failed_line_with_the_fix(run: Run) -> None:
    done = run("doctor", USE_CELERY="true", REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert done.returncode == 1
    assert "failed   Redis: does not answer. Start Redis, or check REDIS_URL." in done.stdout
    assert "ok       Task round trip: this process" in done.stdout


def test_unusable_settings_are_named(run: Run) -> None:
    done = run("doctor", PORT="abc")
    assert done.returncode == 1
    assert "failed   Settings: PORT" in done.stdout


def test_json_is_the_same_for_programs(run: Run) -> None:
    checks = json.loads(run("doctor", "--json").stdout)
    assert {"name": "Settings", "state": "ok", "words": "usable", "fix": ""} in checks
