"""A key that is kept: the next start, other processes, and that it leaks nowhere."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.claude_double import ClaudeDouble
from tests.conftest import running_server, running_worker, settings_in
from tests.integration.own_keys import BAD, GOOD, OTHER, asked_with, key_file, put, sources
from tests.integration.web import Here, document
from tests.servers import RedisServer, wait_until

MakeApp = Callable[..., Flask]
TEXT = document(2)


@pytest.fixture
def claude(claude: ClaudeDouble) -> ClaudeDouble:
    """A Claude that takes two keys."""
    claude.keys = {GOOD, OTHER}
    return claude


@pytest.fixture
def web(make_app: MakeApp, claude: ClaudeDouble) -> Here:
    """A laptop's Galley without a key."""
    return Here(make_app(ANTHROPIC_BASE_URL=claude.url))


def test_the_next_start_finds_the_key_and_the_environment_outranks_it(
    make_app: MakeApp, claude: ClaudeDouble, web: Here
) -> None:
    put(web, GOOD)
    claude.calls.clear()
    Here(make_app(ANTHROPIC_BASE_URL=claude.url)).test_connection()
    Here(make_app(ANTHROPIC_BASE_URL=claude.url, ANTHROPIC_API_KEY=OTHER)).test_connection()
    Here(make_app(ANTHROPIC_BASE_URL=claude.url, CLAUDE_PROVIDER="offline")).test_connection()
    assert asked_with(claude) == [GOOD, OTHER]


@pytest.mark.parametrize("left", ["", "two words", "schlüssel"])
def test_a_file_that_holds_no_key_counts_as_none(web: Here, caplog: pytest.LogCaptureFixture, left: str) -> None:
    key_file(web).write_text(left)
    assert web.get("/health")["claude"]["provider"] == "offline"
    assert web.get("/health")["status"] == "ok"
    assert not left or left not in caplog.text


def test_other_processes_go_by_a_change_at_their_next_step(tmp_path: Path, claude: ClaudeDouble) -> None:
    with RedisServer() as redis:
        env = settings_in(tmp_path, ANTHROPIC_BASE_URL=claude.url, USE_CELERY="true", REDIS_URL=redis.url)
        with (
            running_server(env, tmp_path / "one.log") as one,
            running_server(env, tmp_path / "two.log") as two,
            running_worker(env, tmp_path / "worker.log"),
        ):
            wait_until(lambda: one.get("/health")["mode"] == "queued", 30, "work is queued")
            answer = put(one, GOOD)
            assert answer.status == 200, answer.data
            assert two.get("/health")["claude"]["provider"] == "anthropic"
            done = two.until_ready(two.analyze(two.open(TEXT), "Part 1", expect=202)["task_id"])
            assert sources(done["result"]["result"]) == {"claude"}
            two.call("DELETE", "/settings/claude_key")
            assert one.get("/health")["claude"]["provider"] == "offline"
            before = len(claude.calls)
            done = one.until_ready(one.analyze(one.open(TEXT), "Part 1", expect=202)["task_id"])
            assert sources(done["result"]["result"]) == set()
            assert len(claude.calls) == before


def test_a_key_is_in_no_log_answer_job_or_database(
    web: Here, claude: ClaudeDouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    put(web, BAD)
    put(web, GOOD)
    web.analyze(web.open(TEXT), "Part 1")
    claude.keys = set()  # both are refused from here on
    web.test_connection()
    web.analyze(web.open(TEXT), "Part 1")
    said = caplog.text + repr(web.galley.settings) + repr(web.galley.entrance.keys.present())
    said += "".join(str(web.get(path)) for path in ("/settings", "/health", "/sessions", "/queue_stats"))
    folder = web.galley.settings.data_dir
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path != key_file(web))
    for key in (GOOD, BAD):
        assert key not in said
        assert key.encode() not in stored
    assert GOOD in key_file(web).read_text()


def test_a_data_folder_that_cannot_be_written_is_said(web: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = put(web, GOOD)
    assert (answer.status, answer.json["code"]) == (500, "not_writable")
    assert "No space left on device" in answer.json["error"]
    assert not list(key_file(web).parent.glob("*claude_key*"))
