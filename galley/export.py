"""A review as a file to keep."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from galley import views
from galley.store.models import Document, Finding, Section, Session


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with their media type."""

    data: bytes
    type: str


def to_markdown(session: Session, document: Document, sections: Sequence[Section], items: Sequence[Finding]) -> File:
    """The items by section, each with its quote, what is wrong and what to do."""
    lines = [f"# Review of {session.name}", "", f"{len(items)} items, {document.words} words.", ""]
    for section in sections:
        mine = [item for item in items if item.section_id == section.id]
        if not mine:
            continue
        lines += [f"## {section.name}", ""]
        for item in mine:
            place = f", page {item.page}" if item.page else ""
            lines += [f"### {item.severity}: {_line(item.description)}", ""]
            if item.quote or item.model_quote:
                lines += [f"> {_line(item.quote or item.model_quote or '')}", ""]
            if item.quote is None:
                lines += ["These words were not found in the document.", ""]
            if item.suggestion:
                lines += [_line(item.suggestion), ""]
            if (new := item.edit if item.edit is not None else item.replacement) is not None:
                lines += [f"Replace with: `{_line(new)}`" if new else "Delete these words.", ""]
            if item.reason:
                lines += [f"Reason: {_line(item.reason)}", ""]
            lines += [f"_{item.decision}; {item.source}{place}_", ""]
    return File("\n".join(lines).encode(), "text/markdown")


def to_json(session: Session, document: Document, sections: Sequence[Section], items: Sequence[Finding]) -> File:
    """Everything, as the API shows it."""
    named = {section.id: section for section in sections}
    whole = {
        **views.session(session, document),
        "sections": [views.section(section) for section in sections],
        "feedback_items": [views.finding(item, named[item.section_id]) for item in items],
    }
    return File(json.dumps(whole, ensure_ascii=False, indent=2).encode(), "application/json")


FORMATS = {"md": to_markdown, "json": to_json}


def file_name(name: str, form: str) -> str:
    """The document's name with what it is now."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", name)
    return f"{stem} (review).{form}"


def _line(text: str) -> str:
    return " ".join(text.split())
