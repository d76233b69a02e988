"""The page. It is one HTML file; everything else it gets over the other routes."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session
from werkzeug.wrappers import Response

from galley import __version__, intake
from galley.errors import NotAllowed
from routes.here import galley, tenant

bp = Blueprint("pages", __name__)


@bp.get("/")
def home() -> str | Response:
    """The one page; who must sign in first is led to the form."""
    try:
        intake.add_sample(galley(), tenant())
    except NotAllowed:
        return redirect("/login")
    return render_template("index.html", version=__version__, signed_in="key" in session)
