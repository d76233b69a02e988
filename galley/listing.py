"""A person's reviews as a list, newest first, a page at a time.

Promises: what a row tells of its sections is what the review itself tells (`review.section_states`); reviews that
come or go between two pages shift nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from galley import views
from galley.errors import Malformed
from galley.jobs import State
from galley.review import STATES
from galley.store.models import Session
from galley.store.rows import Rows

_PLACE = re.compile(r"([0-9]{1,15}\.[0-9]{1,9})~([0-9a-f-]{36})")


def sessions(
    rows: Rows, *, query: str = "", limit: int = 50, after: str = ""
) -> tuple[list[dict[str, Any]], str | None]:
    """The reviews after the place `after` whose name holds `query`, and from which place to go on, if any are left."""
    found = rows.sessions(limit=limit + 1, after=_place(after) if after else None, query=query.strip())
    page = found[:limit]
    following = f"{page[-1].created_at!r}~{page[-1].id}" if len(found) > limit else None
    return _shown(rows, page), following


def _place(after: str) -> tuple[float, str]:
    if not (place := _PLACE.fullmatch(after)):
        raise Malformed("`after` must be what `next` was in the answer before.", code="bad_cursor")
    return float(place[1]), place[2]


def _shown(rows: Rows, page: Sequence[Session]) -> list[dict[str, Any]]:
    """Each review with its counts, all asked for together."""
    ids, of = [s.id for s in page], [s.document_id for s in page]
    documents, sections = rows.documents(of), rows.section_counts(of)
    findings, reviews, activity = rows.finding_counts(ids), rows.review_counts(ids), rows.last_activity(ids)
    shown = []
    for session in page:
        if session.document_id not in documents:  # deleted since the first query
            continue
        every, worded = sections.get(session.document_id, (0, 0))
        shown.append(
            views.session(session, documents[session.document_id])
            | {"findings": findings[session.id], "sections": every, "states": _states(worded, reviews[session.id])}
            | {"last_activity_at": views.moment(max(session.created_at, activity.get(session.id, 0.0)))}
        )
    return shown


def _states(worded: int, reviews: dict[State, int]) -> dict[str, int]:
    states = {"new": worded - sum(reviews.values()), "running": 0, "reviewed": 0, "failed": 0}
    for state, number in reviews.items():
        states[STATES[state]] += number
    return states
