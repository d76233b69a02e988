"""HTTP on the composition root: `create_app(settings)` makes the Flask app, and nothing else happens here."""

from __future__ import annotations

import threading

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

import routes
from celery_queue import CeleryQueue
from galley import rules
from galley.intake import add_sample
from galley.reconciler import Reconciler
from galley.root import Galley
from galley.settings import Settings, load_settings
from routes import guard
from routes.login import Cookie
from routes.sessions import Whole

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def create_app(settings: Settings | None = None) -> Flask:
    """The web app, with what this process runs in the background begun."""
    settings = settings or load_settings()
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1_000_000 + 100_000,
        MAX_FORM_MEMORY_SIZE=settings.max_upload_mb * 1_000_000 + 100_000,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="galley",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
    )
    app.session_interface = Cookie()
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False  # a section's name may hold two in a row
    app.url_map.converters["whole"] = Whole
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.before_request(guard.before_request)
    app.after_request(_protect)
    routes.register(app)
    app.extensions["galley"] = _begin(settings)
    return app


def _begin(settings: Settings) -> Galley:
    galley = Galley(settings)
    if settings.use_celery:
        galley.queue = CeleryQueue(settings, galley.store)
    if not galley.tenants.locked():
        add_sample(galley, galley.tenants.local())
    threading.Thread(target=rules.warm, daemon=True).start()
    galley.pool.start()
    Reconciler(galley).start()
    return galley


def _protect(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.path != "/" and not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
