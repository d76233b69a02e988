"""The Celery app: broker, queues, priorities, delivery.

The message is a hint that carries a job's id; the right to run is a claim in the database. So there is no result
backend unless one is set, nothing is lost with Redis, and a message that comes twice does its work once.

The web's settings are bounded, so that no call takes more than half a second when Redis is gone or frozen; the
worker's are patient. `celery -A celery_config worker` finds `app` here.
"""

from __future__ import annotations

import sys

from celery import Celery
from kombu import Exchange, Queue

from galley.errors import SettingsError
from galley.plans import PLANS
from galley.queue import QUEUES
from galley.settings import Settings, load_settings

UNUSABLE = 78  # EX_CONFIG of sysexits.h

# Redis takes 0 first, everybody else reads a higher number as sooner: turned round here, and nowhere else.
_LOWEST = 9

BOUNDED = {
    "socket_connect_timeout": 0.3,
    "socket_timeout": 0.5,
    "socket_keepalive": True,
    "health_check_interval": 0,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
PATIENT = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "queue_order_strategy": "priority",
}


def broker_priority(priority: int) -> int:
    """The number that makes the broker take a message of this priority (0 to 9, higher is sooner) in its turn."""
    return _LOWEST - priority


def make_celery(settings: Settings, *, worker: bool) -> Celery:
    """The Celery app for a web process, or for a worker."""
    app = Celery("galley", broker=settings.broker_url, backend=settings.result_backend or None)
    steps = {"priority_steps": list(range(10)), "sep": ":"}
    app.conf.update(
        imports=("celery_tasks",),
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=not settings.result_backend,
        result_expires=86400,
        task_queues=[Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
        task_default_queue="analysis",
        task_create_missing_queues=False,
        task_routes={plan.task: {"queue": plan.queue} for plan in PLANS.values()},
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=540,
        task_time_limit=600,
        worker_prefetch_multiplier=1,
        worker_max_tasks_per_child=50,
        worker_concurrency=settings.worker_concurrency,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_send_task_events=False,
        task_send_sent_event=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
    )
    if worker:
        app.conf.update(broker_transport_options=PATIENT | steps)
    else:
        app.conf.update(
            broker_transport_options=BOUNDED | steps,
            broker_connection_timeout=0.5,
            broker_pool_limit=max(16, settings.web_threads),
            broker_pool_acquire_timeout=0.5,
            task_publish_retry=False,
            redis_socket_connect_timeout=0.3,
            redis_socket_timeout=0.5,
            redis_retry_on_timeout=False,
            result_backend_always_retry=False,
            result_backend_transport_options={
                "retry_policy": {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
            },
        )
    return app


def _command_line_app() -> Celery:
    """What `celery -A celery_config worker` runs; celery_tasks brings the heartbeat and the guards with it."""
    try:
        settings = load_settings()
    except SettingsError as error:
        print(f"galley: {error}", file=sys.stderr)
        raise SystemExit(UNUSABLE) from None
    return make_celery(settings, worker=True)


def __getattr__(name: str) -> Celery:
    # Made when Celery's command line asks for it: importing this file reads no settings.
    if name in ("app", "celery"):
        app = _command_line_app()
        globals()["app"] = globals()["celery"] = app
        return app
    raise AttributeError(name)
