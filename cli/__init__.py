"""The command line: arguments in, text out. One file a command.

Exit codes: 0 good, 1 the work failed, 2 wrong usage, 78 unusable settings.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from cli import doctor, everything, review, serve, user, worker
from galley import __version__
from galley.errors import GalleyError, SettingsError
from galley.store import DatabaseGone

FAILED, UNUSABLE_SETTINGS = 1, 78


class _Galley(click.Group):
    """Turns our errors into a sentence and an exit code."""

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
        ctx.invoke(serve.serve)


for command in (serve.serve, worker.worker, everything.everything, review.review, doctor.doctor, user.user):
    main.add_command(command)
