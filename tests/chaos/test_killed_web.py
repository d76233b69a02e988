"""The web process killed with -9 in the middle of background work: the next one goes on where it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import BACKGROUND, Over, document
from tests.servers import wait_until

SECTIONS, SLOTS = 6, 2


def test_a_killed_web_process_goes_on_and_pays_for_nothing_twice(
    server: Callable[..., Over], claude: ClaudeDouble
) -> None:
    given = {**claude.settings, "CELERY_WORKER_CONCURRENCY": str(SLOTS)}
    first = server(**given)
    session_id = first.open(document(SECTIONS))
    claude.script(*[Outcome("ok", delay=0.3)] * 3)
    claude.latency = 60.0
    task_id = first.analyze_all(session_id, expect=202, **BACKGROUND)["task_id"]
    seen = first.until(task_id, 20, "three sections are done", lambda s: s.get("children", {}).get("done") == 3)
    wait_until(lambda: claude.in_flight == SLOTS, 10, "two more are being read")
    paid = [call.section for call in claude.calls if call.answered]
    held = [call.section for call in claude.calls if not call.answered]
    first.program.kill()
    wait_until(lambda: claude.in_flight == 0, 10, "its calls are closed")

    claude.latency = 0.1
    second = server(**given)
    assert second.status(task_id)["progress"] >= seen["progress"]
    status = second.until_ready(task_id, 60)
    assert status["children"] == {"total": SECTIONS, "done": SECTIONS, "failed": 0}
    calls = Counter(call.section for call in claude.calls)
    assert [calls[section] for section in paid] == [1] * len(paid)
    assert [calls[section] for section in held] == [2] * len(held)
    assert len(claude.calls) == SECTIONS + SLOTS
    quotes = Counter((i["section"], i["quote"]) for i in second.get(f"/sessions/{session_id}")["feedback_items"])
    assert set(quotes.values()) == {1}
    assert len({section for section, _ in quotes}) == SECTIONS
