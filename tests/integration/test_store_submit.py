"""Accepting work once: the Idempotency-Key, and joining what is in flight, in both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from galley.errors import Conflict
from galley.jobs import Done
from galley.plans import flight_of, plan_of
from galley.root import Galley
from galley.store import Store
from galley.store.models import Job


@pytest.fixture
def store(make_galley: Callable[..., Galley], database: str) -> Store:
    return make_galley(DATABASE_URL=database).store


def _asked(key: str | None = None, message: str = "Why?", tenant: str = "tenant-a") -> Job:
    job = plan_of("chat").job(tenant, {"message": message}, way="local")
    job.idempotency_key = key
    job.flight = None if key else flight_of("chat", job.input)
    return job


def test_the_same_key_is_the_same_job_even_after_its_end(store: Store) -> None:
    first, fresh = store.work.submit(_asked("k1"))
    assert fresh
    assert store.work.submit(_asked("k1"))[0].id == first.id
    claim = store.work.claim(first.id, "me")
    assert claim is not None
    store.work.record(claim, "answer", Done({}), progress=100, last=True)
    again, fresh = store.work.submit(_asked("k1"))
    assert (again.id, again.state, fresh) == (first.id, "done", False)


def test_another_key_is_another_run(store: Store) -> None:
    ids = {store.work.submit(_asked(key))[0].id for key in ("k1", "k2", "k3")}
    assert len(ids) == 3


def test_a_key_used_for_another_request_is_refused(store: Store) -> None:
    store.work.submit(_asked("k1"))
    with pytest.raises(Conflict) as refused:
        store.work.submit(_asked("k1", message="Something else?"))
    assert (refused.value.status, refused.value.code) == (409, "key_reused")


def test_a_key_belongs_to_its_tenant(store: Store) -> None:
    mine, _ = store.work.submit(_asked("k1"))
    theirs, fresh = store.work.submit(_asked("k1", tenant="tenant-b"))
    assert fresh
    assert theirs.id != mine.id


def test_the_same_work_in_flight_is_joined_until_it_ends(store: Store) -> None:
    first, _ = store.work.submit(_asked())
    assert store.work.submit(_asked())[0].id == first.id
    assert store.work.submit(_asked(message="Another?"))[0].id != first.id
    assert store.work.submit(_asked(tenant="tenant-b"))[0].id != first.id
    store.work.cancel("tenant-a", first.id)
    again, fresh = store.work.submit(_asked())
    assert fresh
    assert again.id != first.id


@pytest.mark.parametrize("key", ["k1", None])
def test_of_many_that_ask_at_once_one_makes_the_job(store: Store, key: str | None) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: store.work.submit(_asked(key)), range(8)))
    assert len({job.id for job, _ in answers}) == 1
    assert sum(fresh for _, fresh in answers) == 1
