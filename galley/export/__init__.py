"""A review as a file to keep: one file here a format.

Promises: the words of a person's edit stand in place of the suggested ones; nothing in a document's words can run in
a browser or a spreadsheet; the work grows with the text and the items, not with their product.
"""

from __future__ import annotations

from galley.export.csv import to_csv
from galley.export.file import File, file_name
from galley.export.html import to_html
from galley.export.json import to_json
from galley.export.markdown import to_markdown
from galley.export.marked import FROM_FILE

FORMATS = {"md": to_markdown, "json": to_json, "html": to_html, "csv": to_csv}
WITH_TEXT = {"html", "docx", "pdf"}  # formats for which the document is handed over with its text

__all__ = [
    "FORMATS",
    "FROM_FILE",
    "WITH_TEXT",
    "File",
    "file_name",
    "to_csv",
    "to_html",
    "to_json",
    "to_markdown",
]
