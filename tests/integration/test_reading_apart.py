"""Files are read in a child process: whatever a parser does there, nobody else feels it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from galley import apart
from galley.apart import Apart
from galley.errors import Stopped, Unreadable, UnsupportedType
from galley.extract import extract
from galley.jobs import Stop
from tests.scans import scanned
from tests.servers import wait_until

TEXT = "# Terms\n\nThe buyer pays within thirty days.\n\n## Delivery\n\nGoods are delivered by road.\n"
READS = "import sys, os, time; sys.stdin.buffer.read(); "


@pytest.fixture
def reader() -> Iterator[Apart]:
    reader = Apart()
    yield reader
    reader.close()


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[int]]:
    """`misbehaving(code)` makes every child do that in place of reading; the ids of those that were started."""

    def replace(code: str) -> list[int]:
        started: list[int] = []

        def start() -> subprocess.Popen[bytes]:
            argv = [sys.executable, "-c", READS + code]
            child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            started.append(child.pid)
            return child

        monkeypatch.setattr(apart, "_start", start)
        return started

    return replace


def test_it_gives_what_reading_here_gives(reader: Apart) -> None:
    assert reader.extract("terms.md", TEXT.encode()) == extract("terms.md", TEXT.encode())


def test_a_refusal_comes_through_with_its_class_code_and_facts(reader: Apart) -> None:
    with pytest.raises(UnsupportedType) as refused:
        reader.extract("run.exe", b"MZ")
    assert refused.value.status == 415
    assert ".docx" in refused.value.facts["valid"]  # type: ignore[operator]


@pytest.mark.parametrize("end", ["os.abort()", "sys.exit(3)", "print('nonsense')", "os.kill(os.getpid(), 9)"])
def test_a_parser_that_ends_its_process_is_a_refusal(
    reader: Apart, misbehaving: Callable[[str], list[int]], end: str
) -> None:
    misbehaving(end)
    with pytest.raises(Unreadable) as refused:
        reader.extract("terms.md", TEXT.encode())
    assert refused.value.code == "corrupt"


def test_a_parser_that_hangs_is_ended(
    reader: Apart, misbehaving: Callable[[str], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = misbehaving("time.sleep(60)")
    monkeypatch.setattr(apart, "EXTRACT_SECONDS", 1.0)
    with pytest.raises(Unreadable) as refused:
        reader.extract("terms.md", TEXT.encode())
    assert refused.value.code == "too_slow"
    assert not psutil.pid_exists(started[0])


def test_who_stops_the_work_ends_the_child(reader: Apart, misbehaving: Callable[[str], list[int]]) -> None:
    started = misbehaving("time.sleep(60)")
    stop = Stop()
    stop.set("cancelled")
    began = time.monotonic()
    with pytest.raises(Stopped):
        reader.ocr("page.png", scanned("Words", form="PNG"), 1, stop)
    assert time.monotonic() - began < 30
    assert not psutil.pid_exists(started[0])


def test_a_child_takes_no_more_memory_than_it_may(reader: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    from galley import child

    code = (
        "import sys; from galley import child; child._limit(20)\n"
        "try: bytearray(child.MEMORY_BYTES)\nexcept MemoryError: sys.exit(7)"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=apart._ROOT, timeout=60, check=False)
    assert (ended.returncode, child.MEMORY_BYTES < 4_000_000_000) == (7, True)


def test_a_child_whose_parent_is_gone_ends() -> None:
    code = (
        "import os, sys, time; from galley import apart\n"
        "reader = apart.Apart(); reader.warm(); print(reader._spare.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=apart._ROOT, capture_output=True, timeout=60, check=False)
    orphan = int(told.stdout)
    wait_until(lambda: not psutil.pid_exists(orphan) or _is_over(orphan), 20, "the child ends")


def _is_over(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_no_child_is_left_behind() -> None:
    reader = Apart()
    for _ in range(3):
        reader.extract("terms.md", TEXT.encode())
    reader.close()
    mine = psutil.Process(os.getpid())
    wait_until(lambda: not [c for c in mine.children() if "galley.child" in " ".join(c.cmdline())], 10, "all ended")


def test_a_child_that_nobody_asks_ends() -> None:
    code = "from galley import child; child.IDLE_SECONDS = 0.5; child.main()"
    argv = [sys.executable, "-c", code, str(os.getpid())]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, cwd=apart._ROOT) as waiting:
        assert waiting.wait(60) == 0
