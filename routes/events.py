"""What happened to a task: as a list, or as a stream of server-sent events.

Both give the same events by the same numbers, so whoever loses the stream goes on with the list, and the other way
round. A stream holds a thread of the server for as long as it lasts; half of them are kept for everything else.
"""

from __future__ import annotations

import json
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState

from galley import feed
from galley.errors import Malformed
from galley.store import DatabaseGone
from galley.store.models import Event
from galley.views import moment
from routes import errors
from routes.answers_work import Events
from routes.describe import described
from routes.here import galley, tenant
from routes.parameters import NO_MORE, STREAMED, After, Resume

bp = Blueprint("events", __name__)

STREAM_SECONDS = 90.0  # proxies end a request at 100 or 120 s; the client comes back for the rest
HEARTBEAT_SECONDS = 10.0
RETRY_MS = 2_000
BUSY_SECONDS = 30  # when to ask again for a stream


class Streams:
    """How many streams are open in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.open = 0

    def take(self, most: int) -> bool:
        """Count one more, unless there are `most` already."""
        with self._lock:
            if self.open >= most:
                return False
            self.open += 1
            return True

    def give_back(self) -> None:
        """Count one less."""
        with self._lock:
            self.open -= 1


@bp.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["streams"] = Streams()


@bp.get("/jobs/<task_id>/events")
@described(
    query=After,
    headers=Resume,
    answers={200: (Events, STREAMED), 204: NO_MORE},
    errors={400: "bad_fields", 503: "too_many_streams"},
)
def events(task_id: str) -> Response:
    """What happened to a task after event number `after`: JSON, or a stream for who accepts `text/event-stream`."""
    after = request.args.get("after", "0")
    if not _is_number(after):
        raise Malformed("`after` must be an event's number.", code="bad_fields")
    with galley().tenant(tenant()).reading() as rows:
        rows.job(task_id)
    if request.accept_mimetypes.best_match(["application/json", "text/event-stream"]) == "text/event-stream":
        last = request.headers.get("Last-Event-ID", "")
        return _stream(task_id, int(last if _is_number(last) else after))
    found = galley().store.work.events_after(tenant(), task_id, int(after))
    return jsonify({"success": True, "events": [_shown(event) for event in found]})


def _stream(task_id: str, number: int) -> Response:
    here, streams = galley(), current_app.extensions["streams"]
    if feed.is_over(here, tenant(), task_id, number):
        return Response(status=204)  # tells an EventSource not to come back
    if not streams.take(here.settings.web_threads // 2):
        words = "Too many streams are open. Ask for /task_status or for this list as JSON meanwhile."
        full = errors.answer(503, "too_many_streams", words)
        full.headers["Retry-After"] = str(BUSY_SECONDS)
        return full
    found = feed.follow(here, tenant(), task_id, number, seconds=STREAM_SECONDS)
    response = Response(_written(found, _hung_up(request.environ.get("gunicorn.socket"))), mimetype="text/event-stream")
    response.call_on_close(streams.give_back)  # called however it ends, even when it never began
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _written(looks: Iterable[list[Event]], hung_up: Callable[[], bool]) -> Iterator[str]:
    yield f"retry: {RETRY_MS}\n\n"
    said = time.monotonic()
    try:
        for found in looks:
            if hung_up():
                return
            if found:
                yield "".join(_message(event) for event in found)
            elif time.monotonic() - said > HEARTBEAT_SECONDS:
                yield ": still here\n\n"
            else:
                continue
            said = time.monotonic()
    except DatabaseGone:
        return  # the client comes back, and is told by then


def _hung_up(connection: socket.socket | None) -> Callable[[], bool]:
    """A look whether the client is gone. Without it that would be noticed at the second write after, 20 s late."""
    if connection is None:
        return lambda: False
    poll = select.poll()
    poll.register(connection, select.POLLIN)

    def look() -> bool:
        try:
            return bool(poll.poll(0)) and not connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    return look


def _message(event: Event) -> str:
    return f"id: {event.number}\nevent: {event.type}\ndata: {json.dumps(_shown(event))}\n\n"


def _shown(event: Event) -> dict[str, Any]:
    number = {"number": event.number, "type": event.type, "job_id": event.job_id, "at": moment(event.at)}
    return {**number, **event.data}


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", text) is not None
