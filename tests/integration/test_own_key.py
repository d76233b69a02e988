"""A person's own key: tried, kept on this machine only, seen by every process at its next step, forgotten again."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.claude_double import ClaudeDouble, Outcome
from tests.integration.own_keys import GOOD, OTHER, asked_with, key_file, put, sources
from tests.integration.web import Here, document
from tests.servers import free_port, wait_until

MakeApp = Callable[..., Flask]
TEXT = document(2)


@pytest.fixture
def claude(claude: ClaudeDouble) -> ClaudeDouble:
    """A Claude that takes two keys."""
    claude.keys = {GOOD, OTHER}
    return claude


@pytest.fixture
def web(make_app: MakeApp, claude: ClaudeDouble) -> Here:
    """A laptop's Galley without a key."""
    return Here(make_app(ANTHROPIC_BASE_URL=claude.url))


# -- tried and kept


def test_a_key_that_claude_takes_is_kept_and_counts_at_once(web: Here, claude: ClaudeDouble) -> None:
    before = web.get("/settings")
    assert (before["claude"]["key"], before["claude"]["may_keep_key"], before["claude"]["why_not"]) == (
        "none",
        True,
        None,
    )
    assert sources(web.analyze(web.open(TEXT), "Part 1")) == set()

    answer = put(web, f"  {GOOD}\n")
    assert answer.status == 200, answer.data
    assert answer.json["claude"] == web.get("/settings")["claude"]
    assert (answer.json["claude"]["key"], answer.json["claude"]["provider"]) == ("kept", "anthropic")
    assert asked_with(claude) == [GOOD]

    assert web.get("/health")["claude"]["provider"] == "anthropic"
    assert sources(web.analyze(web.open(TEXT), "Part 1")) == {"claude"}
    assert set(asked_with(claude)) == {GOOD}


def test_the_file_is_for_its_owners_eyes_only_and_holds_the_key_alone(web: Here) -> None:
    put(web, GOOD)
    assert stat.S_IMODE(key_file(web).stat().st_mode) == 0o600
    assert key_file(web).read_text() == GOOD
    assert [path.name for path in key_file(web).parent.glob("*claude_key*")] == ["claude_key"]


@pytest.mark.parametrize(
    ("outcome", "status", "failed"),
    [
        ("401", 422, "key"), ("404", 422, "model"), ("429", 422, "limit"), ("500", 502, "service"),
        ("disconnect", 502, "connection"), ("html", 502, "connection"),
    ],
)  # fmt: skip
def test_a_key_that_could_not_be_tried_to_the_end_is_not_kept_and_the_part_is_named(
    web: Here, claude: ClaudeDouble, outcome: str, status: int, failed: str
) -> None:
    claude.default = Outcome(outcome)
    answer = put(web, GOOD)
    assert (answer.status, answer.json["failed"]) == (status, failed)
    assert answer.json["error"].endswith("The key was not kept.")
    assert [part["state"] for part in answer.json["parts"] if part["name"] == failed] in (["failed"], [])
    assert not key_file(web).exists()
    assert web.get("/settings")["claude"]["key"] == "none"


def test_without_a_network_nothing_is_kept(make_app: MakeApp) -> None:
    web = Here(make_app(ANTHROPIC_BASE_URL=f"http://127.0.0.1:{free_port()}"))
    answer = put(web, GOOD)
    assert (answer.status, answer.json["code"], answer.json["failed"]) == (502, "connection", "connection")
    assert not key_file(web).exists()


