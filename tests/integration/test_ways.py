"""Inline, in the background, queued; with Claude and without: the same rows, the same events, the agreed answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from galley.store.models import Job
from tests.claude_double import ClaudeDouble
from tests.conftest import running_app, running_worker, settings_in
from tests.integration.web import BACKGROUND, Here, document, traces
from tests.servers import RedisServer

TEXT = document(3).replace("form 2 goes", "form 2 goes goes")  # which a rule finds
KINDS = ("analyze_section", "analyze_document", "chat", "test_connection")
WAYS = ("inline", "background", "queued")
SUBMITTED = {
    "analyze_section": "Analysis task submitted to queue",
    "analyze_document": "Analysis task submitted to queue",
    "chat": "Chat task submitted to queue",
    "test_connection": "Connection test submitted to queue",
}
ITEM = {"id", "description", "suggestion", "confidence", "section", "quote", "model_quote", "start", "end", "page"}
ITEM |= {"anchor", "category", "severity", "replacement", "rule", "source", "decision"}
CITATION = {"quote", "section", "start", "end", "page", "marks"}


@dataclass
class Places:
    """An app that runs work itself, and one with a worker; with the same Claude, or both without."""

    alone: Here
    queued: Here
    provider: str


@pytest.fixture(scope="module", params=["claude", "offline"])
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    with ClaudeDouble() as claude, RedisServer() as redis:
        given = {**claude.settings, "CLAUDE_MODEL": "claude-test"} if request.param == "claude" else {}
        given |= {f"RATE_LIMIT_{name}": "off" for name in ("ANALYSIS", "CHAT", "TEST")}
        here = settings_in(folder / "alone", **given)
        there = settings_in(folder / "queued", **given, USE_CELERY="true", REDIS_URL=redis.url)
        worker = running_worker(there, folder / "worker.log", "--concurrency", "2")
        with running_app(here) as alone, worker, running_app(there) as queued:
            yield Places(Here(alone), Here(queued), request.param)
        assert not claude.violations


def _ask(web: Here, kind: str, session_id: str, **headers: str) -> Any:
    if kind == "analyze_section":
        return web.analyze(session_id, "Part 2", **headers)
    if kind == "analyze_document":
        return web.analyze_all(session_id, **headers)
    if kind == "chat":
        return web.chat(session_id, "Who opens the crate?", **headers)
    return web.test_connection(**headers)


def _run(places: Places, way: str, kind: str) -> tuple[Here, str, Any, Any]:
    """Have one job of this kind done in this way: who asked, its id, the first answer, the last status."""
    web = places.queued if way == "queued" else places.alone
    session_id = web.open(TEXT)
    answer = _ask(web, kind, session_id, **(BACKGROUND if way == "background" else {}))
    if way != "inline":
        return web, answer["task_id"], answer, web.until_ready(answer["task_id"])
    # The inline answer names no task: the session lists its job.
    if kind == "test_connection":
        with web.galley.store.reading() as db:
            newest = select(Job.id).where(Job.kind == kind).order_by(Job.created_at.desc()).limit(1)
            task_id = db.scalars(newest).one()
    else:
        jobs = web.get(f"/sessions/{session_id}")["jobs"]
        task_id = next(job["task_id"] for job in jobs if job["kind"] == kind)
    return web, task_id, answer, web.status(task_id)


@pytest.mark.parametrize("kind", KINDS)
def test_every_way_leaves_the_same_rows_and_events(places: Places, kind: str) -> None:
    left = {}
    for way in WAYS:
        web, task_id, _, _ = _run(places, way, kind)
        left[way] = traces(web.galley.store, task_id)
    assert left["background"] == left["inline"]
    assert left["queued"] == left["inline"]
    assert left["inline"]["steps"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_answers_have_the_agreed_shapes(places: Places, kind: str, way: str) -> None:
    _, task_id, answer, status = _run(places, way, kind)
    if way != "inline":
        assert answer == {
            "success": True,
            "task_id": task_id,
            "status": "processing",
            "message": SUBMITTED[kind],
            "async": True,
        }
    else:
        assert (answer["success"], answer["async"]) == (True, False)
        assert "task_id" not in answer
        _INLINE[kind](answer, places.provider)
    said = {k: status[k] for k in ("task_id", "state", "ready", "successful", "progress")}
    assert said == {"task_id": task_id, "state": "SUCCESS", "ready": True, "successful": True, "progress": 100}
    assert isinstance(status["status"], str)
    result = status["result"]
    assert result["success"] is True
    assert isinstance(result["duration"], float)
    if kind.startswith("analyze"):
        assert status["status"] == "Analysis complete"
        assert result["feedback_count"] == len(result["result"]["feedback_items"])
    if kind == "chat":
        assert isinstance(result["response"], str)
    json.dumps(status)


def _reviewed(answer: Any, provider: str) -> None:
    items = answer["feedback_items"]
    assert all(set(item) >= ITEM for item in items)
    sources = {"rules", "claude:claude-test"} if provider == "claude" else {"rules"}
    assert {item["source"] for item in items} == sources
    for item in items:
        assert item["anchor"] in ("verified", "repaired", "unverified")
        assert item["severity"] in ("high", "medium", "low")
        assert item["decision"] == "open"


def _chatted(answer: Any, provider: str) -> None:
    assert set(answer) >= {"success", "response", "citations", "duration", "async"}
    assert answer["citations"]
    assert all(set(citation) == CITATION for citation in answer["citations"])
    assert all(citation["quote"] in answer["response"] for citation in answer["citations"])
    assert answer["source"] == ("claude:claude-test" if provider == "claude" else "document")


def _tested(answer: Any, provider: str) -> None:
    assert set(answer) >= {"success", "connected", "provider", "model", "response_time", "async"}
    assert answer["connected"] is (provider == "claude")
    assert answer["provider"] == ("anthropic" if provider == "claude" else "offline")


_INLINE: dict[str, Callable[[Any, str], None]] = {
    "analyze_section": _reviewed,
    "analyze_document": _reviewed,
    "chat": _chatted,
    "test_connection": _tested,
}


@pytest.mark.parametrize("way", WAYS)
def test_quotes_are_the_documents_own_words_at_their_offsets(places: Places, way: str) -> None:
    web, _, _, status = _run(places, way, "analyze_document")
    session_id = status["session_id"]
    items = web.get(f"/sessions/{session_id}")["feedback_items"]
    assert bool(items) or places.provider == "offline"
    for item in items:
        text = web.get(f"/sessions/{session_id}/sections/{item['section']}")["text"]
        assert text[item["start"] : item["end"]] == item["quote"]
        assert item["anchor"] == "verified"


@pytest.mark.parametrize("way", WAYS)
def test_citations_open_at_their_place(places: Places, way: str) -> None:
    web, _, _, status = _run(places, way, "chat")
    for citation in status["result"]["citations"]:
        text = web.get(f"/sessions/{status['session_id']}/sections/{citation['section']}")["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    history = web.get(f"/sessions/{status['session_id']}/chat")["messages"]
    assert [message["role"] for message in history] == ["user", "assistant"]


def test_a_chat_is_seen_as_it_is_written(places: Places) -> None:
    if places.provider == "offline":
        return  # nothing is written then: the document is quoted
    for way in ("background", "queued"):
        web, task_id, _, status = _run(places, way, "chat")
        said = [event["text"] for event in web.events(task_id) if event["type"] == "delta"]
        assert "".join(said) == status["result"]["response"]


def test_the_queue_says_who_serves_it(places: Places) -> None:
    stats = places.queued.get("/queue_stats")
    assert (stats["available"], stats["workers"]) == (True, 1)
    assert set(stats) >= {"active_tasks", "reserved_tasks", "total_pending", "worker_details", "queues"}
    assert set(stats["queues"]) >= {"chat", "test", "analysis"}
    assert all(set(queue) >= {"depth", "oldest_seconds"} for queue in stats["queues"].values())
    assert [set(w["queues"]) for w in stats["worker_details"].values()] == [set(stats["queues"])]
    health = places.queued.get("/health")
    assert (health["status"], health["mode"], health["redis"], health["workers"]) == ("ok", "queued", "ok", 1)
    alone = places.alone.get("/queue_stats")
    assert (alone["available"], alone["workers"]) == (False, 0)
    assert places.alone.get("/health")["mode"] == "inline"
