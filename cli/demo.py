"""`demo`: the page with a scripted stand-in in Claude's place, on documents of its own.

One process has both: the stand-in is a thread of this one, the server its child. Neither outlives the other.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from dotenv import dotenv_values

from cli.serve import MAIN, check
from cli.stand_in.server import StandIn
from cli.supervisor import Program, supervise
from galley.errors import SettingsError
from galley.log import set_up_logging
from galley.settings import SCRIPTED, Settings, load_settings


@click.command()
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Instead of DATA_DIR/demo.")
def demo(data_dir: Path | None) -> None:
    """Serve the page with a scripted stand-in for Claude."""
    with StandIn() as stand_in:
        # Gone from this process as well: no real key and no other address of Claude's reaches the server.
        for name in [name for name in os.environ if name.startswith("ANTHROPIC_")]:
            del os.environ[name]
        os.environ |= environment(stand_in, data_dir or _data_dir())
        settings = load_settings()
        set_up_logging(settings, "demo")
        _only_here(settings)
        check(settings)
        click.echo("A demo: a script answers in Claude's place, and the page says so. No key is used or needed.")
        web = Program(name="web", argv=[sys.executable, MAIN, "serve"])
        code = supervise([web], settings.shutdown_grace)
    sys.exit(code)


def environment(stand_in: StandIn, data_dir: Path) -> dict[str, str]:
    """What makes a server ask the stand-in, and keep what comes of it apart. An empty value outranks a `.env`."""
    here = "127.0.0.1"
    said = {"ANTHROPIC_API_KEY": stand_in.key, "ANTHROPIC_API_KEY_FILE": "", "ANTHROPIC_BASE_URL": stand_in.url}
    said |= {"CLAUDE_PROVIDER": "anthropic", "CLAUDE_MODEL": SCRIPTED}
    # Another database, file store or worker would mix scripted findings with real ones.
    said |= {"DATA_DIR": str(data_dir), "DATABASE_URL": "", "DATABASE_URL_FILE": "", "BLOB_URL": ""}
    said |= {"USE_CELERY": "false"}
    for name in ("NO_PROXY", "no_proxy"):  # the stand-in is on this machine, whatever proxy there is
        said[name] = ",".join(filter(None, (os.environ.get(name), here)))
    return said


def _data_dir() -> Path:
    meant = os.environ.get("DATA_DIR") or dotenv_values(".env").get("DATA_DIR") or "data"
    return Path(meant).expanduser() / "demo"


def _only_here(settings: Settings) -> None:
    if not settings.loopback and settings.auth != "off":
        raise SettingsError(
            f"HOST {settings.host} can be reached by others. A demo has no users, and somebody might take its "
            "findings for Claude's. Set HOST=127.0.0.1, or AUTH=off behind a door of your own."
        )
