"""A double of Claude's HTTP API on loopback, that the real SDK talks to.

It answers from the request alone: a review quotes sentences of the section, a chat cites the documents at their
true offsets. What comes next can be scripted (`script`), and what came in is kept (`calls`). A caller that hangs up
before its answer is whole is noticed within a few hundredths of a second.
"""

from __future__ import annotations

import contextlib
import json
import re
import select
import socket
import threading
import time
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from cli.stand_in import wire
from cli.stand_in.wire import ERRORS

PEEK_SECONDS = 0.02
PIECE_CHARACTERS = 24
KINDS = (
    *("ok", "disconnect", "html", "cut_json", "bad_json", "max_tokens", "refusal", "empty"),
    *("stream_cut", "stream_error", "hang"),
    *map(str, ERRORS),
)
_SECTION = re.compile(r"<section>\n(.*)\n</section>", re.DOTALL)
_SENTENCE = re.compile(r"[A-Z][^.!?\n]{12,}[.!?](?=\s|$)")


class PeerClosed(Exception):
    """The caller hung up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one call. `delay` (seconds before the answer) stands in place of the double's latency, `text`
    in place of what it would say to a question."""

    kind: str = "ok"
    delay: float | None = None
    retry_after: float | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        assert self.kind in KINDS, f"no outcome {self.kind}"


@dataclass(slots=True)
class Call:
    """One request to /v1/messages, and what came of it."""

    body: dict[str, Any]
    key: str
    outcome: Outcome
    began: float
    ended: float | None = None
    aborted: bool = False
    answered: bool = False

    @property
    def stream(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def asked(self) -> str:
        """The user turn's words, without the documents."""
        return wire.asked(self.body)

    @property
    def section(self) -> str | None:
        """The section that a review is asked for."""
        found = _SECTION.search(self.asked)
        return found.group(1) if found else None


@dataclass
class ClaudeDouble:
    """The server. `latency` is what every answer takes; `default` becomes of calls that no script is left for.

    With `keys`, a call with another key is answered 401.
    """

    latency: float = 0.0
    default: Outcome = field(default_factory=Outcome)
    keys: set[str] | None = None
    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    most_in_flight: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._script: deque[Outcome] = deque()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.double = self
        # server_close waits for the threads of the connections, so nothing is left behind.
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="claude-double")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        """What makes Galley ask this double."""
        return {"ANTHROPIC_API_KEY": "test-key", "ANTHROPIC_BASE_URL": self.url}

    @property
    def in_flight(self) -> int:
        return sum(call.ended is None for call in list(self.calls))

    @property
    def aborts(self) -> int:
        """Calls whose caller hung up before the answer was whole."""
        return sum(call.aborted for call in list(self.calls))

    def script(self, *outcomes: Outcome | str) -> None:
        """What becomes of the next calls, in order."""
        with self._lock:
            self._script.extend(Outcome(o) if isinstance(o, str) else o for o in outcomes)

    def reset(self) -> None:
        """Forget what was, and what was scripted."""
        with self._lock:
            self._script.clear()
            self.calls, self.most_in_flight = [], 0
            self.default, self.latency, self.keys = Outcome(), 0.0, None

    def start(self) -> ClaudeDouble:
        self._thread.start()
        return self

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join(10)

    def __enter__(self) -> ClaudeDouble:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- for the handler

    @contextlib.contextmanager
    def call(self, body: dict[str, Any], key: str) -> Iterator[Call]:
        with self._lock:
            outcome = self._script.popleft() if self._script else self.default
            if self.keys is not None and key not in self.keys:
                outcome = Outcome("401")
            call = Call(body, key, outcome, time.time())
            self.calls.append(call)
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            yield call
            call.answered = True
        except (PeerClosed, OSError):
            call.aborted = not self._closing.is_set()
            raise
        finally:
            call.ended = time.time()

    def wait(self, seconds: float, connection: socket.socket) -> None:
        """Sleep; PeerClosed as soon as the caller hangs up."""
        end = time.monotonic() + seconds
        while True:
            readable, _, _ = select.select([connection], [], [], max(0.0, min(PEEK_SECONDS, end - time.monotonic())))
            if readable and not connection.recv(1, socket.MSG_PEEK):
                raise PeerClosed
            if self._closing.is_set():
                raise PeerClosed
            if readable:  # the next request came early: nothing of ours closed
                time.sleep(PEEK_SECONDS)
            if time.monotonic() >= end:
                return

    def check(self, body: dict[str, Any], headers: Any) -> str | None:
        """What is wrong with the request, as the service would say it."""
        wrong = wire.fault_of(body, headers) if wire.key_of(headers) else "no key"
        if wrong:
            self.violations.append(wrong)
        return wrong


