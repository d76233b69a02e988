"""What a person decides about findings, with the way back."""

from __future__ import annotations

import time
from typing import Any

from galley import views
from galley.errors import Conflict, Malformed
from galley.root import Galley
from galley.store.models import Decision, Finding
from galley.store.rows import Rows


def decide(
    galley: Galley, tag: str, session_id: str, item_id: str, decision: str, *, reason: str | None, edit: str | None
) -> dict[str, Any]:
    """Set an item's decision. `edit` is the text to use in place of the suggested replacement."""
    with galley.tenant(tag).writing() as rows:
        item = rows.finding(session_id, item_id)
        rows.add_decision(Decision(finding_id=item.id, decision=decision, before=_now(item), created_at=time.time()))
        item.decision, item.reason, item.edit = decision, reason, edit
        return _shown(rows, item)


def undo(galley: Galley, tag: str, session_id: str, item_id: str) -> dict[str, Any] | None:
    """Take the last decision back; None when that removed a person's own item."""
    with galley.tenant(tag).writing() as rows:
        item = rows.finding(session_id, item_id)
        before = rows.pop_decision(item.id)
        if before is not None:
            item.decision, item.reason, item.edit = before["decision"], before["reason"], before["edit"]
            return _shown(rows, item)
        if item.source != "person":
            raise Conflict("Nothing was decided about this item, so there is nothing to undo.", code="nothing_to_undo")
        rows.delete_finding(item)
        return None


def add_own(
    galley: Galley,
    tag: str,
    session_id: str,
    *,
    section: str,
    description: str,
    suggestion: str,
    start: int | None,
    end: int | None,
    replacement: str | None,
    category: str,
    severity: str,
) -> dict[str, Any]:
    """Add a person's finding on `[start, end)` of the section's text, or on the section as a whole."""
    if (start is None) != (end is None):
        raise Malformed("Give both `start` and `end`, or neither.", code="bad_range")
    with galley.tenant(tag).writing() as rows:
        place = rows.section(rows.session(session_id).document_id, section)
        text = rows.section_text(place)
        start, end = (0, 0) if start is None or end is None else (start, end)
        if not 0 <= start <= end <= len(text):
            raise Malformed(f"`start` and `end` must lie in the section's {len(text)} characters.", code="bad_range")
        item = Finding(
            session_id=session_id, section_id=place.id, source="person", category=category, severity=severity,
            confidence=1.0, description=description, suggestion=suggestion, replacement=replacement,
            quote=text[start:end], start=place.start + start, end=place.start + end, page=place.page,
            anchor="verified", decision="open", created_at=time.time(),
        )  # fmt: skip
        return views.finding(rows.add_finding(item), place)


def _now(item: Finding) -> dict[str, Any]:
    return {"decision": item.decision, "reason": item.reason, "edit": item.edit}


def _shown(rows: Rows, item: Finding) -> dict[str, Any]:
    sections = rows.sections(rows.session(item.session_id).document_id)
    return views.finding(item, next(s for s in sections if s.id == item.section_id))
