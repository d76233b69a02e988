"""One tenant's rows in one open transaction. Every query here carries the tenant's tag.

Promises: what is returned is a plain value; nothing of another tenant can be reached; unknown ids raise NotFound
that names what would be valid where that is a short list. One file a noun.
"""

from __future__ import annotations

from galley.store.rows.findings import Findings
from galley.store.rows.sessions import Sessions
from galley.store.rows.work import Work


class Rows(Sessions, Findings, Work):
    """A tenant's rows; made by `TenantStore.reading()` and `.writing()`."""
