"""What a person says to findings: accept, reject, edit, add, undo; to one, or to many at once."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Blueprint, Response, jsonify
from pydantic import BaseModel, Field

from galley import decisions
from routes.answers_reviews import ManyItems, OneItem, UndoneItem
from routes.describe import described
from routes.here import body, galley, tenant

bp = Blueprint("reviews", __name__)


class Decided(BaseModel):
    """A decision about one item."""

    decision: Literal["accepted", "rejected", "open"]
    reason: str | None = Field(None, max_length=2000, description="Why, in the person's words.")
    edit: str | None = Field(None, max_length=20000, description="The text to use in place of `replacement`.")


class Chosen(BaseModel):
    """Items of one review; the same twice counts once."""

    items: list[Annotated[str, Field(max_length=100)]] = Field(
        min_length=1, max_length=1000, description="The items' ids."
    )


class AllDecided(Chosen):
    """One decision about many items. Accepting keeps the edit that an item has."""

    decision: Literal["accepted", "rejected", "open"]
    reason: str | None = Field(None, max_length=2000, description="Why, in the person's words.")


class OwnFinding(BaseModel):
    """A person's own finding, on a range of the section's text."""

    section: str = Field(description="The section's name.")
    description: str = Field(min_length=1, max_length=5000, description="What is wrong.")
    suggestion: str = Field("", max_length=5000, description="What to do.")
    start: int | None = Field(None, ge=0, description="Where it begins in the section's text; left out with `end`.")
    end: int | None = Field(None, ge=0, description="Where it ends, in code points.")
    replacement: str | None = Field(None, max_length=20000, description="What to put in place of these words.")
    category: str = Field("other", min_length=1, max_length=40, description="What kind of thing is wrong.")
    severity: Literal["high", "medium", "low"] = Field("medium", description="How much it matters.")


@bp.post("/sessions/<session_id>/feedback/<item_id>")
@described(body=Decided, answers={200: OneItem})
def decide(session_id: str, item_id: str) -> Response:
    """Accept, reject or reopen an item."""
    asked = body(Decided)
    (item,) = decisions.decide(
        galley(), tenant(), session_id, [item_id], asked.decision, reason=asked.reason, edit=asked.edit
    )
    return jsonify({"success": True, "item": item})


@bp.post("/sessions/<session_id>/feedback")
@described(body=OwnFinding, answers={201: OneItem}, errors={400: "bad_range", 404: "unknown_section"})
def add(session_id: str) -> tuple[Response, int]:
    """Add a person's own finding."""
    asked = body(OwnFinding)
    item = decisions.add_own(galley(), tenant(), session_id, **asked.model_dump())
    return jsonify({"success": True, "item": item}), 201


@bp.delete("/sessions/<session_id>/feedback/<item_id>")
@described(answers={200: UndoneItem}, errors={409: "nothing_to_undo"})
def undo(session_id: str, item_id: str) -> Response:
    """Undo the last decision on an item; a person's own item without one is removed."""
    left = decisions.undo(galley(), tenant(), session_id, [item_id], remove_own=True)
    return jsonify({"success": True, "item": left[0] if left else None, "removed": not left})


@bp.post("/sessions/<session_id>/decisions")
@described(body=AllDecided, answers={200: ManyItems}, errors={404: "unknown_item"})
def decide_many(session_id: str) -> Response:
    """Accept, reject or reopen many items: all of them, or none."""
    asked = body(AllDecided)
    items = decisions.decide(
        galley(), tenant(), session_id, asked.items, asked.decision, reason=asked.reason, keep_edit=True
    )
    return jsonify({"success": True, "items": items})


@bp.post("/sessions/<session_id>/decisions/undo")
@described(body=Chosen, answers={200: ManyItems}, errors={404: "unknown_item", 409: "nothing_to_undo"})
def undo_many(session_id: str) -> Response:
    """Take the last decision about each of many items back: all of them, or none."""
    items = decisions.undo(galley(), tenant(), session_id, body(Chosen).items)
    return jsonify({"success": True, "items": items})
