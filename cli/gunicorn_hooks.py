"""What gunicorn calls: at the stop signal, running steps get the grace and are then given back."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType
from typing import Any

from galley.log import set_up_logging
from galley.root import Galley
from galley.settings import load_settings


def post_fork(server: Any, worker: Any) -> None:
    """Log as the settings say."""
    set_up_logging(load_settings(), "web")


def post_worker_init(worker: Any) -> None:
    """Drain when told to stop: gunicorn itself would only wait."""
    galley = worker.wsgi.extensions["galley"]
    ending = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        # A thread, because a signal handler must not wait for locks.
        threading.Thread(target=galley.runner.drain, args=(_grace(galley),), daemon=True).start()
        if callable(ending):
            ending(number, frame)

    signal.signal(signal.SIGTERM, stop)


def worker_exit(server: Any, worker: Any) -> None:
    """Wait until what runs has ended or was given back: gunicorn waits for open requests only."""
    galley = worker.wsgi.extensions["galley"]
    galley.runner.drain(_grace(galley))
    end = time.monotonic() + _grace(galley) + 2.0
    while galley.runner.busy() and time.monotonic() < end:
        time.sleep(0.1)


def _grace(galley: Galley) -> float:
    """Seconds that a running step may still take."""
    return max(1.0, galley.settings.shutdown_grace - 8.0)
