"""The stand-in as a server on this machine: a thread that answers until its block ends."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
import zlib
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Any

from cli.stand_in import chat, review, wire
from cli.stand_in.schema import fitted
from galley.settings import SCRIPTED

_SHORTEST_SECONDS, _LONGEST_SECONDS = 0.5, 2.0  # what an answer takes before it begins
_WORD_SECONDS = 0.05  # what each streamed word takes


class StandIn:
    """Answers on a free loopback port, to whoever has its key, while the `with` block lasts."""

    def __init__(self) -> None:
        self.key = f"demo-{secrets.token_hex(16)}"
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.key = self.key
        self._thread = threading.Thread(target=self._server.serve_forever, name="stand-in", daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> StandIn:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    key = ""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a caller that hangs up is no fault."""


class _Handler(wire.Handler):
    server: _Server

    def do_GET(self) -> None:
        """What is known of the one model."""
        if self._is_welcome() and self.path.partition("?")[0] == f"/v1/models/{SCRIPTED}":
            made = {"type": "model", "id": SCRIPTED, "display_name": "Scripted stand-in, not Claude"}
            self.json(200, made | {"created_at": "2026-01-01T00:00:00Z"})
        elif self._is_welcome():
            self.error(404, "not found")

    def do_POST(self) -> None:
        """Answer a request for a message."""
        body = self.body()
        if not self._is_welcome():
            return
        if self.path.partition("?")[0] != "/v1/messages":
            self.error(404, "not found")
        elif wrong := wire.fault_of(body, self.headers):
            self.error(400, wrong)
        elif body["model"] != SCRIPTED:
            self.error(404, f"model: this is a stand-in, and its one model is {SCRIPTED}")
        else:
            self._answer(body)

    def _is_welcome(self) -> bool:
        if wire.key_of(self.headers) == self.server.key:
            return True
        self.close_connection = True
        self.error(401, "this is a stand-in, and takes no key but its own")
        return False

    def _answer(self, body: dict[str, Any]) -> None:
        message = wire.message(body, _content(body))
        is_probe = "output_config" not in body and not wire.documents(body)
        time.sleep(0.0 if is_probe else _thinking_seconds(body))
        if not body.get("stream"):
            return self.json(200, message)
        self.begin_events()
        for event in wire.events(message, _words):
            if event.get("delta", {}).get("type") == "text_delta":
                time.sleep(_WORD_SECONDS)
            self.event(event)
        self.end_events()


def _content(body: dict[str, Any]) -> list[wire.Block]:
    documents = [document["source"]["data"] for document in wire.documents(body)]
    form = body.get("output_config", {}).get("format")
    if form:
        found = {"items": review.items(wire.asked(body), documents)}
        return [wire.text_block(json.dumps(fitted(found, form["schema"])))]
    return chat.content(body) if documents else [wire.text_block("OK")]


def _thinking_seconds(body: dict[str, Any]) -> float:
    """Always the same for the same request, and different for different ones."""
    share = zlib.crc32(json.dumps(body["messages"][-1]).encode()) / 2**32
    return _SHORTEST_SECONDS + share * (_LONGEST_SECONDS - _SHORTEST_SECONDS)


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+\s*$|\s*\S+", text) or [text]