class _Server(ThreadingHTTPServer):
    double: ClaudeDouble

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a caller that hangs up is what tests do


class _Handler(wire.Handler):
    server: _Server

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        if self.path.startswith("/v1/models/"):
            self.json(200, {"type": "model", "id": name, "display_name": name, "created_at": "2026-01-01T00:00:00Z"})
        else:
            self.error(404, "As scripted.")

    def do_POST(self) -> None:
        body = self.body()
        if self.path.partition("?")[0] != "/v1/messages":
            return self.error(404, "As scripted.")
        if wrong := self.server.double.check(body, self.headers):
            return self.error(400, wrong)
        try:
            with self.server.double.call(body, wire.key_of(self.headers)) as call:
                self._answer(call)
        except (PeerClosed, OSError):
            self.close_connection = True

    def _answer(self, call: Call) -> None:
        double, kind = self.server.double, call.outcome.kind
        latency = double.latency if call.outcome.delay is None else call.outcome.delay
        if kind == "hang":
            latency = 3600.0
        if not (call.stream and kind not in ERRORS):
            double.wait(latency, self.connection)
        after = call.outcome.retry_after
        headers = {} if after is None else {"retry-after": f"{after:g}"}
        if kind.isdigit():
            return self.error(int(kind), "As scripted.", **headers)
        if kind == "disconnect":
            return self._cut()
        if kind == "html":
            return self.whole(200, "text/html", b"<html><body>Please log in to the hotel's network.</body></html>")
        message = reply(call.body, kind, call.outcome.text)
        if call.stream:
            return self._stream(message, kind, latency)
        data = json.dumps(message).encode()
        self.whole(200, "application/json", data[: len(data) // 2] if kind == "cut_json" else data, **headers)

    def _stream(self, message: dict[str, Any], kind: str, latency: float) -> None:
        self.begin_events()
        events = list(wire.events(message, _pieces))
        share = latency / max(1, len(events))
        middle = len(events) // 2
        for number, event in enumerate(events):
            self.server.double.wait(share, self.connection)
            if number == middle and kind == "stream_error":
                error = {"type": "overloaded_error", "message": "Overloaded"}
                event = {"type": "error", "error": error}
            if number == middle and kind == "cut_json":
                return self._cut()
            if number == middle and kind == "stream_cut":
                break
            self.event(event)
            if event["type"] == "error":
                break
        self.end_events()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def reply(body: dict[str, Any], kind: str = "ok", said: str | None = None) -> dict[str, Any]:
    """The whole message that answers this request."""
    if kind == "refusal":
        content: list[dict[str, Any]] = []
    elif kind == "empty":
        content = [wire.text_block("")]
    elif kind == "bad_json":
        content = [wire.text_block('{"items": [{"quote": 7}]}')]
    elif said is not None:
        content = [wire.text_block(said)]
    else:
        content = _review(body) if "output_config" in body else _prose(body)
    stop = {"refusal": "refusal", "max_tokens": "max_tokens"}.get(kind, "end_turn")
    if stop == "max_tokens":
        content[-1]["text"] = content[-1]["text"][: len(content[-1]["text"]) // 2]
    return wire.message(body, content, stop)


def _pieces(text: str) -> list[str]:
    return [text[at : at + PIECE_CHARACTERS] for at in range(0, len(text), PIECE_CHARACTERS)]


def sentences(text: str, most: int) -> list[tuple[int, int]]:
    """Where some of the text's sentences stand, always the same ones for the same text."""
    found = [match.span() for match in _SENTENCE.finditer(text)]
    count = 1 + zlib.crc32(text.encode()) % most
    return found[:: max(1, len(found) // count)][:count]


def _review(body: dict[str, Any]) -> list[dict[str, Any]]:
    section = _SECTION.search(wire.asked(body))
    text = section.group(1) if section else ""
    items = [
        {
            "quote": text[start:end],
            "description": "It is not said who does this.",
            "suggestion": "Name who does it.",
            "replacement": None,
            "category": "clarity",
            "severity": "medium",
            "confidence": 0.8,
        }
        for start, end in sentences(text, 3)
    ]
    return [wire.text_block(json.dumps({"items": items}))]


def _prose(body: dict[str, Any]) -> list[dict[str, Any]]:
    documents = wire.documents(body)
    if not documents:
        return [wire.text_block("OK")]
    text = documents[0]["source"]["data"]
    content = [wire.text_block("The document says this. ")]
    for start, end in sentences(text, 2):
        content.append(wire.text_block(f"{text[start:end]} ", wire.citation(body, 0, start, end)))
    return content
