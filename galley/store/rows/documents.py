"""A tenant's documents with their blocks and sections."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import undefer

from galley import documents as values
from galley.errors import NotFound
from galley.store.models import Block, Document, Section, Session, new_id
from galley.store.rows.own import Own


class Documents(Own):
    """Texts, and the ranges they are cut into."""

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
            tuple(values.Hidden(start=start, end=end, why=why) for start, end, why in document.hidden),
        )  # fmt: skip
        self.readings.keep(document.id, found)
        return found

    def read_pages(self, document_id: str) -> dict[str, Any]:
        """The pages that OCR has read, by number, as `galley.extract.wire` writes them."""
        query = select(Document.ocr_pages).where(Document.tenant == self.tag, Document.id == document_id)
        return self.db.scalar(query) or {}

    def sections(self, document_id: str) -> Sequence[Section]:
        """The document's sections in order."""
        query = select(Section).where(Section.tenant == self.tag, Section.document_id == document_id)
        return self.db.scalars(query.order_by(Section.ordinal)).all()

    def sections_by_id(self, document_id: str, section_ids: Collection[str]) -> dict[str, Section]:
        """Those of the document's sections."""
        query = select(Section).where(Section.tenant == self.tag, Section.document_id == document_id)
        return {found.id: found for found in self.db.scalars(query.where(Section.id.in_(section_ids)))}

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

    def section_text(self, section: Section) -> str:
        """The section's own text, cut out by the database."""
        return self._cut(section.document_id, section.start, section.end)

    def text_from(self, document_id: str, ordinal: int, most: int) -> tuple[list[tuple[str, str]], int | None]:
        """Sections from that ordinal on as (name, text): `most` characters, but at least one; and the next ordinal."""
        own = (Section.tenant == self.tag, Section.document_id == document_id)
        columns = select(Section.ordinal, Section.name, Section.start, Section.end).where(*own)
        first = self.db.execute(columns.where(Section.ordinal >= ordinal).order_by(Section.ordinal).limit(1)).first()
        if first is None:
            return [], None
        near = columns.where(Section.ordinal >= first.ordinal, Section.start < first.start + most)
        chosen = [s for s in self.db.execute(near) if s.end <= first.start + most or s.ordinal == first.ordinal]
        chosen.sort(key=lambda s: s.ordinal)
        last = chosen[-1]
        lump = self._cut(document_id, first.start, last.end)
        after = self.db.scalar(select(func.min(Section.ordinal)).where(*own, Section.ordinal > last.ordinal))
        return [(s.name, lump[s.start - first.start : s.end - first.start]) for s in chosen], after

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

    def _cut(self, document_id: str, start: int, end: int) -> str:
        query = select(func.substr(Document.text, start + 1, end - start))
        return self.db.scalar(query.where(Document.id == document_id, Document.tenant == self.tag)) or ""
