"""What every test may ask for: settings, databases, Galleys, servers, workers, and a double of Claude.

Nothing of the machine's own settings gets in, and nothing that a test started may be left when its module ends.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.claude_double import ClaudeDouble
from tests.servers import Postgres, Program, RedisServer, clean_environment, free_port, wait_until

if TYPE_CHECKING:
    from flask import Flask

    from galley.root import Galley
    from galley.settings import Settings
    from tests.integration.web import Here, Over

ROOT = Path(__file__).parents[1]
TOKENS = ("main.py", "gunicorn", "celery", "valkey")  # how the programs that tests start are known
ENDING_THREADS = ("galley-pool", "galley-reconciler", "galley-claude", "claude-double")

# -- nothing gets in, nothing is left


@pytest.fixture(autouse=True)
def clean_environ(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests counts."""
    from galley.settings import entries

    names = {row.metadata["name"] for row in entries()}
    for name in list(os.environ):
        known = name.removesuffix("_FILE") in names or name.lower().endswith("_proxy")
        if known or name.startswith(("ANTHROPIC_", "CLAUDE_", "CELERY_", "GALLEY_", "RATE_LIMIT_", "OTEL_")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="module", autouse=True)
def nothing_left() -> Iterator[None]:
    """No program and no thread that a module's tests started outlives the module."""
    before = {process.pid for process in _programs()}
    threads = set(threading.enumerate())
    yield
    wait_until(lambda: not _left(threads), 10, "the threads that the tests started end")
    left = [process for process in _programs() if process.pid not in before]
    assert not left, f"still there: {[process.cmdline() for process in left]}"


def _left(before: set[threading.Thread]) -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t not in before and t.name in ENDING_THREADS]


def _programs() -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if any(token in word for word in process.cmdline() for token in TOKENS):
                found.append(process)
    return found


# -- settings and databases

Env = Callable[..., dict[str, str]]


def settings_in(folder: Path, **given: str) -> dict[str, str]:
    """An environment in which every setting is said: those given, and the default for the rest."""
    from galley.settings import entries

    silent = {row.metadata["name"]: "" for row in entries()}  # an empty value outranks a .env
    said = {"DATA_DIR": str(folder / "data"), "SHUTDOWN_GRACE": "7", "WEB_CONCURRENCY": "1"}
    return silent | said | given


@pytest.fixture
def settings_env(tmp_path: Path) -> Env:
    """`settings_env(NAME="value")` is an environment for a program, with its data in this test's folder."""
    return lambda **given: settings_in(tmp_path, **given)


def settings_of(env: dict[str, str]) -> Settings:
    """What a program would make of that environment."""
    from galley.settings import load_settings

    return load_settings(env, dotenv=None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all tests. It need not survive a power cut."""
    import psycopg

    with Postgres() as server:
        address = server.new_database().replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'galley.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


# -- Galley in this process


@pytest.fixture
def make_galley(settings_env: Env) -> Iterator[Callable[..., Galley]]:
    """`make_galley(NAME="value")` is a Galley in this process, without threads of its own."""
    from galley.root import Galley

    made: list[Galley] = []

    def make(**given: str) -> Galley:
        made.append(Galley(settings_of(settings_env(**given))))
        return made[-1]

    yield make
    for galley in made:
        galley.close()


@pytest.fixture
def galley(make_galley: Callable[..., Galley]) -> Galley:
    """A Galley without Claude, on SQLite."""
    return make_galley()


@contextlib.contextmanager
def running_app(env: dict[str, str]) -> Iterator[Flask]:
    """The web app with all its threads; they are ended with the block."""
    import app as web
    from galley.reconciler import Reconciler

    begun: list[Reconciler] = []

    class Noted(Reconciler):
        def start(self) -> None:
            begun.append(self)
            super().start()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web, "Reconciler", Noted)
        app = web.create_app(settings_of(env))
    try:
        yield app
    finally:
        for reconciler in begun:
            reconciler.stop()
        galley: Galley = app.extensions["galley"]
        galley.runner.drain(0.0)
        galley.pool.stop()
        wait_until(lambda: not galley.pool.busy(), 10, "running jobs end")
        galley.close()


@pytest.fixture
def make_app(settings_env: Env) -> Iterator[Callable[..., Flask]]:
    """`make_app(NAME="value")` is the web app in this process."""
    with contextlib.ExitStack() as stack:
        yield lambda **given: stack.enter_context(running_app(settings_env(**given)))


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The web app without Claude."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> Here:
    """Somebody who uses `app`."""
    from tests.integration.web import Here

    return Here(app)


# -- servers and programs


@pytest.fixture
def claude() -> Iterator[ClaudeDouble]:
    """Claude's API; what it is asked must be in order."""
    with ClaudeDouble() as double:
        yield double
    assert not double.violations


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis with nothing on disk."""
    with RedisServer() as server:
        yield server


@contextlib.contextmanager
def running_server(env: dict[str, str], log_path: Path) -> Iterator[Over]:
    """`main.py serve` as a program, until the block ends."""
    from tests.integration.web import Over

    port = free_port()
    argv = [sys.executable, str(ROOT / "main.py"), "serve"]
    program = Program(argv, log_path, env=clean_environment(**env | {"PORT": str(port)}), cwd=ROOT)
    with program:
        web = Over(f"http://127.0.0.1:{port}", program)
        web.wait_until_up()
        yield web


@contextlib.contextmanager
def running_worker(env: dict[str, str], log_path: Path, *arguments: str, celery: bool = False) -> Iterator[Program]:
    """`main.py worker`, or Celery's own command, as a program that serves its queues, until the block ends."""
    from tests.integration.web import workers_seen

    argv = [sys.executable, str(ROOT / "main.py"), "worker", *arguments]
    if celery:
        argv = [sys.executable, "-m", "celery", "-A", "celery_config", "worker", *arguments]
    env = {"USE_CELERY": "true"} | {name: value for name, value in env.items() if name != "USE_CELERY"}
    program = Program(argv, log_path, env=clean_environment(**env), cwd=ROOT)
    before = workers_seen(env["REDIS_URL"])
    with program:
        try:
            wait_until(lambda: len(workers_seen(env["REDIS_URL"]) - before) > 0, 40, "the worker serves its queues")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{program.tail()}") from None
        yield program


@pytest.fixture
def server(settings_env: Env, tmp_path: Path) -> Iterator[Callable[..., Over]]:
    """`server(NAME="value")` starts `main.py serve` and gives somebody who uses it."""
    with contextlib.ExitStack() as stack:
        numbers = iter(range(99))

        def start(**given: str) -> Over:
            log_path = tmp_path / f"server{next(numbers)}.log"
            return stack.enter_context(running_server(settings_env(**given), log_path))

        yield start


@pytest.fixture
def worker(settings_env: Env, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """`worker("--queues", "chat", NAME="value")` starts `main.py worker`; with `celery=True`, Celery's own."""
    with contextlib.ExitStack() as stack:
        numbers = iter(range(99))

        def start(*arguments: str, celery: bool = False, **given: Any) -> Program:
            log_path = tmp_path / f"worker{next(numbers)}.log"
            running = running_worker(settings_env(**given), log_path, *arguments, celery=celery)
            return stack.enter_context(running)

        yield start
