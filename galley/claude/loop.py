"""Calls that can be cut off: one event loop a process, in a thread of its own.

A blocked socket cannot be interrupted from another thread; a coroutine can. Cancelling it closes the connection,
so Claude stops working for nobody. The loop is made anew after a fork.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from galley.errors import Stopped
from galley.jobs import Stop

T = TypeVar("T")
_PEEK_SECONDS = 1.0


class Loop:
    """Runs coroutines for threads that wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pid = 0

    def submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start the coroutine."""
        with self._lock:
            if self._pid != os.getpid() or self._loop is None:
                self._pid, self._loop = os.getpid(), asyncio.new_event_loop()
                threading.Thread(target=_run, args=(self._loop,), name="galley-claude", daemon=True).start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, T], stop: Stop) -> T:
        """Wait for the coroutine's result. Raises Stopped as soon as `stop` says so; the work is cancelled then."""
        future = self.submit(work)
        forget = stop.on_stop(future.cancel)
        try:
            while True:
                try:
                    return future.result(_PEEK_SECONDS)
                except concurrent.futures.CancelledError:
                    raise Stopped(stop.reason or "cancelled") from None
                except TimeoutError:
                    if future.done():
                        return future.result()  # its own TimeoutError, or it ended in this very moment
                    if stop.reason:
                        future.cancel()
        finally:
            forget()

    def close(self) -> None:
        """End the loop, and what still runs in it."""
        if self._loop is not None and self._pid == os.getpid():
            self._loop.call_soon_threadsafe(self._loop.stop)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.run_until_complete(_cancel_others())
    loop.close()


async def _cancel_others() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
