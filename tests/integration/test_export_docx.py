"""A Word document goes in, is reviewed over HTTP, and comes out again with comments."""

from __future__ import annotations

import io
import json
from typing import Any

from docx import Document

from tests.integration.web import Here
from tests.unit.docx_files import HEADINGS, USUAL, deleted, inserted, p, t, word

BODY = p("Terms", "Heading1") + p(
    t("Pay the ") + t("the price", "<w:b/>") + inserted(t(" now")) + deleted(" later") + t(".")
)
FILE = word(BODY, styles=USUAL + HEADINGS, footnotes=f'<w:footnote w:id="2">{p("A small note.")}</w:footnote>')


def find(client: Here, session_id: str, section: str, words: str) -> str:
    """Add a finding on these words of the section; its id."""
    text = client.get(f"/sessions/{session_id}/sections/{section}")["text"]
    start = text.index(words)
    place = {"section": section, "start": start, "end": start + len(words)}
    added = client.post(f"/sessions/{session_id}/feedback", place | {"description": "Unclear."}, expect=201)
    item_id: str = added["item"]["id"]
    return item_id


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def test_the_accepted_findings_come_back_as_comments_in_the_document(client: Here) -> None:
    session_id = client.upload("Terms.docx", FILE)["session_id"]
    first = find(client, session_id, "Terms", "the price now")
    find(client, session_id, "Terms", "Pay")
    client.post(f"/sessions/{session_id}/feedback/{first}", {"decision": "accepted"})
    answer = client.call("GET", f"/sessions/{session_id}/export?format=docx")
    assert (answer.status, answer.headers["x-galley-unplaced"]) == (200, "0")
    assert "Terms (review).docx" in answer.headers["content-disposition"]
    (comment,) = opened(answer.data).comments
    assert (comment.author, comment.text) == ("Galley (a reader)", "Medium: Unclear.")


def test_every_finding_is_a_comment_or_in_the_list_at_the_end(client: Here) -> None:
    session_id = client.upload("Terms.docx", FILE)["session_id"]
    for section, words in (("Terms", "Pay"), ("Terms", "price"), ("Footnotes", "small")):
        find(client, session_id, section, words)
    answer = client.call("GET", f"/sessions/{session_id}/export?format=docx&which=all")
    assert answer.headers["x-galley-unplaced"] == "1"
    document = opened(answer.data)
    assert len(list(document.comments)) == 2
    assert document.paragraphs[-1].text.startswith("1. Footnotes: Medium: Unclear.")


def test_another_format_cannot_be_had_as_a_word_file(client: Here) -> None:
    session_id = client.open("# Terms\n\nPay the price.\n")
    refused = client.call("GET", f"/sessions/{session_id}/export?format=docx")
    assert (refused.status, json.loads(refused.data)["code"]) == (409, "not_a_word_file")
