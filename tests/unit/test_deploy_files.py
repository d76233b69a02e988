"""The files that a platform reads: whether it would accept them, and whether they say what Galley needs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from galley.queue import QUEUES

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PINNED = re.compile(r"^[a-z0-9-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]*( ; .+)?$")
SLOTS = {"chat": 2, "test": 1, "analysis": 4, "file_processing": 3}


def read_yaml(name):
    return YAML(typ="safe").load(ROOT / name)


def run(*argv):
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def requirement_lines(name):
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# Requirements


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_comes_from_nowhere_special(name):
    for line in requirement_lines(name):
        assert PINNED.match(line) or line == "-r requirements.txt", line


@pytest.mark.parametrize(
    ("compiled", "source"),
    [("requirements.txt", "requirements.in"), ("requirements-dev.txt", "requirements-dev.in")],
)
def test_what_is_asked_for_is_what_is_pinned(compiled, source):
    pinned = {line.split(" ;")[0] for line in requirement_lines(compiled)}
    for line in requirement_lines(source):
        assert re.sub(r"\[.*\]", "", line).replace(".yaml", "-yaml") in pinned


def test_no_package_is_pinned_twice():
    lines = requirement_lines("requirements.txt") + requirement_lines("requirements-dev.txt")
    names = [line.split("==")[0] for line in lines]
    assert len(names) == len(set(names))


def test_every_runtime_package_is_in_the_notices():
    listed = re.findall(r"^\| ([a-z0-9-]+) \|", (ROOT / "THIRD_PARTY_NOTICES.md").read_text(), re.MULTILINE)
    needed = {line.split("==")[0] for line in requirement_lines("requirements.txt")}
    assert needed == set(listed) - {"package"}


def test_the_runtime_packages_run_nothing_that_only_tests_need():
    assert not {"pytest", "playwright", "mypy"} & {
        line.split("==")[0] for line in requirement_lines("requirements.txt")
    }


# Make


@pytest.mark.parametrize("target", ["setup", "run", "demo", "test", "lint", "format", "bench"])
def test_make_has_the_target(target):
    assert run("make", "--dry-run", target)


def test_ci_runs_the_same_as_a_developer():
    script = (ROOT / ".ci/run").read_text()
    assert "set -euo pipefail" in script
    assert "make test\nmake lint" in script
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


# Image


def test_the_dockerfile_has_no_findings():
    run(str(BIN / "hadolint"), "Dockerfile")


def test_the_image_runs_as_nobody_special_and_holds_no_secret():
    text = (ROOT / "Dockerfile").read_text()
    assert "\nUSER 10001:10001\n" in text
    assert 'CMD ["python", "main.py", "all", "--first-user", "admin@example.com"]' in text
    assert not re.search(r"(KEY|TOKEN|PASSWORD|SECRET)\w*=", text)


def test_only_what_runs_gets_into_the_image():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert {"*.py", "galley", "routes", "cli", "templates", "static", "examples"} <= let_in
    assert not {"tests", "data", ".env", ".git", ".venv"} & let_in


# Compose


def test_compose_follows_its_schema():
    run(str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "compose.yaml")


def test_compose_publishes_on_loopback_only():
    services = read_yaml("compose.yaml")["services"]
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_compose_has_a_worker_for_every_queue_with_its_slots():
    found = {}
    for service in read_yaml("compose.yaml")["services"].values():
        command = service.get("command", [])
        if "worker" in command:
            found[command[-1]] = int(service["environment"]["CELERY_WORKER_CONCURRENCY"])
            assert service["environment"]["REDIS_URL"] == "redis://redis:6379/0"
    assert found == SLOTS
    assert set(found) == set(QUEUES)


def test_compose_redis_never_throws_messages_away():
    command = read_yaml("compose.yaml")["services"]["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"


# App Runner


def test_apprunner_installs_where_it_is_kept_and_starts_one_program():
    service = read_yaml("apprunner.yaml")
    assert (service["version"], service["runtime"]) == (1.0, "python311")
    assert all("pip" not in command for command in service["build"]["commands"]["build"])
    assert service["run"]["pre-run"][0].startswith("pip3 install")
    assert service["run"]["command"] == "python3 main.py serve --first-user admin@example.com"
    assert service["run"]["network"]["port"] == 8080


def test_apprunner_settings_are_text_and_no_secrets():
    settings = {item["name"]: item["value"] for item in read_yaml("apprunner.yaml")["run"]["env"]}
    assert all(isinstance(value, str) for value in settings.values())
    assert settings["HOST"] == "0.0.0.0"
    assert settings["SHUTDOWN_GRACE"] == "10"
    assert not [name for name in settings if name.endswith(("KEY", "URL", "TOKEN", "DSN"))]
