"""One tenant's rows in one open transaction. Every query here carries the tenant's tag.

Promises: what is returned is a plain value; nothing of another tenant can be reached; unknown ids raise NotFound
that names what would be valid where that is a short list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session as Db
from sqlalchemy.orm import undefer

from galley import documents as values
from galley.errors import NotFound
from galley.store.models import (
    Block,
    Decision,
    Document,
    Door,
    Event,
    Finding,
    Job,
    Message,
    Reply,
    Section,
    Session,
    Step,
    new_id,
)
from galley.store.readings import Readings


class Rows:
    """A tenant's rows; made by `TenantStore.reading()` and `.writing()`."""

    def __init__(self, db: Db, tag: str, readings: Readings) -> None:
        self.db = db
        self.tag = tag
        self.readings = readings

    # -- documents

    def document(self, document_id: str, *, text: bool = False) -> Document:
        """The document; with `text`, its canonical text is loaded as well."""
        query = select(Document).where(Document.tenant == self.tag, Document.id == document_id)
        found = self.db.scalar(query.options(undefer(Document.text)) if text else query)
        if found is None:
            raise NotFound("There is no such document.", code="unknown_document")
        return found

    def documents_by_hash(self, sha256: str) -> Sequence[Document]:
        """The documents with these bytes: one for each format in which they were read."""
        query = select(Document).where(Document.tenant == self.tag, Document.sha256 == sha256)
        return self.db.scalars(query.order_by(Document.created_at, Document.id)).all()

    def add_document(self, document: Document, reading: values.Reading) -> None:
        """Store a document with its blocks and sections."""
        document.tenant = self.tag
        self.db.add(document)
        self.db.flush()
        own = {"document_id": document.id, "tenant": self.tag}
        blocks: list[dict[str, Any]] = [
            {**own, "ordinal": i, "start": b.start, "end": b.end, "kind": b.kind.value, "part": b.part.value}
            | {"page": b.page, "level": b.level, "title": b.title}
            for i, b in enumerate(reading.blocks)
        ]
        if blocks:
            self.db.execute(insert(Block), blocks)
        sections = [{**own, "id": new_id(), "ordinal": i, **asdict(s)} for i, s in enumerate(reading.sections)]
        if sections:
            self.db.execute(insert(Section), sections)

    def reading(self, document_id: str) -> values.Reading:
        """The document as rules, chat and prompts see it. A document never changes, so the last few are kept."""
        document = self.document(document_id)
        if (kept := self.readings.get(document.id)) is not None:
            return kept
        query = select(Block.start, Block.end, Block.kind, Block.part, Block.page, Block.level, Block.title)
        blocks = self.db.execute(
            query.where(Block.document_id == document_id, Block.tenant == self.tag).order_by(Block.ordinal)
        )
        found = values.Reading(
            self.document(document_id, text=True).text,
            tuple(
                values.Block(
                    start=b.start, end=b.end, kind=values.Kind(b.kind), part=values.Part(b.part),
                    page=b.page, level=b.level, title=b.title,
                )
                for b in blocks
            ),
            tuple(
                values.Section(
                    name=s.name, title=s.title, level=s.level, page=s.page, start=s.start, end=s.end, words=s.words
                )
                for s in self.sections(document_id)
            ),
        )  # fmt: skip
        self.readings.keep(document.id, found)
        return found

    def sections(self, document_id: str) -> Sequence[Section]:
        """The document's sections in order."""
        query = select(Section).where(Section.tenant == self.tag, Section.document_id == document_id)
        return self.db.scalars(query.order_by(Section.ordinal)).all()

    def section(self, document_id: str, name: str) -> Section:
        """The section of that name; NotFound lists the names there are."""
        query = select(Section).where(Section.tenant == self.tag, Section.document_id == document_id)
        if found := self.db.scalar(query.where(Section.name == name)):
            return found
        names = [s.name for s in self.sections(document_id)]
        shown = ", ".join(f"“{n}”" for n in names[:5]) + (" and more" if len(names) > 5 else "")
        raise NotFound(
            f"There is no such section. This document has: {shown}.", code="unknown_section", valid=names[:500]
        )

    def section_count(self, document_id: str) -> int:
        """How many sections the document has."""
        query = select(func.count()).where(Section.tenant == self.tag, Section.document_id == document_id)
        return self.db.scalar(query) or 0

    def section_text(self, section: Section) -> str:
        """The section's own text, cut out by the database."""
        query = select(func.substr(Document.text, section.start + 1, section.end - section.start))
        found = self.db.scalar(query.where(Document.id == section.document_id, Document.tenant == self.tag))
        return found or ""

    def drop_unused_document(self, document_id: str) -> dict[str, int]:
        """Delete the document unless a session still uses it; counts of what went."""
        if self.db.scalar(select(exists().where(Session.tenant == self.tag, Session.document_id == document_id))):
            return {}
        own = (Block.document_id == document_id, Block.tenant == self.tag)
        counts = {
            "blocks": self._gone(delete(Block).where(*own)),
            "sections": self._gone(
                delete(Section).where(Section.document_id == document_id, Section.tenant == self.tag)
            ),
        }
        counts["documents"] = self._gone(
            delete(Document).where(Document.id == document_id, Document.tenant == self.tag)
        )
        return counts

    # -- sessions

    def add_session(self, document_id: str, name: str) -> Session:
        """Open a review of a document."""
        session = Session(tenant=self.tag, document_id=self.document(document_id).id, name=name)
        self.db.add(session)
        self.db.flush()
        return session

    def session(self, session_id: str) -> Session:
        """The session; NotFound says where the valid ones are listed."""
        found = self.db.scalar(select(Session).where(Session.tenant == self.tag, Session.id == session_id))
        if found is None:
            recent = [s.id for s in self.sessions(limit=20)]
            raise NotFound(
                "There is no such session. GET /sessions lists the valid ones.", code="unknown_session", valid=recent
            )
        return found

    def sessions(self, *, limit: int = 100) -> Sequence[Session]:
        """The newest sessions first."""
        query = select(Session).where(Session.tenant == self.tag).order_by(Session.created_at.desc(), Session.id)
        return self.db.scalars(query.limit(limit)).all()

    def happened(self, what: str) -> bool:
        """Whether this was noted for the tenant."""
        return self.db.get(Door, f"once:{what[:10]}:{self.tag}") is not None

    def note(self, what: str) -> None:
        """Note for ever that this happened; IntegrityError when it was noted before."""
        self.db.add(Door(name=f"once:{what[:10]}:{self.tag}", until=0.0))
        self.db.flush()

    def delete_session(self, session: Session) -> dict[str, int]:
        """Delete the session with its findings, chat and jobs; counts of what went.

        Jobs are locked before anything else, as by everybody who records a step; then the session, so that no
        new ones come.
        """
        jobs = select(Job.id).where(Job.tenant == self.tag, Job.session_id == session.id)
        self.db.execute(jobs.order_by(Job.id).with_for_update())
        self.db.execute(select(Session.id).where(Session.id == session.id).with_for_update())
        findings = select(Finding.id).where(Finding.tenant == self.tag, Finding.session_id == session.id)
        targets: dict[str, Any] = {
            "decisions": delete(Decision).where(Decision.finding_id.in_(findings)),
            "findings": delete(Finding).where(Finding.tenant == self.tag, Finding.session_id == session.id),
            "messages": delete(Message).where(Message.tenant == self.tag, Message.session_id == session.id),
            "replies": delete(Reply).where(Reply.tenant == self.tag, Reply.scope.in_(jobs)),
            "events": delete(Event).where(Event.tenant == self.tag, Event.job_id.in_(jobs)),
            "steps": delete(Step).where(Step.tenant == self.tag, Step.job_id.in_(jobs)),
            "jobs": delete(Job).where(Job.tenant == self.tag, Job.session_id == session.id),
            "sessions": delete(Session).where(Session.tenant == self.tag, Session.id == session.id),
        }
        return {name: self._gone(target) for name, target in targets.items()}

    def add_finding(self, finding: Finding) -> Finding:
        """Store one finding."""
        finding.tenant = self.tag
        self.db.add(finding)
        self.db.flush()
        return finding

    def finding(self, session_id: str, finding_id: str) -> Finding:
        """The session's finding of that id."""
        found = self.db.scalar(
            select(Finding).where(
                Finding.tenant == self.tag, Finding.session_id == session_id, Finding.id == finding_id
            )
        )
        if found is None:
            raise NotFound("There is no such feedback item in this session.", code="unknown_item")
        return found

    def delete_finding(self, finding: Finding) -> None:
        """Remove a finding."""
        self.db.delete(finding)

    def add_decision(self, decision: Decision) -> None:
        """Note a decision."""
        decision.tenant = self.tag
        self.db.add(decision)

    def pop_decision(self, finding_id: str) -> dict[str, Any] | None:
        """Forget the last decision on a finding; returns what stood before it, None when there was none."""
        query = select(Decision).where(Decision.tenant == self.tag, Decision.finding_id == finding_id)
        last = self.db.scalar(query.order_by(Decision.id.desc()).limit(1))
        if last is None:
            return None
        self.db.delete(last)
        return last.before

    def findings(self, session_id: str, section_id: str | None = None) -> Sequence[Finding]:
        """The session's findings in document order; those without a place last."""
        query = select(Finding).where(Finding.tenant == self.tag, Finding.session_id == session_id)
        if section_id:
            query = query.where(Finding.section_id == section_id)
        found = self.db.scalars(query).all()
        return sorted(found, key=lambda f: (f.start is None, f.start or 0, f.end or 0, f.created_at, f.id))

    def replace_findings(self, session_id: str, section_id: str, source: str, fresh: Sequence[Finding]) -> None:
        """Put `fresh` in place of the section's open findings whose source begins with `source`."""
        old = delete(Finding).where(Finding.tenant == self.tag, Finding.session_id == session_id)
        old = old.where(Finding.section_id == section_id, Finding.decision == "open")
        self.db.execute(old.where(Finding.source.startswith(source, autoescape=True)))
        for finding in fresh:
            finding.tenant = self.tag
            self.db.add(finding)

    def finding_counts(self, session_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """For each session: how many findings are open, accepted, rejected."""
        query = select(Finding.session_id, Finding.decision, func.count()).where(Finding.tenant == self.tag)
        query = query.where(Finding.session_id.in_(session_ids)).group_by(Finding.session_id, Finding.decision)
        counts = {i: {"open": 0, "accepted": 0, "rejected": 0} for i in session_ids}
        for session_id, decision, number in self.db.execute(query):
            counts[session_id][decision] = number
        return counts

    # -- chat

    def messages(self, session_id: str) -> Sequence[Message]:
        """The session's chat, oldest first."""
        query = select(Message).where(Message.tenant == self.tag, Message.session_id == session_id)
        return self.db.scalars(query.order_by(Message.id)).all()

    def add_messages(self, *messages: Message) -> None:
        """Append to the chat, in this order."""
        for message in messages:
            message.tenant = self.tag
            self.db.add(message)
            self.db.flush()

    # -- jobs, as their owner sees them

    def job(self, job_id: str) -> Job:
        """The job of that id."""
        found = self.db.scalar(select(Job).where(Job.tenant == self.tag, Job.id == job_id))
        if found is None:
            raise NotFound("There is no such task.", code="unknown_task")
        return found

    def session_jobs(self, session_id: str) -> Sequence[Job]:
        """The session's jobs, newest first."""
        query = select(Job).where(Job.tenant == self.tag, Job.session_id == session_id)
        return self.db.scalars(query.order_by(Job.created_at.desc(), Job.id)).all()

    def _gone(self, statement: Any) -> int:
        return int(self.db.execute(statement).rowcount)  # type: ignore[attr-defined]
