"""Deleting while work runs, and documents with very many sections, as SQLite and PostgreSQL both meet them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from galley.intake import take_text
from galley.jobs import State
from galley.plans import plan_of
from galley.reconciler import Reconciler
from galley.root import Galley
from galley.store import DatabaseBusy, DatabaseGone, Store, _translated
from galley.store.models import Block, Document, Event, Finding, Job, Section, Session, Step
from tests.integration.web import BACKGROUND, Here
from tests.servers import wait_until

FLAWED = "".join(f"# Part {n}\n\nThe the crate {n} is is opened by by nobody.\n\n" for n in range(12))


def _left(store: Store) -> dict[str, int]:
    tables = (Session, Document, Section, Block, Finding, Job, Step, Event)
    with store.reading() as db:
        return {t.__tablename__: db.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def test_sessions_are_deleted_whole_while_they_are_worked_on(make_app: Callable[..., Flask], database: str) -> None:
    web = Here(make_app(DATABASE_URL=database, SECRET_KEY="k" * 16))
    (sample,) = web.get("/sessions")["sessions"]
    web.call("DELETE", f"/sessions/{sample['session_id']}")
    ids = [web.open(FLAWED + f"# Last {n}\n\nEnd.\n", f"{n}.md") for n in range(8)]
    tasks = [web.analyze_all(i, expect=202, **BACKGROUND)["task_id"] for i in ids]
    wait_until(lambda: any(web.status(t)["progress"] > 5 for t in tasks), 30, "the work has begun")
    with ThreadPoolExecutor(8) as at_once:
        answers = list(at_once.map(lambda i: web.send("DELETE", f"/sessions/{i}", None, {}), ids))
    assert [status for status, *_ in answers] == [200] * 8
    wait_until(lambda: web.galley.runner.busy() == 0, 15, "what ran has ended")
    assert _left(web.galley.store) == dict.fromkeys(_left(web.galley.store), 0)


def test_thousands_of_sections_are_taken_in_worked_on_and_cancelled(
    make_galley: Callable[..., Galley], database: str
) -> None:
    galley = make_galley(DATABASE_URL=database, SECRET_KEY="k" * 16)
    tag, work = galley.tenants.local(), galley.store.work
    session = take_text(galley, tag, "many", "".join(f"# S{n}\n\nword\n\n" for n in range(3000)))
    job = plan_of("analyze_document").job(tag, {"session_id": session.id}, way="local")
    job.session_id = session.id
    work.submit(job)
    assert len(galley.runner.advance(job.id).due) == 3000
    cancelled, did = work.cancel(tag, job.id)
    assert (did, cancelled.error and cancelled.error["stopped"]["jobs"]) == (True, 3001)
    with galley.store.reading() as db:
        states = dict(db.execute(select(Job.state, func.count()).group_by(Job.state)).all())
        assert states == {State.CANCELLED: 3001}
        assert db.scalar(select(func.count()).where(Job.lease_until.is_not(None))) == 0
        last = select(Event.job_id, func.count().label("n"), func.max(Event.number).label("top")).group_by(Event.job_id)
        gaps = last.having(func.count() != func.max(Event.number))
        assert db.execute(gaps).all() == []


def test_a_half_cancelled_parent_is_finished_by_the_reconciler(make_galley: Callable[..., Galley]) -> None:
    galley = make_galley()
    tag, work = galley.tenants.local(), galley.store.work
    session = take_text(galley, tag, "few", "# A\n\nword\n\n# B\n\nword\n")
    job = plan_of("analyze_document").job(tag, {"session_id": session.id}, way="local")
    job.session_id = session.id
    work.submit(job)
    children = galley.runner.advance(job.id).due
    with pytest.MonkeyPatch.context() as patch:  # the process dies between the two transactions
        patch.setattr(type(work), "cancel_children", lambda self, parent_id: {"jobs": 0, "running": 0})
        work.cancel(tag, job.id)
    assert [work.job(c).state for c in children] == [State.WAITING] * 2
    Reconciler(galley).sweep()
    assert [work.job(c).state for c in children] == [State.CANCELLED] * 2


class _Driver(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "means"),
    [("40P01", DatabaseBusy), ("40001", DatabaseBusy), ("08006", DatabaseGone), ("57P01", DatabaseGone),
     (None, DatabaseGone), ("54000", OperationalError)],
)  # fmt: skip
def test_a_drivers_error_is_told_for_what_it_is(sqlstate: str | None, means: type[Exception]) -> None:
    assert type(_translated(OperationalError("", {}, _Driver(sqlstate)))) is means


def test_a_deadlock_is_tried_again_and_then_told(galley: Galley) -> None:
    tries = []

    def busy_twice() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise DatabaseBusy()
        return "done"

    assert galley.store.attempt(busy_twice) == "done"
    with pytest.raises(DatabaseBusy):
        galley.store.attempt(lambda: (_ for _ in ()).throw(DatabaseBusy()))
