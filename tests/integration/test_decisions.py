"""Deciding about findings, one or many at once, in both databases: all or none, in any order, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from galley import decisions, intake
from galley.errors import Conflict, NotFound
from galley.root import Galley
from galley.store.models import Decision, Finding
from tests.integration.web import document

TAG = "tenant-a"


@pytest.fixture
def galley(make_galley: Callable[..., Galley], database: str) -> Galley:
    return make_galley(DATABASE_URL=database)


class Review:
    """A review with some findings."""

    def __init__(self, galley: Galley, findings: int, *, tag: str = TAG, source: str = "rules") -> None:
        self.galley, self.tag = galley, tag
        self.session_id = intake.take_text(galley, tag, "report.md", document(2)).id
        with galley.tenant(tag).writing() as rows:
            document_id = rows.session(self.session_id).document_id
            self.section_id = rows.sections(document_id)[0].id
            self.ids = [rows.add_finding(self._finding(number, source)).id for number in range(findings)]

    def _finding(self, number: int, source: str) -> Finding:
        return Finding(
            session_id=self.session_id, section_id=self.section_id, source=source, category="clarity",
            severity="low", confidence=1.0, description="d", suggestion="s", anchor="verified", decision="open",
            quote="x", start=number, end=number + 1, replacement="suggested",
        )  # fmt: skip

    def decide(self, ids: list[str], decision: str, **how: Any) -> list[dict[str, Any]]:
        return decisions.decide(self.galley, self.tag, self.session_id, ids, decision, **({"reason": None} | how))

    def undo(self, ids: list[str], **how: Any) -> list[dict[str, Any]]:
        return decisions.undo(self.galley, self.tag, self.session_id, ids, **how)

    def states(self) -> list[str]:
        with self.galley.tenant(self.tag).reading() as rows:
            found = {f.id: f.decision for f in rows.findings(self.session_id)}
        return [found.get(i, "gone") for i in self.ids]

    def decided(self) -> int:
        with self.galley.store.reading() as db:
            return len(db.scalars(select(Decision.id)).all())


@pytest.fixture
def review(galley: Galley) -> Review:
    return Review(galley, 6)


def test_many_are_decided_at_once_and_told_in_the_order_asked_for(review: Review) -> None:
    asked = [review.ids[i] for i in (4, 1, 3)]
    told = review.decide(asked, "accepted", reason="Agreed.")
    assert [item["id"] for item in told] == asked
    assert {(item["decision"], item["reason"], item["section"]) for item in told} == {("accepted", "Agreed.", "Part 1")}
    assert review.states() == ["open", "accepted", "open", "accepted", "accepted", "open"]


def test_the_same_item_twice_counts_once(review: Review) -> None:
    first, second = review.ids[:2]
    assert [item["id"] for item in review.decide([second, first, second, second], "rejected")] == [second, first]
    assert review.decided() == 2
    assert [item["id"] for item in review.undo([second, first, second])] == [second, first]
    assert review.decided() == 0


def test_a_thousand_are_decided_and_undone(galley: Galley) -> None:
    review = Review(galley, 1000)
    assert len(review.decide(review.ids, "accepted")) == 1000
    assert set(review.states()) == {"accepted"}
    assert len(review.undo(review.ids[::-1])) == 1000
    assert set(review.states()) == {"open"}


def test_one_that_is_not_there_leaves_all_as_they_were(review: Review) -> None:
    others = Review(review.galley, 1)
    theirs = Review(review.galley, 1, tag="tenant-b")
    for stranger in ("00000000-0000-4000-8000-000000000000", others.ids[0], theirs.ids[0], "é"):
        with pytest.raises(NotFound) as refused:
            review.decide([*review.ids, stranger], "accepted")
        assert refused.value.code == "unknown_item"
        with pytest.raises(NotFound):
            review.undo([review.ids[0], stranger])
    assert set(review.states()) == {"open"}
    assert review.decided() == 0
    assert others.states() == theirs.states() == ["open"]


# -- the way back


def test_undoing_takes_back_the_last_decision_of_each(review: Review) -> None:
    review.decide(review.ids[:2], "accepted", reason="First.")
    review.decide(review.ids[1:3], "rejected", reason="Second.")
    told = review.undo(review.ids[:3])
    assert [(item["decision"], item["reason"]) for item in told] == [
        ("open", None),
        ("accepted", "First."),
        ("open", None),
    ]
    assert review.decided() == 1


def test_where_one_has_nothing_to_undo_nothing_is_undone(review: Review) -> None:
    review.decide(review.ids[:2], "accepted")
    with pytest.raises(Conflict) as refused:
        review.undo(review.ids[:3])
    assert (refused.value.status, refused.value.code) == (409, "nothing_to_undo")
    assert review.states()[:3] == ["accepted", "accepted", "open"]
    assert review.decided() == 2


def test_an_own_item_is_removed_only_where_that_is_asked_for(galley: Galley) -> None:
    review = Review(galley, 1, source="person")
    review.decide(review.ids, "accepted")
    assert review.undo(review.ids, remove_own=True)[0]["decision"] == "open"
    with pytest.raises(Conflict):
        review.undo(review.ids)
    assert review.undo(review.ids, remove_own=True) == []
    assert review.states() == ["gone"]


# -- edits


def test_deciding_many_keeps_an_edit_where_it_is_accepted(review: Review) -> None:
    edited = review.ids[0]
    review.decide([edited], "accepted", edit="my words")
    assert review.decide(review.ids, "accepted", keep_edit=True)[0]["edit"] == "my words"
    assert review.decide(review.ids, "rejected", keep_edit=True)[0]["edit"] is None
    assert review.undo(review.ids)[0]["edit"] == "my words"


def test_an_edit_that_deletes_the_words_is_an_edit(review: Review) -> None:
    assert review.decide(review.ids[:1], "accepted", edit="")[0]["edit"] == ""
    assert review.decide(review.ids, "accepted", keep_edit=True)[0]["edit"] == ""
    assert review.decide(review.ids[:1], "accepted")[0]["edit"] is None


# -- at the same time


def together(calls: list[Callable[[], Any]]) -> list[Any]:
    barrier = Barrier(len(calls))

    def call(one: Callable[[], Any]) -> Any:
        barrier.wait(30)
        return one()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result(60) for future in [threads.submit(call, one) for one in calls]]


def test_people_who_decide_the_same_in_another_order_do_not_lock_each_other_out(galley: Galley) -> None:
    review = Review(galley, 120)
    orders = [review.ids, review.ids[::-1], review.ids[60:] + review.ids[:60], review.ids[::2]]
    galley.store.attempt = lambda work: work()  # type: ignore[method-assign]  # a deadlock would not be tried again
    for _ in range(5):
        answers = together([lambda ids=ids: review.decide(ids, "accepted") for ids in orders])
        assert [[item["id"] for item in told] for told in answers] == orders
        together([lambda ids=ids: review.undo(ids) for ids in orders])
    assert set(review.states()) == {"open"}
    assert review.decided() == 0


def test_each_of_two_decisions_at_the_same_moment_can_be_undone(review: Review) -> None:
    item = review.ids[:1]
    together([lambda d=d: review.decide(item, d) for d in ("accepted", "rejected", "accepted", "rejected")])
    undone = [review.undo(item)[0]["decision"] for _ in range(4)]
    assert undone[-1] == "open"
    assert "open" not in undone[:-1]
    with pytest.raises(Conflict):
        review.undo(item)


def test_deciding_while_a_section_is_reviewed_again_or_the_review_is_deleted_ends_well(galley: Galley) -> None:
    for _ in range(3):
        review = Review(galley, 80)
        ids = review.ids

        def again(review: Review = review) -> None:
            def replace() -> None:
                with galley.tenant(TAG).writing() as rows:
                    rows.replace_findings(review.session_id, review.section_id, "rules", [])

            galley.store.attempt(replace)

        def decide(ids: list[str], review: Review = review) -> None:
            try:
                review.decide(ids, "accepted")
                review.undo(ids)
            except NotFound:
                pass  # they were replaced, or deleted, a moment before

        def delete(review: Review = review) -> None:
            intake.delete_session(galley, TAG, review.session_id)

        together([again, lambda ids=ids: decide(ids), lambda ids=ids: decide(ids[::-1]), delete])
        assert review.decided() == 0
        assert set(review.states()) == {"gone"}
