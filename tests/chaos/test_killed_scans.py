"""A scan whose worker is killed in the middle is read to its end, and no page is lost."""

from __future__ import annotations

from collections.abc import Callable

import psutil
import pytest

from tests.chaos.test_killed_workers import kill
from tests.integration.web import Over
from tests.scans import scanned
from tests.servers import Program, RedisServer, wait_until

PAGES = 8


@pytest.mark.timeout(240)
def test_a_scan_survives_a_killed_worker(
    server: Callable[..., Over], worker: Callable[..., Program], redis_server: RedisServer
) -> None:
    given = {"USE_CELERY": "true", "REDIS_URL": redis_server.url}
    running = worker("--concurrency", "2", "--queues", "file_processing", **given)
    web = server(**given)
    words = [f"Page {number} of the agreement.\n\nThe parties meet in week {number}." for number in range(1, PAGES + 1)]
    task_id = web.upload("agreement.pdf", scanned(*words), expect=202)["task_id"]
    wait_until(lambda: web.status(task_id).get("children", {}).get("done", 0) >= 2, 60, "pages are read")
    kill(running)
    opened = web.until_ready(task_id, 150)["result"]
    assert set(opened["document"]["ocr_confidence"]) == {str(number) for number in range(1, PAGES + 1)}
    assert opened["document"]["warnings"] == []
    text = "".join(s["text"] for s in web.get(f"/sessions/{opened['session_id']}/text")["sections"])
    assert [number for number in range(1, PAGES + 1) if f"in week {number}" not in text] == []
    wait_until(lambda: not _orphans(), 30, "no reading child is left without a parent")


def _orphans() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline", "ppid"]):
        if "galley.child" in (process.info["cmdline"] or []) and process.info["ppid"] == 1:
            found.append(process)
    return found
