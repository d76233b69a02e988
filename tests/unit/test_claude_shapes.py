"""An answer that the SDK believes but that lacks its parts did not come whole from Claude, and is asked for again."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

import pytest

from galley.claude.prompt import storable
from galley.claude.reply import Citation, check_whole, cited_text
from galley.errors import Incomplete
from galley.prompts.review import Review

USAGE = Thing(input_tokens=1, output_tokens=1)
TEXT = Thing(type="text", text="{}")


@pytest.mark.parametrize(
    "message",
    [
        "<html>", None, Thing(), Thing(content=[TEXT]), Thing(content=None, usage=USAGE),
        Thing(content=["words"], usage=USAGE), Thing(content=[Thing(type="text", text=None)], usage=USAGE),
        Thing(content=[TEXT], usage=Thing(input_tokens=None, output_tokens=1)), Thing(content=[TEXT], usage=None),
    ],
)  # fmt: skip
def test_what_lacks_a_part_is_incomplete_and_asked_for_again(message: Any) -> None:
    with pytest.raises(Incomplete) as found:
        check_whole(message)
    assert (found.value.code, found.value.retry) == ("garbled", True)


def test_what_has_its_parts_passes() -> None:
    check_whole(Thing(content=[Thing(type="thinking"), TEXT], usage=USAGE))


def test_a_citation_knows_where_in_the_answer_its_words_end() -> None:
    def cited(text: str, *places: tuple[int, int]) -> Thing:
        found = [
            Thing(type="char_location", document_index=0, start_char_index=start, end_char_index=end)
            for start, end in places
        ]
        return Thing(type="text", text=text, citations=found or None)

    message = Thing(
        content=[
            Thing(type="thinking"), cited("As said: "), cited("one. ", (3, 9)), cited("Two,\n\n", (3, 9), (20, 30)),
            cited("end."),
        ]
    )  # fmt: skip
    text, citations = cited_text(message)
    assert text == "As said: one. Two,\n\nend."
    assert citations == (Citation(0, 3, 9, (13, 18)), Citation(0, 20, 30, (18,)))
    assert [text[:mark].split()[-1] for mark in citations[0].marks] == ["one.", "Two,"]


def test_characters_that_no_database_holds_are_replaced() -> None:
    assert storable("a\x00b\ud800c") == "a\ufffdb\ufffdc"
    item = {"quote": "a\x00", "description": "d", "suggestion": "s", "replacement": None}
    item |= {"category": "style", "severity": "low", "confidence": 0.5}
    assert Review.model_validate({"items": [item]}).items[0].quote == "a\ufffd"
