"""`worker`: Celery workers, a process for each kind of pool, kept running."""

from __future__ import annotations

import os
import socket
import sys
from collections import defaultdict

import click

from cli.serve import ROOT
from cli.supervisor import Program, supervise
from galley.errors import SettingsError
from galley.log import set_up_logging
from galley.queue import QUEUES
from galley.settings import Settings, load_settings
from galley.store import open_store


@click.command()
@click.option("--queues", help="Only these, separated by commas. All: " + ", ".join(QUEUES) + ".")
@click.option("--pool", type=click.Choice(["threads", "prefork", "solo"]), help="One pool for all of the queues.")
@click.option("--concurrency", type=click.IntRange(1, 256), help="Slots of each pool (CELERY_WORKER_CONCURRENCY).")
def worker(queues: str | None, pool: str | None, concurrency: int | None) -> None:
    """Run Celery workers. They outlive a lost Redis."""
    settings = load_settings()
    set_up_logging(settings, "worker")
    if not settings.use_celery:
        raise SettingsError("USE_CELERY is not on, so nobody would send work. Set USE_CELERY=true and REDIS_URL.")
    chosen = [name.strip() for name in queues.split(",") if name.strip()] if queues else list(QUEUES)
    if unknown := [name for name in chosen if name not in QUEUES]:
        words = f"there is no queue {unknown[0]}; there are {', '.join(QUEUES)}"
        raise click.BadParameter(words, param_hint="--queues")
    open_store(settings.database_url).close()
    sys.exit(supervise(programs(settings, chosen, pool, concurrency), settings.shutdown_grace))


def programs(settings: Settings, queues: list[str], pool: str | None, concurrency: int | None) -> list[Program]:
    """A Celery program for each pool that these queues ask for. They share one name, so they count as one worker."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(queues, key=lambda name: -QUEUES[name].priority):
        groups[pool or QUEUES[name].pool].append(name)
    own = {"GALLEY_WORKER": f"{socket.gethostname()}:{os.getpid()}", "PYTHONPATH": ROOT}
    slots = concurrency or settings.worker_concurrency
    return [
        Program(name=kind, argv=celery_arguments(kind, names, slots), restart=True, takes_quit=True, env=own)
        for kind, names in groups.items()
    ]


def celery_arguments(pool: str, queues: list[str], slots: int) -> list[str]:
    """How one Celery worker process is started."""
    return [
        sys.executable, "-m", "celery", "-A", "celery_config", "worker",
        "--pool", pool, "--concurrency", str(slots), "--queues", ",".join(queues),
        "--hostname", f"{pool}-{os.getpid()}@%h", "--without-gossip", "--without-mingle", "--without-heartbeat",
        "--loglevel", "warning",
    ]  # fmt: skip
