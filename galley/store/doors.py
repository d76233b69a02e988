"""Named moments that processes share: until when Claude is closed, a queue paused, a lease held."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as Db

from galley.store.models import Door


def lock_door(db: Db, name: str) -> Door:
    """The door of that name, made open if nobody used it before, and locked to the end of the transaction.

    Inserting first and looking then leaves no moment in which two writers could both make it.
    """
    insert: Any = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    db.execute(insert(Door).values(name=name, until=0.0).on_conflict_do_nothing())
    return db.scalars(select(Door).where(Door.name == name).with_for_update()).one()
