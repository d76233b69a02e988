"""The app described in OpenAPI 3.1: what stands in its route table, with what `described` keeps on each view.

Nothing is said twice. Paths and methods come from the route table, words from the views' docstrings, schemas from the
pydantic models; what follows from a route's form (its path parameters, who may call it, the errors that every body
and every change can meet) is added here.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from galley import __version__
from routes.answers import Error
from routes.describe import Answered, Description, Media, description_of
from routes.examples import add_examples
from routes.guard import COSTS, OPEN

ABOUT = """Galley reads a document section by section, marks what to change on the exact words, and answers questions \
about it. Bodies are JSON unless said. Offsets are Unicode code points. Times are ISO 8601 in UTC.

Who may call: a Galley on your own machine asks nobody. Any other asks for `Authorization: Bearer <token>`; its page \
has a cookie instead.

Work has three ways, and the answer says which it was: 200 with the result when it was done within the request; 202 \
with a `task_id` when a Celery worker took it or it goes on in the background. `Prefer: respond-async` asks not to \
wait, `Prefer: wait=N` to wait N seconds at most, and `Idempotency-Key` makes it safe to send a request again. \
`GET /task_status/<task_id>` says where a task stands, in every way the same.

Errors have one shape, `{"success": false, "error": "what to do", "code": "snake_case"}`, with more keys where they \
help. What was sent is never repeated."""

_PLACE = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<given>[^)]*)\))?:)?(?P<name>\w+)>")
_PLACES = {  # a path parameter: what it is, and the code of the 404 when there is no such thing
    "session_id": ("The review's id, as `POST /upload` answers it.", "unknown_session"),
    "item_id": ("The feedback item's id.", "unknown_item"),
    "number": ("The page's number, from 1.", "unknown_page"),
    "task_id": ("The task's id, as a 202 answers it.", "unknown_task"),
    "name": ("The section's name, URL-encoded; it may hold slashes.", "unknown_section"),
    "queue": ("The queue's name: `analysis`, `chat`, `test` or `file_processing`.", "unknown_queue"),
    "move": ("What to do with it.", "not_found"),
}
_STATUSES = {
    400: "The request is not in the agreed form.",
    401: "A token is needed, and none fits.",
    403: "Another site's page asked, or the address names another machine.",
    404: "There is nothing by that name.",
    409: "It does not fit the present state.",
    413: "It is larger than the limit.",
    415: "It has a type that is not read.",
    422: "The format is right, but no text can be got out of it; or Claude refuses the request.",
    500: "A fault in Galley; its log has it.",
    502: "Claude could not be used just now.",
    503: "It cannot be done just now. Try again.",
}
_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token that `main.py user add EMAIL` made."},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "galley", "description": "The page's own; `POST /login`."},
}


_LAST = ("settings", "health", "docs", "login", "pages")

Refs = dict[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]


class Route(NamedTuple):
    """One method of one address, with the name of its view."""

    method: str
    rule: str
    endpoint: str

    @property
    def id(self) -> str:
        """What links lead to, as `post-analyze_section`."""
        names = re.sub(_PLACE, r"\g<name>", self.rule)
        return f"{self.method}-{names.strip('/').replace('/', '-') or 'page'}"

    @property
    def tag(self) -> str:
        """The subject: its blueprint's name."""
        return self.endpoint.partition(".")[0]


