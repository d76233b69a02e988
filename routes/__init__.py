"""HTTP in, HTTP out: parse, call, answer. One blueprint a subject."""

from __future__ import annotations

from flask import Flask

from routes import errors, health, login, pages, reviews, sessions, work


def register(app: Flask) -> None:
    """Put every route and the one maker of error answers on the app."""
    errors.register(app)
    for subject in (pages, login, health, sessions, reviews, work):
        app.register_blueprint(subject.bp)
