"""What a start says when it cannot be, and who may use a Galley that others can reach."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import MAIN, ROOT, Run, Start
from tests.integration.web import Over
from tests.servers import Program, clean_environment, free_port

COMMANDS = ["serve", "worker", "all", "review", "doctor", "demo", "user", "user add"]


def test_help_lists_the_commands(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in COMMANDS[:-1]:
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: main.py {command}")


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    assert run("nonsense").returncode == 2


def test_a_port_in_use_is_said_with_what_to_do(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == f"galley: Port {port} is in use. Stop what uses it, or set PORT to another one.\n"


def test_a_port_that_is_no_number_names_the_setting(run: Run) -> None:
    done = run("serve", PORT="abc")
    assert done.returncode == 78
    assert done.stderr.startswith("galley: PORT: ")


def test_a_data_folder_that_cannot_be_written_names_the_setting_and_the_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("serve", DATA_DIR=str(tmp_path / "file" / "data"))
    assert done.returncode == 78
    assert done.stderr.startswith("galley: DATA_DIR: ")
    assert str(tmp_path / "file" / "data") in done.stderr


def test_a_worker_without_celery_says_which_settings_are_missing(run: Run) -> None:
    done = run("worker")
    assert done.returncode == 78
    assert "USE_CELERY=true" in done.stderr
    assert "REDIS_URL" in done.stderr


def test_it_serves_from_any_folder_with_the_data_folder_that_was_meant(tmp_path: Path) -> None:
    port = free_port()
    env = clean_environment(PORT=str(port), DATA_DIR="mine")
    with Program([sys.executable, MAIN, "serve"], tmp_path / "serve.log", env=env, cwd=tmp_path) as program:
        Over(f"http://127.0.0.1:{port}", program).wait_until_up()
    assert (tmp_path / "mine" / "galley.db").is_file()
    assert not (ROOT / "mine").exists()


def test_settings_that_are_set_to_nothing_count_as_not_set(start: Start) -> None:
    port = free_port()
    program = start("serve", PORT=str(port), WEB_CONCURRENCY="", WEB_THREADS="", HOST="", REDIS_URL="")
    Over(f"http://127.0.0.1:{port}", program).wait_until_up()


def test_a_public_address_needs_a_user_and_then_their_token(run: Run, start: Start, settings: dict[str, str]) -> None:
    port = free_port()
    settings |= {"HOST": "0.0.0.0", "PORT": str(port), "SECRET_KEY": "a key of more than sixteen characters"}
    refused = run("serve")
    assert refused.returncode == 78
    assert "python main.py user add EMAIL" in refused.stderr

    added = run("user", "add", "ada@example.org")
    assert added.returncode == 0, added.stderr
    token = added.stdout.partition("Bearer ")[2].split()[0]

    web = Over(f"http://127.0.0.1:{port}", start("serve"))
    web.wait_until_up()
    answer = web.call("GET", "/sessions")
    assert answer.status == 401
    assert answer.json.keys() == {"success", "error", "code"}
    assert answer.json["success"] is False
    web.token = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert web.get("/sessions", expect=401)["code"] == "not_allowed"
    web.token = token
    session_id = web.open("The the end.")
    assert web.get("/sessions")["sessions"][0]["session_id"] == session_id


def test_an_old_python_gets_as_far_as_a_sentence(tmp_path: Path) -> None:
    source = Path(MAIN).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    pretend = f"import sys; sys.version_info = (3, 6, 9, 'final', 0); exec(open({MAIN!r}, encoding='utf-8').read())"
    argv = [sys.executable, "-c", pretend]
    done = subprocess.run(argv, env=clean_environment(), cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("Galley needs Python 3.11 or newer")
