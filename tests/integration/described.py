"""Holds every answer of a running Galley against its own OpenAPI document, strictly, and remembers what was seen.

Strictly: where a schema names an object's fields, no other field may be there, although the document leaves that open
for the clients of later versions.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from werkzeug.exceptions import HTTPException

from routes.openapi import openapi
from tests.integration.web import Answer, Caller

Operation = tuple[str, str]  # method in small letters, path as the document has it


class Watched(Caller):
    """Somebody whose every request and answer must be as described."""

    def __init__(self, inner: Caller, book: Book) -> None:
        self.inner = inner
        self.book = book

    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        status, got, answered = self.inner.send(method, path, data, headers)
        kind = {k.lower(): v for k, v in got}.get("content-type", "").partition(";")[0]
        self.book.check(method.lower(), path, headers, data, status, kind, answered)
        return status, got, answered

    def see(self, method: str, path: str, body: Any, status: int) -> Answer:
        """Call, and see the status."""
        answer = self.call(method, path, body)
        assert answer.status == status, (method, path, answer.status, answer.data)
        return answer


class Met(NamedTuple):
    """One call: its address, the JSON that was sent, and what was answered."""

    path: str
    sent: Any
    shown: Any


class Book:
    """The document, and what was met of it."""

    def __init__(self, app: Flask) -> None:
        self.document = openapi(app)
        self.strict = closed(self.document)
        self.seen: dict[tuple[Operation, int, str], list[Met]] = {}
        self._map = app.url_map.bind("localhost")

    def operations(self) -> Iterator[tuple[Operation, dict[str, Any]]]:
        """Every method of every path."""
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield (method, path), operation

    def statuses(self, operation: Operation) -> set[int]:
        """What was seen of that one."""
        return {status for seen, status, _ in self.seen if seen == operation}

    def check(
        self, method: str, path: str, headers: dict[str, str], data: bytes | None, status: int, kind: str, body: bytes
    ) -> None:
        """Fail unless the document has this answer, and this request where it was accepted."""
        at = f"{method.upper()} {path}: {status} {body[:2000]!r}"
        found = self._operation(method, path)
        if found is None:
            self.fits(json.loads(body), {"$ref": "#/components/schemas/Error"}, at)
            return
        described = self.strict["paths"][found[1]][found[0]]
        assert str(status) in described["responses"], f"no such status in the document: {at}"
        sent = json.loads(data) if data and headers.get("Content-Type") == "application/json" and status < 300 else None
        if status < 300:
            self._request(described, path, sent, at)
        shown = self._answer(described["responses"][str(status)], kind, body, at)
        self.seen.setdefault((found, status, kind), []).append(Met(path, sent, shown))

    def fits(self, value: Any, schema: dict[str, Any], at: str) -> None:
        """Fail, saying where, unless the value fits the schema."""
        whole = schema | {"components": self.strict["components"]}
        error = best_match(Draft202012Validator(whole).iter_errors(value))
        assert error is None, f"{at}\n{error.json_path}: {error.message}"

    def _operation(self, method: str, path: str) -> Operation | None:
        try:
            rule, _ = self._map.match(urlsplit(path).path, method.upper(), return_rule=True)
        except HTTPException:
            return None
        return method, re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)

    def _request(self, described: dict[str, Any], path: str, sent: Any, at: str) -> None:
        known = {p["name"]: p for p in described["parameters"] if p["in"] == "query"}
        for name, (value, *_) in parse_qs(urlsplit(path).query).items():
            schema = known[name]["schema"]
            self.fits(int(value) if schema.get("type") == "integer" else value, schema, at)
        if sent is not None:
            self.fits(sent, described["requestBody"]["content"]["application/json"]["schema"], at)

    def _answer(self, response: dict[str, Any], kind: str, body: bytes, at: str) -> Any:
        if not body and "content" not in response:
            return None
        if "content" not in response:  # a redirect's few words of HTML
            assert kind == "text/html", at
            return None
        assert kind in response["content"], f"no such type in the document: {kind}, {at}"
        shown = json.loads(body) if kind == "application/json" else body.decode("utf-8-sig", "replace")
        self.fits(shown, response["content"][kind]["schema"], at)
        if kind == "text/event-stream":
            events = [json.loads(line[6:]) for line in shown.splitlines() if line.startswith("data: ")]
            self.fits({"success": True, "events": events}, {"$ref": "#/components/schemas/Events"}, at)
        return shown


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every object shut for fields that it does not name."""
    document = copy.deepcopy(document)
    nodes: list[Any] = [document]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            if node.get("type") == "object" and "properties" in node and "additionalProperties" not in node:
                node["additionalProperties"] = False
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
    return document
