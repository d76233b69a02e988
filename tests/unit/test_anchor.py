"""Finding a quote in a text: the very words, the same letters, nearly the same words, or nothing."""

import random
import time

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from galley.anchor import Anchor, Ground, fold

ANY = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200)
PROSE = st.lists(st.text("abcdefghij ", min_size=1, max_size=8), min_size=3, max_size=40).map(" ".join)


def found(text: str, quote: str) -> tuple[str, str] | None:
    at = Ground(text).locate(quote)
    return (text[at.start : at.end], at.kind) if at else None


def test_the_very_words_are_found_at_their_place() -> None:
    text = "The supplier shall pay.\nThe buyer shall not."
    assert Ground(text).locate("The buyer") == Anchor(24, 33, "verified")


def test_the_first_of_several_places_is_taken() -> None:
    assert Ground("pay, pay, pay").locate("pay") == Anchor(0, 3, "verified")


def test_white_space_around_a_quote_is_not_part_of_it() -> None:
    assert found("one two three", "\n two  ") == ("two", "verified")


def test_offsets_are_code_points() -> None:
    assert Ground("🙂🙂 café 日本").locate("café") == Anchor(3, 7, "verified")


@pytest.mark.parametrize(
    ("text", "quote", "there"),
    [
        ("the due\n   date is near", "the due date is near", "the due\n   date is near"),
        ("the due\u00a0date", "the due date", "the due\u00a0date"),
        ("the due date", "the\tdue\r\ndate", "the due date"),
        ("the “due” date’s end", 'the "due" date\'s end', "the “due” date’s end"),
        ('the "due" date\'s end', "the “due” date’s end", 'the "due" date\'s end'),
        ("„due“ and «due»", '"due" and "due"', "„due“ and «due»"),
        ("2019–2021 — a long time", "2019-2021 - a long time", "2019–2021 — a long time"),
        ("wait… for it", "wait... for it", None),
        ("a **very** _long_ `code` span", "a very long code span", "a **very** _long_ `code` span"),
        ("see [the terms](https://example.org/a_(b)) first", "see the terms first", None),
        ("> quoted line\n> goes on", "quoted line goes on", "quoted line\n> goes on"),
        ("a <b>bold</b> claim", "a bold claim", "a <b>bold</b> claim"),
        ("the agree-\nment ends", "the agreement ends", "the agree-\nment ends"),
        ("the agree\u00adment ends", "the agreement ends", "the agree\u00adment ends"),
        ("the agreement ends", "the agree-\nment ends", "the agreement ends"),
        ("The Supplier SHALL pay", "the supplier shall pay", "The Supplier SHALL pay"),
        ("ﬁnal oﬀer made", "final offer made", "ﬁnal oﬀer made"),
        ("zero\u200bwidth joined", "zerowidth joined", "zero\u200bwidth joined"),
    ],
)
def test_the_same_letters_are_found_whatever_stands_between(text: str, quote: str, there: str | None) -> None:
    words = found(text, quote)
    assert words is not None
    assert words[1] == "verified"
    assert fold(words[0])[0] == fold(quote)[0] or there is None
    assert there is None or words[0] == there


def test_the_words_of_a_link_are_found_and_its_address_is_not_read() -> None:
    text = "Read [the full terms](https://example.org/terms) today."
    assert found(text, "the full terms today") == ("the full terms](https://example.org/terms) today", "verified")
    assert found(text, "full terms of the buyer today and tomorrow") is None


def test_folded_words_are_never_found_inside_a_word() -> None:
    assert found("particu-\nlarly hard", "cularly") is None
    assert found("unim-\nportant, and important", "important") == ("important", "verified")
    assert found("an un-\nusual\u00ad case of usu\u00adal things", "usual things") == ("usu\u00adal things", "verified")


def test_a_short_quote_must_be_there_as_it_is() -> None:
    assert found("a - b", "a-b") is None
    assert found("x 10 % y", "10%") is None


@pytest.mark.parametrize(
    ("text", "quote", "there"),
    [
        (
            "The supplier shall pay all the invoices within thirty days.",
            "The supplier shall pay all invoices within thirty days.",
            "The supplier shall pay all the invoices within thirty days.",
        ),
        (
            "Before. The supplier shal pay the invoices within thirty days. After.",
            "The supplier shall pay the invoices within thirty days.",
            "The supplier shal pay the invoices within thirty days.",
        ),
    ],
)
def test_nearly_the_same_words_are_found_and_said_to_be_repaired(text: str, quote: str, there: str) -> None:
    words = found(text, quote)
    assert words is not None
    assert words[1] == "repaired"
    assert words[0].strip(". ") == there.strip(". ")


