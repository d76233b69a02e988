"""Documents come in, reviews are listed, read, exported and deleted."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file
from pydantic import BaseModel
from werkzeug.routing import BaseConverter

from galley import export, intake, review, views
from galley.errors import Malformed, NotFound
from galley.store.models import Session
from galley.wording import task
from routes.here import body, galley, tenant

bp = Blueprint("sessions", __name__)


class Whole(BaseConverter):
    """All that is left of an address: a section's name, whatever it holds."""

    regex = ".+"
    part_isolating = False


class NewSession(BaseModel):
    """Either a document that is here already, or a pasted text."""

    document_id: str | None = None
    text: str | None = None
    name: str = ""


@bp.post("/upload")
def upload() -> tuple[Response, int]:
    """Read an uploaded file and open a review of it."""
    if "guidelines" in request.files:
        raise Malformed("Guidelines cannot be read yet. Upload the document alone.", code="no_guidelines_yet")
    file = request.files.get("file")
    if file is None:
        raise Malformed("Send the document as the multipart field `file`.", code="no_file")
    session = intake.take_file(galley(), tenant(), file.filename or "", file.read())
    return jsonify(_opened(session)), 200


@bp.post("/sessions")
def open_session() -> tuple[Response, int]:
    """Open a review of a stored document or of a pasted text."""
    asked = body(NewSession)
    if asked.document_id is not None:
        session = intake.take_document(galley(), tenant(), asked.document_id)
    elif asked.text is not None:
        session = intake.take_text(galley(), tenant(), asked.name, asked.text)
    else:
        raise Malformed("Send `document_id`, or `text` and `name`.", code="bad_fields")
    return jsonify(_opened(session)), 200


@bp.get("/sessions")
def list_sessions() -> Response:
    """The newest reviews."""
    with galley().tenant(tenant()).reading() as rows:
        found = rows.sessions(limit=200)
        counts = rows.finding_counts([s.id for s in found])
        shown = [
            views.session(s, rows.document(s.document_id))
            | {"findings": counts[s.id], "sections": rows.section_count(s.document_id)}
            for s in found
        ]
    return jsonify({"success": True, "sessions": shown})


@bp.get("/sessions/<session_id>")
def show_session(session_id: str) -> Response:
    """A review with its document, sections, findings and jobs."""
    with galley().tenant(tenant()).reading() as rows:
        session = rows.session(session_id)
        document = rows.document(session.document_id)
        sections = rows.sections(session.document_id)
        findings = rows.findings(session_id)
        jobs = rows.session_jobs(session_id)
    named = {s.id: s for s in sections}
    return jsonify(
        {
            "success": True,
            **views.session(session, document),
            "sections": review.section_states(sections, findings, jobs),
            "feedback_items": [views.finding(f, named[f.section_id]) for f in findings],
            "jobs": [{k: v for k, v in task(j).items() if k != "result"} for j in jobs],
        }
    )


@bp.delete("/sessions/<session_id>")
def delete_session(session_id: str) -> Response:
    """Remove a review and all that only it used."""
    receipt = intake.delete_session(galley(), tenant(), session_id)
    return jsonify({"success": True, "session_id": session_id, "deleted": receipt})


@bp.get("/sessions/<session_id>/sections/<whole:name>")
def show_section(session_id: str, name: str) -> Response:
    """A section with its text."""
    with galley().tenant(tenant()).reading() as rows:
        section = rows.section(rows.session(session_id).document_id, name)
        text = rows.section_text(section)
    return jsonify({"success": True, **views.section(section), "text": text})


@bp.get("/sessions/<session_id>/chat")
def chat_history(session_id: str) -> Response:
    """The chat so far."""
    with galley().tenant(tenant()).reading() as rows:
        messages = rows.messages(rows.session(session_id).id)
    return jsonify({"success": True, "messages": [views.message(m) for m in messages]})


@bp.get("/sessions/<session_id>/statistics")
def statistics(session_id: str) -> Response:
    """How many findings there are, by what."""
    with galley().tenant(tenant()).reading() as rows:
        session = rows.session(session_id)
        counts = views.statistics(rows.findings(session_id), rows.sections(session.document_id))
    return jsonify({"success": True, **counts})


@bp.get("/sessions/<session_id>/export")
def export_session(session_id: str) -> Response:
    """The review as a file to keep: Markdown or JSON, of the accepted items or (`which=all`) of all."""
    form, which = request.args.get("format", "md"), request.args.get("which", "accepted")
    if form not in export.FORMATS or which not in ("accepted", "all"):
        raise NotFound("Use format=md or format=json, and which=accepted or which=all.", code="unknown_format")
    with galley().tenant(tenant()).reading() as rows:
        session = rows.session(session_id)
        sections = rows.sections(session.document_id)
        chosen = [f for f in rows.findings(session_id) if which == "all" or f.decision == "accepted"]
        written = export.FORMATS[form](session, rows.document(session.document_id), sections, chosen)
    name = export.file_name(session.name, form)
    return send_file(BytesIO(written.data), mimetype=written.type, as_attachment=True, download_name=name)


def _opened(session: Session) -> dict[str, Any]:
    with galley().tenant(tenant()).reading() as rows:
        document = rows.document(session.document_id)
        sections = rows.sections(session.document_id)
    return {
        "success": True,
        **views.session(session, document),
        "sections": [views.section(s) for s in sections],
    }
