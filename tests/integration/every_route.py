"""Every route called the way it is meant and the ways it can go wrong, by subject. Who calls is watched (`described`).

The first good answer of each route is the one that its description shows as the example.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from pathlib import Path

from flask import Flask

from tests.claude_double import ClaudeDouble
from tests.conftest import running_app, settings_in
from tests.integration.described import Book, Watched
from tests.integration.refusals import NOBODY, SECTION, refusals, strangers, unknown
from tests.integration.web import BACKGROUND, Here, document
from tests.scans import scanned

SAMPLE = Path(__file__).parents[2] / "examples" / "sample.md"
STREAM = {"Accept": "text/event-stream"}


def documents(you: Watched) -> str:
    """Come in, be listed, read, renamed, deleted. The id of a review of the sample."""
    opened = you.upload("Supplier data policy.md", SAMPLE.read_bytes())
    pasted = you.post("/sessions", {"text": "# Note\n\nThis is is a note.\n", "name": "A note"})["session_id"]
    session_id: str = you.post("/sessions", {"document_id": opened["document"]["id"]})["session_id"]
    you.get("/sessions?query=policy&limit=20")
    for path in ("/sessions?limit=1", f"/sessions/{session_id}/sections/{SECTION}", f"/sessions/{session_id}/text"):
        you.get(path.replace(" ", "%20"))
    you.get(f"/sessions/{session_id}/text?from=3")
    you.see("PATCH", f"/sessions/{pasted}", {"name": "A note to all"}, 200)
    you.see("PATCH", f"/sessions/{pasted}", {"name": " "}, 400)
    you.see("DELETE", f"/sessions/{pasted}", None, 200)
    you.see("DELETE", f"/sessions/{opened['session_id']}", None, 200)  # another review uses its document
    return session_id


def scan(you: Watched, folder: Path) -> None:
    """A document that is a picture: its words take longer."""
    task_id = you.upload("Letter.pdf", scanned("The supplier keeps the goods dry."), expect=202)["task_id"]
    opened = you.until_ready(task_id)["result"]
    assert opened["document"]["ocr_confidence"]
    path = f"/sessions/{opened['session_id']}"
    own = {"section": "Part 1", "description": "Which goods?", "start": 4, "end": 12}
    item = you.post(f"{path}/feedback", own, expect=201)["item"]["id"]
    assert you.get(f"{path}/feedback/{item}/places")["places"]
    for part in ("file", "pages/1"):
        assert you.call("GET", f"{path}/{part}").status == 200
    you.see("GET", f"{path}/pages/2", None, 404)
    you.post(f"{path}/feedback", own, expect=201)
    assert you.call("GET", f"{path}/export?format=pdf&which=all").status == 200
    for file in folder.rglob("blobs/**/*"):
        if file.is_file() and file.read_bytes().startswith(b"%PDF"):
            file.write_bytes(b"%PDF-1.4 and no more")
    you.see("GET", f"{path}/pages/1", None, 422)
    you.see("GET", f"{path}/export?format=pdf", None, 422)


def unreadable_documents(you: Watched) -> None:
    """What cannot be taken in."""
    you.see("POST", "/sessions", {}, 400)
    you.see("POST", "/sessions", {"text": " "}, 400)
    you.see("POST", "/sessions", {"document_id": NOBODY}, 404)
    you.see("POST", "/upload", None, 400)
    empty_word = io.BytesIO()
    zipfile.ZipFile(empty_word, "w").close()
    for name, data, status in (
        ("a.xlsx", b"x", 415),
        ("a.docx", b"x", 422),
        ("a.docx", empty_word.getvalue(), 422),
        ("a.pdf", b"%PDF-1.4 and no more", 422),
        ("a.md", b"", 422),
        ("a.md", b"x" * 1_000_001, 413),
    ):
        you.upload(name, data, expect=status)
    border = uuid.uuid4().hex
    head = f'--{border}\r\nContent-Disposition: form-data; name="guidelines"; filename="g.md"\r\n\r\nx\r\n'
    kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
    assert you.call("POST", "/upload", raw=f"{head}--{border}--\r\n".encode(), headers=kind).status == 400


def work(you: Watched, session_id: str) -> None:
    """Every kind of work, waited for and not, followed as a list and as a stream, and cancelled."""
    question = "Who must be told of an incident?"
    you.analyze(session_id, SECTION, expect=200)
    you.analyze_all(session_id, expect=200)
    you.chat(session_id, question, expect=200)
    you.test_connection(expect=200)
    you.get("/test_claude_connection")
    begun = [
        you.analyze_all(session_id, expect=202, **BACKGROUND),
        you.analyze(session_id, SECTION, expect=202, **BACKGROUND),
        you.chat(session_id, question, expect=202, **BACKGROUND),
        you.test_connection(expect=202, **BACKGROUND),
        you.call("GET", "/test_claude_connection", headers=BACKGROUND).json,
    ]
    follow(you, [task["task_id"] for task in begun])
    key = {"Idempotency_Key": uuid.uuid4().hex, **BACKGROUND}
    you.post("/queues/chat/pause")  # so that it has not ended when it is asked for again
    task_id = you.chat(session_id, question, expect=202, **key)["task_id"]
    assert you.chat(session_id, question, expect=202, **key)["task_id"] == task_id
    you.chat(session_id, "Who else?", expect=409, **key)
    used = {"Idempotency-Key": key["Idempotency_Key"]}
    for method, path, body in (
        ("POST", "/analyze_section", {"session_id": session_id, "section_name": SECTION}),
        ("POST", "/analyze_document", {"session_id": session_id}),
        ("POST", "/test_claude_connection", None),
        ("GET", "/test_claude_connection", None),
    ):
        assert you.call(method, path, body, headers=used).status == 409
    you.post("/queues/chat/resume")
    you.until_ready(task_id)
    you.see("POST", f"/cancel_task/{task_id}", None, 409)
    you.see("DELETE", f"/cancel_task/{task_id}", None, 409)
    you.get(f"/sessions/{session_id}/chat")
    you.get(f"/sessions/{session_id}")


def follow(you: Watched, task_ids: list[str]) -> None:
    """How tasks stand, till they have ended, and all that happened to them."""
    for task_id in task_ids:
        you.until_ready(task_id)
        assert you.call("GET", f"/jobs/{task_id}/events", headers=STREAM).data
        last = you.events(task_id, after=0)[-1]["number"]
        you.events(task_id, after=last)
        assert you.call("GET", f"/jobs/{task_id}/events?after={last}", headers=STREAM).status == 204


def held_back(you: Watched, session_id: str) -> None:
    """Work of a queue that is paused: waits, and can be cancelled."""
    you.post("/queues/analysis/pause")
    task_ids = [
        you.analyze_all(session_id, expect=202, **BACKGROUND)["task_id"],
        you.analyze(session_id, SECTION, expect=202, **BACKGROUND)["task_id"],
    ]
    assert you.status(task_ids[0])["waiting"]["reason"] == "paused"
    assert you.get(f"/sessions/{session_id}")["jobs"]
    you.get("/queue_stats")
    for method, task_id in zip(("POST", "DELETE"), task_ids, strict=True):
        you.see(method, f"/cancel_task/{task_id}", None, 200)
        you.until_ready(task_id, state="REVOKED")
    you.post("/queues/analysis/resume")


def claude_fails(you: Watched, claude: ClaudeDouble, session_id: str) -> None:
    """What a request for work answers when Claude does not do its part."""
    for outcome, status in (("401", 422), ("refusal", 422), ("404", 422), ("400", 422), ("429", 422)):
        claude.script(outcome)
        you.analyze(session_id, SECTION, expect=status)
        claude.script(outcome)
        you.chat(session_id, "Who must be told?", expect=status)
    claude.script("401")
    assert not you.test_connection(expect=200)["connected"]
    claude.script("500", "401")
    task_id = you.analyze(session_id, SECTION, expect=202, **BACKGROUND)["task_id"]
    you.until(task_id, 20, "it waits to try again", lambda seen: seen["state"] == "RETRY")
    you.until_ready(task_id, state="FAILURE")
    claude.default = type(claude.default)("401")
    you.analyze_all(session_id, expect=422)
    claude.reset()


def some_sections_fail(you: Watched, claude: ClaudeDouble) -> None:
    """A document of which one section could not be analysed."""
    session_id = you.open(document(2))
    claude.script("refusal")
    assert you.analyze_all(session_id, expect=200)["warnings"]
    task_id = you.get(f"/sessions/{session_id}")["jobs"][-1]["task_id"]
    you.status(task_id)
    assert any(job.get("error") for job in you.get(f"/sessions/{session_id}")["jobs"])


def decisions(you: Watched, session_id: str) -> None:
    """Accepted, rejected, edited, undone; one and many; and one's own."""
    path = f"/sessions/{session_id}/feedback"
    first, second, *_ = [item["id"] for item in you.get(f"/sessions/{session_id}")["feedback_items"]]
    you.post(f"{path}/{first}", {"decision": "accepted", "edit": "thirty (30)"})
    you.post(f"{path}/{second}", {"decision": "rejected", "reason": "This is meant so."})
    own = {"section": SECTION, "description": "Nobody is named.", "start": 0, "end": 5, "severity": "high"}
    added = you.post(path, own, expect=201)["item"]["id"]
    you.post(path, {"section": SECTION, "description": "Too long."}, expect=201)
    you.post(path, own | {"end": 1_000_000}, expect=400)
    you.post(path, own | {"section": "Nowhere"}, expect=404)
    you.see("DELETE", f"{path}/{second}", None, 200)
    you.see("DELETE", f"{path}/{second}", None, 409)
    you.see("DELETE", f"{path}/{added}", None, 200)  # it is gone with it
    many = f"/sessions/{session_id}/decisions"
    you.post(many, {"items": [first, second], "decision": "accepted"})
    you.post(many, {"items": [first, NOBODY], "decision": "open"}, expect=404)
    you.post(f"{many}/undo", {"items": [second]})
    you.post(f"{many}/undo", {"items": [second]}, expect=409)
    you.get(f"/sessions/{session_id}/statistics")
    for form in ("md", "json", "html", "csv"):
        assert you.call("GET", f"/sessions/{session_id}/export?format={form}&which=all").status == 200
    you.see("GET", f"/sessions/{session_id}/export?format=doc", None, 404)
    you.see("GET", f"/sessions/{session_id}/export?format=docx", None, 409)


