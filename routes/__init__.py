"""HTTP in, HTTP out: parse, call, answer. One blueprint a subject."""

from __future__ import annotations

from flask import Flask

from routes import docs, errors, events, health, login, pages, papers, reviews, sessions, settings, work


def register(app: Flask) -> None:
    """Put every route and the one maker of error answers on the app."""
    errors.register(app)
    for subject in (pages, login, health, sessions, papers, reviews, settings, work, events, docs):
        app.register_blueprint(subject.bp)
