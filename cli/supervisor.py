"""Runs several programs as one, and answers for them.

One container is one program to whoever started it. This file starts Galley's programs, starts again those
that may be, passes a stop on to all of them in good order, and ends when none is left: no child outlives it.
It knows nothing of Redis: a worker that lost its broker is alive, and comes back by itself.

How it ends:

    0   it was asked to stop, and everything ended in time
    70  something that Galley cannot go without died, or had to be killed at the end
    78  a program found its settings unusable; starting it again would change nothing
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cli import processes

EXIT_FAILED = 70
EXIT_UNUSABLE_SETTINGS = 78
STATE_VARIABLE = "GALLEY_SUPERVISOR_STATE"

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run, and what its death means."""

    name: str
    argv: Sequence[str]
    restart: bool = False
    """Started again when it ends, with growing waits, until it has died too often."""
    required: bool = True
    """When it is gone for good, everything ends. Otherwise the rest goes on, marked degraded."""
    takes_quit: bool = False
    """SIGQUIT tells it to hand back what it holds and end now, as it tells Celery."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to the environment of the supervisor."""


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """Every wait, in seconds."""

    quit_before_kill: float = 3
    reap_after_kill: float = 5
    first_restart: float = 2
    longest_restart: float = 30
    deaths_window: float = 300
    deaths_allowed: int = 5


def supervise(
    programs: Sequence[Program],
    grace_seconds: float = 25,
    *,
    clocks: Clocks | None = None,
    state_path: Path | None = None,
) -> int:
    """Run `programs` until a stop signal, or until one that is required is gone; give the exit code.

    Must be called in the main thread. With `state_path`, that file always holds the present state as JSON,
    and the programs find its path in GALLEY_SUPERVISOR_STATE. SIGINT or SIGQUIT while it is stopping hurries.
    """
    return _Supervisor(programs, grace_seconds, clocks or Clocks(), state_path).run()


@dataclass(kw_only=True)
class _Child:
    program: Program
    state: Literal["running", "waiting", "gave_up", "ended"] = "waiting"
    process: subprocess.Popen[bytes] | None = None
    start_at: float = 0
    since: float = field(default_factory=time.time)
    starts: int = 0
    last_exit: int | None = None
    deaths: deque[float] = field(default_factory=deque)


