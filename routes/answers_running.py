"""What the routes about Galley itself answer: whether it is well, its queues."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from routes.answers import Good, maybe, told


class Alive(BaseModel):
    """It is alive."""

    status: Literal["ok"]


class Asked(BaseModel):
    """Who is asked where the rules do not suffice."""

    provider: Literal["anthropic", "offline"]
    model: str | None = told("Null without Claude.")
    label: str | None = told("What answers in Claude's place, in words; null where it is Claude.")


class Health(BaseModel):
    """How it runs, and what is wrong if anything is."""

    status: Literal["ok", "degraded", "draining", "down"] = told(
        "`degraded`: Celery was asked for and cannot be used, so work goes on here. `draining`: the process is ending. "
        "`down`: the database is gone. The last two answer 503."
    )
    mode: Literal["inline", "queued"] = told("Who runs work: this process, or Celery's workers.")
    redis: Literal["off", "ok", "gone"] = told("`off` where Celery was not asked for.")
    workers: int = told("How many workers are there.")
    database: Literal["ok", "gone"]
    claude: Asked
    version: str = told("Galley's version.")
    reason: str = maybe("Why it is degraded.")


class Worker(BaseModel):
    """A worker that is there."""

    queues: list[str] = told("The queues it serves.")


class QueueState(BaseModel):
    """How a queue stands."""

    paused: bool = told("Whether its jobs are held back.")
    depth: int = told("How many jobs wait.")
    oldest_seconds: float = told("How long the oldest of them has waited, in seconds.")


class Busy(BaseModel):
    """What this process does itself."""

    active_tasks: int


class QueueStats(Good):
    """Queues, workers and what they do."""

    available: bool = told("Whether Redis answers.")
    workers: int = told("How many workers are there.")
    active_tasks: int = told("How many tasks run.")
    reserved_tasks: int = told("How many tasks wait.")
    total_pending: int = told("Both together.")
    worker_details: dict[str, Worker] = told("By worker.")
    queues: dict[str, QueueState] = told("By queue.")
    reason: str | None = told("Why Celery cannot be used; null when it can.")
    here: Busy


class Paused(Good):
    """The queue is held back, or goes on; what runs goes on anyway."""

    queue: str
    paused: bool
