"""`user`: who may use Galley when it is not on a loopback address."""

from __future__ import annotations

import click

from galley.settings import load_settings
from galley.store import open_store
from galley.tenants import Tenants


@click.group()
def user() -> None:
    """Users and their tokens."""


@user.command()
@click.argument("email")
def add(email: str) -> None:
    """Make a user, or give a known one a new token."""
    settings = load_settings()
    token = Tenants(settings, open_store(settings.database_url)).add(email)
    click.echo(f"{email} may use Galley with the header\n  Authorization: Bearer {token}\nThe token is shown only now.")
