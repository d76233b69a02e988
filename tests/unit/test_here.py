"""What every route starts from: a body in the agreed form, and what the headers ask for."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from galley.errors import GalleyError, Malformed, UnsupportedType
from routes.here import body, wait_preference

ANY = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault

APP = Flask(__name__)
MARK = "a-word-that-must-not-come-back"


class Form(BaseModel):
    """A form like the routes'."""

    session_id: str
    count: int = 0
    words: list[str] = []
    note: str | None = Field(None, max_length=50)


def read(data: bytes | str, content_type: str | None = "application/json") -> Form:
    raw = data.encode() if isinstance(data, str) else data
    with APP.test_request_context("/", method="POST", data=raw, content_type=content_type):
        return body(Form)


def status_of(data: bytes | str) -> int:
    """200 when the body is read, else the status of our own error; any other error fails the test."""
    try:
        read(data)
    except GalleyError as error:
        return error.status
    return 200


def refused(data: bytes | str, content_type: str | None = "application/json") -> GalleyError:
    with pytest.raises(GalleyError) as told:
        read(data, content_type)
    return told.value


def test_a_good_body_is_read() -> None:
    form = read('{"session_id": "s", "count": 2, "words": ["é", "🙂"], "more": [1, null, true]}')
    assert (form.session_id, form.count, form.words) == ("s", 2, ["é", "🙂"])


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/x+json"])
def test_json_by_any_of_its_names_is_read(content_type: str) -> None:
    assert read('{"session_id": "s"}', content_type).session_id == "s"


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "text/html; charset=utf-8",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        ";;",
    ],
)
def test_another_type_is_refused(content_type: str | None) -> None:
    error = refused('{"session_id": "s"}', content_type)
    assert isinstance(error, UnsupportedType)
    assert (error.status, error.code) == (415, "not_json")


@pytest.mark.parametrize(
    "data",
    [
        "{", "nonsense", '{"session_id": }', b"\xff\xfe{", b"\x00", "{'session_id': 's'}", '{"session_id": "s"} x',
        '{"count": ' + "9" * 5000 + "}", "[" * 50_000, '{"a":' * 50_000,
    ],
)  # fmt: skip
def test_bad_json_is_refused(data: bytes | str) -> None:
    error = refused(data)
    assert isinstance(error, Malformed)
    assert (error.status, error.code) == (400, "bad_json")


@pytest.mark.parametrize("data", ["[]", "null", "0", '"s"', "true", '[{"session_id": "s"}]'])
def test_what_is_no_object_is_refused(data: str) -> None:
    assert refused(data).code == "bad_json"


@pytest.mark.parametrize(
    "data",
    [
        '{"session_id": "a\\u0000b"}',
        '{"session_id": "\\ud800"}',
        '{"session_id": "\\udc00\\ud83d"}',
        '{"a\\u0000": 1, "session_id": "s"}',
        '{"session_id": "s", "words": ["fine", "\\u0000"]}',
        '{"session_id": "s", "deep": {"er": [{"est": "\\udfff"}]}}',
    ],
)
def test_text_that_cannot_be_stored_is_refused(data: str) -> None:
    assert refused(data).code == "bad_text"


def test_a_whole_pair_is_text() -> None:
    assert read('{"session_id": "\\ud83d\\ude42"}').session_id == "🙂"


@pytest.mark.parametrize("depth", [30, 500])
def test_deep_nesting_is_refused(depth: int) -> None:
    assert refused('{"session_id": "s", "deep": ' + "[" * depth + "]" * depth + "}").status == 400


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ("", "session_id"),
        ("{}", "session_id"),
        ('{"session_id": null}', "session_id"),
        ('{"session_id": 5}', "session_id"),
        ('{"session_id": ["s"]}', "session_id"),
        ('{"session_id": "s", "count": "many"}', "count"),
        ('{"session_id": "s", "count": NaN}', "count"),
        ('{"session_id": "s", "count": 1e999}', "count"),
        ('{"session_id": "s", "words": "w"}', "words"),
        ('{"session_id": "s", "words": ["w", 5]}', "words.1"),
        ('{"session_id": "s", "note": "' + "n" * 51 + '"}', "note"),
    ],
)
def test_a_bad_field_is_named(data: str, field: str) -> None:
    error = refused(data)
    assert (error.status, error.code) == (400, "bad_fields")
    assert f" {field}: " in f" {error}"


@pytest.mark.parametrize(
    "data",
    [
        f'{{"session_id": {{"{MARK}": 1}}}}',
        f'{{"session_id": "s", "count": "{MARK}"}}',
        f'{{"session_id": "s", "words": ["ok", {{"{MARK}": "{MARK}"}}]}}',
        f'{{"{MARK}": "{MARK}"}}',
        f'{{"session_id": "{MARK}\\u0000"}}',
        f'["{MARK}"]',
        f'"{MARK}',
        f'{{"session_id": "s", "note": "{MARK * 9}"}}',
    ],
)
def test_an_error_never_repeats_what_was_sent(data: str) -> None:
    error = refused(data)
    assert MARK not in f"{error} {error.code} {error.facts}"


@settings(ANY, max_examples=30)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
    )
)
def test_any_json_is_read_or_refused_as_ours(value: object) -> None:
    assert status_of(json.dumps(value)) in (200, 400)


@settings(ANY)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_as_ours(data: bytes) -> None:
    assert status_of(data) in (200, 400)


@pytest.mark.parametrize(
    ("header", "background", "patience"),
    [
        ("", False, None),
        ("respond-async", True, None),
        ("Respond-Async", True, None),
        ("respond-async, wait=10", True, 10.0),
        ("wait=0", False, 0.0),
        ('wait="7"', False, 7.0),
        ("handling=lenient; wait=3", False, 3.0),
        ("wait=-1", False, None),
        ("wait=1.5", False, None),
        ("wait=soon", False, None),
        ("wait", False, None),
        (" , ;;= ", False, None),
        ("not-respond-async", False, None),
    ],
)
def test_the_prefer_header_says_how_to_answer(header: str, background: bool, patience: float | None) -> None:
    with APP.test_request_context("/", headers={"Prefer": header}):
        assert wait_preference() == (background, patience)


def test_without_the_header_the_caller_waits() -> None:
    with APP.test_request_context("/"):
        assert wait_preference() == (False, None)


def test_odd_digits_in_a_header_are_no_number() -> None:
    with Flask(__name__).test_request_context("/", headers={"Prefer": "wait=²"}):
        assert wait_preference() == (False, None)
