"""The API described: as an OpenAPI document for programs, and as a page for people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from markupsafe import Markup, escape

from routes.describe import Media, described
from routes.examples import example_of
from routes.here import galley
from routes.openapi import openapi

bp = Blueprint("docs", __name__)

_ADDRESS = "http://galley.invalid"
_IDS = {"session_id": "$SESSION_ID", "document_id": "$DOCUMENT_ID", "items": ["$ITEM_ID"], "key": "$KEY"}


class Entry(NamedTuple):
    """One method of one address, as the page shows it."""

    path: str
    method: str
    told: dict[str, Any]  # its part of the OpenAPI document
    curls: list[str]
    answered: set[str]  # the statuses that are no errors


@bp.get("/api/openapi.json")
@described(answers={200: Media("application/json", "The OpenAPI 3.1 document of this Galley.")})
def document() -> Response:
    """This description for programs, as OpenAPI 3.1."""
    return jsonify(_document())


@bp.get("/api/docs")
@described(answers={200: Media("text/html", "The page.")})
def page() -> str:
    """This description for people."""
    locked = galley().tenants.locked()
    written: str = _kept(f"docs {locked}", lambda: _written(locked))
    return written.replace(_ADDRESS, str(escape(request.host_url.rstrip("/"))))


def _written(locked: bool) -> str:
    """The page, with a mark where the address belongs."""
    told = _document()
    entries = [
        Entry(path, method, operation, _curls(path, method, operation, locked), _answered(operation))
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]
    subjects = [(tag, [e for e in entries if tag["name"] in e.told["tags"]]) for tag in told["tags"]]
    schemas = told["components"]["schemas"]
    things = {name: schemas[name] for name in sorted({"Error", *_inner(schemas)})}
    return render_template("docs.html", told=told, subjects=subjects, things=things, schemas=schemas)


@bp.app_template_filter("readable")
def readable(shown: Any) -> str:
    """JSON for people."""
    return json.dumps(shown, ensure_ascii=False, indent=2)


@bp.app_template_filter("marked")
def marked(text: str) -> Markup:
    """Plain text with what stands in backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )


@bp.app_template_filter("breakable")
def breakable(path: str) -> Markup:
    """An address that may be broken after its slashes."""
    return Markup("/<wbr>").join(path.split("/"))


def _document() -> dict[str, Any]:
    found: dict[str, Any] = _kept("openapi", lambda: openapi(current_app))
    return found


def _kept(name: str, make: Callable[[], Any]) -> Any:
    """Made once, as it costs tenths of a second and everybody may ask; no route changes while the process lives."""
    made = current_app.extensions
    if name not in made:
        made[name] = make()
    return made[name]


def _inner(schemas: dict[str, Any]) -> set[str]:
    """The models that stand within other models."""
    return set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schemas)))


def _answered(operation: dict[str, Any]) -> set[str]:
    """The statuses that stand for no error: those whose JSON, where they have one, is not the error shape."""
    shown = {status: json.dumps(answer.get("content", {})) for status, answer in operation["responses"].items()}
    return {status for status, content in shown.items() if "schemas/Error" not in content}


def _curls(path: str, method: str, operation: dict[str, Any], locked: bool) -> list[str]:
    """Lines for a shell; what the reader must fill in stands as `$SESSION_ID` and the like."""
    words = ["curl"]
    if method not in ("get", "post") or (method == "post" and "requestBody" not in operation):
        words.append(f"-X {method.upper()}")
    if locked and "security" not in operation:
        words.append('-H "Authorization: Bearer $TOKEN"')
    words += _sent(operation)
    address = re.sub(r"\{(\w+)\}", lambda place: f"${place[1].upper()}", path)
    query = example_of(operation["operationId"]).get("query", "")
    address = f'"{_ADDRESS}{address}{"?" if query else ""}{query}"'
    lines = [" ".join([*words, address])]
    if any("text/event-stream" in answer.get("content", {}) for answer in operation["responses"].values()):
        lines.append(" ".join([*words, "-N -H 'Accept: text/event-stream'", address]))
    return lines


def _sent(operation: dict[str, Any]) -> list[str]:
    words = []
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            shown = {name: _IDS.get(name, value) for name, value in content.get("example", {}).items()}
            body = json.dumps(shown, ensure_ascii=False).replace("'", r"'\''")
            body = re.sub(r'"(\$[A-Z_]+)"', r'''"'"\1"'"''', body)
            words += ["-H 'Content-Type: application/json'", f"-d '{body}'"]
        for name, field in content["schema"].get("properties", {}).items():
            words.append(
                f"-F {name}=@report.docx" if field.get("format") == "binary" else f'-d "{name}=${name.upper()}"'
            )
    return words
