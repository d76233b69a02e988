"""What a person says to findings: accept, reject, edit, add, undo."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response, jsonify
from pydantic import BaseModel, Field

from galley import decisions
from routes.here import body, galley, tenant

bp = Blueprint("reviews", __name__)


class Decided(BaseModel):
    """A decision about one item."""

    decision: Literal["accepted", "rejected", "open"]
    reason: str | None = Field(None, max_length=2000)
    edit: str | None = Field(None, max_length=20000)


class OwnFinding(BaseModel):
    """A person's own finding, on a range of the section's text."""

    section: str
    description: str = Field(min_length=1, max_length=5000)
    suggestion: str = Field("", max_length=5000)
    start: int | None = Field(None, ge=0)
    end: int | None = Field(None, ge=0)
    replacement: str | None = Field(None, max_length=20000)
    category: str = Field("other", min_length=1, max_length=40)
    severity: Literal["high", "medium", "low"] = "medium"


@bp.post("/sessions/<session_id>/feedback/<item_id>")
def decide(session_id: str, item_id: str) -> Response:
    """Accept, reject or reopen an item."""
    asked = body(Decided)
    item = decisions.decide(
        galley(), tenant(), session_id, item_id, asked.decision, reason=asked.reason, edit=asked.edit
    )
    return jsonify({"success": True, "item": item})


@bp.post("/sessions/<session_id>/feedback")
def add(session_id: str) -> tuple[Response, int]:
    """Add a person's own finding."""
    asked = body(OwnFinding)
    item = decisions.add_own(galley(), tenant(), session_id, **asked.model_dump())
    return jsonify({"success": True, "item": item}), 201


@bp.delete("/sessions/<session_id>/feedback/<item_id>")
def undo(session_id: str, item_id: str) -> Response:
    """Undo the last decision on an item; a person's own item without one is removed."""
    item = decisions.undo(galley(), tenant(), session_id, item_id)
    return jsonify({"success": True, "item": item, "removed": item is None})
