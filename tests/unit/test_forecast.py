"""How long a job will still take: from what waits, what the limits let through, and how long jobs ran lately."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest

from galley.forecast import Ahead, left
from galley.intake import take_text
from galley.jobs import State
from galley.plans import plan_of
from galley.root import Galley
from galley.store.models import Job
from tests.integration.web import document

ASKED = {"section_name": "Part 1"}
_LATER = itertools.count()

# The arithmetic


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert left(Ahead(jobs=30, slots=4)) is None


def test_before_any_job_has_run_the_limits_alone_tell() -> None:
    assert left(Ahead(jobs=30, slots=4, paced=300.0)) == 300.0


@pytest.mark.parametrize(
    ("jobs", "slots", "seconds"),
    [(1, 4, 2.0), (4, 4, 2.0), (8, 4, 4.0), (30, 4, 15.0), (30, 1, 60.0)],
)
def test_without_limits_the_slots_share_the_work(jobs: int, slots: int, seconds: float) -> None:
    assert left(Ahead(jobs=jobs, slots=slots, run_seconds=2.0)) == seconds


def test_the_slower_of_work_and_limits_counts() -> None:
    assert left(Ahead(jobs=30, slots=4, run_seconds=2.0, paced=300.0)) == 302.0
    assert left(Ahead(jobs=30, slots=4, run_seconds=60.0, paced=300.0)) == 450.0


def test_a_job_that_runs_has_less_left_and_says_nothing_when_it_is_slower_than_others() -> None:
    assert left(Ahead(jobs=1, slots=4, run_seconds=8.0, ran=5.0)) == 3.0
    assert left(Ahead(jobs=1, slots=4, run_seconds=8.0, ran=9.0)) is None


# What is counted


@pytest.fixture
def galley(make_galley: Callable[..., Galley]) -> Galley:
    return make_galley(RATE_LIMIT_ANALYSIS="5/m")


def _whole(galley: Galley, sections: int) -> Job:
    """A document's review whose sections wait."""
    tag = galley.tenants.local()
    session = take_text(galley, tag, "many", document(sections))
    job = plan_of("analyze_document").job(tag, {"session_id": session.id}, way="local")
    job.session_id = session.id
    galley.store.work.submit(job)
    galley.runner.advance(job.id)
    return _again(galley, job)


def _again(galley: Galley, job: Job) -> Job:
    found = galley.store.work.job(job.id)
    assert found
    return found


def _ran(galley: Galley, kind: str, *seconds: float, state: State = State.DONE) -> None:
    """Jobs of that kind that ended lately and ran so long."""
    with galley.store.writing() as db:
        for busy in seconds:
            job = plan_of(kind).job("somebody", ASKED, way="local")
            job.state, job.due_at, job.busy_seconds, job.ended_at = state, None, busy, time.time() + next(_LATER)
            db.add(job)


def _told(galley: Galley, job: Job, *, asks_claude: bool = True, slots: int = 4) -> dict[str, Any]:
    galley.forecast._kept.clear()
    return galley.forecast.of(job, asks_claude=asks_claude, slots=slots)


def test_a_whole_document_is_paced_by_the_limit_and_names_it(galley: Galley) -> None:
    told = _told(galley, _whole(galley, 30))
    assert told["left_seconds"] == pytest.approx(5 * 60, abs=1)  # five calls now, and five in each of five minutes
    assert told["limit"] == {"setting": "RATE_LIMIT_ANALYSIS", "count": 5, "seconds": 60}


def test_calls_that_were_made_a_moment_ago_count(galley: Galley) -> None:
    job = _whole(galley, 5)
    assert "limit" not in _told(galley, job)
    galley.limits.take("analysis", "local")
    told = _told(galley, job)
    assert told["left_seconds"] == pytest.approx(60, abs=1)
    assert told["limit"]["count"] == 5


def test_without_claude_no_limit_counts(galley: Galley) -> None:
    job = _whole(galley, 30)
    assert _told(galley, job, asks_claude=False) == {"left_seconds": None}
    _ran(galley, "analyze_section", 0.5, 1.5)
    assert _told(galley, job, asks_claude=False) == {"left_seconds": 7.5}


def test_a_document_that_is_not_split_yet_counts_its_sections(galley: Galley) -> None:
    tag = galley.tenants.local()
    session = take_text(galley, tag, "many", document(20))
    job = plan_of("analyze_document").job(tag, {"session_id": session.id}, way="local")
    job.session_id = session.id
    galley.store.work.submit(job)
    assert _told(galley, _again(galley, job))["left_seconds"] == pytest.approx(3 * 60, abs=1)


