"""Galley's commands, used the way a person does: a folder, a command, what it says and its exit code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import settings_in
from tests.servers import Program, clean_environment

ROOT = Path(__file__).parents[2]
MAIN = str(ROOT / "main.py")
SAMPLE = ROOT / "examples" / "sample.md"

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., Program]


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """What every command of the test is told; a test may add to it."""
    return settings_in(tmp_path, SHUTDOWN_GRACE="9")


@pytest.fixture
def run(settings: dict[str, str], tmp_path: Path) -> Run:
    """`run("review", "file.md", PORT="1")` runs `main.py` with these arguments and settings to its end."""

    def run(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, MAIN, *arguments],
            env=clean_environment(**settings | given),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def start(settings: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """`start("serve", PORT="1")` leaves `main.py` running until the test ends."""
    with ExitStack() as stack:
        numbers = iter(range(99))

        def start(*arguments: str, **given: str) -> Program:
            program = Program(
                [sys.executable, MAIN, *arguments],
                tmp_path / f"program{next(numbers)}.log",
                env=clean_environment(**settings | given),
                cwd=ROOT,
            )
            return stack.enter_context(program)

        yield start
