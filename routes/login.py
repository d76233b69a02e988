"""Signing in on the page with one's token, and out again.

The cookie is signed, out of reach of scripts, and sent by this site's own pages only; requests that change
something must come from here as well. Programs send `Authorization: Bearer` and have no cookie to steal.
"""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, request, session
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response as Answer

from galley.errors import NotAllowed
from routes.describe import Media, described
from routes.here import galley
from routes.parameters import Token

bp = Blueprint("login", __name__)


class Cookie(SecureCookieSessionInterface):
    """Flask's signed cookie, marked Secure exactly when the request came by HTTPS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the browser may send the cookie over HTTPS only."""
        return request.is_secure


@bp.get("/login")
@described(answers={200: Media("text/html", "The form.")})
def form() -> str:
    """The form that asks for the token."""
    return render_template("login.html", wrong=False)


@bp.post("/login")
@described(
    form=Token,
    answers={
        302: Media("", "To the page, with a cookie."),
        401: Media("text/html", "Nobody has this token: the form again."),
    },
)
def sign_in() -> Answer | tuple[str, int]:
    """Check the token and remember who it is."""
    try:
        user = galley().tenants.user_of(request.form.get("token", "").strip())
    except NotAllowed:
        return render_template("login.html", wrong=True), 401
    session.clear()
    session.permanent = True
    session["key"] = user.token_hash
    return redirect("/")


@bp.post("/logout")
@described(answers={302: Media("", "To the form, without the cookie.")})
def sign_out() -> Answer:
    """Forget who it is."""
    session.clear()
    return redirect("/login")
