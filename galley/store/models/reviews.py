"""Reviews: what is said about a document, by whom, and what became of it."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from galley.store.models.base import ID, TAG, Base, new_id


class Session(Base):
    """One review of one document."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_by_time", "tenant", "created_at"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    tenant: Mapped[str] = mapped_column(TAG)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    name: Mapped[str]
    created_at: Mapped[float] = mapped_column(default=time.time)


class Finding(Base):
    """Something to change. `start` and `end` are offsets in the document; None when the quote is nowhere in it."""

    __tablename__ = "findings"
    __table_args__ = (
        Index("findings_by_section", "session_id", "section_id"),
        Index("findings_by_decision", "session_id", "decision", "created_at", "id"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    tenant: Mapped[str] = mapped_column(TAG)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    section_id: Mapped[str] = mapped_column(ForeignKey("sections.id", ondelete="CASCADE"))
    job_id: Mapped[str | None] = mapped_column(ID)
    source: Mapped[str] = mapped_column(String(80))
    rule: Mapped[str | None] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[float]
    description: Mapped[str]
    suggestion: Mapped[str]
    quote: Mapped[str | None]
    model_quote: Mapped[str | None]
    start: Mapped[int | None]
    end: Mapped[int | None]
    page: Mapped[int | None]
    anchor: Mapped[str] = mapped_column(String(12))
    replacement: Mapped[str | None]
    decision: Mapped[str] = mapped_column(String(8), default="open")
    reason: Mapped[str | None]
    edit: Mapped[str | None]
    prompt_version: Mapped[str | None] = mapped_column(String(40))
    request_id: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[float] = mapped_column(default=time.time)


class Decision(Base):
    """What a person decided about a finding, and what stood before, so that it can be undone."""

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    tenant: Mapped[str] = mapped_column(TAG)
    finding_id: Mapped[str] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    decision: Mapped[str] = mapped_column(String(8))
    before: Mapped[dict[str, Any]]
    created_at: Mapped[float] = mapped_column(default=time.time)


class Message(Base):
    """One turn of a session's chat."""

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    tenant: Mapped[str] = mapped_column(TAG)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str | None] = mapped_column(ID)
    role: Mapped[str] = mapped_column(String(12))
    text: Mapped[str]
    citations: Mapped[list[Any]] = mapped_column(default=list)
    section: Mapped[str | None]
    source: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[float] = mapped_column(default=time.time)
