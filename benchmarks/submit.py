"""What accepting a job costs, beside a bare Celery call; and what looking for Redis costs, there, gone and frozen.

Everything runs in one process against a real Redis server and a real worker, in turns, so that both sides meet the
same machine. Times are medians in milliseconds; the last column is the ratio to the bare call.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from celery_config import broker_priority, make_celery  # noqa: E402
from celery_integration import submit  # noqa: E402
from celery_queue import CeleryQueue, open_redis  # noqa: E402
from galley.intake import add_sample  # noqa: E402
from galley.plans import plan_of  # noqa: E402
from galley.root import Galley  # noqa: E402
from galley.settings import load_settings  # noqa: E402
from tests.servers import Program, RedisServer, clean_environment, wait_until  # noqa: E402

ROUNDS = 200


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def in_turns(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median of each, measured one after the other, round by round."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(milliseconds(work))
    return {name: statistics.median(found) for name, found in times.items()}


def show(title: str, medians: dict[str, float]) -> None:
    """A table whose first row is what the others are compared with."""
    first = next(iter(medians.values()))
    print(f"\n{title}")
    for name, median in medians.items():
        print(f"  {name:<58} {median:9.3f} ms   x {median / first:.2f}")


def main() -> None:
    """Run it all."""
    with tempfile.TemporaryDirectory() as folder, RedisServer() as server:
        env = {"DATA_DIR": folder, "USE_CELERY": "true", "REDIS_URL": server.url, "CLAUDE_PROVIDER": "offline"}
        settings = load_settings(env, dotenv=None)
        galley = Galley(settings)
        galley.queue = queue = CeleryQueue(settings, galley.store)
        tag = galley.tenants.local()
        add_sample(galley, tag)
        argv = [sys.executable, "main.py", "worker", "--queues", "analysis"]
        log = Path(folder) / "worker.log"
        with Program(argv, log, env=clean_environment() | env, cwd=ROOT):
            wait_until(lambda: queue.verdict("analysis").available, 30, "a worker")
            measure(galley, queue, tag)
        redis = open_redis(settings)
        server.freeze()
        time.sleep(1.0)
        lost = CeleryQueue(settings, galley.store)
        frozen = {
            "a bare PING, 0.25 s time-out": in_turns({"": lambda: quiet(redis.ping)}, 3)[""],
            "the first check": milliseconds(lambda: lost.verdict("analysis")),
            "each check while it stays so": in_turns({"": lambda: lost.verdict("analysis")}, 200)[""],
        }
        show("Redis frozen", frozen)
        server.thaw()


def quiet(call: Callable[[], object]) -> None:
    """Call it, whatever it raises: its time is what counts."""
    try:
        call()
    except Exception:
        return


def measure(galley: Galley, queue: CeleryQueue, tag: str) -> None:
    """With Redis there and a worker alive."""
    app, redis = make_celery(galley.settings, worker=False), open_redis(galley.settings)
    with galley.tenant(tag).reading() as rows:
        session = rows.sessions(limit=1)[0]
        section = rows.sections(session.document_id)[1]
    asked = {"session_id": session.id, "section_name": section.name}
    task = plan_of("analyze_section").task
    numbers = iter(range(10**6))
    priority = broker_priority(8)
    found = in_turns(
        {
            "bare send_task of an id": lambda: app.send_task(task, args=["none"], queue="analysis", priority=priority),
            "Galley: check, row, event, send": lambda: submit(
                galley, tag, "analyze_section", asked, key=f"bench-{next(numbers)}", background=True
            ),
        },
        ROUNDS,
    )
    show("Accepting a job", found)
    checks = in_turns({"a bare PING": redis.ping, "is a worker there?": lambda: queue.verdict("analysis")}, 2000)
    show("Redis there", checks)


if __name__ == "__main__":
    main()
