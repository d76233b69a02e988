"""The page. It is one HTML file; everything else it gets over the other routes."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session
from werkzeug.wrappers import Response

from galley import __version__, intake
from galley.errors import NotAllowed
from routes.describe import Media, described
from routes.here import galley, tenant

bp = Blueprint("pages", __name__)


@bp.get("/")
@described(answers={200: Media("text/html", "The page."), 302: Media("", "To the form, for who must sign in first.")})
def home() -> str | Response:
    """The one page; who must sign in first is led to the form."""
    try:
        intake.add_sample(galley(), tenant())
    except NotAllowed:
        return redirect("/login")
    return render_template("index.html", version=__version__, signed_in="key" in session)


@bp.get("/patterns")
@described(answers={200: Media("text/html", "Every component in every state, with made-up content.")})
def patterns() -> str:
    """Every component of the page in every state, with made-up content: to look at, and to compare with pictures."""
    return render_template("patterns.html", version=__version__, signed_in=True)
