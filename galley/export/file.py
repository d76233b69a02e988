"""What an export is, what it is called, and the words that all formats share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from galley.store.models import Finding

_MOST_BYTES = 200  # of a name without its ending: file systems take 255 in all
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')  # by one system of files or another


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with their media type."""

    data: bytes
    type: str


def file_name(name: str, form: str) -> str:
    """The review's name with what it is now, fit for every system of files."""
    stem = re.sub(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,8}$", "", name)  # an ending has a letter, a version has none
    stem = _FORBIDDEN.sub("-", stem).strip(" .").encode()[:_MOST_BYTES].decode(errors="ignore").rstrip(" .")
    return f"{stem or 'Document'} (review).{form}"


def new_words(item: Finding) -> str | None:
    """What is to stand in place of the quote: a person's edit, else what was suggested; None when nothing was."""
    return item.edit if item.edit is not None else item.replacement


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())
