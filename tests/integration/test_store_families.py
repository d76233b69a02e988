"""A parent and its children, as SQLite and PostgreSQL both keep them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from galley.errors import Stopped
from galley.jobs import Done, Spawn, State
from galley.plans import plan_of
from galley.root import Galley
from galley.store import Store
from galley.store.models import Job
from galley.store.work import Claim
from tests.integration.claiming import TENANT, as_it_is, claimed, submitted


@pytest.fixture
def galley(make_galley: Callable[..., Galley], database: str) -> Galley:
    return make_galley(DATABASE_URL=database)


@pytest.fixture
def store(galley: Galley) -> Store:
    return galley.store


def _family(store: Store, children: int) -> tuple[Job, list[Job]]:
    parent = submitted(store, "analyze_document")
    made = [plan_of("analyze_section").job(TENANT, {"n": n}, way="local") for n in range(children)]
    for child in made:
        child.parent_id = parent.id
    due = store.work.record(claimed(store, parent), "sections", Spawn(()), progress=2, last=False, children=made)
    assert due == [child.id for child in made] or not made
    return parent, made


def test_a_parent_is_due_when_its_last_child_ended_and_not_before(store: Store) -> None:
    parent, children = _family(store, 3)
    progress = [0]
    for number, child in enumerate(children):
        assert store.work.claim(parent.id, "early") is None
        claim = claimed(store, child)
        if number == 1:
            due = store.work.fail(claim, {"code": "broken", "message": "broken"})
        else:
            due = store.work.record(claim, "rules", Done({}), progress=100, last=True)
        assert due == ([parent.id] if number == 2 else [])
        progress.append(as_it_is(store, parent).progress)
    assert progress == sorted(progress)
    assert as_it_is(store, parent).children_failed == 1
    assert store.work.claim(parent.id, "now") is not None


def test_children_that_end_together_make_their_parent_due_once(store: Store) -> None:
    parent, children = _family(store, 8)
    claims = [claimed(store, child) for child in children]
    with ThreadPoolExecutor(8) as threads:
        due = list(threads.map(lambda c: store.work.record(c, "rules", Done({}), progress=100, last=True), claims))
    assert sorted(due) == [[]] * 7 + [[parent.id]]
    assert as_it_is(store, parent).children_open == 0


def test_a_parent_without_children_goes_on_at_once(store: Store) -> None:
    parent, _ = _family(store, 0)
    assert store.work.claim(parent.id, "now") is not None


def test_cancelling_a_parent_cancels_its_open_children_and_keeps_the_finished(store: Store) -> None:
    parent, children = _family(store, 3)
    store.work.record(claimed(store, children[0]), "rules", Done({"kept": 1}), progress=100, last=True)
    running = claimed(store, children[1])
    cancelled, _ = store.work.cancel(TENANT, parent.id)
    assert cancelled.error is not None
    assert (cancelled.error["stopped"]["jobs"], cancelled.error["stopped"]["running"]) == (3, 1)
    states = [as_it_is(store, child).state for child in children]
    assert states == [State.DONE, State.CANCELLED, State.CANCELLED]
    with pytest.raises(Stopped, match="cancelled"):
        store.work.report(running, "rules", 50, "late")
    assert store.work.claim(parent.id, "late") is None


def test_a_parent_and_its_children_end_together_without_a_deadlock(store: Store) -> None:
    for _ in range(5):
        parent, children = _family(store, 6)
        claims = [claimed(store, child) for child in children]

        def finish(claim: Claim) -> str:
            try:
                store.work.record(claim, "rules", Done({}), progress=100, last=True)
            except Stopped as stopped:
                return stopped.reason
            return "done"

        with ThreadPoolExecutor(7) as threads:
            ends = [threads.submit(finish, claim) for claim in claims]
            threads.submit(store.work.cancel, TENANT, parent.id).result(20)
            told = [end.result(20) for end in ends]
        store.work.cancel_children(parent.id)
        states = [as_it_is(store, child).state for child in children]
        assert states == [State.DONE if t == "done" else State.CANCELLED for t in told]
