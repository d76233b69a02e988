"""All that Galley can do, on one screen: job kind → queue, priority, limit, retries, steps.

The last step's outcome is the job's result. `upto` is the progress (0 to 100) that stands when a step has ended.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from tenacity import RetryCallState
from tenacity.wait import wait_base, wait_exponential, wait_random

from galley import chat, connection, review, scans
from galley.context import Context
from galley.errors import NotFound
from galley.jobs import State, StepResult
from galley.queue import QUEUES
from galley.store.models import Job
from galley.store.rows import Rows


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, the function that does it, and the progress when it is done."""

    name: str
    run: Callable[[Context], StepResult]
    upto: int = 100


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a step that failed is tried again, and how long to wait before (tenacity's waits, in seconds)."""

    times: int
    wait: wait_base | None = None

    def seconds(self, attempt: int) -> float:
        """The wait before the try after this many failed ones (1, 2, …)."""
        state = RetryCallState(cast(Any, None), None, (), {})
        state.attempt_number = attempt
        return float(self.wait(state)) if self.wait else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a kind of job is made of and how it is treated."""

    kind: str
    task: str  # the Celery task that carries its messages
    queue: str
    steps: tuple[Step, ...]
    retry: Retry
    submitted: str  # what the queued answer says
    doing: str  # what a running job's status says before it says more itself
    finished: str
    accept: Callable[[Rows, Job], None] | None = None  # what is written together with the job itself

    @property
    def priority(self) -> int:
        """Higher is sooner."""
        return QUEUES[self.queue].priority

    def span(self, step: Step) -> tuple[int, int]:
        """Progress at the step's beginning and at its end."""
        index = self.steps.index(step)
        return (self.steps[index - 1].upto if index else 0), step.upto

    def job(self, tenant: str, input: dict[str, Any], *, way: str) -> Job:
        """A new job of this kind, due now."""
        return Job(
            tenant=tenant, kind=self.kind, queue=self.queue, priority=self.priority, way=way, input=input,
            state=State.WAITING, due_at=time.time(), progress=0, event_count=0, message=None,
        )  # fmt: skip


_SOON = wait_exponential(multiplier=2, exp_base=2, max=60) + wait_random(0, 0.5)  # 2, 4, 8 s with jitter

PLANS = {
    plan.kind: plan
    for plan in (
        Plan(
            kind="analyze_section",
            task="celery_tasks.analyze_section_task",
            queue="analysis",
            steps=(Step("rules", review.check_rules, 30), Step("claude", review.ask_claude)),
            retry=Retry(3, _SOON),
            submitted="Analysis task submitted to queue",
            doing="Analyzing section...",
            finished="Analysis complete",
        ),
        Plan(
            kind="analyze_document",
            task="celery_tasks.analyze_document_task",
            queue="analysis",
            steps=(Step("sections", review.split_document, 2), Step("summary", review.sum_up)),
            retry=Retry(3, _SOON),
            submitted="Analysis task submitted to queue",
            doing="Analyzing document...",
            finished="Analysis complete",
        ),
        Plan(
            kind="chat",
            task="celery_tasks.process_chat_task",
            queue="chat",
            steps=(Step("answer", chat.answer),),
            accept=chat.keep_question,
            retry=Retry(3, _SOON),
            submitted="Chat task submitted to queue",
            doing="Reading the document...",
            finished="Answer ready",
        ),
        Plan(
            kind="test_connection",
            task="celery_tasks.test_connection_task",
            queue="test",
            steps=(Step("test", connection.test),),
            retry=Retry(0),
            submitted="Connection test submitted to queue",
            doing="Testing the connection...",
            finished="Connection tested",
        ),
        Plan(
            kind="read_file",
            task="celery_tasks.read_file_task",
            queue="file_processing",
            steps=(Step("pages", scans.split_pages, 2), Step("document", scans.put_together)),
            retry=Retry(3, _SOON),
            submitted="Reading task submitted to queue",
            doing="Reading the pages...",
            finished="Document read",
        ),
        Plan(
            kind="read_page",
            task="celery_tasks.read_page_task",
            queue="file_processing",
            steps=(Step("page", scans.read_page),),
            retry=Retry(3, _SOON),
            submitted="Reading task submitted to queue",
            doing="Reading a page...",
            finished="Page read",
        ),
    )
}


def plan_of(kind: str) -> Plan:
    """The plan of that kind."""
    if kind not in PLANS:
        raise NotFound(f"There is no kind of work called {kind}.", code="unknown_kind")
    return PLANS[kind]


def flight_of(kind: str, input: dict[str, Any]) -> str:
    """What makes two requests the same work: equal kind and input give equal flights."""
    return hashlib.sha256(json.dumps([kind, input], sort_keys=True).encode()).hexdigest()
