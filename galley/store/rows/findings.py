"""A tenant's findings, and what was decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select

from galley.errors import NotFound
from galley.statistics import Alike
from galley.store.models import Decision, Finding, Section
from galley.store.rows.own import Own


class Findings(Own):
    """What is to be changed, and the way back from each decision."""

    def add_finding(self, finding: Finding) -> Finding:
        """Store one finding."""
        finding.tenant = self.tag
        self.db.add(finding)
        self.db.flush()
        return finding

    def delete_finding(self, finding: Finding) -> None:
        """Remove a finding."""
        self.db.delete(finding)

    def held_findings(self, session_id: str, finding_ids: Sequence[str]) -> list[Finding]:
        """The session's findings of these ids, in that order and each once, locked until the transaction ends.

        They are locked by their ids, whatever the order asked for, so that two who want the same ones cannot wait
        for each other. Who calls holds the session, for the same reason.
        """
        query = select(Finding).where(Finding.tenant == self.tag, Finding.session_id == session_id)
        chosen = query.where(Finding.id.in_(set(finding_ids))).order_by(Finding.id)
        found = {f.id: f for f in self.db.scalars(chosen.with_for_update(key_share=True))}
        if any(i not in found for i in finding_ids):
            words = "There is no such feedback item" if len(finding_ids) == 1 else "One of these items is not"
            raise NotFound(f"{words} in this session.", code="unknown_item")
        return [found[i] for i in dict.fromkeys(finding_ids)]

    def add_decisions(self, decisions: Sequence[Decision]) -> None:
        """Note decisions."""
        for decision in decisions:
            decision.tenant = self.tag
        self.db.add_all(decisions)

    def pop_decisions(self, finding_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Forget the last decision on each of these findings that has one; what stood before it."""
        mine = (Decision.tenant == self.tag, Decision.finding_id.in_(finding_ids))
        newest = select(func.max(Decision.id)).where(*mine).group_by(Decision.finding_id)
        last = self.db.execute(select(Decision.id, Decision.finding_id, Decision.before).where(Decision.id.in_(newest)))
        popped = {row.id: row for row in last}
        self.db.execute(delete(Decision).where(Decision.tenant == self.tag, Decision.id.in_(popped)))
        return {row.finding_id: row.before for row in popped.values()}

    def findings(self, session_id: str, section_id: str | None = None) -> Sequence[Finding]:
        """The session's findings in document order; those without a place last."""
        query = select(Finding).where(Finding.tenant == self.tag, Finding.session_id == session_id)
        if section_id:
            query = query.where(Finding.section_id == section_id)
        found = self.db.scalars(query).all()
        return sorted(found, key=lambda f: (f.start is None, f.start or 0, f.end or 0, f.created_at, f.id))

    def finding_kinds(self, session_id: str) -> list[Alike]:
        """How many of the session's findings are alike in what statistics count."""
        edited = Finding.edit.is_not(None)
        kind = (Finding.severity, Finding.category, Finding.source, Finding.decision, edited)
        query = select(*kind, func.count()).where(Finding.tenant == self.tag, Finding.session_id == session_id)
        return [Alike(*row) for row in self.db.execute(query.group_by(*kind))]

    def findings_by_section(self, session_id: str) -> dict[str, int]:
        """How many findings the sections have that have some, by their names, in order."""
        query = select(Section.name, func.count()).join(Finding, Finding.section_id == Section.id)
        query = query.where(Finding.tenant == self.tag, Finding.session_id == session_id)
        counted = self.db.execute(query.group_by(Section.id, Section.name, Section.ordinal).order_by(Section.ordinal))
        return {row[0]: row[1] for row in counted}

    def finding(self, session_id: str, finding_id: str) -> Finding:
        """The finding of that id in this session."""
        own = (Finding.tenant == self.tag, Finding.session_id == session_id, Finding.id == finding_id)
        found = self.db.scalar(select(Finding).where(*own))
        if found is None:
            raise NotFound("There is no such item in this session.", code="unknown_item")
        return found

    def replace_findings(self, session_id: str, section_id: str, source: str, fresh: Sequence[Finding]) -> None:
        """Put `fresh` in place of the section's open findings whose source begins with `source`."""
        old = (
            Finding.tenant == self.tag,
            Finding.session_id == session_id,
            Finding.section_id == section_id,
            Finding.decision == "open",
            Finding.source.startswith(source, autoescape=True),
        )
        self.db.execute(select(Finding.id).where(*old).order_by(Finding.id).with_for_update())  # as who decides locks
        self.db.execute(delete(Finding).where(*old))
        for finding in fresh:
            finding.tenant = self.tag
            self.db.add(finding)
