"""What the routes about this Galley's settings answer."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from routes.answers import Good, maybe, told
from routes.answers_running import Asked


class Claude(Asked):
    """Who is asked, and by which key. The key itself is in no answer."""

    key: Literal["set", "kept", "none"] = told("`set` by the environment, `kept` on this machine, or `none`.")
    may_keep_key: bool = told("Whether `PUT /settings/claude_key` would try a key here.")
    why_not: str | None = told("Why it would not, in a sentence.")


class PresentRate(BaseModel):
    """How often Claude may be asked."""

    rate: str | None = told("A count and a unit, as `5/m`; null where nothing is held back.")
    setting: str = told("The setting that changes it.")


class Limits(BaseModel):
    """The rates that hold now."""

    analysis: PresentRate
    chat: PresentRate
    test: PresentRate


class Present(Good):
    """How this Galley runs, and why."""

    mode: Literal["inline", "queued"] = told("Who runs work: this process, or Celery's workers.")
    reason: str | None = told("Why Celery is not used although it was asked for.")
    celery: bool = told("Whether Celery was asked for: `USE_CELERY`.")
    redis: Literal["off", "ok", "gone"] = told("`off` where Celery was not asked for.")
    workers: int = told("How many workers are there.")
    database: Literal["sqlite", "postgresql"] = told("What keeps documents and decisions.")
    claude: Claude
    limits: Limits
    max_upload_mb: int = told("The largest upload, in megabytes.")
    version: str = told("Galley's version.")
    data_folder: str = maybe("Where documents are kept; left out where people sign in.")
