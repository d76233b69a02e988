"""Who uses Galley, and the documents that are theirs."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from galley.store.models.base import ID, TAG, Base, new_id


class User(Base):
    """Somebody who may use Galley; `tag` marks all that is theirs, `token_hash` is SHA-256 of their token."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    tag: Mapped[str] = mapped_column(TAG, unique=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[float] = mapped_column(default=time.time)


class Document(Base):
    """One text of one tenant. The same bytes, read in the same format, are the same document."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("tenant", "sha256", "format"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    tenant: Mapped[str] = mapped_column(TAG)
    name: Mapped[str]
    format: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int | None]
    words: Mapped[int]
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    hidden: Mapped[list[Any]] = mapped_column(default=list)  # [start, end, why] of what nobody sees
    changes: Mapped[list[Any]] = mapped_column(default=list)  # tracked ones, see galley.documents.Change
    confidence: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of pages that OCR read, 0 to 1
    ocr_pages: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)  # their lines with their places
    text: Mapped[str] = mapped_column(Text, deferred=True)
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[float] = mapped_column(default=time.time)


class Block(Base):
    """A range of a document's text with its place; see galley.documents.Block."""

    __tablename__ = "blocks"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tenant: Mapped[str] = mapped_column(TAG)
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
    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    tenant: Mapped[str] = mapped_column(TAG)
    ordinal: Mapped[int]
    name: Mapped[str]
    title: Mapped[str | None]
    level: Mapped[int]
    page: Mapped[int | None]
    start: Mapped[int]
    end: Mapped[int]
    words: Mapped[int]
