"""`review FILE`: findings on the command line, by the same jobs as everywhere."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

import click

from galley import intake, views
from galley.errors import JobFailed
from galley.jobs import ENDED, State
from galley.log import set_up_logging
from galley.plans import plan_of
from galley.root import Galley
from galley.settings import load_settings
from galley.store.models import Job, Session


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--section", help="Only this section.")
@click.option("--json", "as_json", is_flag=True, help="Print {document, sections, feedback_items} as JSON.")
def review(file: Path, section: str | None, as_json: bool) -> None:
    """Review a document: what to change, on the exact words."""
    settings = load_settings()
    set_up_logging(settings, "cli")
    galley = Galley(settings)
    tag = galley.tenants.local()
    try:
        session = _open(galley, tag, file, quiet=as_json)
        job = _review(galley, tag, session, section, quiet=as_json)
        found = _collect(galley, tag, session, job, section)
    finally:
        galley.close()
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else _readable(found))
    if warnings := (job.result or {}).get("warnings"):
        for warning in warnings:
            click.echo(f"Not reviewed: {warning['section']}: {warning['message']}", err=True)
        sys.exit(1)


def _open(galley: Galley, tag: str, file: Path, *, quiet: bool) -> Session:
    opened = intake.take_file(galley, tag, file.name, file.read_bytes())
    if not isinstance(opened, intake.Scan):
        return opened
    asked = {"sha256": opened.sha256, "name": opened.name, "pages": list(opened.pages)}
    job = _run(galley, plan_of("read_file").job(tag, asked, way="local"), "Reading", quiet=quiet)
    with galley.tenant(tag).reading() as rows:
        return rows.session((job.result or {})["session_id"])


def _review(galley: Galley, tag: str, session: Session, section: str | None, *, quiet: bool) -> Job:
    kind, input = "analyze_document", {"session_id": session.id}
    if section is not None:
        with galley.tenant(tag).reading() as rows:
            rows.section(session.document_id, section)
        kind, input = "analyze_section", input | {"section_name": section}
    job = plan_of(kind).job(tag, input, way="local")
    job.session_id = session.id
    return _run(galley, job, "Reviewing", quiet=quiet)


def _run(galley: Galley, job: Job, label: str, *, quiet: bool) -> Job:
    job, _ = galley.store.work.submit(job)
    for _ in range(galley.settings.worker_concurrency):  # on this job only: others' are left to who runs them
        threading.Thread(target=galley.pool.run, args=(job.id,), kwargs={"patience": 1e9}, daemon=True).start()
    with click.progressbar(length=100, label=label, file=sys.stderr, hidden=quiet) as bar:
        while job.state not in ENDED:
            galley.wait_for_change(0.2)
            job = galley.store.work.job(job.id) or job
            bar.update(job.progress - bar.pos)
    if job.state != State.DONE:
        error = job.error or {"message": "Cancelled.", "code": "cancelled"}
        raise JobFailed(error["message"], code=error["code"], status=502)
    return job


def _collect(galley: Galley, tag: str, session: Session, job: Job, section: str | None) -> dict[str, Any]:
    with galley.tenant(tag).reading() as rows:
        document = rows.document(session.document_id)
        sections = [views.section(s) for s in rows.sections(document.id) if section in (None, s.name)]
    order = {s["name"]: i for i, s in enumerate(sections)}
    items = (job.result or {})["result"]["feedback_items"]
    items.sort(key=lambda item: (order[item["section"]], item["start"] is None, item["start"] or 0))
    return {"document": views.document(document), "sections": sections, "feedback_items": items}


def _readable(found: dict[str, Any]) -> str:
    lines = []
    for item in found["feedback_items"]:
        page = f", page {item['page']}" if item["page"] else ""
        quote = " ".join((item["quote"] or item["model_quote"] or "").split())
        lines.append(f"{item['severity']:<6} {item['section']}{page}")
        lines.append(f"       “{quote}”" + ("" if item["quote"] else "  (not found in the text)"))
        lines.append(f"       {item['description']} {item['suggestion']}")
        if item["replacement"] is not None:
            lines.append(f"       → {item['replacement'] or '(delete)'}")
        lines.append("")
    number, sections = len(found["feedback_items"]), len(found["sections"])
    lines.append(f"{number} finding{'s' * (number != 1)} in {sections} section{'s' * (sections != 1)}.")
    return "\n".join(lines)
