"""A section's review: what stays decided, what is said twice, what is nowhere in the text."""

from __future__ import annotations

from typing import Any

from galley import review
from galley.documents import Reading
from galley.extract import from_text
from galley.jobs import State
from galley.prompts.review import Item
from galley.sections import sections_of
from galley.store.models import Finding, Job, Section

TEXT = "# Intro\n\nHello 🙂.\n\n# Terms\n\nThe the supplier shall pay. It shall\npay soon.\n"


def reading() -> Reading:
    found = from_text(TEXT, format="markdown")
    return Reading(found.text, found.blocks, sections_of(found.text, found.blocks))


def section(name: str = "Terms") -> Section:
    found = reading().section(name)
    assert found is not None
    return Section(
        id=name, document_id="d", tenant="t", ordinal=0, name=found.name, title=found.title, level=found.level,
        page=found.page, start=found.start, end=found.end, words=found.words,
    )  # fmt: skip


def item(quote: str, **given: Any) -> Item:
    usual: dict[str, Any] = {
        "description": "d", "suggestion": "s", "replacement": None, "category": "grammar", "severity": "low",
        "confidence": 0.5,
    }  # fmt: skip
    return Item(quote=quote, **usual | given)


def finding(**given: Any) -> Finding:
    usual: dict[str, Any] = {
        "section_id": "Terms", "source": "rules", "rule": None, "start": 10, "end": 14, "quote": "text",
        "model_quote": None, "replacement": None, "decision": "open",
    }  # fmt: skip
    return Finding(**usual | given)


def job(name: str, state: State, **given: Any) -> Job:
    return Job(kind="analyze_section", input={"section_name": name}, state=state, **given)


# -- quotes


def test_a_quote_is_the_document_s_own_words_at_its_offsets() -> None:
    (found,) = review._anchored([item("The the", replacement="The")], reading(), section())
    assert TEXT[found.start : found.end] == found.quote == "The the"
    assert (found.anchor, found.model_quote, found.replacement) == ("verified", None, "The")


def test_a_quote_with_other_white_space_is_shown_as_it_stands() -> None:
    (found,) = review._anchored([item("It shall pay soon")], reading(), section())
    assert (found.quote, found.anchor, found.model_quote) == ("It shall\npay soon", "verified", None)


def test_a_repaired_quote_keeps_the_model_s_own() -> None:
    (found,) = review._anchored([item("The the supplyer shall pay. It shall pay soon")], reading(), section())
    assert found.anchor == "repaired"
    assert found.model_quote == "The the supplyer shall pay. It shall pay soon"
    assert found.quote == TEXT[found.start : found.end]
    assert "supplier" in found.quote


def test_a_quote_that_is_nowhere_is_shown_unverified_and_changes_nothing() -> None:
    (found,) = review._anchored([item("The buyer must deliver gravel", replacement="x")], reading(), section())
    assert (found.anchor, found.quote, found.start, found.end) == ("unverified", None, None, None)
    assert found.model_quote == "The buyer must deliver gravel"
    assert found.replacement is None


def test_words_of_another_section_are_not_this_one_s() -> None:
    (found,) = review._anchored([item("Hello 🙂")], reading(), section())
    assert found.anchor == "unverified"


# -- decided before


def test_what_was_decided_does_not_come_back() -> None:
    same, other_place, other_rule = finding(rule="twice"), finding(rule="twice", start=20), finding(rule="spelling")
    kept = review._undecided([same, other_place, other_rule], [finding(rule="twice", decision="rejected")])
    assert kept == [other_place, other_rule]


def test_an_unverified_finding_is_known_again_by_the_model_s_words() -> None:
    place = {"start": None, "end": None, "quote": None}
    same, other = finding(**place, model_quote="gone words"), finding(**place, model_quote="other words")
    decided = [finding(**place, model_quote="gone words", decision="accepted")]
    assert review._undecided([same, other], decided) == [other]


# -- said twice


def test_what_a_rule_said_is_not_said_again() -> None:
    said = [{"start": 0, "end": 7, "replacement": "The"}]
    place = section()
    echo = finding(start=place.start, end=place.start + 7, replacement="The")
    better = finding(start=place.start, end=place.start + 7, replacement="Our")
    remark = finding(start=place.start, end=place.start + 7, replacement=None)
    assert review._without_echoes([echo, better, remark], said, place) == [better, remark]


# -- where each section stands


def test_a_section_without_a_review_is_new() -> None:
    (row,) = review.section_states([section()], [], [])
    assert (row["name"], row["state"], row["findings"]) == ("Terms", "new", {"open": 0, "accepted": 0, "rejected": 0})


def test_the_newest_review_tells_the_state() -> None:
    sections = [section("Intro"), section("Terms")]
    jobs = [
        job("Terms", State.FAILED, error={"message": "Claude is at its limit."}),
        job("Intro", State.RUNNING),
        job("Terms", State.DONE),
        job("Intro", State.DONE),
    ]
    intro, terms = review.section_states(sections, [], jobs)
    assert intro["state"] == "running"
    assert (terms["state"], terms["error"]) == ("failed", "Claude is at its limit.")
    assert review.section_states(sections, [], jobs[2:])[1]["state"] == "reviewed"
    assert review.section_states(sections, [], [job("Terms", State.WAITING)])[1]["state"] == "running"


def test_a_cancelled_review_leaves_what_stood_before() -> None:
    jobs = [job("Terms", State.CANCELLED), job("Terms", State.DONE)]
    assert review.section_states([section()], [], jobs)[0]["state"] == "reviewed"
    assert review.section_states([section()], [], jobs[:1])[0]["state"] == "new"


def test_other_kinds_of_work_say_nothing_about_a_section() -> None:
    chat = Job(kind="chat", input={"current_section": "Terms"}, state=State.RUNNING)
    assert review.section_states([section()], [], [chat])[0]["state"] == "new"


def test_findings_are_counted_by_decision() -> None:
    found = [finding(), finding(decision="accepted"), finding(decision="accepted"), finding(decision="rejected")]
    assert review.section_states([section()], found, [])[0]["findings"] == {"open": 1, "accepted": 2, "rejected": 1}
