"""Cancel stops the work itself: the call to Claude is closed within 10 s, whoever runs it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.claude_double import ClaudeDouble, Outcome
from tests.conftest import running_app, running_worker, settings_in
from tests.integration.web import BACKGROUND, Here, document
from tests.servers import RedisServer, wait_until

CLOSED_WITHIN = 10.0
WAYS = ("inline", "background", "queued")


@pytest.fixture(scope="module")
def double() -> Iterator[ClaudeDouble]:
    with ClaudeDouble() as claude:
        yield claude


@pytest.fixture(scope="module")
def apps(double: ClaudeDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Here]]:
    folder: Path = tmp_path_factory.mktemp("cancel")
    with RedisServer() as redis:
        given = {**double.settings, "RATE_LIMIT_ANALYSIS": "off", "RATE_LIMIT_CHAT": "off", "RATE_LIMIT_TEST": "off"}
        there = settings_in(folder / "queued", **given, USE_CELERY="true", REDIS_URL=redis.url)
        worker = running_worker(there, folder / "worker.log")
        with running_app(settings_in(folder / "alone", **given)) as alone, worker, running_app(there) as queued:
            yield {"inline": Here(alone), "background": Here(alone), "queued": Here(queued)}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, double: ClaudeDouble) -> str:
    double.reset()
    double.latency = 60.0
    name: str = request.param
    return name


def _begin(web: Here, way: str, ask: Callable[..., Any]) -> Callable[[], Any]:
    """Ask for work in this way; what to call for the answer of the first request."""
    if way != "inline":
        answer = ask(expect=202, **(BACKGROUND if way == "background" else {}))
        return lambda: answer
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(ask()))
    thread.start()

    def result() -> Any:
        thread.join(20)
        return answers[0]

    return result


def _open_task(web: Here, session_id: str) -> str:
    found = wait_until(lambda: web.get(f"/sessions/{session_id}")["jobs"], 10, "the job is listed")
    task_id: str = next(job["task_id"] for job in found if "section" not in job or len(found) == 1)
    return task_id


def _check(web: Here, way: str, claude: ClaudeDouble, session_id: str, calls: int, result: Callable[[], Any]) -> Any:
    wait_until(lambda: claude.in_flight >= calls, 20, f"{calls} calls to Claude are open")
    task_id = _open_task(web, session_id)
    answer = web.cancel(task_id)
    assert (answer["success"], answer["state"], answer["task_id"]) == (True, "REVOKED", task_id)
    assert answer["stopped"]["running"] >= 1
    wait_until(lambda: claude.in_flight == 0, CLOSED_WITHIN, "the calls to Claude are closed")
    assert claude.aborts == len(claude.calls)
    status = web.status(task_id)
    assert (status["state"], status["ready"], status["successful"]) == ("REVOKED", True, False)
    assert web.cancel(task_id) == answer
    if way == "inline":
        told = result()
        assert (told["success"], told["code"]) == (False, "cancelled")
    return status


def test_a_cancelled_review_closes_its_call(apps: dict[str, Here], double: ClaudeDouble, way: str) -> None:
    web = apps[way]
    session_id = web.open(document(1))
    result = _begin(web, way, lambda **how: web.analyze(session_id, "Part 1", **how))
    _check(web, way, double, session_id, 1, result)


def test_a_cancelled_chat_closes_its_stream(apps: dict[str, Here], double: ClaudeDouble, way: str) -> None:
    web = apps[way]
    session_id = web.open(document(1))
    result = _begin(web, way, lambda **how: web.chat(session_id, "Who opens the crate?", **how))
    _check(web, way, double, session_id, 1, result)
    assert double.calls[0].stream
    assert [m["role"] for m in web.get(f"/sessions/{session_id}/chat")["messages"]] == ["user"]


def test_a_cancelled_document_closes_the_calls_of_its_sections_and_keeps_what_was_found(
    apps: dict[str, Here], double: ClaudeDouble, way: str
) -> None:
    web = apps[way]
    session_id = web.open(document(4))
    result = _begin(web, way, lambda **how: web.analyze_all(session_id, **how))
    _check(web, way, double, session_id, 1 if way == "inline" else 3, result)
    jobs = web.get(f"/sessions/{session_id}")["jobs"]
    assert {job["state"] for job in jobs} == {"REVOKED"}


def test_a_finished_task_cannot_be_cancelled(apps: dict[str, Here], double: ClaudeDouble, way: str) -> None:
    web = apps[way]
    double.reset()
    session_id = web.open(document(1))
    _begin(web, way, lambda **how: web.analyze(session_id, "Part 1", **how))()
    task_id = _open_task(web, session_id)
    web.until_ready(task_id)
    answer = web.cancel(task_id, expect=409)
    assert (answer["success"], answer["code"]) == (False, "already_ended")
    assert web.status(task_id)["state"] == "SUCCESS"


def test_a_finished_section_stays_when_the_rest_is_cancelled(apps: dict[str, Here], double: ClaudeDouble) -> None:
    double.reset()
    double.script(Outcome("ok", delay=0.0))
    double.latency = 60.0
    web = apps["background"]
    session_id = web.open(document(3))
    task_id = web.analyze_all(session_id, expect=202, **BACKGROUND)["task_id"]
    web.until(task_id, 15, "one section is done", lambda s: s.get("children", {}).get("done") == 1)
    web.cancel(task_id)
    wait_until(lambda: double.in_flight == 0, CLOSED_WITHIN, "the calls are closed")
    shown = web.get(f"/sessions/{session_id}")
    assert shown["feedback_items"]
    assert sorted(section["state"] for section in shown["sections"]) == ["new", "new", "reviewed"]


def test_a_waiting_task_is_cancelled_before_it_began(apps: dict[str, Here], double: ClaudeDouble) -> None:
    double.reset()
    web = apps["background"]
    session_id = web.open(document(1))
    web.post("/queues/analysis/pause")
    task_id = web.analyze(session_id, "Part 1", expect=202, **BACKGROUND)["task_id"]
    answer = web.cancel(task_id)
    web.post("/queues/analysis/resume")
    assert (answer["state"], answer["stopped"]["running"]) == ("REVOKED", 0)
    assert double.calls == []
