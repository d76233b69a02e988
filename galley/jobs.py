"""A job is work somebody asked for, split into steps. A step that finished is never done twice.

This file has the words: the states, the three things a step may return, and how a step is stopped. It does not
know the database, the queue or the clock that drives it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from galley.errors import Stopped

if TYPE_CHECKING:
    from galley.store.rows import Rows


class State(StrEnum):
    """Where a job stands. The last three are the end."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.WAITING, State.RUNNING)
ENDED = (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Done:
    """The step finished. `outcome` is remembered; `save` writes its rows in the same transaction.

    The outcome of a plan's last step is the job's result.
    """

    outcome: dict[str, Any]
    save: Callable[[Rows], None] | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Give the slot back; the job is due again at `until` (seconds since 1970)."""

    until: float
    reason: str


@dataclass(frozen=True, slots=True)
class Child:
    """A job to be made by Spawn, for the same tenant and session as its parent."""

    kind: str
    input: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spawn:
    """Make these jobs; this step is finished, and the next one is due when the last child has ended."""

    children: tuple[Child, ...]
    outcome: dict[str, Any] = field(default_factory=dict)


StepResult = Done | Wait | Spawn


class Stop:
    """Tells a running step to end, from any thread. What blocks registers a callback that unblocks it."""

    def __init__(self, deadline: float | None = None) -> None:
        """`deadline` is on the monotonic clock; past it, `check` raises with the reason `deadline`."""
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], object]] = []
        self._reason: str | None = None
        self.deadline = deadline

    @property
    def reason(self) -> str | None:
        """Why the step must end; None while it may go on."""
        if self._reason is None and self.deadline is not None and time.monotonic() > self.deadline:
            return "deadline"
        return self._reason

    def set(self, reason: str) -> None:
        """Stop the step. The first reason stays."""
        with self._lock:
            if self._reason is not None:
                return
            self._reason = reason
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()

    def check(self) -> None:
        """Raise Stopped when the step must end."""
        if reason := self.reason:
            raise Stopped(reason)

    def on_stop(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back when stopped, at once if that was before. Returns what takes the callback off again."""
        with self._lock:
            if self._reason is None:
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def _forget(self, callback: Callable[[], object]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)
