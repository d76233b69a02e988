"""A review as JSON: everything, as the API shows it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from galley import views
from galley.export.file import File
from galley.store.models import Document, Finding, Section, Session


def to_json(session: Session, document: Document, sections: Sequence[Section], items: Sequence[Finding]) -> File:
    """The review as JSON."""
    named = {section.id: section for section in sections}
    whole = {
        **views.session(session, document),
        "sections": [views.section(section) for section in sections],
        "feedback_items": [views.finding(item, named[item.section_id]) for item in items],
    }
    return File(json.dumps(whole, ensure_ascii=False, indent=2).encode(), "application/json")
