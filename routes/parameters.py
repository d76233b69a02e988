"""Query parameters, headers and forms that routes read by hand, described for `described`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from routes.answers_reviews import ExportedReview
from routes.describe import FormFile, Media


def optional(words: str, **more: Any) -> Any:
    """A parameter that may be left out."""
    return Field(default_factory=lambda: None, description=words, **more)


class HowToRun(BaseModel):
    """How work is run."""

    prefer: str = optional(
        "`respond-async`: do not wait. `wait=N`: wait N seconds at most, 100 at the longest.",
        alias="Prefer",
        examples=["respond-async"],
    )
    idempotency_key: str = optional(
        "The same key with the same request is the same task, so it can be sent again without harm. "
        "At most 200 printable characters. Without a key, a request equal to one still in flight joins that one.",
        alias="Idempotency-Key",
        max_length=200,
    )


class Upload(BaseModel):
    """The document as a file."""

    file: FormFile = Field(
        description="A Word (.docx), PDF, .odt, .rtf, HTML, Markdown or plain text file, or a picture of pages."
    )


class Token(BaseModel):
    """Who signs in."""

    token: str = Field(description="What `main.py user add EMAIL` printed.")


class ExportChoice(BaseModel):
    """Which file."""

    format: Literal["md", "json", "html", "csv", "docx", "pdf"] = Field(
        "md", description="The file's format; `docx` and `pdf` are for documents that came as such."
    )
    which: Literal["accepted", "all"] = Field("accepted", description="The accepted items, or all.")


class After(BaseModel):
    """From where on."""

    after: int = Field(0, ge=0, description="Only events after this number.")


class Resume(BaseModel):
    """From where on a stream goes on; an EventSource sends it by itself."""

    last_event_id: str = optional("Only events after this number; it counts before `after`.", alias="Last-Event-ID")


STREAMED = Media(
    "text/event-stream",
    "For who accepts this type: each event with its number as `id`, its type as `event`, and as `data` what the list "
    "has. It ends with the task's end, or after 90 s: come back then, with `Last-Event-ID`.",
)
NO_MORE = Media("", "To who accepts a stream: the task has ended, and nothing was missed.")

WORK_ERRORS = {  # what a request for work can end with, beside what its body and its names can
    400: "bad_key_header",
    409: "key_reused cancelled",
    422: "refused bad_request bad_key payment_required forbidden unknown_model request_too_large spend_limit refusal "
    "section_too_large not_claude",
    500: "internal",
    502: "unknown_host connection proxy tls timeout deadline service_fault garbled truncated bad_form bad_stop "
    "broken_stream empty crashed unknown_kind",
    503: "throttled",
}
TEST_ERRORS = {400: "bad_key_header", 409: "key_reused cancelled", 502: "deadline"}  # a failed call is its result

UPLOAD_ERRORS = {
    400: "no_file no_guidelines_yet empty",
    413: "too_large",
    415: "unsupported_type",
    422: "corrupt empty no_text password_protected too_slow wrong_extension",
}

EXPORTED = (
    Media("text/markdown", "The items by section, each with its quote, what is wrong and what to do."),
    ExportedReview,
    Media("text/html", "One page on its own: the whole text with the findings marked and listed, ready to print."),
    Media("application/pdf", "The PDF that was uploaded, with notes."),
    Media("text/csv", "A row an item, with a byte order mark, so that spreadsheets read it as UTF-8."),
    Media(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "The same document with a Word comment on the words of each item. What can have no comment stands in a list at "
        "its end; `X-Galley-Unplaced` says how many.",
    ),
)
FILE = Media("application/octet-stream", "The file, byte by byte, to be kept.")
PAGE_PICTURE = Media("image/png", "The page, 1,400 dots wide at most.")
