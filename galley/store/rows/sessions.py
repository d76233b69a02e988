"""A tenant's reviews: opened, found, listed, deleted with all that was made for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from galley.errors import NotFound
from galley.store.models import Decision, Door, Event, Finding, Job, Message, Reply, Session, Step
from galley.store.rows.documents import Documents
from galley.store.rows.shelf import Shelf


class Sessions(Documents, Shelf):
    """One review of one document each."""

    def add_session(self, document_id: str, name: str, **fixed: Any) -> Session:
        """Open a review of a document. `fixed` are columns that are known already, such as its id."""
        session = Session(tenant=self.tag, document_id=self.document(document_id).id, name=name, **fixed)
        self.db.add(session)
        self.db.flush()
        return session

    def session(self, session_id: str, *, held: bool = False) -> Session:
        """The session; NotFound says where the valid ones are listed. While it is `held`, nobody can delete it."""
        query = select(Session).where(Session.tenant == self.tag, Session.id == session_id)
        found = self.db.scalar(query.with_for_update(read=True, key_share=True) if held else query)
        if found is None:
            recent = [s.id for s in self.sessions(limit=20)]
            raise NotFound(
                "There is no such session. GET /sessions lists the valid ones.", code="unknown_session", valid=recent
            )
        return found

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
