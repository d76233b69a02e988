"""What each kind of job is made of."""

from itertools import pairwise

import pytest

import celery_tasks
from galley.errors import NotFound
from galley.jobs import State
from galley.plans import PLANS, Plan, flight_of, plan_of
from galley.queue import QUEUES

ALL = pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))
DESCRIBED = {
    "analyze_section": ("celery_tasks.analyze_section_task", "analysis", 8, 3),
    "analyze_document": ("celery_tasks.analyze_document_task", "analysis", 8, 3),
    "chat": ("celery_tasks.process_chat_task", "chat", 9, 3),
    "test_connection": ("celery_tasks.test_connection_task", "test", 9, 0),
}


@ALL
def test_its_queue_exists(plan: Plan) -> None:
    assert plan.queue in QUEUES
    assert plan.priority == QUEUES[plan.queue].priority


@ALL
def test_its_task_is_registered_under_that_name(plan: Plan) -> None:
    module, _, name = plan.task.partition(".")
    assert module == celery_tasks.__name__
    assert getattr(celery_tasks, name).name == plan.task


@ALL
def test_its_progress_rises_from_0_to_100(plan: Plan) -> None:
    spans = [plan.span(step) for step in plan.steps]
    assert spans[0][0] == 0
    assert spans[-1][1] == 100
    assert all(low < high for low, high in spans)
    assert all(before[1] == after[0] for before, after in pairwise(spans))


@ALL
def test_its_steps_have_names_of_their_own(plan: Plan) -> None:
    names = [step.name for step in plan.steps]
    assert len(names) == len(set(names))
    assert all(name and len(name) <= 40 for name in names)


@ALL
def test_it_says_what_it_does(plan: Plan) -> None:
    assert plan.submitted.endswith(" submitted to queue")
    assert plan.doing
    assert plan.finished


@pytest.mark.parametrize("kind", DESCRIBED)
def test_the_described_kinds_are_as_described(kind: str) -> None:
    plan = PLANS[kind]
    assert (plan.task, plan.queue, plan.priority, plan.retry.times) == DESCRIBED[kind]
    assert plan_of(kind) is plan
    assert plan.kind == kind


@pytest.mark.parametrize("kind", ["analyze_section", "analyze_document", "chat"])
def test_the_waits_double_and_have_jitter(kind: str) -> None:
    retry = PLANS[kind].retry
    for attempt, seconds in ((1, 2.0), (2, 4.0), (3, 8.0)):
        waits = [retry.seconds(attempt) for _ in range(40)]
        assert all(seconds <= wait <= seconds + 0.5 for wait in waits)
        assert len(set(waits)) > 1, "not everybody comes back at the same moment"


def test_what_is_not_tried_again_waits_for_nothing() -> None:
    assert PLANS["test_connection"].retry.seconds(1) == 0.0


def test_a_new_job_is_due_and_waits() -> None:
    job = PLANS["chat"].job("tag", {"message": "?"}, way="local")
    assert (job.kind, job.queue, job.priority, job.way, job.tenant) == ("chat", "chat", 9, "local", "tag")
    assert job.state == State.WAITING
    assert job.due_at is not None


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(NotFound, match="no kind of work called brew_coffee"):
        plan_of("brew_coffee")


def test_equal_requests_are_the_same_flight() -> None:
    assert flight_of("chat", {"a": 1, "b": 2}) == flight_of("chat", {"b": 2, "a": 1})
    others = [("chat", {"a": 1, "b": 3}), ("test", {"a": 1, "b": 2}), ("chat", {}), ("chat", {"a": "1", "b": 2})]
    assert len({flight_of(*o) for o in others} | {flight_of("chat", {"a": 1, "b": 2})}) == 5
    assert len(flight_of("chat", {})) == 64, "it fits its column"
