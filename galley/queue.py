"""The fork: who runs a job. This file has the seam; `celery_integration.py` is the side that hands work to Celery.

Whoever runs it calls the same runner, so the choice changes nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from galley.store.models import Job


@dataclass(frozen=True, slots=True)
class Line:
    """A queue: its priority and the pool that suits its work (threads wait well, processes compute well)."""

    priority: int  # higher is sooner, on every broker
    pool: str


QUEUES = {
    "chat": Line(9, "threads"),
    "test": Line(9, "threads"),
    "analysis": Line(8, "threads"),
    "file_processing": Line(7, "prefork"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether work for a queue can be handed over now, and if not, why, in words for a person."""

    available: bool
    reason: str = ""


class Queue(Protocol):
    """A broker with workers behind it, or nothing."""

    def verdict(self, queue: str) -> Verdict:
        """Whether somebody would take work from this queue. Costs one round trip at most, never over 0.7 s."""

    def send(self, job: Job) -> bool:
        """Send a message with the job's id. False when it failed or may have failed."""

    def orphaned(self) -> set[str]:
        """Queues that have had no live worker for long: this process must run their jobs."""

    def backlog(self) -> dict[str, int] | None:
        """Messages waiting by queue; None when the broker does not answer."""


class NoQueue:
    """Everything runs here."""

    def verdict(self, queue: str) -> Verdict:
        """Never available, and nothing to explain: nobody asked for a broker."""
        return Verdict(False)

    def send(self, job: Job) -> bool:
        """Nothing can be sent."""
        return False

    def orphaned(self) -> set[str]:
        """Jobs that were handed to Celery before it was switched off are run here."""
        return set(QUEUES)

    def backlog(self) -> dict[str, int] | None:
        """There is no broker."""
        return None
