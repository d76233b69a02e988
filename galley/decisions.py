"""What a person decides about findings, one or many at once, with the way back.

Promises: all of them or none; two people who decide the same findings at once wait for each other and never lock each
other out; each decision can be taken back once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from galley import views
from galley.errors import Conflict, Malformed
from galley.root import Galley
from galley.store.models import Decision, Finding, Session
from galley.store.rows import Rows

Items = list[dict[str, Any]]


def decide(
    galley: Galley,
    tag: str,
    session_id: str,
    item_ids: Sequence[str],
    decision: str,
    *,
    reason: str | None,
    edit: str | None = None,
    keep_edit: bool = False,
) -> Items:
    """Set the decision of these items. `edit` is the text to use in place of the suggested replacement.

    With `keep_edit`, an item that is accepted keeps the one it has.
    """

    def all_of_them(rows: Rows) -> Items:
        session = rows.session(session_id, held=True)
        items = rows.held_findings(session_id, item_ids)
        now = time.time()
        rows.add_decisions(
            [Decision(finding_id=i.id, decision=decision, before=_now(i), created_at=now) for i in items]
        )
        for item in items:
            item.edit = item.edit if keep_edit and decision == "accepted" else edit
            item.decision, item.reason = decision, reason
        return _shown(rows, session, items)

    return _writing(galley, tag, all_of_them)


def undo(galley: Galley, tag: str, session_id: str, item_ids: Sequence[str], *, remove_own: bool = False) -> Items:
    """Take the last decision about each of these items back.

    Raises Conflict when there is none; with `remove_own`, a person's own item without one is removed instead.
    """

    def all_of_them(rows: Rows) -> Items:
        session = rows.session(session_id, held=True)
        items = rows.held_findings(session_id, item_ids)
        before = rows.pop_decisions([item.id for item in items])
        left = []
        for item in items:
            if stood := before.get(item.id):
                item.decision, item.reason, item.edit = stood["decision"], stood["reason"], stood["edit"]
                left.append(item)
            elif remove_own and item.source == "person":
                rows.delete_finding(item)
            else:
                words = "Nothing was decided about this item" if len(items) == 1 else "One of these was not decided"
                raise Conflict(f"{words}, so there is nothing to undo.", code="nothing_to_undo")
        return _shown(rows, session, left)

    return _writing(galley, tag, all_of_them)


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
        place = rows.section(rows.session(session_id, held=True).document_id, section)
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


def _writing(galley: Galley, tag: str, change: Callable[[Rows], Items]) -> Items:
    """In one transaction; again when it met somebody who locked the same rows in another order."""

    def once() -> Items:
        with galley.tenant(tag).writing() as rows:
            return change(rows)

    return galley.store.attempt(once)


def _now(item: Finding) -> dict[str, Any]:
    return {"decision": item.decision, "reason": item.reason, "edit": item.edit}


def _shown(rows: Rows, session: Session, items: Sequence[Finding]) -> Items:
    sections = rows.sections_by_id(session.document_id, {item.section_id for item in items})
    return [views.finding(item, sections[item.section_id]) for item in items]
