"""A stop in the middle of work: it ends in time, and the work goes on at the next start."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import suppress

from tests.acceptance.conftest import SAMPLE, Start
from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import Over
from tests.servers import free_port, wait_until


def test_a_stop_during_inline_work_ends_in_time_and_the_next_start_finishes_the_work(
    start: Start, settings: dict[str, str], claude: ClaudeDouble
) -> None:
    settings |= claude.settings | {"PORT": str(free_port())}
    claude.default = Outcome("hang")
    web = Over(f"http://127.0.0.1:{settings['PORT']}", start("serve"))
    web.wait_until_up()
    session_id = web.open(SAMPLE.read_text(encoding="utf-8"))

    def ask() -> None:
        with suppress(OSError, AssertionError, ValueError):  # the answer may be cut off by the stop
            web.analyze(session_id, "5. Incidents")

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: claude.in_flight, 10, "Claude is asked")

    began = time.monotonic()
    web.program.signal(signal.SIGTERM)
    assert web.program.wait(15) == 0
    assert time.monotonic() - began < float(settings["SHUTDOWN_GRACE"])
    asking.join(5)
    assert not asking.is_alive()

    claude.default = Outcome("ok")
    again = Over(web.url, start("serve"))
    again.wait_until_up()
    [job] = again.get(f"/sessions/{session_id}")["jobs"]
    done = again.until_ready(job["task_id"], 20)
    assert done["result"]["feedback_count"] >= 4