def test_a_claude_that_says_nothing_is_waited_for_for_a_while_only(
    web: Here, claude: ClaudeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("galley.claude.door.TRY_SECONDS", 0.3)
    claude.default = Outcome("hang")
    answer = put(web, GOOD)
    assert (answer.status, answer.json["code"]) == (502, "timeout")
    wait_until(lambda: claude.aborts == 1, 10, "the call is closed")


def test_a_limit_that_a_tried_key_meets_holds_back_nobody_else(web: Here, claude: ClaudeDouble) -> None:
    assert put(web, GOOD).status == 200
    claude.script(Outcome("429", retry_after=600))
    answer = put(web, OTHER)
    assert (answer.status, answer.json["code"], answer.json["failed"]) == (503, "throttled", "limit")
    assert key_file(web).read_text() == GOOD
    assert web.test_connection(expect=200)["connected"]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "no_key"), ("  \n ", "no_key"), ("two words", "not_a_key"), ("two\nlines", "not_a_key"),
        ("schlüssel", "not_a_key"), ("sk-\u200b4711", "not_a_key"), ("k" * 501, "not_a_key"), ("half\x7f", "not_a_key"),
        (None, "bad_fields"), (4711, "bad_fields"), ("k" * 3000, "bad_fields"), ("nul\x00", "bad_text"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused_unsent_and_not_repeated(
    web: Here, claude: ClaudeDouble, key: Any, code: str
) -> None:
    answer = put(web, key)
    assert (answer.status, answer.json["code"]) == (400, code)
    assert str(key).strip() == "" or str(key) not in answer.json["error"]
    assert not claude.calls
    assert not key_file(web).exists()


# -- where a key is not taken


def test_another_sites_page_cannot_give_or_take_a_key(web: Here) -> None:
    put(web, GOOD)
    for headers in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
        assert put(web, OTHER, **headers).json["code"] == "other_site"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        assert web.call("DELETE", "/settings/claude_key", headers=sent).json["code"] == "other_site"
    assert key_file(web).read_text() == GOOD


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"HOST": "0.0.0.0", "AUTH": "off"}, 403, "not_this_machine"),
        ({"TRUSTED_PROXIES": "1"}, 403, "not_this_machine"),
        ({"ANTHROPIC_API_KEY": OTHER}, 409, "key_is_set"),
        ({"CLAUDE_PROVIDER": "offline"}, 409, "provider_is_offline"),
        ({"ANTHROPIC_API_KEY": OTHER, "CLAUDE_MODEL": "scripted-demo"}, 409, "demo"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_where_others_come_by_or_another_key_counts_none_is_taken(
    make_app: MakeApp, claude: ClaudeDouble, given: dict[str, str], status: int, code: str
) -> None:
    web = Here(make_app(ANTHROPIC_BASE_URL=claude.url, **given))
    present = web.get("/settings")["claude"]
    assert present["may_keep_key"] is False
    answer = put(web, GOOD)
    assert (answer.status, answer.json["code"], answer.json["error"]) == (status, code, present["why_not"])
    assert not claude.calls
    assert not key_file(web).exists()


def test_a_galley_with_users_takes_and_forgets_no_key_from_them(web: Here) -> None:
    assert put(web, GOOD).status == 200
    web.token = web.galley.tenants.add("ada@example.org")
    assert (put(web, OTHER).status, put(web, OTHER).json["code"]) == (403, "has_users")
    assert web.call("DELETE", "/settings/claude_key").status == 403
    assert key_file(web).read_text() == GOOD
    present = web.get("/settings")
    assert present["claude"]["key"] == "kept"
    assert "data_folder" not in present


# -- forgotten


def test_a_forgotten_key_is_gone_and_galley_is_offline_at_once(web: Here, claude: ClaudeDouble) -> None:
    put(web, GOOD)
    answer = web.call("DELETE", "/settings/claude_key")
    assert (answer.status, answer.json["claude"]["key"], answer.json["claude"]["provider"]) == (200, "none", "offline")
    assert not key_file(web).exists()
    before = len(claude.calls)
    assert sources(web.analyze(web.open(TEXT), "Part 1")) == set()
    assert len(claude.calls) == before
    assert web.call("DELETE", "/settings/claude_key").status == 200


def test_work_that_runs_ends_with_the_key_it_began_with(web: Here, claude: ClaudeDouble) -> None:
    put(web, GOOD)
    session_id = web.open(TEXT)
    claude.script(Outcome("ok", delay=1.0))
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(web.analyze(session_id, "Part 1")))
    asking.start()
    wait_until(lambda: claude.in_flight, 10, "Claude is asked")
    web.call("DELETE", "/settings/claude_key")
    asking.join(20)
    assert sources(answers[0]) == {"claude"}


def test_another_key_takes_the_place_of_the_first(web: Here, claude: ClaudeDouble) -> None:
    for key in (GOOD, OTHER, GOOD):
        assert put(web, key).status == 200
        assert web.test_connection(expect=200)["connected"]
        assert asked_with(claude)[-1] == key
