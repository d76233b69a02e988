"""`main.py demo`: everything works without a key, all of it is labelled, and the stand-in ends with the server."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from anthropic import Anthropic, AuthenticationError, NotFoundError

from cli.stand_in.schema import fitted
from cli.stand_in.server import StandIn
from galley.anchor import Ground
from tests.acceptance.conftest import SAMPLE, Run, Start
from tests.integration.web import Over
from tests.servers import free_port, wait_until

LABEL = "Scripted stand-in, not Claude"
SOURCE = "claude:scripted-demo"
REAL_KEY = "sk-real-4711"


def begin(start: Start, settings: dict[str, str], **given: str) -> Over:
    """`main.py demo` in an environment that has a real key."""
    settings |= {"PORT": str(free_port()), "ANTHROPIC_API_KEY": REAL_KEY} | given
    settings |= {"ANTHROPIC_BASE_URL": "https://claude.invalid", "CLAUDE_PROVIDER": "auto"}
    web = Over(f"http://127.0.0.1:{settings['PORT']}", start("demo"))
    web.wait_until_up()
    return web


def sample(web: Over) -> str:
    web.call("GET", "/")
    [session] = web.get("/sessions")["sessions"]
    assert session["sample"]
    session_id: str = session["session_id"]
    return session_id


def claudes(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for item in items if item["source"] != "rules"]


def stand_in_of(web: Over) -> tuple[str, int]:
    """Where the stand-in of this demo listens: the program's own process has its socket."""
    [at] = [c.laddr for c in psutil.Process(web.program.pid).net_connections("tcp") if c.status == "LISTEN"]
    return at.ip, at.port


