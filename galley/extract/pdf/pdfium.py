"""Opens PDF files, one at a time: PDFium is not safe for threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2

_LOCK = threading.Lock()


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The file as a document of pypdfium2, closed at the end. Raises PdfiumError when it cannot be opened."""
    with _LOCK:
        document = pypdfium2.PdfDocument(data)
        try:
            yield document
        finally:
            document.close()
