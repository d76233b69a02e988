"""What every route of a kind refuses: unknown names, bodies that are none, other sites' pages, strangers."""

from __future__ import annotations

from collections.abc import Callable

from tests.integration.described import Watched
from tests.integration.web import Answer

SECTION = "5. Incidents"
NOBODY = "00000000-0000-4000-8000-000000000000"


def filled(path: str, ids: dict[str, str]) -> str:
    """An address of the document with its places filled."""
    return path.format(**{"queue": "none", "move": "pause", "name": "None"} | ids)


def refusals(you: Watched) -> None:
    """Unknown names, bodies that are none, other sites' pages, other machines' names."""
    ids = dict.fromkeys(("session_id", "item_id", "task_id"), NOBODY) | {"number": "1"}
    for (method, path), told in list(you.book.operations()):
        at, body = filled(path, ids), "requestBody" in told
        send: Callable[..., Answer] = lambda raw=None, method=method, at=at, **more: you.call(  # noqa: E731
            method.upper(), at, raw=raw, headers={k.replace("_", "-"): v for k, v in more.items()}
        )
        assert send(Host="evil.example").status == 403
        if "other_site" in str(told["responses"]["403"]):
            assert send(Sec_Fetch_Site="cross-site").status == 403
        if "{" in path and not body and told["operationId"] != "delete-settings-claude_key":
            assert send().status == 404, at
        if "application/json" in told.get("requestBody", {}).get("content", {}):
            json = {"Content_Type": "application/json"}
            for raw in (b"{", b"[]", b'{"nothing": 1}', b'{"a": "\\u0000"}'):
                assert send(raw, **json).status in (400, 403), (at, raw)
            assert send(b"x", Content_Type="text/plain").status == 415
            assert send(b" " * 8_000_001, **json).status == 413
        if "application/x-www-form-urlencoded" in told.get("requestBody", {}).get("content", {}):
            assert send(b"token=" + b"x" * 1_200_000, Content_Type="application/x-www-form-urlencoded").status == 413
        if any(p["in"] == "header" and p["name"] == "Idempotency-Key" for p in told["parameters"]):
            assert send(b"{}", Content_Type="application/json", Idempotency_Key="x" * 201).status == 400


def unknown(you: Watched, session_id: str) -> None:
    """Good bodies about what is not there, and queries that are none."""
    nowhere = {"session_id": session_id, "section_name": "Nowhere"}
    for method, path, body in (
        ("PATCH", f"/sessions/{NOBODY}", {"name": "New"}),
        ("POST", f"/sessions/{session_id}/feedback/{NOBODY}", {"decision": "open"}),
        ("POST", f"/sessions/{NOBODY}/feedback", {"section": SECTION, "description": "Unclear."}),
        ("POST", f"/sessions/{session_id}/decisions/undo", {"items": [NOBODY]}),
        ("POST", "/analyze_section", nowhere),
        ("POST", "/analyze_document", {"session_id": NOBODY}),
        ("POST", "/chat", {"session_id": session_id, "message": "What?", "current_section": "Nowhere"}),
    ):
        you.see(method, path, body, 404)
    for path in ("/sessions?limit=none", "/sessions?after=none", f"/sessions/{session_id}/text?from=none"):
        you.see("GET", path, None, 400)
    task_id = you.get(f"/sessions/{session_id}")["jobs"][0]["task_id"]
    you.see("GET", f"/jobs/{task_id}/events?after=none", None, 400)


def strangers(you: Watched) -> None:
    """A locked Galley asks everybody who they are, but shows what is open."""
    you.get("/api/openapi.json")
    ids = dict.fromkeys(("session_id", "item_id", "task_id"), NOBODY) | {"number": "1"}
    for (method, path), told in list(you.book.operations()):
        if "security" not in told:
            assert you.call(method.upper(), filled(path, ids)).status == 401, path
