"""What may not come in: other sites' pages, other names for this machine, and names that need care."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Flask


def test_another_sites_page_cannot_change_anything(make_app: Callable[..., Flask]) -> None:
    client = make_app().test_client()
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for method, path in (
            ("POST", "/queues/analysis/pause"),
            ("POST", "/upload"),
            ("GET", "/test_claude_connection"),
        ):
            answer = client.open(path, method=method, headers=headers)
            assert (answer.status_code, answer.json["code"]) == (403, "other_site"), path
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/queues/analysis/resume", headers=own).status_code == 200


def test_a_laptop_answers_to_its_own_names_only(make_app: Callable[..., Flask]) -> None:
    client = make_app().test_client()
    for name in ("evil.example", "evil.example:8080", "127.0.0.1.evil.example", "8.8.8.8"):
        assert client.get("/sessions", headers={"Host": name}).json["code"] == "wrong_host"
    for name in ("localhost:8080", "127.0.0.1", "127.0.0.1:9", "[::1]:8080", "galley.localhost"):
        assert client.get("/sessions", headers={"Host": name}).status_code == 200


def test_a_review_of_any_name_can_be_exported(make_app: Callable[..., Flask]) -> None:
    client = make_app().test_client()
    file = (io.BytesIO(b"# A\n\nthe the\n"), "Bericht – 日本 😀.md")
    session_id = client.post("/upload", data={"file": file}).json["session_id"]
    answer = client.get(f"/sessions/{session_id}/export?which=all")
    answer.headers["Content-Disposition"].encode("latin-1")
    assert "filename*=UTF-8''Bericht" in answer.headers["Content-Disposition"]


def test_a_section_of_any_name_can_be_read(make_app: Callable[..., Flask]) -> None:
    client = make_app().test_client()
    session_id = client.post("/sessions", json={"text": "# /etc/passwd\n\nwords\n"}).json["session_id"]
    assert client.get(f"/sessions/{session_id}/sections/%2Fetc%2Fpasswd").json["title"] == "/etc/passwd"


def test_the_same_bytes_under_another_ending_are_read_in_that_format(make_app: Callable[..., Flask]) -> None:
    client = make_app().test_client()
    found = []
    for name in ("a.txt", "a.md", "b.md", "a.text"):
        body = client.post("/upload", data={"file": (io.BytesIO(b"# One\n\nwords\n\n# Two\n\nwords\n"), name)}).json
        found.append((body["document"]["format"], body["document"]["id"]))
    assert [form for form, _ in found] == ["text", "markdown", "markdown", "text"]
    assert found[1][1] == found[2][1]
    assert found[0][1] == found[3][1]
