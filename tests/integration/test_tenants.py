"""What belongs to one is not there for another: not in the store, and on no route."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from galley.errors import NotFound
from galley.jobs import State
from galley.plans import plan_of
from galley.root import Galley
from galley.store.models import Decision, Finding, Message
from galley.store.rows import Rows
from tests.integration.web import BACKGROUND, Here, document

TEXT = document(2)
NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass
class Owned:
    """Ids of one tenant's things."""

    tag: str
    document_id: str
    session_id: str
    section_id: str
    finding_id: str
    job_id: str
    sha256: str


@pytest.fixture
def galley(make_galley: Callable[..., Galley], database: str) -> Galley:
    return make_galley(DATABASE_URL=database)


def _own(galley: Galley, tag: str) -> Owned:
    """One of everything."""
    from galley.intake import take_text

    session = take_text(galley, tag, "report.md", TEXT)
    job = plan_of("chat").job(tag, {"session_id": session.id}, way="local")
    job.session_id = session.id
    galley.store.work.submit(job)
    child = plan_of("analyze_section").job(tag, {"session_id": session.id, "section_name": "Part 1"}, way="local")
    child.parent_id = job.id
    galley.store.work.submit(child)
    with galley.tenant(tag).writing() as rows:
        section = rows.sections(session.document_id)[0]
        finding = rows.add_finding(
            Finding(
                session_id=session.id, section_id=section.id, job_id=job.id, source="rules", category="clarity",
                severity="low", confidence=1.0, description="d", suggestion="s", anchor="verified", decision="open",
                quote="Part", start=3, end=7,
            )
        )  # fmt: skip
        rows.add_decisions([Decision(finding_id=finding.id, decision="accepted", before={"decision": "open"})])
        rows.add_messages(Message(session_id=session.id, job_id=job.id, role="user", text="hello", citations=[]))
        document = rows.document(session.document_id)
        document.ocr_pages = {"1": {}}
        rows.note("sample")
    return Owned(tag, document.id, session.id, section.id, finding.id, job.id, document.sha256)


def _reads(theirs: Owned) -> dict[str, Callable[[Rows], Any]]:
    """Each method of Rows, asked for another's things; what it may answer is nothing."""
    return {
        "document": lambda rows: rows.document(theirs.document_id),
        "documents_by_hash": lambda rows: rows.documents_by_hash(theirs.sha256),
        "reading": lambda rows: rows.reading(theirs.document_id),
        "read_pages": lambda rows: rows.read_pages(theirs.document_id),
        "finding": lambda rows: rows.finding(theirs.session_id, theirs.finding_id),
        "sections": lambda rows: rows.sections(theirs.document_id),
        "section": lambda rows: rows.section(theirs.document_id, "Part 1"),
        "sections_by_id": lambda rows: rows.sections_by_id(theirs.document_id, {theirs.section_id}),
        "text_from": lambda rows: any(rows.text_from(theirs.document_id, 0, 1000)),
        "session": lambda rows: rows.session(theirs.session_id),
        "sessions": lambda rows: rows.sessions() or rows.sessions(query="report"),
        "documents": lambda rows: rows.documents([theirs.document_id]),
        "section_counts": lambda rows: rows.section_counts([theirs.document_id]),
        "review_counts": lambda rows: rows.review_counts([theirs.session_id])[theirs.session_id],
        "last_activity": lambda rows: rows.last_activity([theirs.session_id]),
        "add_session": lambda rows: rows.add_session(theirs.document_id, "mine now"),
        "held_findings": lambda rows: rows.held_findings(theirs.session_id, [theirs.finding_id]),
        "finding_kinds": lambda rows: rows.finding_kinds(theirs.session_id),
        "findings_by_section": lambda rows: rows.findings_by_section(theirs.session_id),
        "findings": lambda rows: rows.findings(theirs.session_id),
        "pop_decisions": lambda rows: rows.pop_decisions([theirs.finding_id]),
        "messages": lambda rows: rows.messages(theirs.session_id),
        "happened": lambda rows: rows.happened("sample"),
        "job": lambda rows: rows.job(theirs.job_id),
        "children": lambda rows: rows.children(theirs.job_id),
        "session_jobs": lambda rows: rows.session_jobs(theirs.session_id),
        "finding_counts": lambda rows: sum(rows.finding_counts([theirs.session_id])[theirs.session_id].values()),
        "drop_unused_document": lambda rows: sum(rows.drop_unused_document(theirs.document_id).values()),
    }


