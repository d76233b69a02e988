"""The supervisor with tiny stand-in programs: real processes, real signals, short clocks."""

from __future__ import annotations

import json
import os
import signal
import sys
import textwrap
from pathlib import Path

import pytest

from tests.servers import Program, wait_until

ROOT = Path(__file__).parents[2]
SLEEPER = "import time; time.sleep(60)"
POLITE = """
import signal, sys, time
def end(*_):
    print(NAME, "asked to end", flush=True)
    time.sleep(0.2)
    sys.exit(3)  # a code that must not matter once all were asked
signal.signal(signal.SIGTERM, end)
print(NAME, "ready", flush=True)
time.sleep(60)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(NAME, "ready", flush=True)
time.sleep(60)
"""
# Not reached by TERM; a child in a session of its own, as a supervisor below this one would have.
DEAF_WITH_GRANDCHILD = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(NAME, "ready", child.pid, flush=True)
time.sleep(60)
"""
TAKES_QUIT = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGQUIT, lambda *_: (print(NAME, "handed back", flush=True), sys.exit(0)))
print(NAME, "ready", flush=True)
time.sleep(60)
"""
SCRIPT = """
import sys, logging
from pathlib import Path
from cli.supervisor import Clocks, Program, supervise
logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
def program(name, source, **kw):
    return Program(name=name, argv=[sys.executable, "-c", f"NAME = {{name!r}}\\n" + source], **kw)
clocks = Clocks(quit_before_kill=0.5, reap_after_kill=2, first_restart=0.1, longest_restart=0.4)
sys.exit(supervise([{programs}], {grace}, clocks=clocks, state_path=Path({state!r})))
"""


class Supervised:
    """A supervisor in a process of its own, and what it wrote."""

    def __init__(self, folder: Path, programs: str, grace: float = 5) -> None:
        self.state_path = folder / "state.json"
        script = SCRIPT.format(programs=textwrap.dedent(programs), grace=grace, state=str(self.state_path))
        self.program = Program([sys.executable, "-c", script], folder / "log", cwd=ROOT)
        self.program.start()

    def says(self, words: str, times: int = 1) -> None:
        wait_until(lambda: self.program.log().count(words) >= times, 10, f"{words!r} in the log")

    def state(self, name: str) -> dict[str, object]:
        state: dict[str, object] = json.loads(self.state_path.read_text())["programs"][name]
        return state

    def pid(self, name: str) -> int:
        wait_until(lambda: self.state_path.exists() and self.state(name)["pid"], 10, f"{name} runs")
        return int(str(self.state(name)["pid"]))

    def term(self) -> None:
        os.kill(self.program.pid, signal.SIGTERM)


@pytest.fixture
def supervised(tmp_path):
    started = []

    def start(programs: str, grace: float = 5) -> Supervised:
        started.append(Supervised(tmp_path, programs, grace))
        return started[-1]

    yield start
    for one in started:
        one.program.stop()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_term_ends_all_at_once_with_zero(supervised):
    run = supervised(f"program('web', {POLITE!r}), program('worker', {POLITE!r}, restart=True, required=False)")
    run.says("ready", times=2)
    pids = [run.pid("web"), run.pid("worker")]
    run.term()
    assert run.program.wait(20) == 0
    assert run.program.log().count("asked to end") == 2
    assert not any(alive(pid) for pid in pids)
    assert not run.state_path.exists()


def test_a_killed_worker_is_started_again(supervised):
    run = supervised(f"program('web', {POLITE!r}), program('worker', {SLEEPER!r}, restart=True, required=False)")
    first = run.pid("worker")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: run.state("worker")["starts"] == 2, 5, "a second start")
    assert run.pid("worker") != first
    assert run.state("worker")["last_exit"] == -signal.SIGKILL
    run.term()
    assert run.program.wait(20) == 0


def test_the_state_says_degraded_while_a_worker_waits(supervised):
    run = supervised(f"program('web', {POLITE!r}), program('worker', 'exit(1)', restart=True, required=False)")
    run.says("not started again")
    assert run.state("worker")["state"] == "gave_up"
    assert run.state("worker")["starts"] == 6
    assert json.loads(run.state_path.read_text())["degraded"] is True
    assert run.state("web")["state"] == "running"
    run.term()
    assert run.program.wait(20) == 0


def test_a_required_worker_that_dies_too_often_ends_all_with_70(supervised):
    run = supervised(f"program('web', {POLITE!r}), program('worker', 'exit(1)', restart=True)")
    assert run.program.wait(20) == 70
    assert "web asked to end" in run.program.log()


def test_a_dead_web_ends_all_with_70(supervised):
    run = supervised(f"program('web', {SLEEPER!r}), program('worker', {POLITE!r}, restart=True, required=False)")
    run.says("ready")
    web, worker = run.pid("web"), run.pid("worker")
    os.kill(web, signal.SIGKILL)
    assert run.program.wait(20) == 70
    assert "worker asked to end" in run.program.log()
    assert not alive(worker)


def test_unusable_settings_end_all_with_78(supervised):
    run = supervised(f"program('web', {POLITE!r}), program('worker', 'exit(78)', restart=True, required=False)")
    assert run.program.wait(20) == 78
    assert run.program.log().count("worker started") == 1


def test_a_program_that_is_not_there_counts_as_dead(supervised):
    run = supervised("Program(name='web', argv=['/nowhere/web'])")
    assert run.program.wait(20) == 70


def test_quit_comes_before_the_end_of_the_grace(supervised):
    run = supervised(
        f"program('web', {POLITE!r}), program('worker', {TAKES_QUIT!r}, restart=True, takes_quit=True)",
        grace=1.5,
    )
    run.says("ready", times=2)
    run.term()
    assert run.program.wait(20) == 0
    assert "worker handed back" in run.program.log()


def test_what_does_not_listen_is_killed_with_all_below_it(supervised):
    run = supervised(f"program('web', {DEAF!r}), program('worker', {DEAF_WITH_GRANDCHILD!r})", grace=1)
    run.says("ready", times=2)
    pids = [run.pid("web"), run.pid("worker")]
    pids.append(int(run.program.log().split("worker ready ")[1].split()[0]))
    run.term()
    assert run.program.wait(20) == 70
    assert not any(alive(pid) for pid in pids)


def test_a_killed_supervisor_leaves_no_children(supervised):
    run = supervised(f"program('web', {POLITE!r}), program('worker', {SLEEPER!r}, restart=True)")
    run.says("ready")
    pids = [run.pid("web"), run.pid("worker")]
    os.kill(run.program.pid, signal.SIGKILL)
    wait_until(lambda: not any(alive(pid) for pid in pids), 5, "the end of both children")


def test_orphans_are_asked_to_end_too(supervised):
    orphaning = (
        "import subprocess, sys, time\n"
        "code = 'import time; time.sleep(60)'\n"
        "child = subprocess.Popen([sys.executable, '-c', code], start_new_session=True)\n"
        "print('orphan', child.pid, flush=True)\n"
        "time.sleep(0.2)\n"
    )
    run = supervised(f"program('web', {POLITE!r}), program('worker', {orphaning!r}, required=False)")
    run.says("not started again")
    orphan = int(run.program.log().split("orphan ")[1].split()[0])
    assert alive(orphan)
    run.term()
    assert run.program.wait(20) == 0
    assert not alive(orphan)
