"""The feed behind a stream of events: bounded in time, without a gap, and idle while it waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from galley import feed
from galley.root import Galley
from galley.store.models import Event
from routes.events import STREAM_SECONDS


@contextmanager
def _open_job(galley: Galley) -> Iterator[str]:
    from galley.plans import plan_of

    job, _ = galley.store.work.submit(plan_of("test_connection").job(galley.tenants.local(), {}, way="local"))
    yield job.id


def test_a_feed_ends_itself_in_time_and_says_when_nothing_came(galley: Galley) -> None:
    with _open_job(galley) as job_id:
        looks = list(feed.follow(galley, galley.tenants.local(), job_id, 0, seconds=0.7))
    assert [len(found) for found in looks[:2]] == [1, 0]
    assert STREAM_SECONDS < 100


def test_a_feed_holds_no_connection_while_it_waits(galley: Galley) -> None:
    with _open_job(galley) as job_id:
        for _ in feed.follow(galley, galley.tenants.local(), job_id, 0, seconds=0.7):
            assert galley.store.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_feed_gives_long_histories_in_pieces_without_a_gap(galley: Galley) -> None:
    with _open_job(galley) as job_id:
        with galley.store.writing() as db:
            tag = galley.tenants.local()
            db.add_all(
                Event(job_id=job_id, number=n, tenant=tag, type="delta", data={}, at=0.0) for n in range(2, 1203)
            )
        pieces = list(feed.follow(galley, tag, job_id, 0, seconds=1.0))
    assert [len(piece) for piece in pieces[:4]] == [500, 500, 202, 0]
    assert [event.number for piece in pieces for event in piece] == list(range(1, 1203))


def test_a_feed_of_a_process_that_ends_is_over(galley: Galley) -> None:
    with _open_job(galley) as job_id:
        galley.runner.draining.set()
        assert list(feed.follow(galley, galley.tenants.local(), job_id, 0, seconds=30)) == []
