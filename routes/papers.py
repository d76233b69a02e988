"""The paper behind a review: its file, its pages, and where findings stand on them."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, jsonify, send_file

from galley import papers
from routes.answers_reviews import Places
from routes.describe import described
from routes.here import galley, tenant
from routes.parameters import FILE, PAGE_PICTURE

bp = Blueprint("papers", __name__)
# An uploaded file is never a page of ours: whatever it holds runs nowhere.
_HARMLESS = "default-src 'none'; sandbox"


@bp.get("/sessions/<session_id>/file")
@described(answers={200: FILE}, errors={404: "file_gone"})
def file(session_id: str) -> Response:
    """The document's file as it came."""
    document, data = papers.file_of(galley(), tenant(), session_id)
    answer = send_file(BytesIO(data), "application/octet-stream", as_attachment=True, download_name=document.name)
    answer.headers["Content-Security-Policy"] = _HARMLESS
    return answer


@bp.get("/sessions/<session_id>/pages/<number>")
@described(answers={200: PAGE_PICTURE}, errors={404: "no_pages unknown_page file_gone", 422: "corrupt too_slow"})
def page(session_id: str, number: str) -> Response:
    """A page of a PDF or of a picture, as PNG."""
    wanted = int(number) if number.isdecimal() else 0
    answer = Response(papers.picture_of(galley(), tenant(), session_id, wanted), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


@bp.get("/sessions/<session_id>/feedback/<item_id>/places")
@described(answers={200: Places}, errors={404: "unknown_item file_gone"})
def places(session_id: str, item_id: str) -> Response:
    """Where an item's quoted words stand on the document's pages; empty where that is not known."""
    return jsonify({"success": True, "places": papers.places_of(galley(), tenant(), session_id, item_id)})
