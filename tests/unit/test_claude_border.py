"""Where the SDK's errors become ours."""

from __future__ import annotations

import inspect
import json
import time
from email.utils import formatdate
from typing import Any

import anthropic
import httpx2
import pytest

from galley.claude.border import translated, wait_seconds
from galley.errors import GalleyError, Incomplete, ModelError, Refused, Throttled, Transient

REQUEST = httpx2.Request("POST", "https://api.example.org/v1/messages")
PUBLIC = sorted(
    {thing for thing in vars(anthropic).values() if inspect.isclass(thing) and issubclass(thing, Exception)},
    key=lambda c: c.__name__,
)


def response(status: int, headers: dict[str, str] | None = None) -> httpx2.Response:
    return httpx2.Response(status, request=REQUEST, headers={"request-id": "req_1"} | (headers or {}))


def status_error(
    status: int, kind: str | None = None, *, headers: dict[str, str] | None = None, cls: type[Any] | None = None
) -> anthropic.APIStatusError:
    body = {"type": "error", "error": {"type": kind, "message": "the service's own words"}} if kind else None
    made = (cls or anthropic.APIStatusError)("the service's own words", response=response(status, headers), body=body)
    assert isinstance(made, anthropic.APIStatusError)
    return made


def ours(error: BaseException) -> ModelError:
    with pytest.raises(ModelError) as told, translated():
        raise error
    return told.value


def instance_of(kind: type[Exception]) -> Exception:
    if issubclass(kind, anthropic.APIStatusError):
        return status_error(_status(kind), cls=kind)
    if issubclass(kind, anthropic.APITimeoutError):
        return kind(REQUEST)  # type: ignore[arg-type]
    if issubclass(kind, anthropic.APIConnectionError):
        return kind(request=REQUEST)
    if issubclass(kind, anthropic.APIResponseValidationError):
        return kind(response(200), None)
    if issubclass(kind, anthropic.APIError):
        return kind("m", REQUEST, body=None)
    return kind("m")


def _status(kind: type[Any]) -> int:
    status = getattr(kind, "status_code", None)
    if isinstance(status, int):
        return status
    for parent in kind.__mro__:
        if "status_code" in (hints := getattr(parent, "__annotations__", {})):
            digits = "".join(c for c in str(hints["status_code"]) if c.isdigit())
            if len(digits) == 3:
                return int(digits)
    return 500


def test_the_sdk_has_the_classes_that_this_file_is_about() -> None:
    assert len(PUBLIC) > 20
    assert anthropic.OverloadedError in PUBLIC


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda c: c.__name__)
def test_every_public_error_of_the_sdk_becomes_ours(kind: type[Exception]) -> None:
    error = ours(instance_of(kind))
    assert str(error).endswith(".")
    assert "service's own words" not in str(error)


@pytest.mark.parametrize(
    ("status", "kind", "becomes", "code"),
    [
        (400, "invalid_request_error", Refused, "bad_request"),
        (401, "authentication_error", Refused, "bad_key"),
        (402, "billing_error", Refused, "payment_required"),
        (403, "permission_error", Refused, "forbidden"),
        (404, "not_found_error", Refused, "unknown_model"),
        (408, "timeout_error", Transient, "service_fault"),
        (409, "conflict_error", Transient, "service_fault"),
        (413, "request_too_large", Refused, "request_too_large"),
        (418, None, Refused, "refused"),
        (422, "invalid_request_error", Refused, "bad_request"),
        (500, "api_error", Transient, "service_fault"),
        (501, None, Transient, "service_fault"),
        (502, None, Transient, "service_fault"),
        (503, None, Transient, "service_fault"),
        (504, "timeout_error", Transient, "service_fault"),
        (529, "overloaded_error", Throttled, "throttled"),
        (500, "overloaded_error", Throttled, "throttled"),
        # In the middle of a stream the status is 200 and only the type tells.
        (200, "overloaded_error", Throttled, "throttled"),
        (200, "rate_limit_error", Throttled, "throttled"),
        (200, "api_error", Transient, "service_fault"),
    ],
)
def test_each_status_becomes_what_the_table_says(
    status: int, kind: str | None, becomes: type[GalleyError], code: str
) -> None:
    error = ours(status_error(status, kind))
    assert (type(error), error.code) == (becomes, code)
    assert error.facts["request_id"] == "req_1"


def test_a_429_with_a_time_is_a_limit_and_without_one_the_money_is_spent() -> None:
    limit = ours(status_error(429, "rate_limit_error", headers={"retry-after": "11"}, cls=anthropic.RateLimitError))
    assert isinstance(limit, Throttled)
    assert limit.wait_seconds == 11
    spent = ours(status_error(429, "rate_limit_error", cls=anthropic.RateLimitError))
    assert (type(spent), spent.code, spent.retry) == (Refused, "spend_limit", False)


def test_an_overload_without_a_time_is_met_again_soon_but_not_by_all_at_once() -> None:
    waits = {ours(status_error(529, "overloaded_error")).wait_seconds for _ in range(20)}  # type: ignore[attr-defined]
    assert all(1 < wait < 10 for wait in waits)
    assert len(waits) > 1


@pytest.mark.parametrize(
    ("raw", "becomes", "code"),
    [
        (httpx2.RemoteProtocolError("broke"), Transient, "connection"),
        (httpx2.ReadError("broke"), Transient, "connection"),
        (httpx2.ConnectTimeout("slow"), Transient, "connection"),
        (httpx2.DecodingError("gzip"), Transient, "connection"),
        (TimeoutError(), Transient, "timeout"),
        (json.JSONDecodeError("cut", "{", 1), Incomplete, "garbled"),
        (anthropic.APITimeoutError(REQUEST), Transient, "timeout"),
        (anthropic.APIConnectionError(request=REQUEST), Transient, "connection"),
    ],
)
def test_what_breaks_on_the_way_becomes_ours(raw: Exception, becomes: type[GalleyError], code: str) -> None:
    error = ours(raw)
    assert (type(error), error.code, error.retry) == (becomes, code, True)


def test_our_own_errors_and_results_pass() -> None:
    with pytest.raises(Incomplete, match="own words"), translated():
        raise Incomplete("own words")
    with translated():
        pass


def test_the_cause_is_kept_for_the_log() -> None:
    cause = status_error(500)
    assert ours(cause).__cause__ is cause


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "-5"}, 0.0),
        ({"retry-after-ms": "soon"}, 5.0),
        ({"retry-after-ms": "inf"}, 5.0),
        ({"retry-after": "soon"}, 5.0),
        ({"retry-after": "-3"}, 5.0),
        ({"retry-after": "9" * 400}, 5.0),
        ({"retry-after": "99999999999"}, 3600.0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_every_form_of_retry_after_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_seconds(httpx2.Headers(headers)) == seconds


def test_a_date_to_come_is_a_wait() -> None:
    date = formatdate(time.time() + 90, usegmt=True)
    wait = wait_seconds(httpx2.Headers({"retry-after": date}))
    assert wait is not None
    assert 85 < wait <= 91
