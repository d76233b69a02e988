"""Documents come in, reviews are listed, read, exported and deleted."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file
from pydantic import BaseModel, Field
from werkzeug.routing import BaseConverter

from celery_integration import submit_read_task, submitted
from galley import export, intake, listing, review, views
from galley.errors import Malformed, NotFound
from galley.export.marked import request_of
from galley.statistics import statistics as counted
from galley.store.models import Session
from galley.wording import task
from routes.answers_reviews import (
    DeletedSession,
    Messages,
    OpenedSession,
    SectionWithText,
    SessionAnswer,
    Sessions,
    ShownSession,
    Statistics,
    Text,
)
from routes.answers_work import Accepted
from routes.describe import described
from routes.here import body, galley, query, tenant
from routes.parameters import EXPORTED, UPLOAD_ERRORS, ExportChoice, Upload

bp = Blueprint("sessions", __name__)
MOST_SESSIONS = 200  # in one answer
MOST_CHARACTERS = 400_000  # of text in one answer


class Whole(BaseConverter):
    """All that is left of an address: a section's name, whatever it holds."""

    regex = ".+"
    part_isolating = False


class NewSession(BaseModel):
    """Either a document that is here already, or a pasted text."""

    document_id: str | None = Field(None, description="A document that is here: another review of it is opened.")
    text: str | None = Field(None, description="A text to review, plain or Markdown.")
    name: str = Field("", description="What to call the review of the text.")


class NewName(BaseModel):
    """What a review is to be called."""

    name: str = Field(max_length=1000, description="1 to 200 characters, not counting white space around them.")


class Page(BaseModel):
    """Which reviews: those whose name holds `query`, from where the page before ended."""

    query: str = Field("", max_length=1000, description="A part of the name, in any case.")
    limit: int = Field(50, ge=1, description="How many at most; never more than 200.")
    after: str = Field("", description="The `next` of the page before.")


class From(BaseModel):
    """From which section on, counted from 0."""

    ordinal: int = Field(0, alias="from", ge=0, le=2**31 - 1, description="The first section to read, counted from 0.")


@bp.post("/upload")
@described(form=Upload, answers={200: OpenedSession, 202: Accepted}, errors=UPLOAD_ERRORS)
def upload() -> tuple[Response, int]:
    """Read an uploaded file and open a review of it. Pictures of pages take longer: the task's result is the answer."""
    if "guidelines" in request.files:
        raise Malformed("Guidelines cannot be read yet. Upload the document alone.", code="no_guidelines_yet")
    file = request.files.get("file")
    if file is None:
        raise Malformed("Send the document as the multipart field `file`.", code="no_file")
    opened = intake.take_file(galley(), tenant(), file.filename or "", file.read())
    if isinstance(opened, intake.Scan):
        return jsonify(submitted(submit_read_task(galley(), tenant(), opened, background=True))), 202
    return jsonify(_opened(opened)), 200


@bp.post("/sessions")
@described(body=NewSession, answers={200: OpenedSession}, errors={400: "empty", 404: "unknown_document"})
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
@described(query=Page, answers={200: Sessions}, errors={400: "bad_fields bad_cursor"})
def list_sessions() -> Response:
    """The newest reviews, a page at a time."""
    asked = query(Page)
    with galley().tenant(tenant()).reading() as rows:
        limit = min(asked.limit, MOST_SESSIONS)
        shown, following = listing.sessions(rows, query=asked.query, limit=limit, after=asked.after)
    return jsonify({"success": True, "sessions": shown, "next": following})


@bp.get("/sessions/<session_id>")
@described(answers={200: ShownSession})
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


@bp.patch("/sessions/<session_id>")
@described(body=NewName, answers={200: SessionAnswer}, errors={400: "bad_name"})
def rename_session(session_id: str) -> Response:
    """Call a review something else; its document keeps its name."""
    session, document = intake.rename(galley(), tenant(), session_id, body(NewName).name)
    return jsonify({"success": True, **views.session(session, document)})


