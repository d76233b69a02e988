"""What the supervisor asks of the operating system: sessions, signals, orphans, the state file.

Three promises hold on Linux only and are left out elsewhere: a child ends when its supervisor is killed,
orphaned grandchildren come to the supervisor, and at the very end it can find and kill all of them.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
PR_SET_CHILD_SUBREAPER = 36
WATCHED = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGCHLD)

# Looked up once, here: between fork and exec nothing may be loaded.
_prctl: Callable[..., int] | None = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class SignalInbox:
    """Turns signals into bytes to wait for, so that nothing at all happens inside a signal handler.

    Blocking them by a mask would do as well, but children inherit a mask.
    """

    def __enter__(self) -> SignalInbox:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._old_writer = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._old_handlers = {
            number: signal.signal(number, _only_wake_up)
            for number in WATCHED
            if not (number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN)  # under nohup
        }
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_writer)
        self._reader.close()
        self._writer.close()

    def wait(self, seconds: float | None) -> bytes:
        """The numbers of the signals that came; nothing when the time is over. None waits for ever."""
        ready, _, _ = select.select([self._reader], [], [], seconds)
        return self._reader.recv(4096) if ready else b""


def _only_wake_up(_number: int, _frame: FrameType | None) -> None:
    pass


def spawn(argv: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C reaches us alone; it writes where we do."""
    parent = os.getpid()

    def end_with_parent() -> None:
        if _prctl:
            _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it ended before we asked
                os._exit(1)

    return subprocess.Popen(argv, env=env, start_new_session=True, preexec_fn=end_with_parent)


def adopt_orphans() -> None:
    """Make the children of dead children ours, even when another process is the container's first."""
    if _prctl:
        _prctl(PR_SET_CHILD_SUBREAPER, 1)


def kill_group(leader: int) -> None:
    """Kill a program and everything in its group, the processes of its pool among them."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def signal_orphans(programs: set[int], number: signal.Signals) -> None:
    """Signal the children that we did not start but adopted."""
    for pid, parent in _parents().items():
        if parent == os.getpid() and pid not in programs:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)


def kill_descendants() -> None:
    """Kill every process below this one, whatever session it went into."""
    parents = _parents()
    family = {os.getpid()}
    while found := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= found
    for pid in family - {os.getpid()}:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _parents() -> dict[int, int]:
    """Every process and its parent; empty where there is no /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended while we looked
            # "pid (name) state parent …", and a name may hold blanks and brackets
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    return parents


def write_state(path: Path, state: Mapping[str, Any]) -> None:
    """Put `state` into the file in one move, so that no reader ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        json.dump(state, file)
    os.replace(name, path)


def default_state_path() -> Path:
    """Where the state of this process goes: in memory where the system has such a folder."""
    shm = Path("/dev/shm")
    folder = shm if os.access(shm, os.W_OK) else Path(tempfile.gettempdir())
    return folder / f"galley-supervisor-{os.getpid()}.json"
