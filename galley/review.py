"""Reviewing: what is wrong in a section, on the exact words.

The rules always run; Claude adds what it finds when there is one. What a person has decided stays and does not
come back. Quotes are found in the text before anybody sees them; what is nowhere in it says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from galley import rules, views
from galley.anchor import Ground
from galley.context import Context
from galley.documents import Reading
from galley.documents import Section as SectionRange
from galley.errors import JobFailed
from galley.jobs import Child, Done, Spawn, State
from galley.prompts import review as prompts
from galley.store.models import Finding, Job, Section, Session, new_id
from galley.store.rows import Rows

RULES = "rules"
CLAUDE = "claude"
# How a section's latest review shows; "new" is one without any.
STATES = {State.WAITING: "running", State.RUNNING: "running", State.DONE: "reviewed", State.FAILED: "failed"}


def check_rules(context: Context) -> Done:
    """Step 1 of a section's review: the rules. Their findings replace the section's open ones of theirs."""
    context.report(0.1, "Checking the rules")
    session, section, reading, decided = _situation(context)
    flaws = rules.check(reading, range_of(section))
    fresh = [finding_of(flaw, reading, session.id, section.id, context.job.id) for flaw in flaws]
    fresh = _undecided(fresh, decided)
    items = [views.finding(f, section) for f in _with_ids(fresh)]

    return Done(_result(items), _replacing(session, section, RULES, fresh))


def ask_claude(context: Context) -> Done:
    """Step 2: Claude's findings, when there is a Claude. The job's result holds both parts."""
    found = context.outcomes["rules"]["result"]["feedback_items"]
    claude = context.galley.claude
    session, section, reading, decided = _situation(context)
    if claude is None or not reading.text[section.start : section.end].strip():
        return Done(_result(found))
    context.report(0.1, "Analyzing section...")
    rejected = [f.quote for f in decided if f.decision == "rejected" and f.quote]
    prompt = prompts.prompt(reading, range_of(section), rejected)
    review, request_id = claude.ask(context.job, context.stop, prompt, prompts.Review)
    context.report(0.9, "Checking quotes")
    fresh = _undecided(_anchored(review.items, reading, section), decided)
    fresh = _without_echoes(fresh, found, section)
    for finding in fresh:
        finding.session_id, finding.section_id, finding.job_id = session.id, section.id, context.job.id
        finding.source, finding.request_id = f"claude:{claude.model}", request_id
    items = found + [views.finding(f, section) for f in _with_ids(fresh)]
    items.sort(key=lambda item: (item["start"] is None, item["start"] or 0))

    return Done(_result(items), _replacing(session, section, CLAUDE, fresh))


def split_document(context: Context) -> Spawn:
    """Step 1 of a document's review: a child a section that has words."""
    with context.store.reading() as rows:
        session = rows.session(context.input["session_id"])
        sections = [s for s in rows.sections(session.document_id) if s.words]
    names = [{"session_id": session.id, "section_name": s.name} for s in sections]
    return Spawn(tuple(Child("analyze_section", input) for input in names), {"sections": len(names)})


def sum_up(context: Context) -> Done:
    """Step 2: what the sections' reviews came to. Failed ones make warnings, not a failure."""
    with context.store.reading() as rows:
        children = [j for j in rows.session_jobs(context.input["session_id"]) if j.parent_id == context.job.id]
    items = [i for j in children if j.result for i in j.result["result"]["feedback_items"]]
    warnings = [
        {"section": j.input["section_name"], **{k: (j.error or {}).get(k) for k in ("code", "message")}}
        for j in children
        if j.state != "done"
    ]
    if children and len(warnings) == len(children):
        first = next(j.error or {} for j in children)
        words = f"No section could be analysed. {first.get('message', '')}".strip()
        raise JobFailed(words, code=first.get("code", "all_failed"), status=first.get("status", 502))
    return Done(_result(items) | ({"warnings": warnings} if warnings else {}))


