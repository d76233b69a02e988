"""The command line: arguments in, text out. One file a command.

Exit codes: 0 good, 1 the work failed, 2 wrong usage, 78 unusable settings.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from galley import __version__
from galley.errors import GalleyError, SettingsError
from galley.store import DatabaseGone

FAILED, UNUSABLE_SETTINGS = 1, 78

# Command → the file with the function of that name; a command pays for its own imports only.
_COMMANDS = {
    "serve": "serve", "worker": "worker", "all": "everything", "demo": "demo", "review": "review",
    "doctor": "doctor", "user": "user",
}  # fmt: skip


class _Galley(click.Group):
    """Finds the commands, and turns our errors into a sentence and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = _COMMANDS.get(cmd_name)
        found: click.Command | None = getattr(import_module(f"cli.{name}"), name) if name else None
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            _end(f"galley: {error}", UNUSABLE_SETTINGS)
        except DatabaseGone as error:
            _end(f"galley: {error}", UNUSABLE_SETTINGS)
        except GalleyError as error:
            _end(f"galley: {error}", FAILED)


def _end(words: str, code: int) -> None:
    click.echo(words, err=True)
    sys.exit(code)


@click.group(cls=_Galley, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="galley")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Galley proofs documents. Without a command it serves the page."""
    if ctx.invoked_subcommand is None:
        serve = main.get_command(ctx, "serve")
        assert serve is not None
        ctx.invoke(serve)
