"""The connection test says which part of the way to Claude failed: each of them is made to fail for real."""

from __future__ import annotations

import http.server
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from galley.claude.parts import PARTS
from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.web import Here
from tests.servers import free_port

SELF_SIGNED = Path(__file__).parents[1] / "self_signed.pem"

MakeApp = Callable[..., Flask]


def asked(make_app: MakeApp, **given: str) -> dict[str, Any]:
    """What the test says, with its parts by name."""
    answer: dict[str, Any] = Here(make_app(**{"ANTHROPIC_API_KEY": "test-key"} | given)).test_connection(expect=200)
    assert [part["name"] for part in answer["parts"]] == list(PARTS)
    assert all(part["words"].endswith(".") for part in answer["parts"])
    return answer


def states(answer: dict[str, Any]) -> list[str]:
    return [part["state"] for part in answer["parts"]]


def words(answer: dict[str, Any]) -> str:
    """What the failed part says; the whole answer says the same."""
    [failed] = [part for part in answer["parts"] if part["state"] == "failed"]
    assert (answer["connected"], answer["failed"], answer["message"]) == (False, failed["name"], failed["words"])
    said: str = failed["words"]
    return said


@contextmanager
def server(answer: Callable[[socket.socket], Any]) -> Iterator[int]:
    """Somebody who takes each caller the way that `answer` says; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = listening.accept()
                    with caller, suppress(OSError):
                        answer(caller)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def test_a_call_that_succeeds_has_no_part_that_fails(make_app: MakeApp, claude: ClaudeDouble) -> None:
    answer = asked(make_app, **claude.settings)
    assert (answer["connected"], answer["message"], "failed" in answer) == (True, "Claude answers.", False)
    # The double has a number for an address, and no TLS.
    assert states(answer) == ["skipped", "ok", "skipped", "ok", "ok", "ok"]


def test_without_a_key_nothing_is_tried(make_app: MakeApp) -> None:
    answer = asked(make_app, ANTHROPIC_API_KEY="")
    assert (answer["connected"], answer["provider"], answer["model"]) == (False, "offline", None)
    assert set(states(answer)) == {"skipped"}


def test_a_name_that_nobody_knows(make_app: MakeApp) -> None:
    answer = asked(make_app, ANTHROPIC_BASE_URL="https://claude.invalid")
    assert states(answer) == ["failed"] + ["skipped"] * 5
    assert "claude.invalid cannot be looked up" in words(answer)
    assert "ANTHROPIC_BASE_URL" in words(answer)


def test_a_port_where_nobody_listens(make_app: MakeApp) -> None:
    answer = asked(make_app, ANTHROPIC_BASE_URL=f"http://localhost:{free_port()}")
    assert states(answer) == ["ok", "failed"] + ["skipped"] * 4
    assert "does not answer on port" in words(answer)


def test_a_connection_that_is_dropped(make_app: MakeApp, claude: ClaudeDouble) -> None:
    claude.default = Outcome("disconnect")
    assert "does not answer on port" in words(asked(make_app, **claude.settings))


def test_a_certificate_that_nobody_signed(make_app: MakeApp) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(SELF_SIGNED)
    with server(lambda caller: context.wrap_socket(caller, server_side=True).recv(1)) as port:
        answer = asked(make_app, ANTHROPIC_BASE_URL=f"https://localhost:{port}")
    assert states(answer) == ["ok", "ok", "failed", "skipped", "skipped", "skipped"]
    assert "self-signed certificate" in words(answer)


def test_a_server_that_speaks_no_tls(make_app: MakeApp) -> None:
    with server(lambda caller: caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        answer = asked(make_app, ANTHROPIC_BASE_URL=f"https://localhost:{port}")
    assert answer["failed"] == "tls"
    assert "it speaks no TLS there" in words(answer)


def test_a_proxy_that_lets_nobody_through(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"

    def refuse(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(refusal)

    with server(refuse) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        answer = asked(make_app)
    assert states(answer) == ["unknown", "failed"] + ["skipped"] * 4
    assert "HTTPS_PROXY" in words(answer)


@pytest.mark.parametrize("status", [200, 404])
def test_a_server_that_is_not_claude(make_app: MakeApp, status: int) -> None:
    class Hotel(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = b"<html><body>Please log in to the hotel's network.</body></html>"
            self.send_response(status)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Hotel) as hotel:
        threading.Thread(target=hotel.serve_forever, args=(0.05,), daemon=True).start()
        answer = asked(make_app, ANTHROPIC_BASE_URL=f"http://127.0.0.1:{hotel.server_address[1]}")
        hotel.shutdown()
    assert states(answer) == ["skipped", "failed"] + ["skipped"] * 4
    assert "answer" in words(answer)


@pytest.mark.parametrize(
    ("outcome", "part", "said", "after"),
    [
        (Outcome("401"), "key", "did not accept the key. Check ANTHROPIC_API_KEY", ["failed", "skipped", "skipped"]),
        (Outcome("404"), "model", "does not know the model claude-sonnet-5-5", ["ok", "failed", "skipped"]),
        (Outcome("429", retry_after=30), "limit", "Try again in a minute", ["ok", "unknown", "failed"]),
        (Outcome("429"), "limit", "spending limit", ["ok", "unknown", "failed"]),
        (Outcome("529"), "limit", "Try again in a minute", ["ok", "unknown", "failed"]),
    ],
    ids=lambda value: value.kind if isinstance(value, Outcome) else None,
)
def test_what_claude_refuses(
    make_app: MakeApp, claude: ClaudeDouble, outcome: Outcome, part: str, said: str, after: list[str]
) -> None:
    claude.default = outcome
    answer = asked(make_app, **claude.settings)
    assert answer["failed"] == part
    assert said in words(answer)
    assert states(answer) == ["skipped", "ok", "skipped", *after]


def test_a_fault_of_claudes_own_is_no_part_s(make_app: MakeApp, claude: ClaudeDouble) -> None:
    claude.default = Outcome("500")
    answer = asked(make_app, **claude.settings)
    assert (answer["connected"], answer["failed"]) == (False, "service")
    assert "fault of its own" in answer["message"]
    assert states(answer) == ["skipped", "ok", "skipped", "unknown", "unknown", "unknown"]


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines", "half\x7f"])
def test_a_key_that_cannot_be_sent_is_a_refused_key_and_is_not_repeated(
    make_app: MakeApp, claude: ClaudeDouble, key: str
) -> None:
    answer = asked(make_app, **claude.settings | {"ANTHROPIC_API_KEY": key})
    assert answer["failed"] == "key"
    assert key not in str(answer)
    assert not claude.calls
