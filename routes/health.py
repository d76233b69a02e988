"""Is it alive, and how well: for load balancers, people and programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from celery_integration import get_queue_stats
from galley import __version__
from galley.store import DatabaseGone
from routes.here import galley, tenant

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> Response:
    """Alive; no I/O."""
    return jsonify({"status": "ok"})


@bp.get("/health")
def health() -> tuple[Response, int]:
    """How it runs, and what is wrong if anything is."""
    here = galley()
    settings = here.settings
    body: dict[str, Any] = {"status": "ok", "mode": "inline", "redis": "off", "workers": 0, "database": "ok"}
    body["claude"] = {"provider": settings.provider, "model": settings.claude_model if here.claude else None}
    body["version"] = __version__
    try:
        stats = get_queue_stats(here)
    except DatabaseGone:
        return jsonify(body | {"status": "down", "database": "gone"}), 503
    if settings.use_celery:
        verdict = here.queue.verdict("analysis")
        body |= {"redis": "ok" if stats["available"] else "gone", "workers": stats["workers"]}
        body["mode"] = "queued" if verdict.available else "inline"
        if not verdict.available:
            body |= {"status": "degraded", "reason": verdict.reason}
    if here.runner.draining.is_set():
        return jsonify(body | {"status": "draining"}), 503
    return jsonify(body), 200


@bp.get("/queue_stats")
def queue_stats() -> Response:
    """Queues, workers and what they do."""
    tenant()
    return jsonify(get_queue_stats(galley()))
