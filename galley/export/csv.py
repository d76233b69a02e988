"""A review as a table, for spreadsheets: one row an item, in the order of the text.

RFC 4180, in UTF-8 with the mark by which spreadsheets know it. A cell that a spreadsheet would take for a formula
begins with an apostrophe, because its words are the document's, and those are anybody's.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from galley.export.file import File, new_words
from galley.store.models import Document, Finding, Section, Session

COLUMNS = (
    "number", "section", "page", "severity", "category", "description", "quote", "suggestion", "replacement", "edit",
    "change", "new_text", "decision", "reason", "source", "rule", "confidence", "anchor", "start", "end", "id",
)  # fmt: skip
_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")  # what Excel, LibreOffice or Google Sheets begin to reckon at


def to_csv(session: Session, document: Document, sections: Sequence[Section], items: Sequence[Finding]) -> File:
    """The review as a table. `new_text` is what is to stand in place of the quote: the edit, else the replacement.

    `number` is the same as in the page.
    """
    named = {section.id: section for section in sections}
    table = StringIO(newline="")
    rows = csv.writer(table)
    rows.writerow(COLUMNS)
    for number, item in enumerate(items, 1):
        rows.writerow([_harmless(cell) for cell in _cells(number, item, named[item.section_id])])
    return File(table.getvalue().encode("utf-8-sig"), "text/csv")


def _cells(number: int, item: Finding, section: Section) -> list[object]:
    new = new_words(item)
    return [
        number, section.name, item.page, item.severity, item.category, item.description,
        item.model_quote if item.quote is None else item.quote, item.suggestion, item.replacement, item.edit,
        "" if new is None else "replace" if new else "delete", new, item.decision,
        item.reason, item.source, item.rule, item.confidence, item.anchor,
        None if item.start is None else item.start - section.start,
        None if item.end is None else item.end - section.start, item.id,
    ]  # fmt: skip


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