def listens(address: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


# -- served


def test_a_demo_reviews_and_answers_and_everything_of_it_is_labelled(
    start: Start, settings: dict[str, str], tmp_path: Path
) -> None:
    web = begin(start, settings)
    assert web.get("/health")["claude"] == {"provider": "anthropic", "model": "scripted-demo", "label": LABEL}
    tested = web.test_connection(expect=200)
    assert tested["connected"]
    assert "Claude" not in tested["message"] + "".join(part["words"] for part in tested["parts"])

    session_id = sample(web)
    found = claudes(web.analyze_all(session_id, expect=200)["feedback_items"])
    assert {item["source"] for item in found} == {SOURCE}
    assert {item["anchor"] for item in found} == {"verified", "repaired", "unverified"}
    assert any(item["replacement"] for item in found)
    assert {item["severity"] for item in found} == {"high", "medium", "low"}

    first = web.chat(session_id, "Who may grant an exception?", expect=200)
    assert first["source"] == SOURCE
    assert "not Claude" in first["response"]
    assert any("granted by the Data Owner" in citation["quote"] for citation in first["citations"])
    second = web.chat(session_id, "How long may copies in backups be kept?", expect=200)
    assert "not Claude" not in second["response"]
    assert "ninety (90) days" in second["citations"][-1]["quote"]
    assert "zebra" not in web.chat(session_id, "Where is the zebra?", expect=200)["response"]

    assert (tmp_path / "data" / "demo" / "galley.db").is_file()
    assert not (tmp_path / "data" / "galley.db").exists()
    assert REAL_KEY not in web.program.log()


def test_a_question_s_answer_is_written_word_by_word(start: Start, settings: dict[str, str]) -> None:
    web = begin(start, settings)
    asked = "What must the first report say?"
    task_id = web.chat(sample(web), asked, expect=202, Prefer="respond-async")["task_id"]
    seen = {""}

    def ended() -> bool:
        ready = web.status(task_id)["ready"]
        seen.add("".join(event["text"] for event in web.events(task_id) if event["type"] == "delta"))
        return bool(ready)

    wait_until(ended, 40, "the answer is written")
    answer = web.status(task_id)["result"]["response"]
    assert len(seen) > 3
    assert all(answer.startswith(part) for part in seen)


def test_findings_of_any_document_are_its_own_words_and_come_back_no_more_when_rejected(
    start: Start, settings: dict[str, str]
) -> None:
    web = begin(start, settings)
    text = (
        "# Duties\n\nThe forms must be sent as soon as possible. Reasonable care is taken, and records may not leave.\n"
    )
    session_id = web.open(text)
    found = claudes(web.analyze(session_id, "Duties", expect=200)["feedback_items"])
    assert {item["anchor"] for item in found} == {"verified"}
    assert {"as soon as possible", "must be sent", "Reasonable", "may not"} == {item["quote"] for item in found}
    gone = next(item for item in found if item["quote"] == "Reasonable")
    web.post(f"/sessions/{session_id}/feedback/{gone['id']}", {"decision": "rejected"})
    again = claudes(web.analyze(session_id, "Duties", expect=200)["feedback_items"])
    assert {item["quote"] for item in again} == {"as soon as possible", "must be sent", "may not"}


def test_a_real_key_and_other_stores_are_left_out(start: Start, settings: dict[str, str], tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'real.db'}"
    web = begin(start, settings, DATABASE_URL=database, USE_CELERY="true", BLOB_URL=(tmp_path / "real").as_uri())
    [server] = psutil.Process(web.program.pid).children()
    told = server.environ()
    assert REAL_KEY not in told.values()
    assert told["ANTHROPIC_API_KEY"].startswith("demo-")
    assert urlsplit(told["ANTHROPIC_BASE_URL"]).hostname == "127.0.0.1"
    assert web.get("/health")["redis"] == "off"
    sample(web)
    assert not (tmp_path / "real.db").exists()
    assert not (tmp_path / "real").exists()


# -- how it ends, and where it does not begin


@pytest.mark.parametrize("how", ["asked to stop", "server killed", "program killed"])
def test_neither_the_server_nor_the_stand_in_outlives_the_other(
    start: Start, settings: dict[str, str], how: str
) -> None:
    web = begin(start, settings)
    address = stand_in_of(web)
    assert listens(address)
    family = psutil.Process(web.program.pid).children(recursive=True)
    if how == "asked to stop":
        web.program.signal(signal.SIGTERM)
        assert web.program.wait(15) == 0
    elif how == "server killed":
        os.kill(psutil.Process(web.program.pid).children()[0].pid, signal.SIGKILL)
        assert web.program.wait(15) == 70
    else:
        web.program.signal(signal.SIGKILL)
    wait_until(lambda: not listens(address), 15, "the stand-in is gone")
    if sys.platform == "linux" or how != "program killed":
        wait_until(lambda: not any(process.is_running() for process in family), 20, "the server is gone")


def test_a_port_in_use_is_said_before_anything_begins(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("demo", PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "is in use" in done.stderr


def test_a_public_address_is_refused_with_the_reason(run: Run) -> None:
    done = run("demo", HOST="0.0.0.0", PORT=str(free_port()))
    assert done.returncode == 78
    assert "Set HOST=127.0.0.1" in done.stderr
    assert "take its findings for Claude's" in done.stderr


# -- the stand-in by itself


def test_it_is_nobody_elses_claude() -> None:
    question: Any = {"max_tokens": 10, "messages": [{"role": "user", "content": "hello"}]}
    with StandIn() as stand_in:
        with (
            Anthropic(api_key=REAL_KEY, base_url=stand_in.url, max_retries=0) as client,
            pytest.raises(AuthenticationError),
        ):
            client.messages.create(model="scripted-demo", **question)
        with Anthropic(api_key=stand_in.key, base_url=stand_in.url, max_retries=0) as client:
            with pytest.raises(NotFoundError):
                client.messages.create(model="claude-sonnet-5-5", **question)
            assert client.messages.create(model="scripted-demo", **question).content[-1].text == "OK"
            assert client.models.retrieve("scripted-demo").display_name == LABEL


def test_its_reviews_fit_whatever_form_is_asked_for() -> None:
    form = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"$ref": "#/$defs/Item"}}, "sure": {"type": "boolean"}},
        "$defs": {
            "Item": {
                "type": "object",
                "properties": {
                    "quote": {"type": "string"},
                    "kind": {"enum": ["big", "small"]},
                    "replacement": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "weight": {"type": "number"},
                },
            }
        },
    }
    text = "The forms must be sent as soon as possible."
    asked = [{"type": "text", "text": f"<section>\n{text}\n</section>\n\nReview it."}]
    with StandIn() as stand_in, Anthropic(api_key=stand_in.key, base_url=stand_in.url, max_retries=0) as client:
        message = client.messages.create(
            model="scripted-demo",
            max_tokens=500,
            messages=[{"role": "user", "content": asked}],  # type: ignore[typeddict-item]
            output_config={"format": {"type": "json_schema", "schema": form}},
        )
    made = json.loads(message.content[-1].text)
    assert made["sure"] is False
    assert len(made["items"]) == 2
    for item in made["items"]:
        assert Ground(text).locate(item["quote"])
        assert item == {"quote": item["quote"], "kind": "big", "replacement": None, "weight": 0.0}


def test_a_value_that_fits_stays_as_it_is() -> None:
    form = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "array", "items": {"const": 1}}}}
    assert fitted({"a": 7, "b": [1, 1], "c": 0}, form) == {"a": 7, "b": [1, 1]}
    assert fitted({"a": True, "b": None}, form) == {"a": 0, "b": []}


def test_the_sample_is_the_one_that_the_script_knows() -> None:
    from cli.stand_in.review import _WRONG

    text = SAMPLE.read_text(encoding="utf-8")
    for true, said, _ in _WRONG:
        assert true in text
        assert said not in text
