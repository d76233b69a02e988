"""How many findings there are, by what: by decision, by severity, by category, by who found them, by section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Alike(NamedTuple):
    """So many findings that are alike in all that is counted."""

    severity: str
    category: str
    source: str
    decision: str
    edited: bool
    number: int


def statistics(findings: Iterable[Alike], sections: Mapping[str, int]) -> dict[str, Any]:
    """The counts. `decisions` says for each severity, category and source what was decided.

    What was edited has a person's own words in place of the suggested ones, whatever was decided about it.
    """
    counts: dict[str, Any] = {"total": 0, "open": 0, "accepted": 0, "rejected": 0, "edited": 0}
    groups: dict[str, dict[str, int]] = {"by_severity": {}, "by_category": {}, "by_source": {}}
    decided: dict[str, dict[str, dict[str, int]]] = {"by_source": {}, "by_category": {}, "by_severity": {}}
    for alike in findings:
        edited = alike.number if alike.edited else 0
        counts["total"] += alike.number
        counts[alike.decision] += alike.number
        counts["edited"] += edited
        source = alike.source.partition(":")[0]  # whichever model
        keys = {"by_severity": alike.severity, "by_category": alike.category, "by_source": source}
        for group, key in keys.items():
            groups[group][key] = groups[group].get(key, 0) + alike.number
            kind = decided[group].setdefault(key, {"open": 0, "accepted": 0, "rejected": 0, "edited": 0})
            kind[alike.decision] += alike.number
            kind["edited"] += edited
    return counts | groups | {"sections": dict(sections), "decisions": decided}