def section_states(
    sections: Sequence[Section], findings: Sequence[Finding], jobs: Sequence[Job]
) -> list[dict[str, Any]]:
    """Each section with its counts and where its review stands: new, running, reviewed or failed."""
    counts: dict[str, dict[str, int]] = {s.id: {"open": 0, "accepted": 0, "rejected": 0} for s in sections}
    for finding in findings:
        counts[finding.section_id][finding.decision] += 1
    latest: dict[str, Job] = {}
    for job in jobs:  # newest first
        if job.kind == "analyze_section" and job.state != State.CANCELLED:
            latest.setdefault(job.input["section_name"], job)
    shown = []
    for section in sections:
        last = latest.get(section.name)
        state = "new" if last is None else STATES[State(last.state)]
        row = views.section(section) | {"state": state, "findings": counts[section.id]}
        if last is not None and last.state == State.FAILED and last.error:
            row["error"] = last.error["message"]
        shown.append(row)
    return shown


def _replacing(session: Session, section: Section, source: str, fresh: list[Finding]) -> Callable[[Rows], None]:
    """Puts the fresh findings in place of the open ones; what was decided while they were made stays decided."""

    def save(rows: Rows) -> None:
        rows.replace_findings(session.id, section.id, source, [])  # waits for who is deciding on one of them
        decided = [f for f in rows.findings(session.id, section.id) if f.decision != "open"]
        rows.replace_findings(session.id, section.id, source, _undecided(fresh, decided))

    return save


def _situation(context: Context) -> tuple[Session, Section, Reading, list[Finding]]:
    with context.store.reading() as rows:
        session = rows.session(context.input["session_id"])
        section = rows.section(session.document_id, context.input["section_name"])
        decided = [f for f in rows.findings(session.id, section.id) if f.decision != "open"]
        return session, section, rows.reading(session.document_id), decided


def finding_of(
    flaw: rules.Flaw, reading: Reading, session_id: str, section_id: str, job_id: str | None = None
) -> Finding:
    """The finding that a rule's flaw is, not stored yet."""
    return Finding(
        session_id=session_id, section_id=section_id, job_id=job_id, source=RULES, rule=flaw.rule,
        category=flaw.category, severity=flaw.severity, confidence=flaw.confidence,
        description=flaw.description, suggestion=flaw.suggestion, replacement=flaw.replacement,
        quote=reading.text[flaw.start : flaw.end], start=flaw.start, end=flaw.end,
        page=reading.page_at(flaw.start), anchor="verified", created_at=time.time(),
    )  # fmt: skip


def range_of(section: Section) -> SectionRange:
    """The section's row as a range of its document."""
    return SectionRange(
        name=section.name, title=section.title, level=section.level, page=section.page,
        start=section.start, end=section.end, words=section.words,
    )  # fmt: skip


def _anchored(items: Sequence[prompts.Item], reading: Reading, section: Section) -> list[Finding]:
    ground = Ground(reading.text[section.start : section.end])
    fresh = []
    for item in items:
        at = ground.locate(item.quote)
        start, end = (section.start + at.start, section.start + at.end) if at else (None, None)
        quote = reading.text[start:end] if at else None
        fresh.append(
            Finding(
                category=item.category, severity=item.severity, confidence=item.confidence,
                description=item.description, suggestion=item.suggestion,
                replacement=item.replacement if at else None, quote=quote,
                model_quote=item.quote if at is None or at.kind == "repaired" else None,
                start=start, end=end, page=reading.page_at(section.start if start is None else start),
                anchor=at.kind if at else "unverified", prompt_version=prompts.VERSION, created_at=time.time(),
            )
        )  # fmt: skip
    return fresh


def _undecided(fresh: Iterable[Finding], decided: Sequence[Finding]) -> list[Finding]:
    """Without what a person has decided before on the same words."""
    known = {(f.start, f.end, f.rule, f.model_quote if f.quote is None else None) for f in decided}
    return [f for f in fresh if (f.start, f.end, f.rule, f.model_quote if f.quote is None else None) not in known]


def _without_echoes(fresh: Iterable[Finding], found: Sequence[dict[str, Any]], section: Section) -> list[Finding]:
    """Without what a rule has said already: the same words with the same replacement."""
    said = {(section.start + i["start"], section.start + i["end"], i["replacement"]) for i in found}
    return [f for f in fresh if f.replacement is None or (f.start, f.end, f.replacement) not in said]


def _with_ids(findings: list[Finding]) -> list[Finding]:
    for finding in findings:
        finding.id, finding.decision = new_id(), "open"
    return findings


def _result(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"success": True, "feedback_count": len(items), "result": {"feedback_items": items}}
