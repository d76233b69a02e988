"""`serve`: the page, by gunicorn, which takes this process's place."""

from __future__ import annotations

import errno
import os
import socket
import sys
import tempfile
from pathlib import Path

import click

from galley.claude.keys import Keys
from galley.errors import GalleyError, SettingsError
from galley.log import set_up_logging
from galley.settings import Settings, load_settings
from galley.store import open_store
from galley.tenants import Tenants

ROOT = str(Path(__file__).parents[1])
MAIN = str(Path(ROOT) / "main.py")


@click.command()
@click.option("--first-user", metavar="EMAIL", help="Make this user when there is none, and print their token once.")
def serve(first_user: str | None) -> None:
    """Serve the page (the default)."""
    settings = load_settings()
    set_up_logging(settings, "web")
    check(settings, first_user)
    click.echo(f"Galley is at http://{_address(settings)}  {_how(settings)}")
    sys.stdout.flush()
    for name in ("WEB_CONCURRENCY", "GUNICORN_CMD_ARGS", "PORT"):  # gunicorn reads them as well, in its own way
        os.environ.pop(name, None)
    os.environ["PYTHONPATH"] = ROOT  # Galley may be started from any folder; .env and DATA_DIR are that folder's
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *gunicorn_arguments(settings)])


def check(settings: Settings, first_user: str | None = None) -> None:
    """Find what would stop the start, and say it in words, before anything is served."""
    store = open_store(settings.database_url)
    tenants = Tenants(settings, store)
    if first_user and not tenants.known():
        click.echo(f"First user {first_user}: send the header\n  Authorization: Bearer {tenants.add(first_user)}")
    if not settings.loopback and settings.auth != "off" and not tenants.known():
        raise SettingsError(
            f"HOST {settings.host} can be reached by others, and there is no user. "
            "Run `python main.py user add EMAIL`, or serve on 127.0.0.1."
        )
    store.close()
    _check_port(settings)


def gunicorn_arguments(settings: Settings) -> list[str]:
    """How gunicorn is started; everything is said here, so that PORT and the like in the environment say nothing."""
    memory = "/dev/shm"
    return [
        "app:create_app()",
        "--config=python:cli.gunicorn_hooks",
        f"--bind={_address(settings)}",
        "--worker-class=gthread",
        f"--workers={settings.web_concurrency}",
        f"--threads={settings.web_threads}",
        "--timeout=60",
        f"--graceful-timeout={max(1, settings.shutdown_grace - 5)}",
        "--keep-alive=75",
        "--max-requests=0",
        "--no-control-socket",
        f"--worker-tmp-dir={memory if os.access(memory, os.W_OK) else tempfile.gettempdir()}",
        "--forwarder-headers=",
        "--log-level=warning",
    ]


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise GalleyError(
                    f"Port {settings.port} is in use. Stop what uses it, or set PORT to another one."
                ) from None
            raise GalleyError(f"{_address(settings)} cannot be listened on: {error.strerror}.") from None


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


def _how(settings: Settings) -> str:
    who = "rules only; set ANTHROPIC_API_KEY, or give a key in Settings, to add Claude"
    if Keys(settings).present().origin != "none":
        who = settings.label or "with Claude"
    return f"({who}{'; through Celery when a worker is there' if settings.use_celery else ''})"
