"""The key to Claude: the environment's, or one that a person kept on this machine.

A kept key is a file in DATA_DIR that its owner alone may read. It counts where CLAUDE_PROVIDER is auto and the
environment gives no key. Whoever asks looks at the file, so every process that shares the folder goes by a change
at its next step.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from galley.errors import InputError
from galley.settings import Settings

log = logging.getLogger(__name__)

FILE = "claude_key"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Key:
    """A key and where it is from: `set` (the environment), `kept` (this machine) or `none`."""

    origin: str
    text: str = field(default="", repr=False)


NO_KEY = Key("none")


class Keys:
    """Knows which key counts now, keeps one and forgets it."""

    def __init__(self, settings: Settings) -> None:
        self._given = settings.anthropic_api_key
        self._provider = settings.claude_provider
        self._path = settings.data_dir / FILE
        self._lock = threading.Lock()
        self._mark: tuple[int, int, int] | None = None
        self._kept = NO_KEY

    def present(self) -> Key:
        """The key that counts at this moment."""
        if self._provider == "offline":
            return NO_KEY
        return Key("set", self._given) if self._given else self._look()

    def keep(self, text: str) -> None:
        """Write the key down in one move, for its owner's eyes only."""
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{FILE}.")  # made with mode 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def forget(self) -> None:
        """Remove the kept key, if there is one."""
        self._path.unlink(missing_ok=True)

    def _look(self) -> Key:
        mark = None
        with suppress(OSError):
            seen = self._path.stat()
            mark = (seen.st_ino, seen.st_mtime_ns, seen.st_size)
        with self._lock:
            if mark != self._mark:
                self._mark, self._kept = mark, self._read() if mark else NO_KEY
            return self._kept

    def _read(self) -> Key:
        try:
            return Key("kept", clean(self._path.read_text(encoding="ascii")))
        except FileNotFoundError:
            return NO_KEY
        except (OSError, ValueError, InputError) as error:
            log.warning("the key in %s cannot be used: %s", self._path, type(error).__name__)
            return NO_KEY


def clean(text: str) -> str:
    """The key without the white space that copying brings along. Raises InputError; the key is never repeated."""
    key = text.strip()
    if not key:
        raise InputError("There is no key in this. Paste the key.", code="no_key")
    if len(key) > _LONGEST or not all("!" <= character <= "~" for character in key):
        words = "This is no key: it holds spaces, line breaks or letters that no key has. Copy it again."
        raise InputError(words, code="not_a_key")
    return key