def test_what_came_before_is_waited_for_and_what_came_after_is_not(galley: Galley) -> None:
    first, second = _whole(galley, 10), _whole(galley, 10)
    assert _told(galley, first)["left_seconds"] == pytest.approx(60, abs=1)
    assert _told(galley, second)["left_seconds"] == pytest.approx(3 * 60, abs=1)
    tag = galley.tenants.local()
    alone, _ = galley.store.work.submit(plan_of("analyze_section").job(tag, ASKED, way="local"))
    assert _told(galley, alone)["left_seconds"] == pytest.approx(4 * 60, abs=1)
    assert _told(galley, alone).keys() == {"left_seconds"}, "only a whole document is paced"
    child = galley.store.work.due(Job.parent_id == second.id, limit=10)[5]
    assert _told(galley, child)["left_seconds"] == pytest.approx(3 * 60, abs=1)
    chat, _ = galley.store.work.submit(plan_of("chat").job(tag, {}, way="local"))
    assert _told(galley, chat) == {"left_seconds": None}, "another queue"


def test_a_call_that_is_with_claude_already_is_not_waited_for_again(galley: Galley) -> None:
    for _ in range(5):
        galley.limits.take("analysis", "local")
    job, _ = galley.store.work.submit(plan_of("analyze_section").job(galley.tenants.local(), ASKED, way="local"))
    claim = galley.store.work.claim(job.id, "somebody")
    assert claim
    assert _told(galley, _again(galley, job))["left_seconds"] == pytest.approx(60, abs=1)
    galley.store.work.report(claim, "claude", 40, "Analyzing section...")
    assert _told(galley, _again(galley, job))["left_seconds"] is None


def test_the_mean_is_of_the_newest_that_were_done(galley: Galley) -> None:
    job = _whole(galley, 4)
    _ran(galley, "analyze_section", *[100.0] * 30)
    _ran(galley, "analyze_section", *[2.0] * 20)
    _ran(galley, "analyze_section", *[0.1] * 10, state=State.CANCELLED)
    _ran(galley, "chat", 50.0)
    assert _told(galley, job, asks_claude=False)["left_seconds"] == 2.0


def test_a_paused_queue_has_no_end(galley: Galley) -> None:
    job = _whole(galley, 30)
    galley.store.pauses.begin("analysis")
    assert _told(galley, job) == {"left_seconds": None}


def test_a_job_that_is_tried_again_waits_for_that(galley: Galley) -> None:
    _ran(galley, "chat", 3.0)
    job, _ = galley.store.work.submit(plan_of("chat").job(galley.tenants.local(), {}, way="local"))
    job.wait_reason, job.due_at = "retry", time.time() + 8
    assert _told(galley, job)["left_seconds"] == pytest.approx(11, abs=0.5)


def test_what_has_ended_has_nothing_left(galley: Galley) -> None:
    job = _whole(galley, 3)
    galley.store.work.cancel(job.tenant, job.id)
    assert _told(galley, _again(galley, job)) == {"left_seconds": 0.0}


def test_waits_are_no_running_time(galley: Galley) -> None:
    from galley.jobs import Wait

    work = galley.store.work
    job, _ = work.submit(plan_of("test_connection").job(galley.tenants.local(), {}, way="local"))
    claim = work.claim(job.id, "somebody")
    assert claim
    work.give_back(claim, Wait(time.time() - 0.1, "rate_limit"))
    before = _again(galley, job)
    time.sleep(0.3)
    again = work.claim(job.id, "somebody")
    assert again
    work.fail(again, {"code": "x", "message": "x"})
    assert (before.claimed_at, _again(galley, job).claimed_at) == (None, None)
    assert 0 <= before.busy_seconds <= _again(galley, job).busy_seconds < 0.3


def test_what_is_costly_is_counted_once_a_second(galley: Galley, monkeypatch: pytest.MonkeyPatch) -> None:
    job = _whole(galley, 3)
    counted: list[int] = []
    line = galley.forecast._line
    monkeypatch.setattr(galley.forecast, "_line", lambda: counted.append(1) or line())
    for _ in range(20):
        galley.forecast.of(job, asks_claude=True, slots=4)
    assert len(counted) == 1
