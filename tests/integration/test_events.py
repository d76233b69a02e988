"""A task's events as a stream: resumed without a gap, bounded in number, ended with the task and with the server."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.claude_double import ClaudeDouble, Outcome
from tests.conftest import running_server, running_worker, settings_in
from tests.integration.web import BACKGROUND, Here, Over, document
from tests.servers import RedisServer, wait_until

STREAM = {"Accept": "text/event-stream"}


class Stream:
    """An open stream of events. `told` is what came: dicts with `id`, `event` and `data`."""

    def __init__(self, web: Over, task_id: str, query: str = "", **headers: str) -> None:
        self._connection = http.client.HTTPConnection(urllib.parse.urlsplit(web.url).netloc, timeout=40)
        self._connection.request("GET", f"/jobs/{task_id}/events{query}", headers=STREAM | headers)
        self._socket = self._connection.sock
        self.answer = self._connection.getresponse()
        self.status = self.answer.status
        self.told: list[dict[str, Any]] = []
        self.lines: list[str] = []

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The events, until the server ends the stream."""
        event: dict[str, Any] = {}
        for line in self.answer:
            self.lines.append(line.decode().rstrip("\n"))
            name, _, value = self.lines[-1].partition(": ")
            if name in ("id", "event", "data"):
                event[name] = json.loads(value) if name == "data" else value
            if not self.lines[-1] and "id" in event:
                self.told.append(event)
                yield event
                event = {}

    def rest(self) -> list[dict[str, Any]]:
        return list(self)

    def close(self) -> None:
        """Hang up, as somebody who leaves the page."""
        if self._socket:
            self._socket.shutdown(socket.SHUT_RDWR)
        self.answer.close()
        self._connection.close()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self._connection.close()


@pytest.fixture(scope="module")
def shared_double() -> Iterator[ClaudeDouble]:
    with ClaudeDouble() as double:
        yield double


