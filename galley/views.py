"""What Galley's things look like from outside: one function a thing, from rows to JSON.

Offsets of findings and citations are counted from the beginning of their section's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from galley import documents
from galley.store.models import Document, Finding, Message, Section, Session


def finding(row: Finding, section: Section) -> dict[str, Any]:
    """A feedback item."""
    return {
        "id": row.id,
        "section": section.name,
        "description": row.description,
        "suggestion": row.suggestion,
        "confidence": row.confidence,
        "quote": row.quote,
        "model_quote": row.model_quote,
        "start": None if row.start is None else row.start - section.start,
        "end": None if row.end is None else row.end - section.start,
        "page": row.page,
        "anchor": row.anchor,
        "category": row.category,
        "severity": row.severity,
        "replacement": row.replacement,
        "rule": row.rule,
        "source": row.source,
        "decision": row.decision,
        "reason": row.reason,
        "edit": row.edit,
    }


def document(row: Document) -> dict[str, Any]:
    """A document without its text."""
    return {
        "id": row.id,
        "name": row.name,
        "format": row.format,
        "pages": row.pages,
        "words": row.words,
        "warnings": row.warnings,
        "ocr_confidence": {str(page): sure for page, sure in (row.confidence or {}).items()},
        "tracked_changes": len(row.changes or []),
        "created_at": moment(row.created_at),
    }


def section(row: Section | documents.Section) -> dict[str, Any]:
    """A section without its text; `start` and `end` are offsets in the document."""
    return {
        "name": row.name,
        "title": row.title,
        "level": row.level,
        "page": row.page,
        "words": row.words,
        "start": row.start,
        "end": row.end,
    }


def session(row: Session, of: Document) -> dict[str, Any]:
    """A review."""
    return {
        "session_id": row.id,
        "name": row.name,
        "document": document(of),
        "created_at": moment(row.created_at),
        "sample": of.sample,
    }


def opened(row: Session, of: Document, sections: Sequence[Section | documents.Section]) -> dict[str, Any]:
    """A review as it is answered when it has just been opened."""
    return {"success": True, **session(row, of), "sections": [section(s) for s in sections]}


def message(row: Message) -> dict[str, Any]:
    """One turn of a chat."""
    return {
        "id": row.id,
        "task_id": row.job_id,
        "role": row.role,
        "text": row.text,
        "citations": row.citations,
        "section": row.section,
        "source": row.source,
        "created_at": moment(row.created_at),
    }


def moment(seconds: float | None) -> str | None:
    """ISO 8601 in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
