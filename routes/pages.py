"""The page. It is one HTML file; everything else it gets over the other routes."""

from __future__ import annotations

from flask import Blueprint, render_template

from galley import __version__

bp = Blueprint("pages", __name__)


@bp.get("/")
def home() -> str:
    """The one page."""
    return render_template("index.html", version=__version__)
