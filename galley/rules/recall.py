"""Remembers what was worked out about a whole document, for the documents read last.

Rules look at one section at a time, but some need to know all headings or all sentences. Those facts are
worked out once per document, not once per section. Safe to call from many threads: two that ask for the same
document at the same moment may both do the work, and get equal answers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from galley.documents import Reading

T = TypeVar("T")
KEPT = 8  # documents; a few more than the worker threads that review at once


def once_per_reading(fact: Callable[[Reading], T]) -> Callable[[Reading], T]:
    """`fact`, worked out once for each of the last documents."""
    lock = Lock()
    kept: OrderedDict[int, tuple[Reading, T]] = OrderedDict()

    def remembered(reading: Reading) -> T:
        # The text's own hash, because a later step may read the same document from the store again.
        key = hash(reading.text)
        with lock:
            found = kept.get(key)
            if found is not None and (found[0] is reading or found[0] == reading):
                kept.move_to_end(key)
                return found[1]
        value = fact(reading)
        with lock:
            kept[key] = (reading, value)
            kept.move_to_end(key)
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return value

    return remembered
