"""The one door to Claude. Callers get a reply or one of our own errors, never the SDK's.

Every method makes one attempt: leave from the limiter, the call, the bill. Asking again is the runner's business.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from galley.limits import Limits
from galley.settings import Settings
from galley.store import Store

if TYPE_CHECKING:
    from galley.claude.door import Claude


def open_claude(settings: Settings, store: Store, limits: Limits) -> Claude | None:
    """The door, or None when Galley runs offline."""
    if settings.provider == "offline":
        return None
    os.environ.pop("ANTHROPIC_LOG", None)  # at `debug` the SDK logs whole requests, and so the document's text
    from galley.claude.door import Claude  # the SDK takes a second to import: only where it is used

    return Claude(settings, store, limits)
