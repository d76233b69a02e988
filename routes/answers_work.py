"""What the routes about work answer: results, tasks that have only begun, how they stand, what happened to them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from routes.answers import Citation, Document, Good, Item, Section, maybe, told

Kind = Literal["analyze_section", "analyze_document", "chat", "test_connection", "read_file", "read_page"]


class Accepted(Good):
    """The work has begun and goes on: `GET /task_status/<task_id>` says how it stands."""

    task_id: str = told("The task's id.")
    status: Literal["processing"]
    message: str = told("What was done with it, in words.")
    is_async: Literal[True] = told("Always true in this answer.", alias="async")
    reason: str = maybe("Why Celery was not used, where it was asked for.")


class Warned(BaseModel):
    """A section that could not be analysed while others could."""

    section: str = told("The section's name.")
    code: str | None = told("The error's code.")
    message: str | None = told("The error's words.")


class Inline(Good):
    """Work that was done within the request."""

    duration: float = told("How long it took from its first step, in seconds.")
    is_async: Literal[False] = told("Always false in this answer.", alias="async")
    reason: str = maybe("Why Celery was not used, where it was asked for.")


class Reviewed(Inline):
    """What was found, when it was done within the request."""

    feedback_items: list[Item] = told("What the review found, in the order of the text.")
    warnings: list[Warned] = maybe("Sections that could not be analysed; only for a whole document.")


class Said(Inline):
    """The answer to a question, when it came within the request."""

    response: str = told("The answer, in Markdown.")
    citations: list[Citation] = told("What it stands on.")
    source: str = told("`claude:<model>`, or `document` for the document's own sentences.")


class Part(BaseModel):
    """One thing that a call to Claude needs."""

    name: Literal["name", "connection", "tls", "key", "model", "limit"]
    state: Literal["ok", "failed", "unknown", "skipped"] = told("Whether it is in order; `skipped` was not looked at.")
    words: str = told("What is so, or what to do.")


class Connection(BaseModel):
    """What a connection test found. That Claude cannot be reached is a finding, not an error."""

    success: Literal[True]
    connected: bool = told("Whether Claude answered.")
    provider: Literal["anthropic", "offline"] = told("Who was asked.")
    model: str | None = told("The model that was asked; null without Claude.")
    message: str = told("What was found, in words.")
    parts: list[Part] = told("The way to Claude, part by part; each needs the one before it.")
    response_time: float = told("How long the answer took, in seconds.")
    request_id: str | None = maybe("Anthropic's id of the request.")
    failed: Literal["name", "connection", "tls", "key", "model", "limit", "service"] = maybe(
        "The part that failed; `service` where Claude was reached and failed by itself."
    )


class Tested(Connection):
    """What the connection test found, when it was done within the request."""

    duration: float = told("How long the test took, in seconds.")
    is_async: Literal[False] = told("Always false in this answer.", alias="async")
    reason: str = maybe("Why Celery was not used, where it was asked for.")


# -- tasks


class Children(BaseModel):
    """A whole document's sections, or a scan's pages, each a task of its own."""

    total: int
    done: int = told("How many have ended, failed ones with them.")
    failed: int


class Limit(BaseModel):
    """A rate that a setting gives: so many calls to Claude in so many seconds."""

    setting: Literal["RATE_LIMIT_ANALYSIS", "RATE_LIMIT_CHAT", "RATE_LIMIT_TEST"] = told("The setting that changes it.")
    count: int
    seconds: int


class Waiting(BaseModel):
    """What a task waits for."""

    reason: Literal["rate_limit", "position", "no_worker", "paused", "retry"] = told("What it waits for.")
    until: str = maybe("When it goes on.")
    position: int = maybe("Its place in the queue, from 1.")
    limit: Limit = maybe("With `rate_limit`: the rate that holds it; left out where Claude itself asked to wait.")


class Found(BaseModel):
    """What a review found."""

    feedback_items: list[Item] = told("What was found then; decisions made since are in `GET /sessions/<session_id>`.")


class ReviewResult(BaseModel):
    """The result of a section's or a document's review."""

    success: Literal[True]
    feedback_count: int = told("How many items were found.")
    result: Found
    warnings: list[Warned] = maybe("Sections that could not be analysed.")
    duration: float = told("How long it took from its first step, in seconds.")


class ChatResult(BaseModel):
    """The result of a question."""

    success: Literal[True]
    response: str = told("The answer, in Markdown.")
    citations: list[Citation] = told("What it stands on.")
    source: str = told("`claude:<model>`, or `document` for the document's own sentences.")
    duration: float = told("How long it took from its first step, in seconds.")


class TestResult(Connection):
    """The result of a connection test."""

    duration: float = told("How long the test took, in seconds.")


class ReadResult(BaseModel):
    """The result of reading a scan: what an upload that is read at once answers."""

    success: Literal[True]
    session_id: str = told("The review's id.")
    name: str = told("The review's name.")
    document: Document
    created_at: str = told("When the review was opened.")
    sample: Literal[False]
    sections: list[Section] = told("All sections, in order.")
    duration: float = told("How long it took from its first step, in seconds.")


class ListedTask(BaseModel):
    """How a task stands, without its result."""

    task_id: str = told("The task's id.")
    kind: Kind = told("What it does.")
    state: Literal["PENDING", "PROGRESS", "RETRY", "SUCCESS", "FAILURE", "REVOKED"] = told("Where it stands.")
    status: str = told("The same in words.")
    progress: int = told("How far it is, in percent.", ge=0, le=100)
    ready: bool = told("Whether it has ended: SUCCESS, FAILURE or REVOKED.")
    session_id: str | None = told("The review it belongs to.")
    parent_id: str | None = told("The task that it is a part of.")
    created_at: str = told("When it was accepted.")
    events: int = told("How many events it has had: the number of the last one.")
    children: Children = maybe("How its parts stand.")
    section: str = maybe("The section it reviews.")
    successful: bool = maybe("Once it has ended: whether it ended well.")
    warnings: list[Warned] = maybe("Sections that could not be analysed.")
    error: str = maybe("What went wrong, in words; also while it waits to be tried again.")
    code: str = maybe("The error's code.")
    dead: bool = maybe("Whether it has failed for good and waits for somebody to look at it.")


class Task(ListedTask):
    """How a task stands, the same in every way of running."""

    waiting: Waiting = maybe("What it waits for, while it waits.")
    left_seconds: float | None = told("An estimate of the seconds until it is done; null when nothing is known.")
    limit: Limit = maybe("For a whole document: the rate that paces it.")
    result: ReviewResult | ChatResult | TestResult | ReadResult = maybe(
        "Once it has ended well: its result, by `kind`."
    )


class Stopped(BaseModel):
    """What a cancel stopped."""

    jobs: int = told("How many tasks, parts included.")
    running: int = told("How many of them were running.")
    step: str | None = told("The step that was running or next.")
    finished_steps: int = told("How many steps had finished.")


class Cancelled(Good):
    """The task is cancelled: nothing of it will be recorded from here on. A repeat answers the same."""

    task_id: str
    state: Literal["REVOKED"]
    stopped: Stopped
    message: str = told("The same in words.")


class Event(BaseModel):
    """Something that happened to a task."""

    model_config = ConfigDict(extra="forbid")

    number: int = told("Counted from 1, without gaps.", ge=1)
    type: Literal["state", "progress", "delta", "end"] = told("What kind of thing happened.")
    job_id: str = told("The task's id.")
    at: str = told("When.")


class Moved(Event):
    """The task's state or progress changed, or it ended."""

    type: Literal["state", "progress", "end"] = told("`end` is the last event.")
    state: Literal["waiting", "running", "done", "failed", "cancelled"] = told("The state it is in since.")
    progress: int = told("How far it is, in percent.", ge=0, le=100)
    message: str | None = told("What is done just now, in words.")
    step: str | None = told("The step's name.")
    reason: str | None = told("What it waits for.")


class Delta(Event):
    """A piece of a chat's answer, as it is written."""

    type: Literal["delta"]
    text: str = told("The words that came.")
    attempt: int = told("A higher number begins the answer again.")


class Events(Good):
    """What happened to a task, in order; 500 events at most."""

    events: list[Moved | Delta] = told("Ask again with `after` set to the last number.")