def running(you: Watched) -> None:
    """How Galley is, its settings, its pages."""
    for path in ("/healthz", "/health", "/queue_stats", "/settings", "/api/openapi.json"):
        you.get(path)
    for path in ("/", "/patterns", "/login", "/api/docs"):
        assert you.call("GET", path).status == 200, path


def own_key(you: Watched, claude: ClaudeDouble) -> None:
    """A key that Claude does not take, one that it takes, and none any more. `you` have none yet."""
    you.see("PUT", "/settings/claude_key", {"key": " "}, 400)
    claude.script("401")
    you.see("PUT", "/settings/claude_key", {"key": "sk-ant-wrong"}, 422)
    you.see("PUT", "/settings/claude_key", {"key": "sk-ant-test-key"}, 200)
    you.see("DELETE", "/settings/claude_key", None, 200)


def overrun(you: Watched, app: Flask, session_id: str) -> None:
    """More streams than there is room for."""
    task_id = you.get(f"/sessions/{session_id}")["jobs"][0]["task_id"]
    app.extensions["streams"].open += 1000
    assert you.call("GET", f"/jobs/{task_id}/events", headers=STREAM).status == 503
    app.extensions["streams"].open -= 1000


def signing_in(you: Watched, token: str) -> None:
    """On the page, with a token that somebody has and one that nobody has."""
    for sent, status in ((token, 302), ("galley_wrong", 401)):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert you.call("POST", "/login", raw=f"token={sent}".encode(), headers=form).status == status
    assert you.call("POST", "/logout").status == 302
    assert you.call("GET", "/").status == 302


