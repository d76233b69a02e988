"""`main.py doctor`: one line a check, with what to do about it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.acceptance.conftest import SAMPLE, Run
from tests.claude_double import ClaudeDouble, Outcome
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


def test_the_way_to_claude_is_told_part_by_part(run: Run, claude: ClaudeDouble) -> None:
    done = run("doctor", **claude.settings)
    assert done.returncode == 0, done.stdout
    assert "ok       Claude: claude-sonnet-5-5 answers in" in done.stdout
    assert "ok       Claude's key: Claude accepts the key." in done.stdout
    assert "skipped  Claude's TLS: " in done.stdout

    claude.default = Outcome("404")
    done = run("doctor", **claude.settings)
    assert done.returncode == 1
    assert "ok       Claude's key: " in done.stdout
    assert (
        "failed   Claude's model: Claude does not know the model claude-sonnet-5-5. Check CLAUDE_MODEL." in done.stdout
    )
    assert "skipped  Claude's limit: Not tried." in done.stdout


def test_a_key_that_is_kept_counts_for_the_commands_too(run: Run, claude: ClaudeDouble, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "claude_key").write_text("sk-kept-4711")
    done = run("doctor", ANTHROPIC_BASE_URL=claude.url)
    assert "ok       Claude: claude-sonnet-5-5 answers in" in done.stdout
    found = run("review", str(SAMPLE), "--section", "8. Exceptions and review", "--json", ANTHROPIC_BASE_URL=claude.url)
    assert "claude:claude-sonnet-5-5" in {item["source"] for item in json.loads(found.stdout)["feedback_items"]}
    assert {call.key for call in claude.calls} == {"sk-kept-4711"}
    assert "sk-kept-4711" not in done.stdout + done.stderr + found.stderr
