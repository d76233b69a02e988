"""The form of Claude's Messages API as its SDK reads it: messages, streamed events, errors and headers.

What is said in that form is the caller's business. The stand-in speaks it, and so does the tests' double.
"""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Headers = Mapping[str, str] | Message[str, str]

Block = dict[str, Any]

ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


def blocks(body: Mapping[str, Any]) -> list[Block]:
    """The blocks of the last user turn."""
    content = body["messages"][-1]["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def documents(body: Mapping[str, Any]) -> list[Block]:
    """The documents of the last user turn."""
    return [block for block in blocks(body) if block["type"] == "document"]


def asked(body: Mapping[str, Any]) -> str:
    """The words of the last user turn, without the documents."""
    return "\n".join(block["text"] for block in blocks(body) if block["type"] == "text")


def key_of(headers: Headers) -> str:
    """The key that the request came with; empty without."""
    return headers.get("authorization", "").removeprefix("Bearer ") or headers.get("x-api-key", "")


def fault_of(body: Mapping[str, Any], headers: Headers) -> str | None:
    """What is wrong with the request, as the service would say it; None when nothing is."""
    if not headers.get("anthropic-version"):
        return "anthropic-version: header is required"
    if not (isinstance(body.get("model"), str) and isinstance(body.get("max_tokens"), int)):
        return "model and max_tokens are required"
    if any(name in body for name in ("temperature", "top_p", "top_k")):
        return "sampling parameters are not supported"
    if not body.get("messages") or any(not block.get("text", "x") for block in blocks(body)):
        return "messages: text content blocks must be non-empty"
    if body.get("output_config") and any(d.get("citations", {}).get("enabled") for d in documents(body)):
        return "citations cannot be used with output_config.format"
    return None


def text_block(text: str, *citations: Block) -> Block:
    """A block of an answer's text, with the places it comes from."""
    return {"type": "text", "text": text, "citations": list(citations) or None}


def citation(body: Mapping[str, Any], index: int, start: int, end: int) -> Block:
    """A place in a document of the request."""
    document = documents(body)[index]
    return {
        "type": "char_location",
        "cited_text": document["source"]["data"][start:end],
        "document_index": index,
        "document_title": document.get("title"),
        "start_char_index": start,
        "end_char_index": end,
        "file_id": None,
    }


def message(body: Mapping[str, Any], content: list[Block], stop_reason: str = "end_turn") -> dict[str, Any]:
    """The whole message that answers the request; thinking comes first, as it does there."""
    said = sum(len(block.get("text", "")) for block in content)
    return {
        "id": f"msg_{zlib.crc32(json.dumps(body).encode()):08x}",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [{"type": "thinking", "thinking": "", "signature": "c2lnbmVk"}, *content],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": len(json.dumps(body["messages"])) // 4,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": said // 4 + 1,
        },
    }


def events(whole: Mapping[str, Any], cut: Callable[[str], Iterable[str]]) -> Iterator[dict[str, Any]]:
    """The message as a stream of events; `cut` makes the pieces of a text."""
    usage = whole["usage"] | {"output_tokens": 1}
    yield {"type": "message_start", "message": {**whole, "content": [], "stop_reason": None, "usage": usage}}
    for index, block in enumerate(whole["content"]):
        empty = block | ({"text": "", "citations": []} if block["type"] == "text" else {"signature": ""})
        yield {"type": "content_block_start", "index": index, "content_block": empty}
        for delta in _deltas(block, cut):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    yield {"type": "ping"}
    delta = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": delta, "usage": {"output_tokens": whole["usage"]["output_tokens"]}}
    yield {"type": "message_stop"}


def _deltas(block: Block, cut: Callable[[str], Iterable[str]]) -> Iterator[Block]:
    if block["type"] == "thinking":
        yield {"type": "signature_delta", "signature": block["signature"]}
        return
    for place in block["citations"] or ():
        yield {"type": "citations_delta", "citation": place}
    for piece in cut(block["text"]):
        yield {"type": "text_delta", "text": piece}


class Handler(BaseHTTPRequestHandler):
    """Sends answers in that form; what to answer is up to its children."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""

    def body(self) -> dict[str, Any]:
        """The request's JSON."""
        read: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        return read

    def head(self, status: int, type: str, headers: Mapping[str, str]) -> None:
        """The answer's head, with a request id."""
        self.send_response(status)
        self.send_header("content-type", type)
        self.send_header("request-id", f"req_{secrets.token_hex(4)}")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def whole(self, status: int, type: str, data: bytes, **headers: str) -> None:
        """A whole answer."""
        self.head(status, type, {"content-length": str(len(data)), **headers})
        self.wfile.write(data)
        self.wfile.flush()

    def json(self, status: int, body: Any, **headers: str) -> None:
        """A whole answer in JSON."""
        self.whole(status, "application/json", json.dumps(body).encode(), **headers)

    def error(self, status: int, words: str, **headers: str) -> None:
        """An error in the API's form."""
        error = {"type": ERRORS[status], "message": words}
        self.json(status, {"type": "error", "error": error}, **headers)

    def begin_events(self) -> None:
        """The head of a stream."""
        self.head(200, "text/event-stream", {"transfer-encoding": "chunked"})

    def event(self, event: Mapping[str, Any]) -> None:
        """One event of the stream."""
        data = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def end_events(self) -> None:
        """The end of the stream."""
        self.wfile.write(b"0\r\n\r\n")
