"""What a step is given. It can look at everything and write nothing: it returns what to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from galley.jobs import Stop
from galley.store import TenantStore
from galley.store.models import Job

if TYPE_CHECKING:
    from galley.root import Galley


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that a step knows of its job and of Galley."""

    galley: Galley
    job: Job
    store: TenantStore
    outcomes: Mapping[str, dict[str, Any]]  # of the steps that finished, by name
    stop: Stop
    report: Callable[[float, str], None]  # share of this step that is done (0 to 1), and words for a person
    emit: Callable[[str, dict[str, Any]], None]  # an event of a type with its data

    @property
    def input(self) -> dict[str, Any]:
        """What was asked for: ids and short values."""
        return self.job.input
