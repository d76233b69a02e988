"""The connection test: the smallest real call to Claude, and what came of it in words."""

from __future__ import annotations

import time
from typing import Any

from galley.context import Context
from galley.errors import GalleyError, Held
from galley.jobs import Done


def test(context: Context) -> Done:
    """The one step. A failed connection is a result, not a failed job: the test did its work."""
    claude = context.galley.claude
    began = time.monotonic()
    outcome: dict[str, Any] = {"success": True, "connected": False, "provider": context.galley.settings.provider}
    outcome["model"] = claude.model if claude else None
    if claude is None:
        outcome["message"] = "Claude is not set up, so only the rules run. Set ANTHROPIC_API_KEY to add Claude."
    else:
        try:
            outcome["request_id"] = claude.probe(context.job, context.stop)
            outcome |= {"connected": True, "message": "Claude answers."}
        except Held:
            if context.galley.limits.rate("test", context.job.way).count:
                raise
            outcome |= {"failed": "limit", "message": "Claude is at its limit just now. Try again in a minute."}
        except GalleyError as error:
            part = {"bad_key": "key", "unknown_model": "model", "spend_limit": "spend"}.get(error.code, "connection")
            outcome |= {"failed": part, "message": str(error)}
    outcome["response_time"] = round(time.monotonic() - began, 3)
    return Done(outcome)
