"""What every part of a tenant's rows stands on: the open transaction, and the tag that every query carries."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session as Db

from galley.store.readings import Readings


class Own:
    """One tenant's share of one open transaction."""

    def __init__(self, db: Db, tag: str, readings: Readings) -> None:
        self.db = db
        self.tag = tag
        self.readings = readings

    def _gone(self, statement: Any) -> int:
        return int(self.db.execute(statement).rowcount)  # type: ignore[attr-defined]