# These take a row that its owner read before, or only add one's own.
TAKE_ROWS = {"section_text", "delete_session", "delete_finding", "replace_findings"}
ADD_OWN = {"add_document", "add_finding", "add_decisions", "add_messages", "note"}


def test_no_method_of_rows_gives_anothers_things(galley: Galley) -> None:
    theirs = _own(galley, "tenant-a")
    for name, read in _reads(theirs).items():
        with galley.tenant("tenant-b").writing() as rows, contextlib.suppress(NotFound):
            assert not read(rows), name
    with galley.tenant("tenant-a").reading() as rows:
        assert rows.messages(theirs.session_id)
        assert rows.findings(theirs.session_id)
        assert rows.reading(theirs.document_id).text == TEXT


def test_every_method_of_rows_is_walked() -> None:
    methods = {name for name, _ in inspect.getmembers(Rows, inspect.isfunction) if not name.startswith("_")}
    owned = Owned(*[""] * 7)
    assert methods <= set(_reads(owned)) | TAKE_ROWS | ADD_OWN, "a new method of Rows: walk it here"


def test_another_s_rows_cannot_be_handed_in(galley: Galley) -> None:
    theirs = _own(galley, "tenant-a")
    with galley.tenant("tenant-a").reading() as rows:
        session, section = rows.session(theirs.session_id), rows.sections(theirs.document_id)[0]
    with galley.tenant("tenant-b").writing() as rows:
        assert rows.section_text(section) == ""
        assert set(rows.delete_session(session).values()) == {0}
        rows.replace_findings(theirs.session_id, section.id, "rules", [])
    with galley.tenant("tenant-a").reading() as rows:
        assert [finding.id for finding in rows.findings(theirs.session_id)] == [theirs.finding_id]


def test_work_and_events_are_the_owners(galley: Galley) -> None:
    theirs = _own(galley, "tenant-a")
    assert galley.store.work.events_after("tenant-b", theirs.job_id, 0) == []
    with pytest.raises(NotFound):
        galley.store.work.cancel("tenant-b", theirs.job_id)
    job = galley.store.work.job(theirs.job_id)
    assert job is not None
    assert job.state == State.WAITING


# -- over HTTP


@dataclass
class Two:
    """Two users of one Galley, and what the first one has."""

    app: Flask
    owner: Here
    other: Here
    nobody: Here
    ids: dict[str, str]


@pytest.fixture
def two(make_app: Callable[..., Flask]) -> Two:
    app = make_app()
    owner, other, nobody = Here(app), Here(app), Here(app)
    owner.token = owner.galley.tenants.add("owner@example.org")
    other.token = other.galley.tenants.add("other@example.org")
    session_id = owner.open(TEXT)
    task_id = owner.chat(session_id, "Who opens the crate?", expect=202, **BACKGROUND)["task_id"]
    owner.until_ready(task_id)
    added = {"section": "Part 1", "description": "Unclear."}
    item = owner.post(f"/sessions/{session_id}/feedback", added, expect=201)["item"]
    document_id = owner.get(f"/sessions/{session_id}")["document"]["id"]
    ids = {"session_id": session_id, "task_id": task_id, "item_id": item["id"], "document_id": document_id}
    return Two(app, owner, other, nobody, ids | {"name": "Part 1"})