def alone(folder: Path) -> Book:
    """A Galley without Claude: all that it answers is its own."""
    with ClaudeDouble() as claude:
        env = settings_in(folder / "alone", MAX_UPLOAD_MB="1", ANTHROPIC_BASE_URL=claude.url)
        with running_app(env) as app:
            you = Watched(Here(app), Book(app))
            running(you)
            session_id = documents(you)
            work(you, session_id)
            decisions(you, session_id)
            held_back(you, session_id)
            scan(you, folder)
            unreadable_documents(you)
            refusals(you)
            unknown(you, session_id)
            own_key(you, claude)
            overrun(you, app, session_id)
            token = app.extensions["galley"].tenants.add("somebody@example.org")
            strangers(you)
            signing_in(you, token)
            app.extensions["galley"].runner.draining.set()
            assert you.call("GET", "/health").status == 503
            return you.book


def with_claude(folder: Path) -> Book:
    """A Galley with Claude, which does not always do its part."""
    off = {f"RATE_LIMIT_{name}": "off" for name in ("ANALYSIS", "CHAT", "TEST")}
    with ClaudeDouble() as claude, running_app(settings_in(folder / "claude", **off, **claude.settings)) as app:
        you = Watched(Here(app), Book(app))
        session_id = documents(you)
        work(you, session_id)
        decisions(you, session_id)
        claude_fails(you, claude, session_id)
        some_sections_fail(you, claude)
        you.see("PUT", "/settings/claude_key", {"key": "sk-ant-test-key"}, 409)  # one is set already
        return you.book
