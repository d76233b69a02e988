"""The Celery tasks: shells that take a job's id, run its next step, and send what became due.

The names are the described ones; each carries the messages of its kind of job.
"""

from __future__ import annotations

from celery import shared_task

from celery_worker import advance


@shared_task(name="celery_tasks.analyze_section_task")
def analyze_section_task(job_id: str) -> None:
    """One step of a section's review."""
    advance(job_id)


@shared_task(name="celery_tasks.analyze_document_task")
def analyze_document_task(job_id: str) -> None:
    """One step of a document's review: split it, or sum it up."""
    advance(job_id)


@shared_task(name="celery_tasks.process_chat_task")
def process_chat_task(job_id: str) -> None:
    """One step of a chat's answer."""
    advance(job_id)


@shared_task(name="celery_tasks.test_connection_task")
def test_connection_task(job_id: str) -> None:
    """The connection test."""
    advance(job_id)


@shared_task(name="celery_tasks.read_file_task")
def read_file_task(job_id: str) -> None:
    """One step of reading a scan: its pages, or putting them together."""
    advance(job_id)


@shared_task(name="celery_tasks.read_page_task")
def read_page_task(job_id: str) -> None:
    """One page of a scan."""
    advance(job_id)
