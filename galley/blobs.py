"""Uploaded files, kept by their content: the same bytes are stored once.

Promises: `put` is atomic (a reader sees a whole file or none) and may be repeated; keys are SHA-256 hex digests
under a tenant's tag, so one tenant cannot name another's file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from galley.errors import NotFound


class Blobs:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, tag: str, data: bytes) -> str:
        """Store the bytes; returns their SHA-256 in hex, which is their key."""
        key = hashlib.sha256(data).hexdigest()
        path = self._path(tag, key)
        if path.exists():
            return key
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return key

    def get(self, tag: str, key: str) -> bytes:
        """The bytes of that key."""
        try:
            return self._path(tag, key).read_bytes()
        except FileNotFoundError:
            raise NotFound("The uploaded file is gone.", code="file_gone") from None

    def delete(self, tag: str, key: str) -> bool:
        """Remove the file; False when there was none."""
        try:
            self._path(tag, key).unlink()
        except FileNotFoundError:
            return False
        return True

    def _path(self, tag: str, key: str) -> Path:
        return self._folder / tag / key[:2] / key


def open_blobs(url: str) -> Blobs:
    """The place for uploaded files that `url` (file:///…) names."""
    return Blobs(Path(unquote(urlsplit(url).path)))
