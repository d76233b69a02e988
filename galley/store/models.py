"""The tables, in plain nouns. Times are seconds since 1970 (UTC); offsets are Unicode code points of the text.

Rows read from the store are detached: plain values to look at. Only the code in this folder writes them.
"""

from __future__ import annotations

import time
import uuid
from typing import Any, ClassVar

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def new_id() -> str:
    """A new random id, as a UUID string."""
    return str(uuid.uuid4())


def _reviewed(context: Any) -> str | None:
    """The section that a new job is to review."""
    job = context.get_current_parameters()
    return job["input"].get("section_name") if job["kind"] == "analyze_section" else None


class Base(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        str: Text,
        float: Float,
        bool: Boolean,
    }


_ID = String(36)
_TAG = String(64)


class User(Base):
    """Somebody who may use Galley; `tag` marks all that is theirs, `token_hash` is SHA-256 of their token."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(_ID, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    tag: Mapped[str] = mapped_column(_TAG, unique=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[float] = mapped_column(default=time.time)


class Document(Base):
    """One text of one tenant. The same bytes, read in the same format, are the same document."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("tenant", "sha256", "format"),)
    id: Mapped[str] = mapped_column(_ID, primary_key=True, default=new_id)
    tenant: Mapped[str] = mapped_column(_TAG)
    name: Mapped[str]
    format: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int | None]
    words: Mapped[int]
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[float] = mapped_column(default=time.time)


class Block(Base):
    """A range of a document's text with its place; see galley.documents.Block."""

    __tablename__ = "blocks"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tenant: Mapped[str] = mapped_column(_TAG)
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    part: Mapped[str] = mapped_column(String(16))
    page: Mapped[int | None]
    level: Mapped[int | None]
    title: Mapped[str | None]


class Section(Base):
    """A range of a document from one heading to the next; see galley.documents.Section."""

    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("document_id", "name"),)
    id: Mapped[str] = mapped_column(_ID, primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    tenant: Mapped[str] = mapped_column(_TAG)
    ordinal: Mapped[int]
    name: Mapped[str]
    title: Mapped[str | None]
    level: Mapped[int]
    page: Mapped[int | None]
    start: Mapped[int]
    end: Mapped[int]
    words: Mapped[int]


class Session(Base):
    """One review of one document."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_by_time", "tenant", "created_at"),)
    id: Mapped[str] = mapped_column(_ID, primary_key=True, default=new_id)
    tenant: Mapped[str] = mapped_column(_TAG)
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
    id: Mapped[str] = mapped_column(_ID, primary_key=True, default=new_id)
    tenant: Mapped[str] = mapped_column(_TAG)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    section_id: Mapped[str] = mapped_column(ForeignKey("sections.id", ondelete="CASCADE"))
    job_id: Mapped[str | None] = mapped_column(_ID)
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
    tenant: Mapped[str] = mapped_column(_TAG)
    finding_id: Mapped[str] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    decision: Mapped[str] = mapped_column(String(8))
    before: Mapped[dict[str, Any]]
    created_at: Mapped[float] = mapped_column(default=time.time)


class Message(Base):
    """One turn of a session's chat."""

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    tenant: Mapped[str] = mapped_column(_TAG)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str | None] = mapped_column(_ID)
    role: Mapped[str] = mapped_column(String(12))
    text: Mapped[str]
    citations: Mapped[list[Any]] = mapped_column(default=list)
    section: Mapped[str | None]
    source: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[float] = mapped_column(default=time.time)


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
    id: Mapped[str] = mapped_column(_ID, primary_key=True, default=new_id)
    tenant: Mapped[str] = mapped_column(_TAG)
    kind: Mapped[str] = mapped_column(String(40))
    queue: Mapped[str] = mapped_column(String(40))
    priority: Mapped[int]
    way: Mapped[str] = mapped_column(String(8))  # celery or local: who was asked to run it
    input: Mapped[dict[str, Any]]
    session_id: Mapped[str | None] = mapped_column(_ID)
    section: Mapped[str | None] = mapped_column(default=_reviewed)  # stands beside the input for an index's sake
    parent_id: Mapped[str | None] = mapped_column(_ID, index=True)
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
    tenant: Mapped[str] = mapped_column(_TAG)
    outcome: Mapped[dict[str, Any]]
    attempts: Mapped[int]
    ended_at: Mapped[float] = mapped_column(default=time.time)


class Event(Base):
    """Something that happened to a job, numbered from 1 without gaps."""

    __tablename__ = "events"
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tenant: Mapped[str] = mapped_column(_TAG)
    type: Mapped[str] = mapped_column(String(20))
    data: Mapped[dict[str, Any]]
    at: Mapped[float] = mapped_column(default=time.time)


class Reply(Base):
    """A paid answer, kept so that a step that runs again pays only for what is missing."""

    __tablename__ = "replies"
    tenant: Mapped[str] = mapped_column(_TAG, primary_key=True)
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]
    created_at: Mapped[float] = mapped_column(default=time.time)


class Usage(Base):
    """The tokens of one call to Claude."""

    __tablename__ = "usage"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    tenant: Mapped[str] = mapped_column(_TAG)
    job_id: Mapped[str | None] = mapped_column(_ID, index=True)
    model: Mapped[str] = mapped_column(String(80))
    request_id: Mapped[str | None] = mapped_column(String(80))
    input_tokens: Mapped[int]
    cache_write_tokens: Mapped[int]
    cache_read_tokens: Mapped[int]
    output_tokens: Mapped[int]
    at: Mapped[float] = mapped_column(default=time.time)


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
