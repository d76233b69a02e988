"""What every route starts from: this app's Galley, whose request it is, and its JSON body in an agreed form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from flask import current_app, g, request, session
from pydantic import BaseModel, ValidationError

from galley.errors import Malformed, NotAllowed, TooLarge, UnsupportedType
from galley.root import Galley
from galley.tenants import Tenants

Body = TypeVar("Body", bound=BaseModel)
MOST_JSON = 8_000_000  # bytes


def galley() -> Galley:
    """This app's Galley."""
    found: Galley = current_app.extensions["galley"]
    return found


def tenant() -> str:
    """The tag of whose request this is. Raises NotAllowed when a token is asked for and none fits."""
    if "tenant" not in g:
        tenants = galley().tenants
        g.tenant = _signed_in(tenants) if tenants.locked() else tenants.local()
    tag: str = g.tenant
    return tag


def _signed_in(tenants: Tenants) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return tenants.user_of(token.strip()).tag
    if "key" in session:
        return tenants.user_of_key(session["key"]).tag
    raise NotAllowed()


def comes_from_here() -> bool:
    """Whether a request was made by our own page, or by a program without a cookie (which says nothing of pages)."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    if origin := request.headers.get("Origin"):
        return urlsplit(origin).netloc == request.host
    return "key" not in session


def body(form: type[Body]) -> Body:
    """The request's JSON body as `form`. Raises Malformed or UnsupportedType; never repeats what was sent."""
    if (request.content_length or 0) > MOST_JSON:
        raise TooLarge("This body is too large. Upload a long text as a file.", limit_mb=MOST_JSON // 1_000_000)
    raw = request.get_data()
    if raw and not request.is_json:
        raise UnsupportedType("Send JSON, with the header Content-Type: application/json.", code="not_json")
    try:
        values = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        raise Malformed("The body is not valid JSON.", code="bad_json") from None
    if not isinstance(values, dict):
        raise Malformed("The body must be a JSON object.", code="bad_json")
    if not _storable(values):
        raise Malformed("The body nests too deep, or a text holds NUL or half a character.", code="bad_text")
    return _agreed(form, values)


def query(form: type[Body]) -> Body:
    """What stands behind the address's question mark, as `form`; names it does not have are left alone."""
    return _agreed(form, request.args.to_dict())


def wait_preference() -> tuple[bool, float | None]:
    """What the Prefer header asks for: (do not wait, seconds to wait at most). RFC 7240."""
    background, patience = False, None
    for part in request.headers.get("Prefer", "").replace(";", ",").split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "respond-async":
            background = True
        elif name.lower() == "wait" and re.fullmatch(r"[0-9]{1,9}", value.strip('" ')):
            patience = float(value.strip('" '))
    return background, patience


def _agreed(form: type[Body], values: Mapping[str, object]) -> Body:
    try:
        return form.model_validate(values)
    except ValidationError as error:
        raise Malformed(_told(error), code="bad_fields") from None


def _told(error: ValidationError) -> str:
    problems = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False)[:5]:
        field = ".".join(str(part) for part in problem["loc"] if isinstance(part, int) or part.isidentifier())
        problems.append(f"{field or 'body'}: {problem['msg'][:1].lower()}{problem['msg'][1:]}")
    return "The request cannot be used. " + "; ".join(problems) + "."


def _storable(value: object, depth: int = 0) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if depth > 20:
        return False
    if isinstance(value, dict):
        return all(_storable(k, depth + 1) and _storable(v, depth + 1) for k, v in value.items())
    if isinstance(value, list):
        return all(_storable(v, depth + 1) for v in value)
    return True
