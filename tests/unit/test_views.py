"""What Galley's things look like from outside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from galley import views
from galley.store.models import Document, Finding, Message, Section, Session

SECTION = Section(id="x", document_id="d", name="Terms", title=None, level=1, page=None, start=100, end=180, words=9)
DOCUMENT = Document(
    id="d", tenant="TAG", name="a.md", format="markdown", sha256="HASH", size=9, pages=None, words=9,
    warnings=["w"], text="SECRET TEXT", sample=True, created_at=0.0,
)  # fmt: skip


def finding(**given: Any) -> Finding:
    usual: dict[str, Any] = {
        "id": "f", "tenant": "TAG", "section_id": "x", "source": "rules", "category": "grammar", "severity": "low",
        "confidence": 0.5, "description": "d", "suggestion": "s", "quote": "the the", "start": 110, "end": 117,
        "anchor": "verified", "decision": "open",
    }  # fmt: skip
    return Finding(**usual | given)


def test_a_finding_has_every_promised_key() -> None:
    promised = (
        "id description suggestion confidence section quote start end page anchor category severity replacement rule "
        "source decision model_quote"
    )
    assert set(promised.split()) <= set(views.finding(finding(), SECTION))


def test_offsets_are_counted_from_the_section_s_beginning() -> None:
    shown = views.finding(finding(), SECTION)
    assert (shown["start"], shown["end"]) == (10, 17)
    first = views.finding(finding(start=100, end=100), SECTION)
    assert (first["start"], first["end"]) == (0, 0)


def test_a_finding_without_a_place_has_no_offsets() -> None:
    shown = views.finding(finding(start=None, end=None, quote=None), SECTION)
    assert (shown["start"], shown["end"], shown["quote"]) == (None, None, None)


def test_nothing_shows_the_tenant_s_tag_or_a_whole_text() -> None:
    session = Session(id="s", tenant="TAG", document_id="d", name="a.md", created_at=0.0)
    message = Message(id=1, tenant="TAG", role="user", text="?", citations=[], created_at=0.0)
    shown = json.dumps(
        [
            views.session(session, DOCUMENT),
            views.section(SECTION),
            views.finding(finding(), SECTION),
            views.message(message),
        ]
    )
    assert "TAG" not in shown
    assert "SECRET TEXT" not in shown


def test_a_session_is_shown_with_its_document() -> None:
    shown = views.session(Session(id="s", document_id="d", name="n", created_at=0.0), DOCUMENT)
    assert (shown["session_id"], shown["document"]["id"], shown["sample"]) == ("s", "d", True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, None), (0.0, "1970-01-01T00:00:00.000+00:00"), (1.2345, "1970-01-01T00:00:01.234+00:00")],
)
def test_moments_are_iso_8601_in_utc(seconds: float | None, words: str | None) -> None:
    assert views.moment(seconds) == words