class _Schemas(GenerateJsonSchema):
    """Pydantic's schemas without a title for every field: its name says the same."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


def openapi(app: Flask) -> dict[str, Any]:
    """The whole document."""
    routes = routes_of(app)
    refs, schemas = _schemas([found for route in routes if (found := description_of(app, route.endpoint))])
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = re.sub(_PLACE, r"{\g<name>}", route.rule)
        paths.setdefault(path, {})[route.method] = _operation(app, route, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Galley", "version": __version__, "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{}, {"bearer": []}, {"cookie": []}],
        "tags": [{"name": name, "description": _about(app, name)} for name in _subjects(app)],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY},
    }


def routes_of(app: Flask) -> list[Route]:
    """Every address with every method it takes, by subject; files of the page aside."""
    order = {name: number for number, name in enumerate(_subjects(app))}
    found = [
        Route(method.lower(), rule.rule, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint != "static"
    ]
    return sorted(found, key=lambda route: order[route.tag])


def _operation(app: Flask, route: Route, refs: Refs) -> dict[str, Any]:
    found = description_of(app, route.endpoint)
    summary, _, more = (inspect.getdoc(app.view_functions[route.endpoint]) or "").partition("\n")
    operation: dict[str, Any] = {
        "operationId": route.id,
        "tags": [route.tag],
        "summary": summary,
        "description": more.strip(),
        "parameters": list(_places(route.rule)),
    }
    if route.endpoint in OPEN:
        operation["security"] = []
    if found is None:
        return operation | {"responses": {"default": _error("Any error.", [], refs)}}
    operation["parameters"] += [*_fields(found.query, "query"), *_fields(found.headers, "header")]
    if found.body:
        content = {"application/json": {"schema": refs[found.body, "validation"]}}
        operation["requestBody"] = {"required": True, "content": content}
    if found.form:
        operation["requestBody"] = {"required": True, "content": _form(found.form)}
    answers = {str(status): _answer(answered, refs) for status, answered in found.answers.items()}
    errors = {
        str(status): _error(_STATUSES[status], codes, refs) for status, codes in sorted(_errors(route, found).items())
    }
    operation["responses"] = answers | errors | {"default": _error("Any other error.", [], refs)}
    add_examples(operation)
    return operation


def _schemas(known: list[Description]) -> tuple[Refs, dict[str, Any]]:
    """All models there are, each with the reference to its schema."""
    models: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Error, "serialization"): None}
    for found in known:
        if found.body:
            models[found.body, "validation"] = None
        for answered in found.answers.values():
            models |= {(one, "serialization"): None for one in _each(answered) if not isinstance(one, Media)}
    refs, whole = models_json_schema(
        list(models), ref_template="#/components/schemas/{model}", schema_generator=_Schemas
    )
    return cast(Refs, refs), whole["$defs"]


def _each(answered: Answered | tuple[Answered, ...]) -> tuple[Answered, ...]:
    return answered if isinstance(answered, tuple) else (answered,)


def _answer(answered: Answered | tuple[Answered, ...], refs: Refs) -> dict[str, Any]:
    forms = [refs[one, "serialization"] for one in _each(answered) if not isinstance(one, Media)]
    content: dict[str, Any] = {}
    if forms:
        content["application/json"] = {"schema": forms[0] if len(forms) == 1 else {"anyOf": forms}}
    for one in _each(answered):
        if isinstance(one, Media) and one.type:
            form = "object" if one.type == "application/json" else "string"
            content[one.type] = {"schema": {"type": form, "description": one.words}}
    words = [one.words if isinstance(one, Media) else inspect.getdoc(one) or "" for one in _each(answered)]
    return {"description": words[0] if len(words) == 1 else "In one of these types."} | (
        {"content": content} if content else {}
    )


def _error(words: str, codes: list[str], refs: Refs) -> dict[str, Any]:
    schema: dict[str, Any] = refs[Error, "serialization"]
    if codes:
        schema = {"allOf": [schema], "properties": {"code": {"enum": codes}}}
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _errors(route: Route, found: Description) -> dict[int, list[str]]:
    """The codes of every error that the route can meet, by status."""
    met: dict[int, list[str]] = {403: ["wrong_host"]}
    names = [place["name"] for place in _PLACE.finditer(route.rule)]
    if names:
        met[404] = [_PLACES[name][1] for name in names if name in _PLACES]
    if route.endpoint not in OPEN:
        met |= {401: ["not_allowed"], 503: ["database_gone", "database_busy"]}
    if route.method != "get" or route.endpoint in COSTS:
        met[403] += ["other_site"]
    if found.body:
        met |= {400: ["bad_json", "bad_fields", "bad_text"], 415: ["not_json"]}
    if found.body or found.form:
        met[413] = ["too_large"]
    for status, codes in found.errors.items():
        met.setdefault(status, []).extend(codes.split())
    return {status: list(dict.fromkeys(codes)) for status, codes in met.items()}


def _places(rule: str) -> Iterator[dict[str, Any]]:
    for place in _PLACE.finditer(rule):
        schema: dict[str, Any] = {"type": "integer" if place["kind"] == "int" else "string"}
        if place["kind"] == "any":
            schema["enum"] = [choice.strip() for choice in place["given"].split(",")]
        words = _PLACES.get(place["name"], ("",))[0]
        yield {"name": place["name"], "in": "path", "required": True, "description": words, "schema": schema}


def _fields(model: type[BaseModel] | None, where: str) -> Iterator[dict[str, Any]]:
    schema = model.model_json_schema(schema_generator=_Schemas) if model else {"properties": {}}
    for name, field in schema["properties"].items():
        words = field.pop("description", "")
        needed = name in schema.get("required", ())
        yield {"name": name, "in": where, "required": needed, "description": words, "schema": field}


def _form(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(schema_generator=_Schemas)
    files = any(field.get("format") == "binary" for field in schema["properties"].values())
    return {"multipart/form-data" if files else "application/x-www-form-urlencoded": {"schema": schema}}


def _subjects(app: Flask) -> list[str]:
    """The blueprints: first reviewing, the page's own last."""
    return sorted(app.blueprints, key=lambda name: _LAST.index(name) if name in _LAST else -1)


def _about(app: Flask, subject: str) -> str:
    """The first line of its file."""
    words = sys.modules[app.blueprints[subject].import_name].__doc__ or ""
    return words.strip().partition("\n")[0]