@bp.delete("/sessions/<session_id>")
@described(answers={200: DeletedSession})
def delete_session(session_id: str) -> Response:
    """Remove a review and all that only it used."""
    receipt = intake.delete_session(galley(), tenant(), session_id)
    return jsonify({"success": True, "session_id": session_id, "deleted": receipt})


@bp.get("/sessions/<session_id>/sections/<whole:name>")
@described(answers={200: SectionWithText})
def show_section(session_id: str, name: str) -> Response:
    """A section with its text."""
    with galley().tenant(tenant()).reading() as rows:
        section = rows.section(rows.session(session_id).document_id, name)
        text = rows.section_text(section)
    return jsonify({"success": True, **views.section(section), "text": text})


@bp.get("/sessions/<session_id>/text")
@described(query=From, answers={200: Text}, errors={400: "bad_fields"})
def show_text(session_id: str) -> Response:
    """All text in order, as many sections at once as are read in a moment."""
    asked = query(From)
    with galley().tenant(tenant()).reading() as rows:
        document_id = rows.session(session_id).document_id
        found, following = rows.text_from(document_id, asked.ordinal, MOST_CHARACTERS)
    shown = [{"name": name, "text": text} for name, text in found]
    return jsonify({"success": True, "sections": shown, "next": following})


@bp.get("/sessions/<session_id>/chat")
@described(answers={200: Messages})
def chat_history(session_id: str) -> Response:
    """The chat so far."""
    with galley().tenant(tenant()).reading() as rows:
        messages = rows.messages(rows.session(session_id).id)
    return jsonify({"success": True, "messages": [views.message(m) for m in messages]})


@bp.get("/sessions/<session_id>/statistics")
@described(answers={200: Statistics})
def statistics(session_id: str) -> Response:
    """How many findings there are, by what."""
    with galley().tenant(tenant()).reading() as rows:
        rows.session(session_id)
        counts = counted(rows.finding_kinds(session_id), rows.findings_by_section(session_id))
    return jsonify({"success": True, **counts})


@bp.get("/sessions/<session_id>/export")
@described(
    query=ExportChoice,
    answers={200: EXPORTED},
    errors={404: "unknown_format file_gone", 409: "not_a_word_file not_a_pdf", 422: "corrupt too_slow"},
)
def export_session(session_id: str) -> Response:
    """The review as a file to keep, in one of several formats: the accepted items, or (`which=all`) all of them."""
    form, which = request.args.get("format", "md"), request.args.get("which", "accepted")
    formats = [*export.FORMATS, *export.FROM_FILE]
    if form not in formats or which not in ("accepted", "all"):
        raise NotFound(
            f"Use one of these as format: {', '.join(formats)}; and which=accepted or which=all.", code="unknown_format"
        )
    with galley().tenant(tenant()).reading() as rows:
        session = rows.session(session_id)
        sections = rows.sections(session.document_id)
        chosen = [f for f in rows.findings(session_id) if which == "all" or f.decision == "accepted"]
        document = rows.document(session.document_id, text=form in export.WITH_TEXT)
    more = {}
    if form in export.FROM_FILE:
        asked = request_of(form, document, sections, chosen)
        marked = galley().reader.mark(asked, galley().blobs.get(tenant(), document.sha256))
        written, more["X-Galley-Unplaced"] = marked.file, str(marked.unplaced)
    else:
        written = export.FORMATS[form](session, document, sections, chosen)
    name = export.file_name(session.name, form)
    answer = send_file(BytesIO(written.data), mimetype=written.type, as_attachment=True, download_name=name)
    answer.headers.update(more)
    return answer


def _opened(session: Session) -> dict[str, Any]:
    with galley().tenant(tenant()).reading() as rows:
        document = rows.document(session.document_id)
        return views.opened(session, document, rows.sections(session.document_id))