def test_a_repaired_quote_ends_at_the_ends_of_words() -> None:
    text = "Every subcontractors' invoice must be countersigned beforehand."
    words = found(text, "contractors' invoices must be countersigned before")
    if words is not None:
        assert words[0].split()[0] in text.split()


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "   ",
        "nowhere",
        "the buyer shall deliver ten lorries of gravel to the port",
        "shall pay the supplier",
        "***",
    ],
)
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert Ground("The supplier shall pay the invoices within thirty days.").locate(quote) is None


def test_an_empty_text_has_nothing() -> None:
    assert Ground("").locate("anything at all that is long enough") is None
    assert Ground(" \n ").locate("anything at all that is long enough") is None


@settings(ANY)
@given(TEXTS, st.data())
def test_any_piece_of_a_text_is_found_word_for_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assume(any(c.isalpha() for c in quote))
    assume(not (text[start - 1 : start].isalnum() and text[start].isalnum()))  # a piece of words, not of a word
    assume(not (text[end - 1].isalnum() and text[end : end + 1].isalnum()))
    at = Ground(text).locate(quote)
    assert at is not None
    assert at.kind == "verified"
    assert text[at.start : at.end] == quote.strip()
    assert fold(text[at.start : at.end])[0] == fold(quote)[0]


@settings(ANY)
@given(PROSE, st.data())
def test_any_run_of_words_is_found_with_other_white_space(text: str, data: st.DataObject) -> None:
    words = text.split()
    assume(len(words) > 2)
    start = data.draw(st.integers(0, len(words) - 2))
    some = words[start : data.draw(st.integers(start + 1, len(words)))]
    assume(len("".join(some)) >= 4)
    quote = data.draw(st.sampled_from(["\n", "  ", "\u00a0", " \t", "-\n"])).join(some)
    at = Ground(text).locate(quote)
    assert at is not None
    assert at.kind == "verified"
    assert fold(text[at.start : at.end])[0] == fold(quote)[0]


@settings(ANY)
@given(TEXTS)
def test_folding_says_where_every_letter_stood(text: str) -> None:
    letters, places = fold(text)
    assert len(letters) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@settings(ANY)
@given(TEXTS, TEXTS)
def test_whatever_is_asked_the_answer_lies_in_the_text(text: str, quote: str) -> None:
    at = Ground(text).locate(quote)
    assert at is None or (0 <= at.start < at.end <= len(text) and at.kind in ("verified", "repaired"))


def test_a_long_text_is_searched_fast() -> None:
    dice = random.Random(1)
    words = ["".join(dice.choices("abcdefgh", k=dice.randint(2, 9))) for _ in range(2000)]
    text = " ".join(dice.choices(words, k=40_000))[:200_000]
    ground = Ground(text)
    began = time.perf_counter()
    for at in range(1000, 190_000, 19_000):
        middle = text[at : at + 300]
        ground.locate(middle)
        ground.locate(middle.replace(" ", "\n"))
        ground.locate(middle[:150] + "zzz" + middle[153:])
        ground.locate("words that are nowhere in all of this long text")
    assert time.perf_counter() - began < 2.0


def test_a_text_of_brackets_and_marks_is_folded_fast() -> None:
    began = time.perf_counter()
    for text in ("[" * 50_000, "[a](" * 12_000, "<a " * 16_000, "![x](" + "(" * 50_000, "*_`" * 20_000):
        Ground(text).locate("some words that are not there")
    assert time.perf_counter() - began < 2.0


def test_an_exact_quote_is_not_found_inside_a_word() -> None:
    at = Ground("Particular art.").locate("art")
    assert at is not None
    assert at.start == 11
    assert Ground("Particular.").locate("art") is None


def test_scripts_without_spaces_are_folded_too() -> None:
    text = "本合同规定甲方应当\n支付费用。"
    at = Ground(text).locate("甲方应当支付")
    assert at is not None
    assert text[at.start : at.end] == "甲方应当\n支付"


def test_a_repaired_quote_keeps_its_ends() -> None:
    text = "Before. The supplier shal pay the invoices within thirty days. After."
    at = Ground(text).locate("The supplier shall pay the invoices within thirty days.")
    assert at is not None
    assert text[at.start : at.end] == "The supplier shal pay the invoices within thirty days."
