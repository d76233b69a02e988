"""`doctor`: one line a check, with what to do about it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click

from celery_integration import get_queue_stats, submit_test_task
from celery_queue import CeleryQueue
from galley.errors import GalleyError, SettingsError
from galley.jobs import ENDED
from galley.queue import QUEUES
from galley.root import Galley
from galley.settings import Settings, load_settings
from galley.store.models import Job

_ROUND_TRIP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Check:
    """One line: `state` is ok, warning or failed; of a part of the way to Claude also unknown or skipped."""

    name: str
    state: str
    words: str
    fix: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
def doctor(as_json: bool) -> None:
    """Say what works, what does not, and how to mend it."""
    found = []
    for check in checks():
        found.append(check)
        if not as_json:
            colour = {"ok": "green", "warning": "yellow", "failed": "red"}.get(check.state)
            fix = f" {check.fix}" if check.fix else ""
            click.echo(f"{click.style(f'{check.state:<8}', fg=colour)} {check.name}: {check.words}{fix}")
    if as_json:
        click.echo(json.dumps([asdict(check) for check in found], indent=2))
    sys.exit(1 if any(check.state == "failed" for check in found) else 0)


def checks() -> Iterator[Check]:
    """Run them one after the other; what a failed one makes pointless is left out."""
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Check("Settings", "failed", str(error))
        return
    yield Check("Settings", "ok", "usable")
    yield _folder(settings)
    try:
        galley = Galley(settings)
    except GalleyError as error:
        yield Check("Database", "failed", str(error))
        return
    yield Check("Database", "ok", f"{galley.store.engine.dialect.name}, all migrations applied")
    try:
        yield from _queue(galley, settings)
        yield from _round_trip(galley)
        yield from _tools()
    finally:
        galley.close()


def _folder(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.data_dir).free // 1_000_000
    if not os.access(settings.data_dir, os.W_OK):
        fix = "Set DATA_DIR to a folder that can."
        return Check("Data folder", "failed", f"{settings.data_dir} cannot be written.", fix)
    if free < 500:
        return Check("Data folder", "warning", f"{free} MB free.", "Make room, or move DATA_DIR.")
    return Check("Data folder", "ok", f"{settings.data_dir}, {free} MB free")


def _queue(galley: Galley, settings: Settings) -> Iterator[Check]:
    if not settings.use_celery:
        yield Check("Redis", "ok", "not used: USE_CELERY is off, work runs in the web process")
        return
    galley.queue = CeleryQueue(settings, galley.store)
    stats = get_queue_stats(galley)
    if not stats["available"]:
        fix = "Start Redis, or check REDIS_URL. Until then work runs in the web process."
        yield Check("Redis", "failed", "does not answer.", fix)
        return
    yield Check("Redis", "ok", "answers")
    served = {queue for worker in stats["worker_details"].values() for queue in worker["queues"]}
    missing = sorted(set(QUEUES) - served)
    if not stats["workers"]:
        yield Check("Workers", "failed", "none.", "Start one: python main.py worker.")
    elif missing:
        yield Check("Workers", "warning", f"nobody serves {', '.join(missing)}.", "Start python main.py worker.")
    else:
        yield Check("Workers", "ok", f"{stats['workers']}, every queue is served")


def _round_trip(galley: Galley) -> Iterator[Check]:
    """A connection test sent the way all work goes: it shows the way and Claude at once."""
    began = submit_test_task(galley, galley.tenants.local(), patience=_ROUND_TRIP_SECONDS)
    job = began.job
    waited = 0.0
    while job.state not in ENDED and waited < _ROUND_TRIP_SECONDS:
        galley.wait_for_change(0.2)
        waited += 0.2
        job = galley.store.work.job(job.id) or job
    if job.state not in ENDED:
        words = f"sent, but not done in {_ROUND_TRIP_SECONDS:.0f} s ({job.wait_reason or job.state})."
        yield Check("Task round trip", "failed", words, "Look at the worker's log.")
        return
    took = (job.ended_at or 0.0) - job.created_at
    yield Check("Task round trip", "ok", f"{'Celery' if began.way == 'queued' else 'this process'}, {took:.2f} s")
    yield from _claude(galley, job)


def _claude(galley: Galley, job: Job) -> Iterator[Check]:
    """What the connection test found: as a whole, then part by part."""
    told = job.result or {}
    if galley.claude is None:
        fix = "Set ANTHROPIC_API_KEY, or give a key in Settings on the page."
        yield Check("Claude", "warning", "not set up: only the rules run.", fix)
        return
    if told.get("connected"):
        who = galley.settings.label or told["model"]
        yield Check("Claude", "ok", f"{who} answers in {told['response_time']} s")
    else:
        words = told.get("message") or (job.error or {}).get("message", "failed")
        yield Check("Claude", "failed", f"{told.get('failed', 'connection')}: {words}")
    for part in told.get("parts", ()):
        yield Check(f"Claude's {part['name'].replace('tls', 'TLS')}", part["state"], part["words"])


def _tools() -> Iterator[Check]:
    """What is optional and outside Python."""
    here = "on this machine" if shutil.which("redis-server") else "not on this machine; only a local queue needs it"
    yield Check("redis-server", "ok", here)
