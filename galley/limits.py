"""How often Claude may be called, over all processes that share the database.

A rate holds in any sliding window, because each call that was let through is a row that counts until it is old.
A door that is closed (after a 429, a 529 or a retry-after) is closed for everybody until its time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from galley.errors import Held
from galley.settings import OFF, Rate, Settings
from galley.store import Store
from galley.store.doors import lock_door
from galley.store.models import Door, Permit

_DEFAULTS = {"analysis": Rate(5), "chat": Rate(10), "test": Rate(3)}  # of the queued way
_DOOR = "claude"
_MARGIN_SECONDS = 0.05  # how much later than the very moment a held call is told to come back


@dataclass(frozen=True, slots=True)
class Pause:
    """How long until the last of some further calls is let through, and whether a rate of the settings is why."""

    seconds: float
    by_rate: bool


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

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues that a setting may limit."""
        return tuple(self._given)

    @staticmethod
    def setting(queue: str) -> str:
        """The setting that limits this queue."""
        return f"RATE_LIMIT_{queue.upper()}"

    def told(self, queue: str, way: str) -> dict[str, Any] | None:
        """The rate as it is told outside, with the setting that changes it; None when nothing limits this queue."""
        rate = self.rate(queue, way)
        return (
            {"setting": self.setting(queue), "count": rate.count, "seconds": round(rate.seconds)}
            if rate.count
            else None
        )

    def closed_until(self) -> float:
        """Until when Claude itself asked to be left alone; a time that is past when it did not."""
        with self._store.reading() as db:
            return db.scalar(select(Door.until).where(Door.name == _DOOR)) or 0.0

    def pause(self, queue: str, way: str, calls: int) -> Pause:
        """How long so many further calls take to be let through, when all are asked for at once and by nobody else."""
        now, rate = time.time(), self.rate(queue, way)
        closed = max(self.closed_until() - now, 0.0)
        if calls < 1:
            return Pause(0.0, False)
        if not rate.count:
            return Pause(closed, False)
        # The calls of a window go through together with those of the window before, each that much later.
        windows, place = divmod(calls - 1, rate.count)
        held = max(self._free_at(f"calls:{queue}", rate, place + 1) - now, 0.0)
        return Pause(max(held, closed) + windows * (rate.seconds + _MARGIN_SECONDS), held > closed or windows > 0)

    def take(self, queue: str, way: str) -> None:
        """Take leave for one call to Claude. Raises Held with the time when it may be asked for again."""
        rate = self.rate(queue, way)
        until = self.closed_until()
        if until > time.time():
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
        raise Held((oldest or now) + rate.seconds + _MARGIN_SECONDS)

    def _free_at(self, name: str, rate: Rate, calls: int) -> float:
        """When so many further calls, at most the rate's count, fit into the window."""
        young = (Permit.name == name, Permit.at > time.time() - rate.seconds)
        with self._store.reading() as db:
            used = db.scalar(select(func.count()).where(*young)) or 0
            too_many = used + calls - rate.count  # so many of the oldest must have left it
            if too_many < 1:
                return 0.0
            last = db.scalar(select(Permit.at).where(*young).order_by(Permit.at).offset(too_many - 1).limit(1))
        return (last or 0.0) + rate.seconds + _MARGIN_SECONDS
