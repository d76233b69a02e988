"""The composition root: from settings to everything that works together. Web, worker and command line share it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from galley.apart import Apart
from galley.blobs import open_blobs
from galley.claude.entrance import Entrance
from galley.forecast import Forecast
from galley.limits import Limits
from galley.pool import Pool
from galley.queue import NoQueue, Queue
from galley.runner import Runner
from galley.settings import Settings
from galley.store import TenantStore, open_store
from galley.tenants import Tenants

if TYPE_CHECKING:
    from galley.claude.door import Claude

log = logging.getLogger(__name__)


class Galley:
    """One Galley in one process. It is made cheaply; connections open when they are first used."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = open_store(settings.database_url)
        self.blobs = open_blobs(settings.blob_url)
        self.tenants = Tenants(settings, self.store)
        self.reader = Apart(settings.ocr_languages)
        self.limits = Limits(settings, self.store)
        self.forecast = Forecast(self.store, self.limits)
        self.entrance = Entrance(settings, self.store, self.limits)
        self.queue: Queue = NoQueue()
        self.runner = Runner(self)
        self.pool = Pool(self, settings.worker_concurrency)
        self._change = threading.Condition()
        self.change_count = 0

    @property
    def claude(self) -> Claude | None:
        """The door to Claude as it is now, or None when Galley runs offline. A step asks once and keeps it."""
        return self.entrance.door()

    def tenant(self, tag: str) -> TenantStore:
        """What belongs to this tenant."""
        return self.store.tenant(tag)

    def changed(self) -> None:
        """Wake everybody in this process who waits for a job to move."""
        with self._change:
            self.change_count += 1
            self._change.notify_all()

    def wait_for_change(self, seconds: float, *, since: int | None = None) -> None:
        """Sleep until `changed` is called, `seconds` at most; not at all when it was called after `since`."""
        with self._change:
            if since is None or since == self.change_count:
                self._change.wait(seconds)

    def close(self) -> None:
        """End what runs in the background and close the connections."""
        self.pool.stop()
        self.entrance.close()
        self.reader.close()
        self.store.close()
