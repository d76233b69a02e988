"""Where the SDK's errors become ours. One table; nothing of the SDK's passes this file.

The classes follow the API's error types; whether to try again follows from ours.
"""

from __future__ import annotations

import email.utils
import json
import math
import random
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anthropic
import httpx2

from galley.errors import Incomplete, ModelError, Refused, Throttled, Transient

_MOST_SECONDS = 3600.0  # nobody means more, and a slip must not close the door for years
_UNREADABLE_SECONDS = 5.0

_FINAL = {
    400: ("bad_request", "Claude refused the request as malformed. This is a fault in Galley or a limit of the model."),
    401: ("bad_key", "Claude did not accept the API key. Check ANTHROPIC_API_KEY, or the key kept in Settings."),
    402: ("payment_required", "The Anthropic account has no credit left. Add credit, then analyse again."),
    403: ("forbidden", "The API key may not do this. Check its workspace and permissions."),
    404: ("unknown_model", "Claude does not know this model. Check CLAUDE_MODEL."),
    413: ("request_too_large", "The text is too large for one request to Claude."),
    422: ("bad_request", "Claude could not process the request."),
}


@contextmanager
def translated() -> Iterator[None]:
    """Raise our errors in place of the SDK's and the HTTP library's."""
    try:
        yield
    except anthropic.APITimeoutError as error:
        if any(isinstance(cause, httpx2.ConnectTimeout) for cause in _causes(error)):
            raise _unreachable(error) from error
        raise Transient("Claude took too long to answer. It will be asked again.", code="timeout") from error
    except anthropic.APIConnectionError as error:
        raise _unreachable(error) from error
    except anthropic.APIStatusError as error:
        raise _by_status(error) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Incomplete("Claude's answer was cut off in transit.", code="garbled") from error
    except (anthropic.AnthropicError, httpx2.HTTPError) as error:
        raise Transient("The connection to Claude broke. It will be asked again.", code="connection") from error
    except TimeoutError as error:
        raise Transient("Claude took too long to answer. It will be asked again.", code="timeout") from error


def _unreachable(error: Exception) -> Transient:
    """Which part of the way to Claude is broken follows from what caused the SDK's one error for all of them."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            words = "The name of Claude's address could not be looked up. Check the network; it will be asked again."
            return Transient(words, code="unknown_host")
        if isinstance(cause, ssl.SSLError):
            why = getattr(cause, "verify_message", "") or "it speaks no TLS there"
            words = f"The encrypted connection to Claude failed: {why}. Check the clock and the certificates."
            return Transient(words, code="tls", why=why)
        if isinstance(cause, httpx2.ProxyError):
            return Transient("The proxy did not let the call to Claude through. Check HTTPS_PROXY.", code="proxy")
    return Transient("Claude could not be reached. Check the network; it will be asked again.", code="connection")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, what caused that, and so on."""
    seen: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in seen:
        seen.append(link)
        yield link
        link = link.__cause__ or link.__context__


def _by_status(error: anthropic.APIStatusError) -> ModelError:
    status, kind = error.status_code, error.type
    wait = wait_seconds(error.response.headers)
    request: dict[str, Any] = {"request_id": error.request_id}
    if status == 429 and wait is None:
        words = "The Anthropic account reached its spending limit. Raise it, then analyse again."
        return Refused(words, code="spend_limit", **request)
    if status in (429, 529) or kind in ("overloaded_error", "rate_limit_error"):
        # An overload that names no time is met again soon, but not by everybody in the same moment.
        return Throttled(wait_seconds=wait if wait is not None else random.uniform(2, 6), **request)
    if status in (403, 404, 405) and kind is None:  # not in the API's own form: something else answered
        words = "Something else than Claude answers at its address. Check ANTHROPIC_BASE_URL and any proxy."
        return Refused(words, code="not_claude", **request)
    if status in _FINAL and kind not in ("api_error", "timeout_error"):
        code, words = _FINAL[status]
        return Refused(words, code=code, **request)
    if status in (408, 409) or status >= 500 or status == 200:
        return Transient("Claude had a fault of its own. It will be asked again.", code="service_fault", **request)
    return Refused("Claude refused the request.", code="refused", **request)


def wait_seconds(headers: httpx2.Headers) -> float | None:
    """The seconds that `retry-after-ms` or `retry-after` (seconds or a date) ask to stay away; None without."""
    milliseconds, seconds = headers.get("retry-after-ms"), headers.get("retry-after")
    if not milliseconds and not seconds:
        return None
    try:
        asked = float(milliseconds) / 1000 if milliseconds else _seconds(seconds or "")
    except (ValueError, TypeError, OverflowError):
        return _UNREADABLE_SECONDS
    return min(max(0.0, asked), _MOST_SECONDS) if math.isfinite(asked) else _UNREADABLE_SECONDS


def _seconds(text: str) -> float:
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", text):
        return float(text)
    return email.utils.parsedate_to_datetime(text).timestamp() - time.time()
