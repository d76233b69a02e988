"""Claims, steps, events, children, cancel and pause, as SQLite and PostgreSQL both keep them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from galley.errors import Stopped
from galley.jobs import Done, State, Wait
from galley.root import Galley
from galley.store import Store
from galley.store.models import Door, Job, Message, Step
from galley.store.rows import Rows
from tests.integration.claiming import TENANT, as_it_is, claimed, lapse, submitted


@pytest.fixture
def galley(make_galley: Callable[..., Galley], database: str) -> Galley:
    return make_galley(DATABASE_URL=database)


@pytest.fixture
def store(galley: Galley) -> Store:
    return galley.store


def test_of_many_threads_one_gets_the_claim(store: Store) -> None:
    for _ in range(5):
        job = submitted(store)
        with ThreadPoolExecutor(8) as threads:
            claims = list(threads.map(lambda n, j=job: store.work.claim(j.id, f"holder {n}"), range(8)))
        assert len([claim for claim in claims if claim]) == 1


def test_each_due_job_is_run_by_one_of_many(store: Store) -> None:
    jobs = [submitted(store) for _ in range(20)]

    def take_all(holder: int) -> list[str]:
        return [job.id for job in store.work.due(limit=50) if store.work.claim(job.id, str(holder))]

    with ThreadPoolExecutor(6) as threads:
        taken = [job_id for ids in threads.map(take_all, range(6)) for job_id in ids]
    assert sorted(taken) == sorted(job.id for job in jobs)


def test_an_old_holder_cannot_record(store: Store) -> None:
    job = submitted(store)
    old = claimed(store, job, "old")
    lapse(store, job)
    new = claimed(store, job, "new")
    wrote: list[str] = []
    late = Done({"by": "old"}, lambda rows: wrote.append("old"))
    for attempt in (
        lambda: store.work.record(old, "question", late, progress=50, last=False),
        lambda: store.work.give_back(old, Wait(time.time(), "retry")),
        lambda: store.work.report(old, "question", 10, "still here"),
        lambda: store.work.emit(old, "delta", {"text": "late"}),
        lambda: store.work.fail(old, {"code": "late", "message": "late"}),
    ):
        with pytest.raises(Stopped, match="lost"):
            attempt()
    store.work.record(new, "question", Done({"by": "new"}), progress=50, last=False)
    with store.reading() as db:
        assert db.scalars(select(Step.outcome).where(Step.job_id == job.id)).all() == [{"by": "new"}]
    assert wrote == []


def test_the_rows_of_a_step_come_with_its_outcome_or_not_at_all(store: Store) -> None:
    job = submitted(store)
    claim = claimed(store, job)

    def save(rows: Rows) -> None:
        rows.add_messages(Message(session_id="none", role="user", text="half", citations=[]))
        raise ValueError("the disk is full")

    with pytest.raises(Exception, match=r"disk is full|FOREIGN KEY|foreign key"):
        store.work.record(claim, "question", Done({}, save), progress=50, last=False)
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Message)) == 0
        assert db.scalar(select(func.count()).select_from(Step)) == 0
    assert as_it_is(store, job).state == State.RUNNING


def test_a_finished_step_is_not_run_again_after_a_crash(store: Store) -> None:
    job = submitted(store)
    store.work.record(claimed(store, job), "question", Done({"kept": 1}), progress=50, last=False)
    claimed(store, job, "dies in the second step")
    assert store.work.claim(job.id, "too early") is None
    lapse(store, job)
    again = claimed(store, job, "after the crash")
    assert again.outcomes == {"question": {"kept": 1}}
    assert again.job.crashes == 1
    store.work.record(again, "answer", Done({"kept": 2}), progress=100, last=True)
    ended = as_it_is(store, job)
    assert (ended.state, ended.result, ended.progress) == (State.DONE, {"kept": 2}, 100)


def test_a_job_whose_step_ends_its_process_is_given_up(galley: Galley) -> None:
    job = submitted(galley.store)
    for crash in range(6):
        claimed(galley.store, job, f"crash {crash}")
        lapse(galley.store, job)
    assert galley.runner.advance(job.id).ran
    ended = as_it_is(galley.store, job)
    assert (ended.state, ended.dead) == (State.FAILED, True)
    assert ended.error is not None
    assert ended.error["code"] == "crashed"


def test_an_ended_job_never_moves_again(store: Store) -> None:
    job = submitted(store)
    claim = claimed(store, job)
    store.work.record(claim, "answer", Done({"end": 1}), progress=100, last=True)
    with pytest.raises(Stopped):
        store.work.fail(claim, {"code": "late", "message": "late"})
    assert store.work.claim(job.id, "again") is None
    assert store.work.cancel(TENANT, job.id)[1] is False
    assert as_it_is(store, job).state == State.DONE


def test_events_have_no_gaps_and_no_doubles(store: Store) -> None:
    job = submitted(store)
    claim = claimed(store, job)

    def speak(number: int) -> None:
        store.work.emit(claim, "delta", {"text": str(number)})
        store.work.report(claim, "answer", number, f"{number} done")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(speak, range(24)))
    events = store.work.events_after(TENANT, job.id, 0)
    assert [event.number for event in events] == list(range(1, 50))
    assert sorted(int(e.data["text"]) for e in events if e.type == "delta") == list(range(24))
    shown = [event.data["progress"] for event in events if event.type == "progress"]
    assert shown == sorted(shown)
    assert [e.number for e in store.work.events_after(TENANT, job.id, 47)] == [48, 49]


@pytest.mark.parametrize("situation", ["waiting", "running", "retrying"])
def test_an_open_job_is_cancelled_whatever_it_does(store: Store, situation: str) -> None:
    job = submitted(store)
    claim = claimed(store, job) if situation != "waiting" else None
    if situation == "retrying":
        assert claim is not None
        store.work.give_back(claim, Wait(time.time() + 60, "retry"), attempt=True)
    cancelled, did = store.work.cancel(TENANT, job.id)
    assert (did, cancelled.state) == (True, State.CANCELLED)
    assert cancelled.error is not None
    assert cancelled.error["stopped"]["running"] == (situation == "running")
    assert store.work.claim(job.id, "late") is None
    if claim is not None:
        assert store.work.lost([(job.id, claim.fence)]) == {(job.id, claim.fence): "cancelled"}
        with pytest.raises(Stopped, match="cancelled"):
            store.work.record(claim, "question", Done({}), progress=50, last=False)
    again, did = store.work.cancel(TENANT, job.id)
    assert (did, again.state, again.error) == (False, State.CANCELLED, cancelled.error)


def test_a_paused_queue_hands_out_nothing(store: Store) -> None:
    job, other = submitted(store), submitted(store, "test_connection")
    with store.writing() as db:
        db.add(Door(name="pause:chat", until=time.time() + 60))
    assert store.work.claim(job.id, "me") is None
    assert [due.id for due in store.work.due(limit=9)] == [other.id]
    assert store.work.claim(other.id, "me") is not None
    with store.writing() as db:
        db.execute(update(Door).where(Door.name == "pause:chat").values(until=0.0))
    assert store.work.claim(job.id, "me") is not None


def test_a_job_that_waits_is_not_due_before_its_time(store: Store) -> None:
    job = submitted(store)
    store.work.give_back(claimed(store, job), Wait(time.time() + 60, "rate_limit"))
    waits = as_it_is(store, job)
    assert (waits.state, waits.wait_reason, waits.attempts) == (State.WAITING, "rate_limit", 0)
    assert store.work.claim(job.id, "early") is None
    with store.writing() as db:
        db.execute(update(Job).where(Job.id == job.id).values(due_at=time.time() - 1))
    assert store.work.claim(job.id, "on time") is not None


def test_the_most_urgent_comes_first(store: Store) -> None:
    kinds = ["analyze_section", "analyze_section", "chat", "analyze_section"]
    jobs = [submitted(store, kind) for kind in kinds]
    due = [job.id for job in store.work.due(limit=9)]
    assert due == [jobs[2].id, jobs[0].id, jobs[1].id, jobs[3].id]


def test_a_lease_is_renewed_only_for_its_holder(store: Store) -> None:
    job = submitted(store)
    old = claimed(store, job, "old")
    lapse(store, job)
    new = claimed(store, job, "new")
    before = store.work.job(job.id).lease_until
    store.work.renew([(job.id, old.fence)])
    assert store.work.job(job.id).lease_until == before
    store.work.renew([(job.id, new.fence)])
    assert store.work.job(job.id).lease_until > before
    assert store.work.lost([(job.id, old.fence), (job.id, new.fence)]) == {(job.id, old.fence): "lost"}
