"""A review as Markdown: the items by section, each with its quote, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from galley.export.file import File, new_words, one_line
from galley.store.models import Document, Finding, Section, Session


def to_markdown(session: Session, document: Document, sections: Sequence[Section], items: Sequence[Finding]) -> File:
    """The review as Markdown."""
    lines = [f"# Review of {session.name}", "", f"{len(items)} items, {document.words} words.", ""]
    of: dict[str, list[Finding]] = {}
    for item in items:
        of.setdefault(item.section_id, []).append(item)
    for section in sections:
        if mine := of.get(section.id):
            lines += [f"## {section.name}", ""]
            for item in mine:
                lines += _told(item)
    return File("\n".join(lines).encode(), "text/markdown")


def _told(item: Finding) -> Iterator[str]:
    """The lines of one item, each followed by an empty one."""
    place = f", page {item.page}" if item.page else ""
    told = [f"### {item.severity}: {one_line(item.description)}"]
    if item.quote or item.model_quote:
        told.append(f"> {one_line(item.quote or item.model_quote or '')}")
    if item.quote is None:
        told.append("These words were not found in the document.")
    if item.suggestion:
        told.append(one_line(item.suggestion))
    if (new := new_words(item)) is not None:
        told.append(f"Replace with: `{one_line(new)}`" if new else "Delete these words.")
    if item.reason:
        told.append(f"Reason: {one_line(item.reason)}")
    told.append(f"_{item.decision}; {item.source}{place}_")
    for line in told:
        yield line
        yield ""
