"""Somebody who uses Galley over HTTP: in this process (`Here`) or over a socket (`Over`), with the same verbs.

And what tests look at beside: the workers that Redis knows, the rows that a job left.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import redis
from flask import Flask
from sqlalchemy import inspect, select

from galley.root import Galley
from galley.store import Store
from galley.store.models import Base, Event, Finding, Job, Message, Reply, Step, Usage
from tests.servers import Program, wait_until

READY = ("SUCCESS", "FAILURE", "REVOKED")
BACKGROUND = {"Prefer": "respond-async"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    data: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.data)


class Caller:
    """The verbs. Each checks the status, so that tests read as what is asked for."""

    token: str | None = None

    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        raise NotImplementedError

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = raw
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        began = time.monotonic()
        status, got, answered = self.send(method, path, data, sent)
        return Answer(status, {k.lower(): v for k, v in got}, answered, time.monotonic() - began)

    def get(self, path: str, *, expect: int = 200) -> Any:
        answer = self.call("GET", path)
        assert answer.status == expect, (path, answer.status, answer.data)
        return answer.json

    def post(self, path: str, body: Any = None, *, expect: int | None = 200, **headers: str) -> Any:
        answer = self.call("POST", path, body, headers={k.replace("_", "-"): v for k, v in headers.items()})
        assert expect is None or answer.status == expect, (path, answer.status, answer.data)
        return answer.json

    def upload(self, name: str, data: bytes, *, expect: int = 200) -> Any:
        border = uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        raw = head.encode() + data + f"\r\n--{border}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={border}"}
        answer = self.call("POST", "/upload", raw=raw, headers=headers)
        assert answer.status == expect, (answer.status, answer.data)
        return answer.json

    def open(self, text: str, name: str = "report.md") -> str:
        """Upload a text; the session's id."""
        session_id: str = self.upload(name, text.encode())["session_id"]
        return session_id

    # -- the kinds of work

    def analyze(self, session_id: str, section: str, *, expect: int | None = None, **headers: str) -> Any:
        return self.post(
            "/analyze_section", {"session_id": session_id, "section_name": section}, expect=expect, **headers
        )

    def analyze_all(self, session_id: str, *, expect: int | None = None, **headers: str) -> Any:
        return self.post("/analyze_document", {"session_id": session_id}, expect=expect, **headers)

    def chat(self, session_id: str, message: str, *, expect: int | None = None, **headers: str) -> Any:
        asked = {"session_id": session_id, "message": message, "current_section": None}
        return self.post("/chat", asked, expect=expect, **headers)

    def test_connection(self, *, expect: int | None = None, **headers: str) -> Any:
        return self.post("/test_claude_connection", expect=expect, **headers)

    # -- following it

    def status(self, task_id: str) -> Any:
        return self.get(f"/task_status/{task_id}")

    def cancel(self, task_id: str, *, expect: int = 200) -> Any:
        return self.post(f"/cancel_task/{task_id}", expect=expect)

    def events(self, task_id: str, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/jobs/{task_id}/events?after={after}")["events"]
        return found

    def until(self, task_id: str, seconds: float, what: str, holds: Callable[[Any], Any]) -> Any:
        """Poll until the status is so; the status."""
        seen: list[Any] = []

        def look() -> bool:
            seen[:] = [self.status(task_id)]
            return bool(holds(seen[0]))

        try:
            wait_until(look, seconds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}; last seen {seen}") from None
        return seen[0]

    def until_ready(self, task_id: str, seconds: float = 30, *, state: str = "SUCCESS") -> Any:
        found = self.until(task_id, seconds, f"{task_id} ends", lambda status: status["ready"])
        assert found["state"] == state, found
        return found


class Here(Caller):
    """Uses the app in this process; safe for threads."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @property
    def galley(self) -> Galley:
        galley: Galley = self.app.extensions["galley"]
        return galley

    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        answer = self.app.test_client().open(path, method=method, data=data, headers=headers)
        return answer.status_code, list(answer.headers), answer.data


class Over(Caller):
    """Uses a server over HTTP."""

    def __init__(self, url: str, program: Program) -> None:
        self.url = url
        self.program = program

    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=120)
        try:
            connection.request(method, path, body=data, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def wait_until_up(self) -> None:
        def up() -> bool:
            assert self.program.running, self.program.tail()
            try:
                return self.call("GET", "/healthz").status == 200
            except OSError:
                return False

        wait_until(up, 40, f"{self.url} answers\n{self.program.tail()}")


# -- documents


def document(sections: int, *, start: int = 1) -> str:
    """A Markdown document of so many sections, each with words of its own."""
    return "\n\n".join(
        f"## Part {number}\n\nThe team of part {number} must check every delivery before noon. "
        f"A copy of form {number} goes to the archive within a week. "
        f"Nobody may open crate {number} before the inspection has ended."
        for number in range(start, start + sections)
    )


# -- what is left behind


def workers_seen(redis_url: str) -> set[str]:
    """The workers that a Redis knows, for any queue."""
    try:
        with redis.Redis.from_url(redis_url, socket_timeout=1, decode_responses=True) as client:
            return {name for key in client.keys("galley:beats:*") for name in client.zrange(key, 0, -1)}
    except redis.RedisError:
        return set()


PRIVATE = {"id", "tenant", "created_at", "started_at", "ended_at", "sent_at", "at", "due_at", "lease_until"}
PRIVATE |= {"holder", "fence", "way", "job_id", "session_id", "section_id", "parent_id", "request_id", "number"}
PRIVATE |= {"flight", "key", "scope", "duration", "response_time", "claimed_at", "busy_seconds"}


def traces(store: Store, task_id: str) -> dict[str, list[Any]]:
    """All rows that a job and its children left, without ids and times, in an order that does not depend on luck."""
    with store.reading() as db:
        jobs = db.scalars(select(Job).where((Job.id == task_id) | (Job.parent_id == task_id))).all()
        named = {job.id: f"{job.kind} {job.input.get('section_name', '')}".strip() for job in jobs}
        left: dict[str, list[Any]] = {"jobs": _plain(jobs, named)}
        for table in (Step, Finding, Message, Usage):
            left[table.__tablename__] = _plain(db.scalars(select(table).where(table.job_id.in_(named))), named)
        left["replies"] = _plain(db.scalars(select(Reply).where(Reply.scope.in_(named))), named)
        for job in jobs:
            events = db.scalars(select(Event).where(Event.job_id == job.id).order_by(Event.number)).all()
            assert [event.number for event in events] == list(range(1, job.event_count + 1))
            left[f"events of {named[job.id]}"] = _joined([(e.type, _bare(e.data)) for e in events])
    return left


def _plain(rows: Iterable[Base], named: dict[str, str]) -> list[Any]:
    plain = []
    for row in rows:
        columns = {c.key: getattr(row, c.key) for c in inspect(type(row)).column_attrs if c.key not in row_private(row)}
        job = named.get(getattr(row, "job_id", None) or getattr(row, "scope", None) or "", "")
        plain.append({"of": job} | _bare(columns))
    return sorted(plain, key=lambda row: json.dumps(row, sort_keys=True, default=str))


def row_private(row: Base) -> set[str]:
    return PRIVATE | ({"event_count"} if isinstance(row, Job) else set())


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in PRIVATE}
    if isinstance(value, list):
        return [_bare(v) for v in value]
    if isinstance(value, str) and '"request_id"' in value:
        return _bare(json.loads(value))
    return value


def _joined(events: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Streamed words come in pieces as luck has it: what counts is the whole."""
    made: list[tuple[str, Any]] = []
    for type, data in events:
        if made and type == made[-1][0] == "delta":
            made[-1] = (type, made[-1][1] | {"text": made[-1][1]["text"] + data["text"]})
        else:
            made.append((type, data))
    return made
