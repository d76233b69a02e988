"""Reads files in a child process: a parser that crashes, hangs or fills the memory takes nobody with it.

A child reads one request and ends. One more is kept waiting with its libraries loaded, so that a reader waits for
the file and not for the imports. A child whose parent is gone ends by itself.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from galley import errors
from galley.documents import Extracted
from galley.errors import InputError, Unreadable
from galley.export.marked import Marked, marked_from
from galley.extract.pdf.lines import ReadPage
from galley.extract.wire import extracted_from, page_from, page_to
from galley.jobs import Stop

_ROOT = Path(__file__).parents[1]
_AT_ONCE = 3  # children that read; each may take MEMORY_BYTES
EXTRACT_SECONDS = 120.0
OCR_SECONDS = 90.0  # a page
DRAW_SECONDS = 20.0
_KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")


class Apart:
    """Children that read files, for one process of Galley. Safe for threads."""

    def __init__(self, languages: str = "eng") -> None:
        """`languages` of scans, as Tesseract names them, joined by `+`."""
        self._languages = languages
        self._lock = threading.Lock()
        self._room = threading.Semaphore(_AT_ONCE)
        self._spare: subprocess.Popen[bytes] | None = None
        self._pid = os.getpid()
        self._closed = False

    def extract(self, name: str, data: bytes, read: Mapping[int, ReadPage] | None = None) -> Extracted:
        """What `galley.extract.extract` gives, with the pages that OCR has read. Raises an InputError."""
        pages = {number: page_to(page) for number, page in (read or {}).items()}
        told = self._ask({"do": "extract", "name": name, "read": pages}, data, EXTRACT_SECONDS)
        return extracted_from(told)

    def ocr(self, name: str, data: bytes, page: int, stop: Stop | None = None) -> ReadPage:
        """The words of one page's picture. Raises an InputError when that page cannot be read, Stopped when told to."""
        return page_from(
            self._ask({"do": "ocr", "name": name, "page": page, "languages": self._languages}, data, OCR_SECONDS, stop)
        )

    def draw(self, name: str, data: bytes, page: int) -> bytes:
        """That page (from 1) as PNG. Raises an InputError when it cannot be drawn."""
        return base64.b64decode(self._ask({"do": "draw", "name": name, "page": page}, data, DRAW_SECONDS)["png"])

    def mark(self, request: dict[str, Any], data: bytes) -> Marked:
        """The file with findings in it; `request` is `galley.export.marked.request_of`'s. Raises an InputError."""
        return marked_from(self._ask({"do": "mark"} | request, data, EXTRACT_SECONDS))

    def places(self, name: str, data: bytes, page: int, quote: str) -> list[dict[str, Any]]:
        """Where a quote of that page stands, in shares of the page: see `galley.papers`."""
        asked = {"do": "places", "name": name, "page": page, "quote": quote}
        return list(self._ask(asked, data, DRAW_SECONDS)["places"])

    def warm(self) -> None:
        """Start the child that waits, so that the first file finds it ready."""
        with self._lock:
            if self._spare is None and not self._closed:
                self._spare = _start()

    def close(self) -> None:
        """End the child that waits."""
        with self._lock:
            spare, self._spare, self._closed = self._spare, None, True
        if spare is not None and self._pid == os.getpid():
            _end(spare)

    def _ask(self, request: dict[str, Any], data: bytes, seconds: float, stop: Stop | None = None) -> Any:
        with self._room:
            child = self._take()
            threading.Thread(target=self.warm, name="galley-reader", daemon=True).start()
            head = json.dumps(request | {"seconds": seconds}).encode()
            forget = stop.on_stop(child.kill) if stop else lambda: None
            try:
                answer, _ = child.communicate(len(head).to_bytes(8, "big") + head + data, timeout=seconds)
            except subprocess.TimeoutExpired:
                raise Unreadable(
                    f"Reading this file took longer than {seconds:.0f} s. Split it, or save it in a simpler form.",
                    code="too_slow",
                ) from None
            finally:
                forget()
                _end(child)
        if stop:
            stop.check()
        return _understood(answer)

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            spare, self._spare = self._spare, None
            inherited = self._pid != os.getpid()  # after a fork it is the parent's
            self._pid = os.getpid()
        if spare is not None and not inherited and spare.poll() is None:
            return spare
        return _start()


def _start() -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "galley.child", str(os.getpid())],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT, start_new_session=True,
        env=kept | {"PYTHONPATH": str(_ROOT), "OMP_THREAD_LIMIT": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe:
            pipe.close()
    child.wait()


def _understood(answer: bytes) -> Any:
    try:
        told = json.loads(answer)
    except ValueError:  # the child was ended by its limits, or the parser crashed
        raise Unreadable(
            "This file could not be read: it is damaged, or needs more memory than there is. "
            "Open it, save it again, upload the new copy.",
            code="corrupt",
        ) from None
    if "error" not in told:
        return told
    kind = getattr(errors, told["error"], InputError)
    raise kind(told["message"], code=told["code"], **told["facts"])
