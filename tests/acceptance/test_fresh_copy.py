"""A fresh copy of the project on a clean machine: one command, and a review can begin.

This installs all that running needs into a folder of its own: a minute or so, most of it pip's.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT
from tests.integration.web import Over
from tests.servers import Program, clean_environment, free_port, wait_until

INSTALL_SECONDS = 240
# How pip gets to its packages, where that is not by itself.
NETWORK = (
    "PIP_",
    "SSL_CERT_",
    "REQUESTS_CA_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What `git clone` would give of the files as they are now."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, capture_output=True, check=True, text=True, timeout=60).stdout.split("\0")
    folder = tmp_path / "galley"
    for name in filter(None, names):
        if (ROOT / name).is_file():  # not one that is about to be removed
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture
def made(copy: Path, tmp_path: Path) -> Iterator[Over]:
    """`make run` in that copy, until the test ends; then Ctrl-C."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name.upper().startswith(NETWORK)}
    python = Path(sys.base_prefix) / "bin" / "python3"
    env = clean_environment(PORT=str(port), **kept)
    program = Program(["make", "run", f"PYTHON={python}"], tmp_path / "make.log", env=env, cwd=copy).start()
    try:
        yield Over(f"http://127.0.0.1:{port}", program)
    finally:
        if program.running:
            os.killpg(program.pid, signal.SIGINT)
        program.wait(40)


@pytest.mark.timeout(INSTALL_SECONDS + 60)
def test_make_run_serves_a_working_review_in_one_command(
    made: Over, copy: Path, record_property: pytest.RecordProperty
) -> None:
    began = time.monotonic()

    def up() -> bool:
        assert made.program.running, made.program.tail()
        try:
            return made.call("GET", "/healthz").status == 200
        except OSError:
            return False

    wait_until(up, INSTALL_SECONDS, "make run serves")
    record_property("seconds_to_first_answer", round(time.monotonic() - began))
    assert made.get("/healthz") == {"status": "ok"}
    assert f"Galley is at {made.url}" in made.program.log()
    assert b"<title>Galley</title>" in made.call("GET", "/").data

    [sample] = made.get("/sessions")["sessions"]
    assert sample["sample"] is True
    answer = made.analyze_all(sample["session_id"], expect=200)
    assert answer["async"] is False
    assert {"thirty (20)", "recieve"} <= {item["quote"] for item in answer["feedback_items"]}
    assert (copy / "data" / "galley.db").is_file()
