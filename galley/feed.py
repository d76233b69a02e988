"""A job's events as they happen: first those that were missed, then each as soon as it is there.

Promises: the same query as the list of events, in order, without a gap or a double. No connection to the database
is held while it waits. What this process does wakes it; what others do is seen at the next look.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from galley.jobs import ENDED
from galley.store.models import Event, Job

if TYPE_CHECKING:
    from galley.root import Galley

LOOK_SECONDS = 0.5  # how often the table is looked at when nobody rang
_BREATH_SECONDS = 0.1  # between two looks, however often somebody rings
_BATCH = 500


def follow(galley: Galley, tenant: str, job_id: str, number: int, *, seconds: float) -> Iterator[list[Event]]:
    """The events after that number, as they come; an empty list for a look that found nothing new.

    Ends with the job's end, when the job is deleted, when this process is told to stop, and after `seconds`.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end and not galley.runner.draining.is_set():
        seen = galley.change_count
        found = galley.store.work.events_after(tenant, job_id, number, limit=_BATCH)
        if found:
            number = found[-1].number
            yield found
            if found[-1].type == "end":
                return
        elif is_over(galley, tenant, job_id, number):
            return
        else:
            yield []
            galley.wait_for_change(LOOK_SECONDS, since=seen)
        if len(found) < _BATCH:
            time.sleep(_BREATH_SECONDS)


def is_over(galley: Galley, tenant: str, job_id: str, number: int) -> bool:
    """Whether no event after that number will ever come: the job has ended, or is gone."""
    query = select(Job.state, Job.event_count).where(Job.tenant == tenant, Job.id == job_id)
    with galley.store.reading() as db:
        row = db.execute(query).one_or_none()
    return row is None or (row.state in ENDED and row.event_count <= number)
