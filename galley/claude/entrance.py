"""The door to Claude as it is now: another one, or none, once the key has changed.

A step takes the door once and keeps it to its end, so work that runs ends with the key it began with.
"""

from __future__ import annotations

import concurrent.futures
import os
import threading
from typing import TYPE_CHECKING

from galley.claude.keys import NO_KEY, Keys
from galley.claude.loop import Loop
from galley.limits import Limits
from galley.settings import Settings
from galley.store import Store

if TYPE_CHECKING:
    from galley.claude.door import Claude


_LEAVE_SECONDS = 5.0  # closing takes a few milliseconds; nobody waits for it longer


class Entrance:
    """Gives out the present door. Safe for threads; asking costs a look at one file."""

    def __init__(self, settings: Settings, store: Store, limits: Limits) -> None:
        self.keys = Keys(settings)
        self._settings, self._store, self._limits = settings, store, limits
        self._loop = Loop()
        self._lock = threading.Lock()
        self._key = NO_KEY
        self._door: Claude | None = None
        self.door()

    def door(self) -> Claude | None:
        """The door, or None when Galley runs offline."""
        key = self.keys.present()
        with self._lock:
            if key != self._key:
                old, self._key = self._door, key
                self._door = None if key is NO_KEY else self._make(key.text)
                if old is not None:
                    old.retire()
            return self._door

    def try_key(self, tenant: str, text: str) -> None:
        """Make the smallest real call with this key. Raises what came of it, like every call."""
        door = self._make(text)
        try:
            door.try_key(tenant)
        finally:
            _wait(door.retire())

    def close(self) -> None:
        """Close the connections and end the background loop."""
        with self._lock:
            left = self._door.retire() if self._door is not None else None
        _wait(left)
        self._loop.close()

    def _make(self, key: str) -> Claude:
        os.environ.pop("ANTHROPIC_LOG", None)  # at `debug` the SDK logs whole requests, and so the document's text
        from galley.claude.door import Claude  # the SDK takes a second to import: only where it is used

        return Claude(self._settings, self._store, self._limits, key, self._loop)


def _wait(left: concurrent.futures.Future[None] | None) -> None:
    if left is not None:
        concurrent.futures.wait([left], _LEAVE_SECONDS)
