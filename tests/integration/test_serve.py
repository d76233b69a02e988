"""`main.py serve` as a program: it starts whatever the environment holds, and ends in good order."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import BACKGROUND, Over, document
from tests.servers import wait_until


@pytest.mark.parametrize("name", ["WEB_CONCURRENCY", "GUNICORN_CMD_ARGS"])
def test_only_galleys_settings_say_how_it_is_served(server: Callable[..., Over], name: str) -> None:
    """An empty setting is as if it were not there, and gunicorn's own variables say nothing."""
    web = server(**{name: "" if name == "WEB_CONCURRENCY" else "--bind=127.0.0.1:1 --workers=0"})
    assert web.get("/health")["status"] == "ok"


def test_a_stop_in_good_order_gives_back_what_runs(server: Callable[..., Over], claude: ClaudeDouble) -> None:
    claude.script(Outcome("ok", delay=60.0))
    first = server(**claude.settings)
    session_id = first.open(document(1))
    task_id = first.analyze(session_id, "Part 1", expect=202, **BACKGROUND)["task_id"]
    wait_until(lambda: claude.in_flight == 1, 10, "the section is being read")
    first.program.signal(signal.SIGTERM)
    first.program.wait(20)
    wait_until(lambda: claude.in_flight == 0, 5, "the call is closed")
    second = server(**claude.settings)
    second.until_ready(task_id, 15)  # at once: no lease had to run out
    assert [call.aborted for call in claude.calls] == [True, False]
