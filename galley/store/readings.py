"""The last few documents that were read, kept in memory: a document's text, blocks and sections never change."""

from __future__ import annotations

import threading
from collections import OrderedDict

from galley.documents import Reading

_MOST_DOCUMENTS = 8
_MOST_CHARACTERS = 20_000_000  # of all that are kept


class Readings:
    """A small cache by document id. Who asks has found the document's row first, so nothing deleted comes back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Reading] = OrderedDict()

    def get(self, document_id: str) -> Reading | None:
        """The reading, or None."""
        with self._lock:
            if document_id in self._kept:
                self._kept.move_to_end(document_id)
            return self._kept.get(document_id)

    def keep(self, document_id: str, reading: Reading) -> None:
        """Keep it, and drop what was not asked for longest."""
        with self._lock:
            self._kept[document_id] = reading
            size = sum(len(r.text) for r in self._kept.values())
            while len(self._kept) > _MOST_DOCUMENTS or (size > _MOST_CHARACTERS and len(self._kept) > 1):
                size -= len(self._kept.popitem(last=False)[1].text)
