"""How often Claude may be called, over all processes that share the database.

A rate holds in any sliding window, because each call that was let through is a row that counts until it is old.
A door that is closed (after a 429, a 529 or a retry-after) is closed for everybody until its time.
"""

from __future__ import annotations

import time

from sqlalchemy import delete, func, select

from galley.errors import Held
from galley.settings import OFF, Rate, Settings
from galley.store import Store
from galley.store.doors import lock_door
from galley.store.models import Door, Permit

_DEFAULTS = {"analysis": Rate(5), "chat": Rate(10), "test": Rate(3)}  # of the queued way
_DOOR = "claude"


class Limits:
    """Lets calls through, or says until when to wait."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._store = store
        self._given = {
            "analysis": settings.rate_limit_analysis,
            "chat": settings.rate_limit_chat,
            "test": settings.rate_limit_test,
        }

    def rate(self, queue: str, way: str) -> Rate:
        """The rate of a queue: as set, else the default where Celery runs it, else none."""
        given = self._given.get(queue)
        if given is not None:
            return given
        return _DEFAULTS.get(queue, OFF) if way == "celery" else OFF

    def take(self, queue: str, way: str) -> None:
        """Take leave for one call to Claude. Raises Held with the time when it may be asked for again."""
        rate = self.rate(queue, way)
        now = time.time()
        with self._store.reading() as db:
            until = db.scalar(select(Door.until).where(Door.name == _DOOR))
        if until and until > now:
            raise Held(until)
        if rate.count:
            self._take(f"calls:{queue}", rate)

    def close(self, until: float) -> None:
        """Close the door for everybody until that time (seconds since 1970); a later time stays."""
        with self._store.writing() as db:
            door = lock_door(db, _DOOR)
            door.until = max(door.until, until)

    def _take(self, name: str, rate: Rate) -> None:
        with self._store.writing() as db:
            lock_door(db, name)  # what writers queue up behind in PostgreSQL; SQLite has one writer anyway
            now = time.time()
            db.execute(delete(Permit).where(Permit.name == name, Permit.at <= now - rate.seconds))
            used = db.scalar(select(func.count()).where(Permit.name == name)) or 0
            if used < rate.count:
                db.add(Permit(name=name, at=now))
                return
            oldest = db.scalar(
                select(Permit.at).where(Permit.name == name).order_by(Permit.at).offset(used - rate.count).limit(1)
            )
        raise Held((oldest or now) + rate.seconds + 0.05)
