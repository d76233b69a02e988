"""Work: jobs with their steps and events, and what was paid for them."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from galley.store.models.base import ID, TAG, Base, new_id


def _reviewed(context: Any) -> str | None:
    """The section that a new job is to review."""
    job = context.get_current_parameters()
    return job["input"].get("section_name") if job["kind"] == "analyze_section" else None


class Job(Base):
    """Work somebody asked for; see galley.jobs for what the columns promise."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("jobs_due", "state", "due_at"),
        Index("jobs_by_time", "tenant", "created_at"),
        Index("jobs_by_kind", "kind", "ended_at"),
        Index("jobs_by_section", "session_id", "section", "created_at", "id", "state"),
        Index("jobs_by_session", "session_id", "parent_id"),
        UniqueConstraint("tenant", "idempotency_key"),
        UniqueConstraint("tenant", "flight"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    tenant: Mapped[str] = mapped_column(TAG)
    kind: Mapped[str] = mapped_column(String(40))
    queue: Mapped[str] = mapped_column(String(40))
    priority: Mapped[int]
    way: Mapped[str] = mapped_column(String(8))  # celery or local: who was asked to run it
    input: Mapped[dict[str, Any]]
    session_id: Mapped[str | None] = mapped_column(ID)
    section: Mapped[str | None] = mapped_column(default=_reviewed)  # stands beside the input for an index's sake
    parent_id: Mapped[str | None] = mapped_column(ID, index=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    flight: Mapped[str | None] = mapped_column(String(64))  # set while the job is open: the same request joins it
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    due_at: Mapped[float | None]  # None: a parent that waits for its children
    wait_reason: Mapped[str | None] = mapped_column(String(20))
    fence: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[float | None]
    claimed_at: Mapped[float | None]
    busy_seconds: Mapped[float] = mapped_column(default=0.0)  # how long its steps ran, without the waits between
    sent_at: Mapped[float | None]  # when its last message went to the broker
    attempts: Mapped[int] = mapped_column(default=0)  # failed tries of the present step
    crashes: Mapped[int] = mapped_column(default=0)  # claims that ended without a word
    step: Mapped[str | None] = mapped_column(String(40))
    progress: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None]
    children: Mapped[int] = mapped_column(default=0)
    children_open: Mapped[int] = mapped_column(default=0)
    children_failed: Mapped[int] = mapped_column(default=0)
    event_count: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]
    dead: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[float] = mapped_column(default=time.time)
    started_at: Mapped[float | None]
    ended_at: Mapped[float | None]


class Step(Base):
    """The outcome of one finished step. A row here means: never run again."""

    __tablename__ = "steps"
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant: Mapped[str] = mapped_column(TAG)
    outcome: Mapped[dict[str, Any]]
    attempts: Mapped[int]
    ended_at: Mapped[float] = mapped_column(default=time.time)


class Event(Base):
    """Something that happened to a job, numbered from 1 without gaps."""

    __tablename__ = "events"
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tenant: Mapped[str] = mapped_column(TAG)
    type: Mapped[str] = mapped_column(String(20))
    data: Mapped[dict[str, Any]]
    at: Mapped[float] = mapped_column(default=time.time)


class Reply(Base):
    """A paid answer, kept so that a step that runs again pays only for what is missing."""

    __tablename__ = "replies"
    tenant: Mapped[str] = mapped_column(TAG, primary_key=True)
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]
    created_at: Mapped[float] = mapped_column(default=time.time)


class Usage(Base):
    """The tokens of one call to Claude."""

    __tablename__ = "usage"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    tenant: Mapped[str] = mapped_column(TAG)
    job_id: Mapped[str | None] = mapped_column(ID, index=True)
    model: Mapped[str] = mapped_column(String(80))
    request_id: Mapped[str | None] = mapped_column(String(80))
    input_tokens: Mapped[int]
    cache_write_tokens: Mapped[int]
    cache_read_tokens: Mapped[int]
    output_tokens: Mapped[int]
    at: Mapped[float] = mapped_column(default=time.time)
