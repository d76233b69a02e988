"""Jobs in a store, and claims on them, for tests of how both are kept."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import update

from galley.plans import plan_of
from galley.store import Store
from galley.store.models import Job
from galley.store.work import Claim

TENANT = "tenant-a"


def submitted(store: Store, kind: str = "chat", **given: Any) -> Job:
    job = plan_of(kind).job(TENANT, {"session_id": "none"}, way="local")
    for name, value in given.items():
        setattr(job, name, value)
    return store.work.submit(job)[0]


def claimed(store: Store, job: Job, holder: str = "me") -> Claim:
    claim = store.work.claim(job.id, holder)
    assert claim is not None
    return claim


def lapse(store: Store, job: Job) -> None:
    """As if its holder had died a while ago."""
    with store.writing() as db:
        db.execute(update(Job).where(Job.id == job.id).values(lease_until=time.time() - 1))


def as_it_is(store: Store, job: Job) -> Job:
    found = store.work.job(job.id)
    assert found is not None
    return found
