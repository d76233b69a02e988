"""How this Galley runs, and a person's own key to Claude: tried, kept on this machine, forgotten."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify
from pydantic import BaseModel, Field, SecretStr

from celery_integration import get_queue_stats, is_celery_available
from galley import __version__, own_key
from galley.setting_values import Rate
from routes.answers_settings import Present
from routes.describe import described
from routes.here import body, galley, tenant

bp = Blueprint("settings", __name__)

_UNITS = {1.0: "s", 60.0: "m", 3600.0: "h"}


class OwnKey(BaseModel):
    """A key to Claude."""

    key: SecretStr = Field(description="The key. White space around it is dropped.", max_length=2000)


@bp.get("/settings")
@described(answers={200: Present})
def settings() -> Response:
    """How it runs, and why; nothing secret."""
    return jsonify(_present())


@bp.put("/settings/claude_key")
@described(
    body=OwnKey,
    answers={200: Present},
    errors={
        400: "no_key not_a_key",
        403: "not_this_machine has_users",
        409: "demo provider_is_offline key_is_set",
        500: "not_writable",
        422: "bad_key forbidden unknown_model payment_required spend_limit",
        502: "unknown_host connection proxy tls not_claude garbled timeout service_fault bad_request",
        503: "throttled",
    },
)
def keep_key() -> Response:
    """Try a key, and keep it on this machine when Claude takes it.

    It counts at once, without a restart, for everything that shares the data folder. A key that Claude does not take,
    or that cannot be tried, is not kept; `parts` then says which part of the way to Claude failed.
    """
    own_key.keep(galley(), tenant(), body(OwnKey).key.get_secret_value())
    return jsonify(_present())


@bp.delete("/settings/claude_key")
@described(answers={200: Present}, errors={403: "not_this_machine has_users"})
def forget_key() -> Response:
    """Forget the key that was kept; without one, nothing happens."""
    own_key.forget(galley())
    return jsonify(_present())


def _present() -> dict[str, Any]:
    here = galley()
    settings, claude, obstacle = here.settings, here.claude, own_key.obstacle(here)
    queued = is_celery_available(here)
    reason = here.queue.verdict("analysis").reason if settings.use_celery and not queued else None
    shown: dict[str, Any] = {"success": True, "mode": "queued" if queued else "inline", "reason": reason or None}
    shown |= {"celery": settings.use_celery, "redis": "off", "workers": 0}
    if settings.use_celery:
        stats = get_queue_stats(here)
        shown |= {"redis": "ok" if stats["available"] else "gone", "workers": stats["workers"]}
    shown["database"] = here.store.dialect
    shown["claude"] = {
        "provider": "anthropic" if claude else "offline",
        "model": claude.model if claude else None,
        "label": settings.label if claude else None,
        "key": here.entrance.keys.present().origin,
        "may_keep_key": obstacle is None,
        "why_not": str(obstacle) if obstacle else None,
    }
    way = "celery" if queued else "local"
    shown["limits"] = {
        queue: {"rate": _words(here.limits.rate(queue, way)), "setting": here.limits.setting(queue)}
        for queue in here.limits.queues
    }
    shown |= {"max_upload_mb": settings.max_upload_mb, "version": __version__}
    return shown if here.tenants.locked() else shown | {"data_folder": str(settings.data_dir)}


def _words(rate: Rate) -> str | None:
    return f"{rate.count}/{_UNITS[rate.seconds]}" if rate.count else None