@pytest.fixture(scope="module", params=["here", "queued"])
def web(request: pytest.FixtureRequest, shared_double: ClaudeDouble, tmp_path_factory: Any) -> Iterator[Over]:
    """A server that runs the work itself, then one behind which a worker writes the events."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    given = shared_double.settings | {f"RATE_LIMIT_{name}": "off" for name in ("ANALYSIS", "CHAT")}
    with ExitStack() as stack:
        if request.param == "queued":
            redis = stack.enter_context(RedisServer())
            given |= {"USE_CELERY": "true", "REDIS_URL": redis.url}
        env = settings_in(folder, **given)
        server = stack.enter_context(running_server(env, folder / "server.log"))
        if request.param == "queued":
            stack.enter_context(running_worker(env, folder / "worker.log"))
        yield server


@pytest.fixture
def claude(shared_double: ClaudeDouble) -> Iterator[ClaudeDouble]:
    shared_double.reset()
    yield shared_double
    shared_double.default = Outcome()


def _ask(web: Over, words: str = "Who opens the crate?") -> str:
    session_id = web.open(document(3))
    task_id: str = web.chat(session_id, words, expect=202, **BACKGROUND)["task_id"]
    return task_id


def _as_told(events: list[dict[str, Any]]) -> list[tuple[str, str, Any]]:
    return [(str(event["number"]), event["type"], event) for event in events]


def test_a_stream_tells_what_the_list_tells_and_ends_with_the_task(web: Over, claude: ClaudeDouble) -> None:
    claude.latency = 1.0
    task_id = _ask(web)
    with Stream(web, task_id) as stream:
        assert stream.answer.headers["Content-Type"].startswith("text/event-stream")
        assert stream.answer.headers["Cache-Control"] == "no-store"
        assert stream.answer.headers["X-Accel-Buffering"] == "no"
        told = stream.rest()
    assert stream.lines[0] == "retry: 2000"
    assert [(t["id"], t["event"], t["data"]) for t in told] == _as_told(web.events(task_id))
    assert told[-1]["event"] == "end"


def test_words_come_while_they_are_written(web: Over, claude: ClaudeDouble) -> None:
    claude.latency = 3.0
    task_id = _ask(web)
    with Stream(web, task_id) as stream:
        assert any(event["event"] == "delta" for event in stream)
        assert not web.status(task_id)["ready"]
        stream.rest()
    said = "".join(t["data"]["text"] for t in stream.told if t["event"] == "delta")
    assert said == web.status(task_id)["result"]["response"]


@pytest.mark.parametrize("how", ["header", "query", "both"])
def test_a_lost_stream_goes_on_without_a_gap_or_a_double(web: Over, claude: ClaudeDouble, how: str) -> None:
    claude.latency = 2.0
    task_id = _ask(web)
    first = Stream(web, task_id)
    for _, event in zip(range(4), first, strict=False):
        last = event["id"]
    first.close()
    query = "" if how == "header" else f"?after={last if how == 'query' else 0}"
    headers = {} if how == "query" else {"Last-Event-ID": last}
    with Stream(web, task_id, query, **headers) as second:
        second.rest()
    told = [int(t["id"]) for t in first.told + second.told]
    assert told == list(range(1, len(told) + 1))
    assert second.told[-1]["event"] == "end"


def test_a_parents_progress_comes_through(web: Over) -> None:
    task_id = web.analyze_all(web.open(document(12)), expect=202, **BACKGROUND)["task_id"]
    with Stream(web, task_id) as stream:
        told = stream.rest()
    shown = [t["data"]["progress"] for t in told]
    assert shown == sorted(shown)
    assert "12 of 12 done" in [t["data"].get("message") for t in told]
    assert told[-1]["data"]["state"] == "done"


def test_a_cancel_ends_the_stream(web: Over, claude: ClaudeDouble) -> None:
    claude.default = Outcome("hang")
    task_id = _ask(web)
    with Stream(web, task_id) as stream:
        next(iter(stream))
        web.cancel(task_id)
        assert stream.rest()[-1]["data"]["state"] == "cancelled"


def test_a_deleted_session_ends_its_streams(web: Over, claude: ClaudeDouble) -> None:
    claude.default = Outcome("hang")
    session_id = web.open(document(2))
    task_id = web.chat(session_id, "Who?", expect=202, **BACKGROUND)["task_id"]
    with Stream(web, task_id) as stream:
        next(iter(stream))
        web.call("DELETE", f"/sessions/{session_id}")
        stream.rest()
    assert web.call("GET", f"/jobs/{task_id}/events", headers=STREAM).status == 404


def test_who_has_seen_the_end_is_told_not_to_come_back(web: Over) -> None:
    task_id = _ask(web)
    web.until_ready(task_id)
    last = web.events(task_id)[-1]["number"]
    for headers in (STREAM | {"Last-Event-ID": str(last)}, STREAM | {"Last-Event-ID": "999999999"}):
        assert web.call("GET", f"/jobs/{task_id}/events", headers=headers).status == 204
    with Stream(web, task_id) as again:
        assert len(again.rest()) == last


def test_a_last_event_id_that_is_no_number_counts_for_nothing(web: Over) -> None:
    task_id = _ask(web)
    web.until_ready(task_id)
    for value in ("x", "-1", "1e3", "9" * 30):
        with Stream(web, task_id, **{"Last-Event-ID": value}) as stream:
            assert stream.rest()[0]["id"] == "1"
    with Stream(web, task_id, "?after=x") as wrong:
        assert wrong.status == 400


def test_everybody_else_gets_the_list(web: Over) -> None:
    task_id = _ask(web)
    for accept in ("*/*", "application/json", "text/html", "application/json, text/event-stream"):
        answer = web.call("GET", f"/jobs/{task_id}/events", headers={"Accept": accept})
        assert answer.headers["content-type"].startswith("application/json")
    web.until_ready(task_id)


def test_forty_streams_at_once_leave_room_for_everybody_else(web: Over, claude: ClaudeDouble) -> None:
    claude.default = Outcome("hang")
    task_id = _ask(web)
    streams: list[Stream] = []
    openers = [threading.Thread(target=lambda: streams.append(Stream(web, task_id))) for _ in range(40)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    refused = [stream for stream in streams if stream.status == 503]
    assert len(refused) == 40 - 16
    assert {stream.answer.headers["Retry-After"] for stream in refused} == {"30"}
    assert json.loads(refused[0].answer.read())["code"] == "too_many_streams"
    assert web.call("GET", "/healthz").status == 200
    assert not web.status(task_id)["ready"]

    # Who hangs up makes room, without waiting for the next thing to be written.
    for stream in streams:
        stream.close()

    def all_have_room() -> bool:
        with ExitStack() as stack:
            again = [stack.enter_context(Stream(web, task_id)) for _ in range(16)]
            found = {stream.status for stream in again} == {200}
            for stream in again:
                stream.close()
            return found

    wait_until(all_have_room, 20, "the streams that were left are closed")
    web.cancel(task_id)


def test_a_stop_ends_open_streams_at_once(server: Callable[..., Over], claude: ClaudeDouble) -> None:
    claude.default = Outcome("hang")
    web = server(**claude.settings, SHUTDOWN_GRACE="60")
    task_id = _ask(web)
    other = web.open(document(1))
    web.post("/queues/analysis/pause")
    paused = web.analyze(other, "Part 1", expect=202, **BACKGROUND)["task_id"]
    web.cancel(task_id)
    streams = [Stream(web, paused) for _ in range(10)]
    for stream in streams:
        next(iter(stream))
    web.program.signal(signal.SIGTERM)
    for stream in streams:
        assert stream.rest() == []
        stream.close()
    web.program.wait(20)


def test_a_stream_of_anothers_task_is_not_found(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    owner, other = Here(app), Here(app)
    owner.token = owner.galley.tenants.add("owner@example.org")
    other.token = other.galley.tenants.add("other@example.org")
    task_id = owner.chat(owner.open(document(1)), "Who?", expect=202, **BACKGROUND)["task_id"]
    owner.until_ready(task_id)
    assert owner.call("GET", f"/jobs/{task_id}/events", headers=STREAM).status == 200
    assert other.call("GET", f"/jobs/{task_id}/events", headers=STREAM).status == 404
