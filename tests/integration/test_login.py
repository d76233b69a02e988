"""Signing in on the page: the cookie opens it, other sites cannot use it, and a new token ends it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

OWN = {"Sec-Fetch-Site": "same-origin"}
TEXT = {"name": "note", "text": "A short note."}


def _signed_in(app: Flask, email: str = "reader@example.com") -> FlaskClient:
    token = app.extensions["galley"].tenants.add(email)
    client = app.test_client()
    answer = client.post("/login", data={"token": f" {token} "}, headers=OWN)
    assert (answer.status_code, answer.location) == (302, "/")
    return client


def test_the_page_leads_to_the_form_and_the_form_to_the_page(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    client = _signed_in(app)
    stranger = app.test_client()
    assert stranger.get("/").location == "/login"
    assert b'name="token"' in stranger.get("/login").data
    assert b"Sign out" in client.get("/").data
    assert [s["sample"] for s in client.get("/sessions").json["sessions"]] == [True]


def test_a_wrong_token_is_refused_and_not_shown_again(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    _signed_in(app)
    answer = app.test_client().post("/login", data={"token": "galley_wrong"}, headers=OWN)
    assert answer.status_code == 401
    assert b"galley_wrong" not in answer.data
    assert "Set-Cookie" not in answer.headers


def test_the_cookie_is_kept_from_scripts_and_other_sites(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    client = _signed_in(app)
    cookie = client.get_cookie("galley")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Strict")
    assert client.post("/sessions", json=TEXT, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/sessions", json=TEXT, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/sessions", json=TEXT).status_code == 403
    assert client.post("/sessions", json=TEXT, headers=OWN).status_code == 200


def test_signing_out_and_a_new_token_end_the_cookie(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    client = _signed_in(app)
    assert client.get("/sessions").status_code == 200
    app.extensions["galley"].tenants.add("reader@example.com")
    assert client.get("/sessions").status_code == 401
    again = _signed_in(app)
    assert again.post("/logout", headers=OWN).location == "/login"
    assert again.get("/sessions").json["code"] == "not_allowed"


def test_two_users_have_nothing_in_common(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    one, other = _signed_in(app), _signed_in(app, "other@example.com")
    session_id = one.post("/sessions", json=TEXT, headers=OWN).json["session_id"]
    assert one.get(f"/sessions/{session_id}").status_code == 200
    assert other.get(f"/sessions/{session_id}").status_code == 404
