"""Claims that one process takes twice: after a sleep the old step must learn that it lost, and the new one is kept."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update

from galley.jobs import Done, Stop
from galley.plans import plan_of
from galley.root import Galley
from galley.store.models import Job
from tests.servers import wait_until


def _submitted(galley: Galley) -> Job:
    return galley.store.work.submit(plan_of("chat").job(galley.tenants.local(), {"message": "m"}, way="local"))[0]


def test_a_lease_is_not_renewed_for_a_step_that_was_recorded(make_galley: Callable[..., Galley]) -> None:
    galley = make_galley()
    work = galley.store.work
    job = _submitted(galley)
    claim = work.claim(job.id, "a")
    assert claim is not None
    work.record(claim, "question", Done({}), progress=2, last=False)
    work.renew([(job.id, claim.fence)])
    assert work.claim(job.id, "b") is not None


def test_a_second_claim_of_the_same_job_in_this_process_is_watched(make_galley: Callable[..., Galley]) -> None:
    galley = make_galley()
    work, watch = galley.store.work, galley.runner._watch
    job = _submitted(galley)
    old, new = Stop(), Stop()
    first = work.claim(job.id, "a")
    assert first is not None
    with watch.holding(first, old):
        with galley.store.writing() as db:
            db.execute(update(Job).where(Job.id == job.id).values(lease_until=1.0))
        second = work.claim(job.id, "b")
        assert second is not None
        with watch.holding(second, new):
            wait_until(lambda: old.reason == "lost", 5, "the old step learns that it lost")
            assert new.reason is None
            work.cancel(job.tenant, job.id)
            wait_until(lambda: new.reason == "cancelled", 5, "the new step learns that it is cancelled")


def test_a_job_of_a_kind_that_this_version_does_not_know_fails(make_galley: Callable[..., Galley]) -> None:
    galley = make_galley()
    job = _submitted(galley)
    with galley.store.writing() as db:
        db.execute(update(Job).where(Job.id == job.id).values(kind="of tomorrow"))
    assert galley.runner.advance(job.id).ran
    ended = galley.store.work.job(job.id)
    assert ended is not None
    assert (ended.state, ended.error and ended.error["code"]) == ("failed", "unknown_kind")