class _Supervisor:
    def __init__(
        self, programs: Sequence[Program], grace_seconds: float, clocks: Clocks, state_path: Path | None
    ) -> None:
        self._children = [_Child(program=program) for program in programs]
        self._grace_seconds = grace_seconds
        self._clocks = clocks
        self._state_path = state_path
        self._exit_code: int | None = None  # none while nothing has asked for the end
        self._steps: deque[tuple[float, signal.Signals | None]] = deque()  # of the stop, still to come

    def run(self) -> int:
        processes.adopt_orphans()
        with processes.SignalInbox() as inbox:
            self._start_due()
            while True:
                for number in inbox.wait(self._seconds_to_next()):
                    self._signalled(number)
                anyone_left = self._reap()
                if self._exit_code is None:
                    self._start_due()
                elif not anyone_left or self._stop_harder():
                    break
        if self._state_path:
            self._state_path.unlink(missing_ok=True)
        log.info("all programs ended", extra={"action": "supervisor_end", "exit_code": self._exit_code})
        return self._exit_code

    # Starting

    def _start_due(self) -> None:
        for child in self._children:
            if child.state == "waiting" and child.start_at <= time.monotonic() and self._exit_code is None:
                self._start(child)

    def _start(self, child: _Child) -> None:
        child.starts += 1
        env = {**os.environ, **child.program.env}
        if self._state_path:
            env[STATE_VARIABLE] = str(self._state_path)
        try:
            child.process = processes.spawn(child.program.argv, env)
        except (OSError, subprocess.SubprocessError) as error:
            log.error("%s could not be started: %s", child.program.name, error)
            self._died(child, 127)
            return
        self._enter(child, "running")
        log.info("%s started as process %s", child.program.name, child.process.pid)

    # Ending by itself

    def _reap(self) -> bool:
        """Take in every process that ended, ours or adopted; is anyone left?"""
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return False
            if ended is None:
                return True
            child = next((c for c in self._running() if c.process and c.process.pid == ended.si_pid), None)
            if child:
                # Before the status is taken: until then the number of the group cannot be anyone else's.
                processes.kill_group(ended.si_pid)
            _, status = os.waitpid(ended.si_pid, 0)
            if child and child.process:
                child.process.returncode = os.waitstatus_to_exitcode(status)
                self._died(child, child.process.returncode)

    def _died(self, child: _Child, exit_code: int) -> None:
        child.last_exit = exit_code
        if self._exit_code is not None:
            self._enter(child, "ended")
            return
        log.warning("%s ended: %s", child.program.name, _in_words(exit_code))
        if exit_code == EXIT_UNUSABLE_SETTINGS:
            self._enter(child, "ended")
            self._stop(EXIT_UNUSABLE_SETTINGS, f"{child.program.name} cannot use its settings")
        elif child.program.restart and self._may_restart(child):
            wait = min(self._clocks.longest_restart, self._clocks.first_restart * 2 ** (len(child.deaths) - 1))
            child.start_at = time.monotonic() + wait
            self._enter(child, "waiting")
            log.info("%s starts again in %g s", child.program.name, wait)
        else:
            self._give_up(child)

    def _may_restart(self, child: _Child) -> bool:
        now = time.monotonic()
        child.deaths.append(now)
        while child.deaths[0] < now - self._clocks.deaths_window:
            child.deaths.popleft()
        return len(child.deaths) <= self._clocks.deaths_allowed

    def _give_up(self, child: _Child) -> None:
        self._enter(child, "gave_up")
        name = child.program.name
        if child.program.required:
            self._stop(EXIT_FAILED, f"{name} is needed and gone")
        elif all(other.state == "gave_up" for other in self._children):
            self._stop(EXIT_FAILED, "nothing is left to run")
        else:
            log.error("%s died too often and is not started again; the rest goes on without it", name)

    # Being stopped

    def _signalled(self, number: int) -> None:
        if number == signal.SIGCHLD:
            return
        again = self._exit_code is not None
        self._stop(0, f"asked by {signal.Signals(number).name}")
        if number == signal.SIGQUIT or (again and number == signal.SIGINT):
            self._signal_all(signal.SIGQUIT)

    def _stop(self, exit_code: int, reason: str) -> None:
        """Ask all to end, once; the first reason gives the exit code."""
        if self._exit_code is not None:
            return
        log.info("stopping: %s", reason, extra={"action": "supervisor_stop"})
        self._exit_code = exit_code
        now, grace = time.monotonic(), self._grace_seconds
        self._steps.extend(
            [
                (now + max(grace - self._clocks.quit_before_kill, grace / 2), signal.SIGQUIT),
                (now + grace, signal.SIGKILL),
                (now + grace + self._clocks.reap_after_kill, None),
            ]
        )
        for child in self._children:
            if child.state == "waiting":
                self._enter(child, "ended")
        self._signal_all(signal.SIGTERM)
        self._write_state()

    def _stop_harder(self) -> bool:
        """Take the steps of the stop that are due; true after the last one."""
        while self._steps and self._steps[0][0] <= time.monotonic():
            _, step = self._steps.popleft()
            if step is None:
                log.error("some processes could not be ended even by SIGKILL")
                return True
            if step == signal.SIGKILL:
                log.error("the %g s to stop are over: killing what is left", self._grace_seconds)
                self._exit_code = self._exit_code or EXIT_FAILED
            self._signal_all(step)
        return False

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._running():
            if child.process and number == signal.SIGKILL:
                processes.kill_group(child.process.pid)
            elif child.process and (number != signal.SIGQUIT or child.program.takes_quit):
                os.kill(child.process.pid, number)  # not reaped yet, so the number is still its own
        if number == signal.SIGKILL:
            processes.kill_descendants()
        else:
            processes.signal_orphans({c.process.pid for c in self._running() if c.process}, number)

    # The present state

    def _running(self) -> list[_Child]:
        return [child for child in self._children if child.state == "running"]

    def _seconds_to_next(self) -> float | None:
        due = [child.start_at for child in self._children if child.state == "waiting"]
        due += [self._steps[0][0]] if self._steps else []
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _enter(self, child: _Child, state: Literal["running", "waiting", "gave_up", "ended"]) -> None:
        child.state, child.since = state, time.time()
        if state != "running":
            child.process = None
        self._write_state()

    def _write_state(self) -> None:
        if self._state_path is None:
            return
        processes.write_state(
            self._state_path,
            {
                "pid": os.getpid(),
                "stopping": self._exit_code is not None,
                "degraded": any(child.state != "running" for child in self._children),
                "programs": {
                    child.program.name: {
                        "state": child.state,
                        "pid": child.process.pid if child.process else None,
                        "since": child.since,
                        "starts": child.starts,
                        "last_exit": child.last_exit,
                    }
                    for child in self._children
                },
            },
        )


def _in_words(exit_code: int) -> str:
    if exit_code < 0:
        return f"killed by {signal.Signals(-exit_code).name}"
    return f"exit code {exit_code}"
