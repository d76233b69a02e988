"""The things that answers are made of, field by field: documents, sections, feedback items, messages, errors.

These models, and those of `answers_reviews.py`, `answers_work.py` and `answers_running.py`, describe. Routes go on
building their answers from `galley/`, which does not know of them; a test calls every route and holds each real
answer against its model.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["high", "medium", "low"]
Decision = Literal["open", "accepted", "rejected"]


def told(words: str, **more: Any) -> Any:
    """A field that is always there."""
    return Field(description=words, **more)


def maybe(words: str, **more: Any) -> Any:
    """A field that is left out where it has nothing to say."""
    return Field(default_factory=lambda: None, description=words, **more)


class Good(BaseModel):
    """An answer that is no error."""

    success: Literal[True] = told("Always true here; an error says false.")


class Error(BaseModel):
    """Every error, with the fitting status."""

    model_config = ConfigDict(extra="allow")

    success: Literal[False] = told("Always false.")
    error: str = told("A sentence that says what to do.")
    code: str = told("The kind of error, for programs. It stays the same when the sentence gets better.")
    valid: list[str] = maybe("What there is instead: sections, sessions, queues or endings of files.")
    limit_mb: int = maybe("The limit that was passed, in megabytes.")
    suffix: str = maybe("The file's ending.")
    item: str = maybe("The item that it is about.")
    failed: str = maybe("Which part of the way to Claude failed.")
    parts: list[dict[str, str]] = maybe("Every part of the way to Claude: its `name`, `state` and `words`.")


class Counts(BaseModel):
    """Feedback items by what was decided."""

    open: int
    accepted: int
    rejected: int


class Document(BaseModel):
    """A document without its text."""

    id: str = told("The document's id: `POST /sessions` opens another review of it.")
    name: str = told("The file's name.")
    format: Literal["docx", "pdf", "markdown", "text", "html", "rtf", "odt", "image"] = told("What it was read as.")
    pages: int | None = told("How many pages it has; null where the format has none.")
    words: int = told("How many words it has.")
    warnings: list[str] = told("What could not be read, in sentences.")
    ocr_confidence: dict[str, float] = told("Pages whose words were read from their picture: how sure that is, 0 to 1.")
    tracked_changes: int = told("How many tracked changes it has; its text is that with all of them accepted.")
    created_at: str = told("When it came in.")


class Section(BaseModel):
    """A range of the document from one heading to the next."""

    name: str = told("Unique in the document; requests name a section by it.")
    title: str | None = told("The heading; null for text without one.")
    level: int = told("The heading's level, from 1; 0 for text without one.", ge=0)
    page: int | None = told("The page it begins on.")
    words: int = told("How many words it has.")
    start: int = told("Where it begins in the document, in code points.")
    end: int = told("Where it ends in the document, in code points.")


class ReviewedSection(Section):
    """A section with where its review stands."""

    state: Literal["new", "running", "reviewed", "failed"] = told("Where its review stands.")
    findings: Counts = told("Its feedback items by decision.")
    error: str = maybe("Why the last review failed.")


class Item(BaseModel):
    """A feedback item: something to change, on the exact words."""

    id: str = told("The item's id.")
    section: str = told("The name of its section.")
    description: str = told("What is wrong.")
    suggestion: str = told("What to do; may be empty.")
    confidence: float = told("How sure the finder is.", ge=0, le=1)
    quote: str | None = told("The document's own words; null when they are nowhere in it.")
    model_quote: str | None = told("What Claude quoted, where that differs from the document's words.")
    start: int | None = told("Where the quote begins in the section's text, in code points.")
    end: int | None = told("Where it ends in the section's text, in code points.")
    page: int | None = told("The page it is on.")
    anchor: Literal["verified", "repaired", "unverified"] = told(
        "How the quote was found: as it is, after small repairs, or not at all (then `quote` is null)."
    )
    category: str = told("What kind of thing is wrong, as `spelling`, `consistency` or `reference`.")
    severity: Severity = told("How much it matters.")
    replacement: str | None = told("What to put in place of the quote; null where only a person can know.")
    rule: str | None = told("The rule that found it; null for what Claude or a person found.")
    source: str = told("Who found it: `rules`, `claude:<model>` or `person`.")
    decision: Decision = told("What a person decided.")
    reason: str | None = told("Why, in the person's words.")
    edit: str | None = told("The text to use in place of `replacement`.")


class Citation(BaseModel):
    """Words of the document that an answer stands on."""

    quote: str = told("The document's own words.")
    section: str | None = told("The name of their section.")
    start: int = told("Where they begin in the section's text, in code points.")
    end: int = told("Where they end in the section's text, in code points.")
    page: int | None = told("The page they are on.")
    marks: list[int] = told("Where in the answer the words end that stand on it, in code points.")


class Message(BaseModel):
    """One turn of a chat."""

    id: int
    task_id: str | None = told("The task of the question; its answer has the same.")
    role: Literal["user", "assistant"] = told("Who said it.")
    text: str = told("What was said; an answer may hold Markdown.")
    citations: list[Citation] = told("What the answer stands on.")
    section: str | None = told("The section that was open.")
    source: str | None = told("`claude:<model>`, or `document` for the document's own sentences; null for a question.")
    created_at: str = told("When it was said.")
