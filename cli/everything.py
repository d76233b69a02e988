"""`all`: web and worker in one container, supervised; without Celery just the web."""

from __future__ import annotations

import sys

import click

from cli.processes import default_state_path
from cli.serve import MAIN, check, serve
from cli.supervisor import Program, supervise
from galley.log import set_up_logging
from galley.settings import load_settings


@click.command(name="all")
@click.option("--first-user", metavar="EMAIL", help="Make this user when there is none, and print their token once.")
@click.pass_context
def everything(ctx: click.Context, first_user: str | None) -> None:
    """Serve the page and run a worker, as one program."""
    settings = load_settings()
    set_up_logging(settings, "all")
    if not settings.use_celery:
        ctx.invoke(serve, first_user=first_user)
    check(settings, first_user)
    web = Program(name="web", argv=[sys.executable, MAIN, "serve"])
    worker = Program(
        name="worker", argv=[sys.executable, MAIN, "worker"], restart=True, required=False, takes_quit=True
    )
    sys.exit(supervise([web, worker], settings.shutdown_grace, state_path=default_state_path()))
