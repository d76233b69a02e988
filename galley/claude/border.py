"""Where the SDK's errors become ours. One table; nothing of the SDK's passes this file.

The classes follow the API's error types; whether to try again follows from ours.
"""

from __future__ import annotations

import email.utils
import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anthropic
import httpx2

from galley.errors import Incomplete, ModelError, Refused, Throttled, Transient

_FINAL = {
    400: ("bad_request", "Claude refused the request as malformed. This is a fault in Galley or a limit of the model."),
    401: ("bad_key", "Claude did not accept the API key. Check ANTHROPIC_API_KEY."),
    402: ("payment_required", "The Anthropic account has no credit left. Add credit, then analyse again."),
    403: ("forbidden", "The API key may not do this. Check its workspace and permissions."),
    404: ("unknown_model", "Claude does not know this model or address. Check CLAUDE_MODEL and ANTHROPIC_BASE_URL."),
    413: ("request_too_large", "The text is too large for one request to Claude."),
    422: ("bad_request", "Claude could not process the request."),
}


@contextmanager
def translated() -> Iterator[None]:
    """Raise our errors in place of the SDK's and the HTTP library's."""
    try:
        yield
    except anthropic.APITimeoutError as error:
        raise Transient("Claude took too long to answer. It will be asked again.", code="timeout") from error
    except anthropic.APIConnectionError as error:
        words = "Claude could not be reached. Check the network; it will be asked again."
        raise Transient(words, code="connection") from error
    except anthropic.APIStatusError as error:
        raise _by_status(error) from error
    except json.JSONDecodeError as error:
        raise Incomplete("Claude's answer was cut off in transit.", code="garbled") from error
    except (anthropic.AnthropicError, httpx2.HTTPError) as error:
        raise Transient("The connection to Claude broke. It will be asked again.", code="connection") from error
    except TimeoutError as error:
        raise Transient("Claude took too long to answer. It will be asked again.", code="timeout") from error


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
    if status in _FINAL and kind not in ("api_error", "timeout_error"):
        code, words = _FINAL[status]
        return Refused(words, code=code, **request)
    if status in (408, 409) or status >= 500 or status == 200:
        return Transient("Claude had a fault of its own. It will be asked again.", code="service_fault", **request)
    return Refused("Claude refused the request.", code="refused", **request)


def wait_seconds(headers: httpx2.Headers) -> float | None:
    """The seconds that `retry-after-ms` or `retry-after` (seconds or a date) ask to stay away; None without."""
    try:
        if text := headers.get("retry-after-ms"):
            return max(0.0, float(text) / 1000)
        if not (text := headers.get("retry-after")):
            return None
        return max(0.0, float(text)) if text.replace(".", "", 1).isdigit() else _until(text)
    except (ValueError, TypeError):
        return None


def _until(date: str) -> float:
    return max(0.0, email.utils.parsedate_to_datetime(date).timestamp() - time.time())
