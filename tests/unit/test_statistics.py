"""How many findings there are, by what."""

from __future__ import annotations

from galley.statistics import Alike, statistics

FOUND = [
    Alike("high", "grammar", "claude:model-1", "accepted", True, 2),
    Alike("high", "grammar", "claude:model-2", "accepted", False, 1),
    Alike("low", "grammar", "rules", "rejected", False, 4),
    Alike("low", "clarity", "rules", "open", False, 3),
    Alike("medium", "other", "person", "open", True, 1),
]


def test_findings_are_counted_by_decision() -> None:
    told = statistics(FOUND, {})
    assert (told["total"], told["open"], told["accepted"], told["rejected"]) == (11, 4, 3, 4)


def test_findings_are_counted_by_what_they_are() -> None:
    told = statistics(FOUND, {"Terms": 7, "Scope": 4})
    assert told["by_severity"] == {"high": 3, "low": 7, "medium": 1}
    assert told["by_category"] == {"grammar": 7, "clarity": 3, "other": 1}
    assert told["sections"] == {"Terms": 7, "Scope": 4}


def test_two_models_of_claude_are_one_source() -> None:
    assert statistics(FOUND, {})["by_source"] == {"claude": 3, "rules": 7, "person": 1}


def test_what_was_edited_is_counted_whatever_was_decided() -> None:
    assert statistics(FOUND, {})["edited"] == 3


def test_decisions_are_told_by_source_category_and_severity() -> None:
    told = statistics(FOUND, {})["decisions"]
    assert told["by_source"] == {
        "claude": {"open": 0, "accepted": 3, "rejected": 0, "edited": 2},
        "rules": {"open": 3, "accepted": 0, "rejected": 4, "edited": 0},
        "person": {"open": 1, "accepted": 0, "rejected": 0, "edited": 1},
    }
    assert told["by_category"]["grammar"] == {"open": 0, "accepted": 3, "rejected": 4, "edited": 2}
    assert told["by_severity"]["high"] == {"open": 0, "accepted": 3, "rejected": 0, "edited": 2}


def test_the_counts_of_every_kind_add_up() -> None:
    told = statistics(FOUND, {})
    for kinds in told["decisions"].values():
        assert sum(kind[d] for kind in kinds.values() for d in ("open", "accepted", "rejected")) == told["total"]
        assert sum(kind["edited"] for kind in kinds.values()) == told["edited"]


def test_statistics_of_nothing_are_zeros() -> None:
    told = statistics([], {})
    assert told["total"] == told["open"] == told["edited"] == 0
    assert told["by_category"] == told["sections"] == told["decisions"]["by_source"] == {}
