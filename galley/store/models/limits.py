"""What holds work back, for every process that shares the database."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from galley.store.models.base import Base


class Permit(Base):
    """One call that a rate limit let through, kept while it counts."""

    __tablename__ = "permits"
    __table_args__ = (Index("permits_by_name", "name", "at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(80))
    at: Mapped[float]


class Door(Base):
    """A moment until which something is closed or held: Claude after a 429, a queue that is paused, a lease."""

    __tablename__ = "doors"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    until: Mapped[float]
    holder: Mapped[str | None] = mapped_column(String(120))
