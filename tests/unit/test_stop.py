"""Telling a running step to end."""

import threading
import time

import pytest

from galley.errors import Stopped
from galley.jobs import ENDED, OPEN, State, Stop


def test_a_step_that_nobody_stopped_goes_on() -> None:
    stop = Stop(time.monotonic() + 60)
    stop.check()
    assert stop.reason is None


def test_a_stopped_step_is_told_why() -> None:
    stop = Stop()
    stop.set("cancelled")
    with pytest.raises(Stopped) as told:
        stop.check()
    assert told.value.reason == stop.reason == "cancelled"


def test_the_first_reason_stays() -> None:
    stop = Stop()
    stop.set("cancelled")
    stop.set("draining")
    assert stop.reason == "cancelled"


def test_callbacks_are_called_once() -> None:
    called: list[int] = []
    stop = Stop()
    stop.on_stop(lambda: called.append(1))
    stop.on_stop(lambda: called.append(2))
    stop.set("lost")
    stop.set("lost")
    assert called == [1, 2]


def test_a_callback_that_comes_late_is_called_at_once() -> None:
    called: list[int] = []
    stop = Stop()
    stop.set("lost")
    forget = stop.on_stop(lambda: called.append(1))
    forget()
    assert called == [1]


def test_a_callback_that_was_taken_off_is_not_called() -> None:
    called: list[int] = []
    stop = Stop()
    forget = stop.on_stop(lambda: called.append(1))
    stop.on_stop(lambda: called.append(2))
    forget()
    forget()
    stop.set("cancelled")
    assert called == [2]


def test_a_callback_may_ask_for_the_reason_and_take_others_off() -> None:
    stop = Stop()
    seen: list[str | None] = []
    forget = stop.on_stop(lambda: None)
    stop.on_stop(lambda: (seen.append(stop.reason), forget()))
    stop.set("draining")
    assert seen == ["draining"]


def test_past_the_deadline_a_step_must_end() -> None:
    stop = Stop(time.monotonic() - 0.001)
    with pytest.raises(Stopped, match="deadline"):
        stop.check()
    stop.set("cancelled")
    assert stop.reason == "cancelled", "somebody's word is more than a clock's"


def test_many_threads_stop_it_and_each_callback_runs_once() -> None:
    stop, called, together = Stop(), [], threading.Barrier(16)

    def register() -> None:
        together.wait()
        stop.on_stop(lambda: called.append(1))

    def end() -> None:
        together.wait()
        stop.set("cancelled")

    threads = [threading.Thread(target=t) for t in [register] * 12 + [end] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(called) == 12


def test_a_job_is_open_or_has_ended() -> None:
    assert set(OPEN) | set(ENDED) == set(State)
    assert not set(OPEN) & set(ENDED)
