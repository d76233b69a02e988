"""Characters that nobody sees, and those that only look so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from galley.documents import WAYS_TO_HIDE, Hidden
from galley.extract import extract
from galley.extract.unseen import merged, unseen


def found(text: str) -> list[tuple[str, str]]:
    return [(mark.why, text[mark.start : mark.end]) for mark in unseen(text)]


TAGS = "".join(chr(0xE0000 + ord(letter)) for letter in "obey me")


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("pay\u200bment", "\u200b"),
        ("pay\u200cment", "\u200c"),
        ("pay\u200dment", "\u200d"),
        ("pay\u2060ment", "\u2060"),
        ("pay\ufeffment", "\ufeff"),
        ("end.\u200b\u200c\u200d\u200b Next", "\u200b\u200c\u200d\u200b"),
        ("Hello" + TAGS, TAGS),
        ("A\ufe01\ufe02\U000e0101", "\ufe01\ufe02\U000e0101"),
        ("😀\U000e0150\U000e0151\U000e0152", "\U000e0150\U000e0151\U000e0152"),
        ("a\u3164b", "\u3164"),
        ("x\u2063\u2063y", "\u2063\u2063"),
        ("word\u00ad\u00adword", "\u00ad\u00ad"),
    ],
)
def test_characters_without_width_are_found(text: str, run: str) -> None:
    assert found(text) == [("zero_width", run)]


def test_a_word_cut_into_letters_by_soft_hyphens_is_found() -> None:
    assert len(found("c\u00ado\u00adn\u00adf\u00adirm")) == 4


@pytest.mark.parametrize(
    "text",
    [
        "Plain words.",
        "\ufeffA mark at the start",
        "👩\u200d👩\u200d👧 and 🏳\ufe0f\u200d🌈 and ❤\ufe0f and 1\ufe0f\u20e3 and 👩🏽\u200d⚕\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष and ক্\u200cষ",
        "ภาษา\u200bไทย",
        "葛\U000e0100城",
        "Donau\u00addampf\u00adschiff",
        "https://example.org/\u200ba/\u200bb",
        "שלום\u200f! and \u200eHello",
        "\u2067שלום (1)\u2069 and more",
        "10\u2060–20",
    ],
)
def test_what_a_script_needs_is_no_finding(text: str) -> None:
    assert found(text) == []


def test_an_override_covers_what_it_turns() -> None:
    assert found("Pay \u202e001 $\u202c today") == [("bidi", "\u202e001 $\u202c")]
    assert found("Pay \u202e001 $ today\nNext line") == [("bidi", "\u202e001 $ today")]
    assert found("a \u202db \u2066c\u2069 d\u202c e") == [("bidi", "\u202db \u2066c\u2069 d\u202c")]


def test_controls_of_direction_without_such_a_script_are_found() -> None:
    assert found("if \u2067x\u2069 y") == [("bidi", "\u2067x\u2069")]
    assert found("C:\\\u200f12") == [("bidi", "\u200f")]
    assert found("\u202aC:\\file") == [("bidi", "\u202a")]


def test_ranges_are_merged_and_do_not_overlap() -> None:
    given_ranges = [
        Hidden(start=5, end=9, why="tiny"), Hidden(start=0, end=6, why="colour"), Hidden(start=9, end=12, why="tiny"),
        Hidden(start=2, end=4, why="bidi"),
    ]  # fmt: skip
    assert merged(given_ranges) == (Hidden(start=0, end=6, why="colour"), Hidden(start=6, end=12, why="tiny"))


PIECES = st.sampled_from(
    [
        *"\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufe0f",
        *"a \nש😀\U000e0041क",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_ranges_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for mark in unseen(text):
        assert end <= mark.start < mark.end <= len(text)
        assert mark.why in WAYS_TO_HIDE
        end = mark.end


def test_a_text_that_hides_in_thousands_of_places_keeps_few_ranges_and_all_from_models() -> None:
    text = "".join(f"word{number}\u200b\u200b\u200b " for number in range(3000))
    found = extract("a.txt", text.encode())
    assert len(found.hidden) == 2000
    assert "more than 2,000 places" in found.warnings[0]
    last = max(mark.end for mark in unseen(found.text))
    assert found.hidden[-1].end == last
