"""What came back: whole or not, cut short or not, and its parts read by their kind. It knows no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from galley.claude.prompt import storable
from galley.errors import Incomplete, Refused, Transient

NOT_CLAUDE = "Something between here and Claude answered in its place, or only in part."


@dataclass(frozen=True, slots=True)
class Citation:
    """Where in which of the given documents (by index) an answer's words come from."""

    document: int
    start: int
    end: int
    marks: tuple[int, ...] = ()  # where in the answer the words end that it carries


@dataclass(frozen=True, slots=True)
class Prose:
    """A streamed answer: its text, its citations, and who wrote it."""

    text: str
    citations: tuple[Citation, ...]
    model: str
    request_id: str | None


def check_whole(message: Any) -> None:
    """The SDK believes whatever was sent; an answer that lacks its parts did not come from Claude, or not whole."""
    usage, content = getattr(message, "usage", None), getattr(message, "content", None)
    counts = [getattr(usage, name, None) for name in ("input_tokens", "output_tokens")]
    texts = [getattr(b, "text", None) for b in content or () if getattr(b, "type", None) == "text"]
    sound = isinstance(content, list) and all(getattr(b, "type", None) for b in content)
    if not sound or not all(isinstance(n, int) for n in counts) or not all(isinstance(t, str) for t in texts):
        raise Incomplete(NOT_CLAUDE, code="garbled")


def check_finished(message: Any) -> None:
    """An answer that was cut short, refused or broken off is an error, whatever it holds."""
    reason = message.stop_reason
    if reason in ("max_tokens", "model_context_window_exceeded"):
        raise Incomplete("Claude's answer was cut short, so it was not used.", code="truncated")
    if reason == "refusal":
        raise Refused("Claude declined to read this text.", code="refusal")
    if reason is None:
        raise Transient("Claude's answer broke off. It will be asked again.", code="broken_stream")
    if reason not in ("end_turn", "stop_sequence"):
        raise Incomplete(f"Claude stopped in an unexpected way ({reason}).", code="bad_stop")


def text_of(message: Any) -> str:
    """The text blocks joined; other kinds (thinking) may come before them."""
    return storable("".join(block.text for block in message.content if block.type == "text"))


def cited_text(message: Any) -> tuple[str, tuple[Citation, ...]]:
    """The text with its citations, each once. Raises Incomplete when there is no text."""
    text = text_of(message)
    if not text.strip():
        raise Incomplete("Claude gave an empty answer.", code="empty")
    found: dict[tuple[int, int, int], list[int]] = {}
    written = 0
    for block in message.content:
        if block.type == "text":
            for c in block.citations or ():
                if c.type == "char_location":
                    place = (c.document_index, c.start_char_index, c.end_char_index)
                    found.setdefault(place, []).append(written + len(block.text.rstrip()))
            written += len(block.text)
    return text, tuple(Citation(*place, tuple(dict.fromkeys(marks))) for place, marks in found.items())
