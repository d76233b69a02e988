"""How a setting's text becomes a value. Each reader raises ValueError that says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` calls in any `seconds`. A count of 0 means without a limit (`off`)."""

    count: int
    seconds: float = 60.0


OFF = Rate(0)
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def rate(text: str) -> Rate:
    """A count and a unit (5/m), or off."""
    if text.lower() == "off":
        return OFF
    count, _, unit = text.partition("/")
    if not re.fullmatch("[0-9]{1,6}", count) or int(count) < 1 or unit not in _UNITS:
        raise ValueError("use a count and a unit such as 5/m, or off")
    return Rate(int(count), _UNITS[unit])


def flag(text: str) -> bool:
    """true or false."""
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("use true or false")


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between these, both included."""

    def read(text: str) -> int:
        if not re.fullmatch("-?[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"use a whole number from {least} to {most}")
        return int(text)

    return read


def choice(*allowed: str) -> Callable[[str], str]:
    """One of these words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise ValueError("use one of " + ", ".join(allowed))
        return text.lower()

    return read


def url(*schemes: str) -> Callable[[str], str]:
    """A URL with one of these schemes and an address that can be read."""

    def read(text: str) -> str:
        if not any(text.startswith(f"{scheme}://") for scheme in schemes):
            raise ValueError("use a URL that starts with " + " or ".join(f"{s}://" for s in schemes))
        try:
            path, _ = urlsplit(text).path, urlsplit(text).port
        except ValueError:
            raise ValueError("the URL's address or port cannot be read") from None
        if (text.startswith(("sqlite:", "file:")) and not text.startswith(("sqlite:///", "file:///"))) or path == "/":
            raise ValueError("the URL names no file; use three slashes and a path, as in sqlite:////data/galley.db")
        return text

    return read


def languages(text: str) -> str:
    """Tesseract's names of languages, joined by `+`: the first one counts most."""
    if not re.fullmatch(r"[a-z][a-z_]{1,30}(\+[a-z][a-z_]{1,30}){0,5}", text):
        raise ValueError("use Tesseract's names such as eng, or deu+eng")
    return text


def model(text: str) -> str:
    """A model's id."""
    if not re.fullmatch(r"[\w.:/@-]{1,70}", text):
        raise ValueError("use a model's id such as claude-sonnet-5-5")
    return text
