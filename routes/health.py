"""Is it alive, and how well: for load balancers, people and programs."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, jsonify

from celery_integration import get_queue_stats, is_celery_available
from galley import __version__
from galley.store import DatabaseGone
from routes.answers_running import Alive, Health, QueueStats
from routes.describe import described
from routes.here import galley

bp = Blueprint("health", __name__)

_PATIENCE_SECONDS = 1.5  # load balancers ask for an answer within 2 s


@bp.get("/healthz")
@described(answers={200: Alive})
def alive() -> Response:
    """Alive; no I/O."""
    return jsonify({"status": "ok"})


@bp.get("/health")
@described(answers={200: Health, 503: Health})
def health() -> tuple[Response, int]:
    """How it runs, and what is wrong if anything is."""
    here = galley()
    settings, claude = here.settings, here.claude
    body: dict[str, Any] = {"status": "ok", "mode": "inline", "redis": "off", "workers": 0, "database": "ok"}
    body["claude"] = {"provider": "anthropic" if claude else "offline", "model": claude.model if claude else None}
    body["claude"]["label"] = settings.label if claude else None
    body["version"] = __version__
    stats = _stats_in_time()
    if stats is None:
        return jsonify(body | {"status": "down", "database": "gone"}), 503
    if settings.use_celery:
        queued = is_celery_available(here)
        body |= {"redis": "ok" if stats["available"] else "gone", "workers": stats["workers"]}
        body["mode"] = "queued" if queued else "inline"
        if not queued:
            body |= {"status": "degraded", "reason": stats["reason"]}
    if here.runner.draining.is_set():
        return jsonify(body | {"status": "draining"}), 503
    return jsonify(body), 200


def _stats_in_time() -> dict[str, Any] | None:
    """The figures, or None when the database is gone or takes too long (a frozen one never answers)."""
    here, found = galley(), []

    def look() -> None:
        with suppress(DatabaseGone):
            found.append(get_queue_stats(here))

    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    looker.join(_PATIENCE_SECONDS)
    return found[0] if found else None


@bp.get("/queue_stats")
@described(answers={200: QueueStats})
def queue_stats() -> Response:
    """Queues, workers and what they do."""
    return jsonify(get_queue_stats(galley()))
