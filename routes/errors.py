"""The only maker of error answers: one JSON shape, `{success, error, code, …}`, with the fitting status."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from galley.errors import GalleyError

log = logging.getLogger(__name__)

_WORDS = {
    400: ("malformed", "The request cannot be understood."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "The request is larger than the limit."),
    415: ("unsupported_type", "The body has the wrong type."),
}


def register(app: Flask) -> None:
    """Answer every exception."""
    app.register_error_handler(GalleyError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def answer(status: int, code: str, words: str, **facts: Any) -> Response:
    """An error answer."""
    response = jsonify({"success": False, "error": words, "code": code, **facts})
    response.status_code = status
    return response


def _ours(error: GalleyError) -> Response:
    if error.status >= 500:
        log.warning("%s %s: %s", request.method, request.path, error.code)
    response = answer(error.status, error.code, str(error), **error.facts)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    code, words = _WORDS.get(status, (f"http_{status}", error.name + "."))
    if isinstance(error, RequestEntityTooLarge):
        words = "This is larger than MAX_UPLOAD_MB allows. Split it, or raise MAX_UPLOAD_MB."
    response = answer(status, code, words)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "Location"):
            response.headers[name] = value
    return response


def _unknown(error: Exception) -> Response:
    log.error("%s %s: %s", request.method, request.path, type(error).__name__, exc_info=error)
    return answer(500, "internal", "Something went wrong inside Galley. The log has the details.")
