"""The list of reviews, in both databases: what it tells is what each review tells, in as few questions as for one."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from galley import intake, listing, review
from galley.errors import Malformed
from galley.jobs import State
from galley.plans import plan_of
from galley.root import Galley
from galley.store.models import Decision, Finding, Job, Message, Session
from tests.integration.web import document

TAG = "tenant-a"
TEXT = document(3) + "\n\n## Empty\n\n## Also empty\n\n"


@pytest.fixture
def galley(make_galley: Callable[..., Galley], database: str) -> Galley:
    return make_galley(DATABASE_URL=database)


def opened(galley: Galley, name: str = "report.md", text: str = TEXT, tag: str = TAG) -> Session:
    return intake.take_text(galley, tag, name, text)


def named(galley: Galley, *names: str) -> list[str]:
    """Reviews of these names, each newer than the one before; their ids."""
    ids = []
    for name in names:
        session = opened(galley, name)
        ids.append(session.id)
    return ids


def listed(galley: Galley, tag: str = TAG, **asked: Any) -> list[dict[str, Any]]:
    with galley.tenant(tag).reading() as rows:
        return listing.sessions(rows, **asked)[0]


def pages(galley: Galley, **asked: Any) -> list[list[str]]:
    found, after = [], ""
    with galley.tenant(TAG).reading() as rows:
        while True:
            shown, following = listing.sessions(rows, after=after, **asked)
            found.append([s["name"] for s in shown])
            if following is None:
                return found
            after = following


def reviewed(galley: Galley, session: Session, section: str, state: State, at: float) -> Job:
    """A review of a section that stands so."""
    job = plan_of("analyze_section").job(TAG, {"session_id": session.id, "section_name": section}, way="local")
    job.session_id, job.created_at = session.id, at
    with galley.store.writing() as db:
        db.add(job)
        db.flush()
        job.state = state
    return job


# -- what a row tells


def test_a_new_review_is_listed_with_its_sections(galley: Galley) -> None:
    session = opened(galley)
    (shown,) = listed(galley)
    assert (shown["session_id"], shown["name"], shown["document"]["name"]) == (session.id, "report.md", "report.md")
    assert shown["sections"] == 5
    assert shown["states"] == {"new": 3, "running": 0, "reviewed": 0, "failed": 0}
    assert shown["findings"] == {"open": 0, "accepted": 0, "rejected": 0}
    assert shown["last_activity_at"] == shown["created_at"]


@pytest.mark.parametrize("seed", range(4))
def test_the_list_and_the_review_tell_the_same_states(galley: Galley, seed: int) -> None:
    luck = random.Random(seed)
    sessions = [opened(galley) for _ in range(4)]
    now = time.time()
    for session in sessions:
        with galley.tenant(TAG).reading() as rows:
            names = [s.name for s in rows.sections(session.document_id)]
        for _ in range(luck.randrange(12)):  # some at the very same moment
            reviewed(galley, session, luck.choice(names), luck.choice(list(State)), now + luck.randrange(5))
    shown = {s["session_id"]: s["states"] for s in listed(galley)}
    for session in sessions:
        with galley.tenant(TAG).reading() as rows:
            sections, jobs = rows.sections(session.document_id), rows.session_jobs(session.id)
        told = [s["state"] for s in review.section_states(sections, [], jobs) if s["words"]]
        assert shown[session.id] == {state: told.count(state) for state in ("new", "running", "reviewed", "failed")}


def test_findings_are_counted_by_decision(galley: Galley) -> None:
    session, other = opened(galley), opened(galley)
    with galley.tenant(TAG).writing() as rows:
        section = rows.sections(session.document_id)[0]
        for decision in ("open", "accepted", "accepted", "rejected"):
            rows.add_finding(finding(session, section.id, decision=decision))
    shown = {s["session_id"]: s["findings"] for s in listed(galley)}
    assert shown[session.id] == {"open": 1, "accepted": 2, "rejected": 1}
    assert shown[other.id] == {"open": 0, "accepted": 0, "rejected": 0}


def test_whatever_is_done_is_activity(galley: Galley) -> None:
    session = opened(galley)
    with galley.tenant(TAG).writing() as rows:
        item = rows.add_finding(finding(session, rows.sections(session.document_id)[0].id, decision="rejected"))
    at = 2_000_000_000.0
    seen = [last_activity(galley)]
    reviewed(galley, session, "Part 1", State.RUNNING, at)
    seen.append(last_activity(galley))
    with galley.tenant(TAG).writing() as rows:
        rows.add_messages(Message(session_id=session.id, role="user", text="?", citations=[], created_at=at + 1))
    seen.append(last_activity(galley))
    with galley.tenant(TAG).writing() as rows:
        rows.add_decisions([Decision(finding_id=item.id, decision="rejected", before={}, created_at=at + 2)])
    seen.append(last_activity(galley))
    with galley.tenant(TAG).writing() as rows:
        rows.add_finding(finding(session, item.section_id, created_at=at + 3))
    seen.append(last_activity(galley))
    assert seen == sorted(set(seen))


def last_activity(galley: Galley) -> str:
    (shown,) = listed(galley)
    told: str = shown["last_activity_at"]
    return told


def finding(session: Session, section_id: str, **given: Any) -> Finding:
    usual: dict[str, Any] = {
        "session_id": session.id, "section_id": section_id, "source": "rules", "category": "clarity",
        "severity": "low", "confidence": 1.0, "description": "d", "suggestion": "s", "anchor": "verified",
        "decision": "open", "quote": "Part", "start": 3, "end": 7,
    }  # fmt: skip
    return Finding(**usual | given)


def test_a_review_more_costs_no_question_more(galley: Galley) -> None:
    asked: list[str] = []
    event.listen(galley.store.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = []
    for _ in range(2):
        for _ in range(4):
            reviewed(galley, opened(galley), "Part 1", State.DONE, time.time())
        asked.clear()
        listed(galley)
        counts.append(len([query for query in asked if query.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 10


def test_another_tenants_reviews_are_in_nobodys_list(galley: Galley) -> None:
    session = opened(galley)
    reviewed(galley, session, "Part 1", State.DONE, time.time())
    assert listed(galley, "tenant-b") == listed(galley, "tenant-b", query="report") == []
    with galley.tenant("tenant-b").reading() as rows:
        assert rows.review_counts([session.id]) == {session.id: {}}
        assert rows.last_activity([session.id]) == {}
    with galley.tenant(TAG).reading() as rows:
        assert rows.review_counts([session.id]) == {session.id: {State.DONE: 1}}


# -- pages and words


def test_pages_hold_each_review_once_the_newest_first(galley: Galley) -> None:
    ids = named(galley, *"abcdefg")
    with galley.store.writing() as db:  # three of them at the very same moment
        for session in db.query(Session).where(Session.id.in_(ids[2:5])):
            session.created_at = 1_700_000_000.1
    found = pages(galley, limit=2)
    assert [len(page) for page in found] == [2, 2, 2, 1]
    names = [name for page in found for name in page]
    assert names[:4] == list("gfba")
    assert sorted(names) == list("abcdefg")


def test_a_last_page_that_is_full_has_no_next(galley: Galley) -> None:
    named(galley, *"abcd")
    assert pages(galley, limit=2) == [["d", "c"], ["b", "a"]]
    assert pages(galley, limit=50) == [["d", "c", "b", "a"]]


def test_what_comes_and_goes_between_two_pages_shifts_nothing(galley: Galley) -> None:
    ids = named(galley, *"abcdef")
    with galley.tenant(TAG).reading() as rows:
        first, after = listing.sessions(rows, limit=2)
    assert [s["name"] for s in first] == ["f", "e"]
    named(galley, "newer")
    intake.delete_session(galley, TAG, ids[4])  # e, after which the next page begins
    with galley.tenant(TAG).reading() as rows:
        second, _ = listing.sessions(rows, limit=2, after=after or "")
    assert [s["name"] for s in second] == ["d", "c"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("REPORT", ["report 2.md", "Report 1.md"]),
        ("straße", ["STRASSE.md"]),
        ("größe", ["Größe.md"]),
        ("Gro\u0308\u00dfe", ["Größe.md"]),
        ("übersicht", ["ÜBERSICHT.md"]),
        ("100%", ["100%_sure.md"]),
        ("%", ["100%_sure.md"]),
        ("_", ["100%_sure.md"]),
        (" report ", ["report 2.md", "Report 1.md"]),
        ("nothing like it", []),
        ("'; drop table sessions; --", []),
    ],
)
def test_part_of_a_name_finds_it_in_any_case(galley: Galley, query: str, found: list[str]) -> None:
    named(galley, "Report 1.md", "STRASSE.md", "Größe.md", "ÜBERSICHT.md", "100%_sure.md", "report 2.md")
    assert [s["name"] for s in listed(galley, query=query)] == found


def test_what_was_found_comes_in_pages_too(galley: Galley) -> None:
    named(galley, "a 1", "b 1", "a 2", "b 2", "a 3")
    assert pages(galley, limit=2, query="A") == [["a 3", "a 2"], ["a 1"]]
    assert pages(galley, limit=1, query="b") == [["b 2"], ["b 1"]]


@pytest.mark.parametrize("after", ["x", "~", "1~2", "nan~" + "0" * 36, "9" * 400 + ".0~" + "0" * 36, "1.0~' or 1=1"])
def test_a_made_up_place_is_refused(galley: Galley, after: str) -> None:
    with pytest.raises(Malformed) as refused:
        listed(galley, after=after)
    assert refused.value.code == "bad_cursor"


# -- the text, in lumps


def lumps(galley: Galley, text: str, most: int) -> list[list[tuple[str, str]]]:
    session = opened(galley, text=text)
    found, ordinal = [], 0
    with galley.tenant(TAG).reading() as rows:
        while True:
            sections, following = rows.text_from(session.document_id, ordinal, most)
            found.append(sections)
            if following is None:
                return found
            ordinal = following


def test_all_text_comes_in_order_each_section_once(galley: Galley) -> None:
    text = "".join(f"## Teil {n} 🙂\n\n{'Größe & <Maß>. ' * (n % 7 + 1)}\n\n" for n in range(60))
    found = lumps(galley, text, 1000)
    assert len(found) >= 5
    assert "".join(words for lump in found for _, words in lump) == text
    assert [name for lump in found for name, _ in lump] == [f"Teil {n} 🙂" for n in range(60)]
    assert all(sum(len(words) for _, words in lump) <= 1000 for lump in found)


def test_a_section_longer_than_a_lump_comes_alone(galley: Galley) -> None:
    text = "## Short\n\nOne.\n\n## Long\n\n" + "word " * 1000 + "\n\n## Last\n\nTwo.\n"
    assert [[name for name, _ in lump] for lump in lumps(galley, text, 100)] == [["Short"], ["Long"], ["Last"]]


def test_behind_the_end_there_is_nothing(galley: Galley) -> None:
    session = opened(galley)
    with galley.tenant(TAG).reading() as rows:
        assert rows.text_from(session.document_id, 5, 100) == ([], None)
        assert rows.text_from(session.document_id, 2**31 - 1, 100) == ([], None)