OPEN_TO_ALL = {"/", "/patterns", "/login", "/logout", "/healthz", "/health", "/static/<path:filename>"}
OPEN_TO_ALL |= {"/api/docs", "/api/openapi.json"}
BODIES: dict[str, Callable[[dict[str, str]], Any]] = {
    "/sessions": lambda ids: {"document_id": ids["document_id"]},
    "/analyze_section": lambda ids: {"session_id": ids["session_id"], "section_name": "Part 1"},
    "/analyze_document": lambda ids: {"session_id": ids["session_id"]},
    "/chat": lambda ids: {"session_id": ids["session_id"], "message": "hello"},
    "/estimate": lambda ids: {"session_id": ids["session_id"]},
    "/sessions/<session_id>/feedback/<item_id>": lambda ids: {"decision": "rejected"},
    "/sessions/<session_id>/feedback": lambda ids: {"section": "Part 1", "description": "mine"},
    "/sessions/<session_id>/decisions": lambda ids: {"items": [ids["item_id"]], "decision": "rejected"},
    "/sessions/<session_id>/decisions/undo": lambda ids: {"items": [ids["item_id"]]},
    "/sessions/<session_id>": lambda ids: {"name": "mine now"},
}


def _routes(app: Flask) -> list[tuple[str, str]]:
    rules = [(rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()]
    return sorted(r for r in rules if r[1] in ("GET", "POST", "DELETE", "PUT", "PATCH") and r[0] not in OPEN_TO_ALL)


def _path(rule: str, ids: dict[str, str]) -> str:
    rule = rule.replace("<number>", "1").replace("<queue>", "chat").replace("<any(pause, resume):move>", "resume")
    for name, value in ids.items():
        rule = rule.replace(f"<path:{name}>", value.replace(" ", "%20")).replace(f"<{name}>", value)
    return rule


def test_another_users_ids_are_404_on_every_route(two: Two) -> None:
    walked = 0
    for rule, method in _routes(two.app):
        body = BODIES[rule](two.ids) if rule in BODIES and method != "GET" else None
        if "<" not in rule and body is None:
            continue
        if "<" in rule and not any(f"{name}>" in rule for name in two.ids):
            continue  # no id of anybody's
        walked += 1
        path = _path(rule, two.ids)
        answer = two.other.call(method, path, body)
        assert answer.status == 404, (method, rule, answer.status, answer.data)
        for name in ("session_id", "task_id", "item_id", "document_id"):
            assert two.ids[name] not in answer.data.decode() or two.ids[name] in path
        missing = dict.fromkeys(two.ids, NOBODY)
        unknown = two.other.call(method, _path(rule, missing), BODIES[rule](missing) if body else None)
        # Nothing tells an id that is another's from one that is nobody's.
        assert answer.json == unknown.json, (method, rule)
    assert walked >= 15
    assert two.owner.get(f"/sessions/{two.ids['session_id']}")["feedback_items"]


def test_lists_hold_ones_own(two: Two) -> None:
    assert two.other.get("/sessions")["sessions"] == []
    assert [s["session_id"] for s in two.owner.get("/sessions")["sessions"]] == [two.ids["session_id"]]


def test_every_route_asks_who_it_is_before_anything_else(two: Two) -> None:
    answered = []
    for rule, method in _routes(two.app):
        body = BODIES[rule](two.ids) if rule in BODIES and method != "GET" else None
        for token in (None, "galley_wrong"):
            two.nobody.token = token
            answer = two.nobody.call(method, _path(rule, two.ids), body)
            if (answer.status, answer.json.get("code")) != (401, "not_allowed"):
                answered.append((method, rule, answer.status))
    assert answered == []


def test_the_same_bytes_are_each_ones_own_document(two: Two) -> None:
    session_id = two.other.open(TEXT)
    document_id = two.other.get(f"/sessions/{session_id}")["document"]["id"]
    assert document_id != two.ids["document_id"]
    two.other.call("DELETE", f"/sessions/{session_id}")
    assert two.owner.get(f"/sessions/{two.ids['session_id']}/sections/Part%201")["text"].startswith("## Part 1")
