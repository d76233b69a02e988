"""The programs in examples/ do what they say, on a Galley by itself and on one with Celery's workers."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from galley.queue import QUEUES
from tests.acceptance.conftest import SAMPLE, Run
from tests.claude_double import ClaudeDouble
from tests.integration.web import Over
from tests.servers import Program, RedisServer, clean_environment, free_port, wait_until

EXAMPLES = SAMPLE.parent
PROGRAMS = {"review.sh": ["sh"], "review.py": [sys.executable]}
NO_PROGRAMS = {"README.md", "sample.md"}
UPLOADED = r"Uploaded as review [0-9a-f-]{36}\n"

Server = Callable[..., Over]
Worker = Callable[..., Program]


def run_example(folder: Path, name: str, *arguments: str, token: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAMS[name], str(EXAMPLES / name), *arguments],
        env=clean_environment(GALLEY_TOKEN=token),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=90,
    )


@pytest.fixture(params=["inline", "queued"])
def galley(request: pytest.FixtureRequest, server: Server, worker: Worker, redis_server: RedisServer) -> Over:
    """A Galley that runs work itself, and one that has it run."""
    if request.param == "inline":
        return server()
    env = {"USE_CELERY": "true", "REDIS_URL": redis_server.url}
    worker(**env)
    web = server(**env)

    def served() -> bool:
        details = web.get("/queue_stats")["worker_details"].values()
        return {queue for one in details for queue in one["queues"]} == set(QUEUES)

    wait_until(served, 40, "all queues are served")
    return web


def test_every_program_is_run_here() -> None:
    found = {path.name for path in EXAMPLES.iterdir() if path.is_file()}
    assert found - NO_PROGRAMS == set(PROGRAMS)


def test_the_page_about_them_names_each() -> None:
    told = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert {f"`{name}`" for name in PROGRAMS} <= set(re.findall(r"`[\w.]+`", told))


def test_the_shell_script_reviews_a_document(galley: Over, tmp_path: Path) -> None:
    done = run_example(tmp_path, "review.sh", str(SAMPLE), galley.url)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert re.match(UPLOADED + r"Task [0-9a-f-]{36} has begun\n", done.stdout), done.stdout
    assert "  100 %  Analysis complete\n" in done.stdout
    found = re.search(r"Found (\d+) items\nWritten to sample\.review\.md\n$", done.stdout)
    assert found, done.stdout
    assert int(found[1]) >= 10
    written = (tmp_path / "sample.review.md").read_text(encoding="utf-8")
    assert written.count("\n### ") == int(found[1])
    assert "> thirty (20)" in written


@pytest.mark.parametrize("how", [[], ["--poll"]], ids=["live", "polled"])
def test_the_python_program_reviews_decides_asks_and_exports(galley: Over, tmp_path: Path, how: list[str]) -> None:
    done = run_example(tmp_path, "review.py", *how, str(SAMPLE), galley.url)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert re.match(UPLOADED, done.stdout)
    assert "%  11 of 11 done\n" in done.stdout
    accepted = re.search(r"Accepted (\d+) that have a replacement\n", done.stdout)
    assert accepted, done.stdout
    assert "Who must be told of an incident?\nFrom the document:\n" in done.stdout
    assert done.stdout.endswith("Written to sample.accepted.md\n")
    written = (tmp_path / "sample.accepted.md").read_text(encoding="utf-8")
    assert written.count("\n### ") == int(accepted[1]) >= 5
    assert "It has a replacement." in written


def test_sections_that_claude_does_not_read_are_named(server: Server, claude: ClaudeDouble, tmp_path: Path) -> None:
    claude.script("refusal")
    done = run_example(tmp_path, "review.py", str(SAMPLE), server(**claude.settings).url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  Not reviewed: ") == 1
    assert "Claude declined to read this text." in done.stdout


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_token_is_sent_where_one_is_needed(server: Server, run: Run, tmp_path: Path, name: str) -> None:
    token = run("user", "add", "somebody@example.org").stdout.partition("Bearer ")[2].split()[0]
    galley = server()
    done = run_example(tmp_path, name, str(SAMPLE), galley.url, token=token)
    assert done.returncode == 0, done.stderr
    without = run_example(tmp_path, name, str(SAMPLE), galley.url)
    assert without.returncode == 1
    assert "Sign in first" in without.stderr
    assert "Traceback" not in without.stderr


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_cannot_be_done_is_said_in_a_sentence(server: Server, tmp_path: Path, name: str) -> None:
    galley = server()
    (tmp_path / "broken.docx").write_bytes(b"this is no document")
    for arguments in (
        ["broken.docx", galley.url],
        ["missing.md", galley.url],
        [str(SAMPLE), f"http://127.0.0.1:{free_port()}"],
    ):
        done = run_example(tmp_path, name, *arguments)
        assert done.returncode == 1, (arguments, done.stdout)
        assert done.stderr.splitlines()[-1].startswith(f"{name}: "), done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_failed_review_is_a_failure_of_the_program(
    server: Server, claude: ClaudeDouble, tmp_path: Path, name: str
) -> None:
    claude.default = type(claude.default)("401")
    done = run_example(tmp_path, name, str(SAMPLE), server(**claude.settings).url)
    assert done.returncode == 1
    assert "No section could be analysed." in done.stderr
