"""The connection test: the smallest real call to Claude, and what came of it, part by part, in words."""

from __future__ import annotations

import time
from typing import Any

from galley.claude.parts import Parts
from galley.context import Context
from galley.errors import GalleyError, Held
from galley.jobs import Done


def test(context: Context) -> Done:
    """The one step. A failed connection is a result, not a failed job: the test did its work."""
    galley = context.galley
    claude = galley.claude
    parts = Parts(galley.settings, galley.entrance.keys.present().origin)
    began = time.monotonic()
    outcome: dict[str, Any] = {"success": True, "connected": False}
    outcome |= {"provider": "anthropic" if claude else "offline", "model": claude.model if claude else None}
    if claude is None:
        words = "Claude is not set up, so only the rules run. Set ANTHROPIC_API_KEY, or give a key in Settings."
        outcome |= {"message": words, "parts": parts.untried("Claude is not set up.")}
    else:
        try:
            outcome["request_id"] = claude.probe(context.job, context.stop)
            outcome |= parts.success()
        except Held as held:
            if galley.limits.rate("test", context.job.way).count:
                raise
            outcome |= parts.failure(held)
        except GalleyError as error:
            outcome |= parts.failure(error)
    outcome["response_time"] = round(time.monotonic() - began, 3)
    return Done(outcome)
