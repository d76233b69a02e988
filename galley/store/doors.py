"""Named moments that processes share: until when Claude is closed, a queue paused, a lease held."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as Db

from galley.store.models import Door

if TYPE_CHECKING:
    from galley.store import Store

FAR = 1e11  # a time that never comes


def lock_door(db: Db, name: str) -> Door:
    """The door of that name, made open if nobody used it before, and locked to the end of the transaction.

    Inserting first and looking then leaves no moment in which two writers could both make it.
    """
    insert: Any = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    db.execute(insert(Door).values(name=name, until=0.0).on_conflict_do_nothing())
    return db.scalars(select(Door).where(Door.name == name).with_for_update()).one()


class Pauses:
    """Queues whose jobs nobody may claim for now; what runs goes on."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, queue: str) -> None:
        """Let no job of this queue be claimed until `end`."""
        self._set(queue, FAR)

    def end(self, queue: str) -> None:
        """Let the queue's jobs be claimed again."""
        self._set(queue, 0.0)

    def present(self) -> set[str]:
        """The queues that are paused."""
        query = select(Door.name).where(Door.name.like("pause:%"), Door.until > time.time())
        with self._store.reading() as db:
            return {name.removeprefix("pause:") for name in db.scalars(query)}

    def _set(self, queue: str, until: float) -> None:
        with self._store.writing() as db:
            lock_door(db, f"pause:{queue}").until = until
