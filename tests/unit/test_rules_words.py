"""What the rules say about words: repeats, placeholders, numbers, spelling, grammar, names."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from galley.documents import Block, Kind, Reading, Section
from galley.rules import RULES, check

PLAIN = "We keep this record for the people who work with us and for those who will come after them."


def reading(text: str) -> Reading:
    """A Markdown text, cut at blank lines: headings, code, list items, rows and paragraphs."""
    blocks, at = [], 0
    for piece in text.split("\n\n"):
        end = min(at + len(piece) + 2, len(text))
        body = piece.lstrip("\n")
        level = len(body) - len(body.lstrip("#"))
        kind = Kind.PARAGRAPH
        if level and body[level : level + 1] == " ":
            kind = Kind.HEADING
        elif body.startswith("```"):
            kind = Kind.CODE
        elif body.startswith("---"):
            kind = Kind.META
        elif body.startswith(("- ", "* ", "1. ")):
            kind = Kind.LIST_ITEM
        elif body.startswith("|"):
            kind = Kind.ROW
        heading = kind is Kind.HEADING
        title = body[level:].strip() if heading else None
        blocks.append(Block(start=at, end=end, kind=kind, level=level if heading else None, title=title))
        at = end
    heads = [b.start for b in blocks if b.kind is Kind.HEADING]
    edges = sorted({0, *heads, len(text)})
    sections = tuple(
        Section(name=f"s{n}", title=f"s{n}", level=1, page=None, start=a, end=b, words=0)
        for n, (a, b) in enumerate(pairwise(edges))
    )
    return Reading(text, tuple(blocks), sections)


def found(text: str, rule: str = "") -> list[tuple[str, str | None]]:
    """The quotes and replacements of all flaws whose rule begins so."""
    known = reading(text)
    flaws = [flaw for section in known.sections for flaw in check(known, section)]
    return [(text[f.start : f.end], f.replacement) for f in flaws if f.rule.startswith(rule)]


@pytest.mark.parametrize(
    ("text", "quote", "right"),
    [
        ("We read the the report.", "the the", "the"),
        ("We read all of the\nthe reports of last year.", "the\nthe", "the"),
        ("The aim is to to make it work.", "to to", "to"),
        ("The the report is late.", "The the", "The"),
    ],
)
def test_a_word_typed_twice_is_found(text: str, quote: str, right: str) -> None:
    assert found(text, "repeats.word") == [(quote, right)]


@pytest.mark.parametrize(
    "text",
    [
        "He had had enough, and said that that was it.",
        "They flew to Bora Bora, and then to Walla Walla.",
        "You must log in in order to read it.",
        "We know what it is is unclear.",
        "It is a very very long way.",
        "Nous nous levons et vous vous levez dans la maison de nos parents, et les enfants dorment.",
        "Use `the the` here.",
        "| the the | b |",
        "The result (the the-mark) counts.",
    ],
)
def test_words_that_may_stand_twice_are_left_alone(text: str) -> None:
    assert found(text, "repeats.word") == []


def test_a_sentence_said_twice_is_reported_at_its_second_place() -> None:
    twice = "The supplier shall keep all records of the work for seven years."
    text = f"# One\n\n{twice} It starts today.\n\n# Two\n\nSomething else stands here. {twice}"
    known = reading(text)
    flaws = [f for s in known.sections for f in check(known, s) if f.rule == "repeats.sentence"]
    assert [text[f.start : f.end] for f in flaws] == [twice]
    assert flaws[0].start > text.index("# Two")


def test_short_sentences_lead_ins_and_table_rows_may_recur() -> None:
    text = (
        "Please contact us.\n\nThe following things are not allowed under these rules here:\n\n"
        "Please contact us.\n\nThe following things are not allowed under these rules here:\n\n"
        "| the same words in a row of a table are fine. |\n\n| the same words in a row of a table are fine. |"
    )
    assert found(text, "repeats.sentence") == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("TODO: write to the list", "TODO: write to the list"),
        ("The deadline is TBD.", "TBD"),
        ("This agreement is made with [insert name of customer] today.", "[insert name of customer]"),
        ("This agreement is made with [Company Name] today.", "[Company Name]"),
        ("Send it to <company name> by post.", "<company name>"),
        ("The notice period is XX days.", "XX days"),
        ("The fee is $X,XXX per year.", "$X,XXX"),
        ("The tenant shall pay ________ euros each month.", "________"),
        ("Lorem ipsum dolor sit amet.", "Lorem ipsum dolor sit amet."),
        ("As shown in Error! Reference source not found. we agree.", "Error! Reference source not found."),
    ],
)
def test_a_placeholder_is_found(text: str, quote: str) -> None:
    assert [q for q, _ in found(text, "placeholders")] == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] buy milk",
        "- [x] buy milk",
        "Read [your name](https://example.com/name) and [the date][d].\n\n[d]: https://example.com",
        "Write <br> and <b>bold</b>, then <title>.",
        "Run `git clone <your url>` with `{{ name }}` and `[insert x]`.",
        "```\nTODO: in code\n```",
        "She keeps a TODO list, and “TODO” is a word in it.",
        "Super Bowl XXX was in Chapter XX.",
        "Signature: ____________",
        "Say ‘[your name] is missing’ in the message.",
        "TODO EL MUNDO SABE QUE LA CASA ES DE LOS NIÑOS Y DE LAS NIÑAS DEL PUEBLO",
    ],
)
def test_what_only_looks_like_a_placeholder_is_left_alone(text: str) -> None:
    assert found(text, "placeholders") == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Pay within thirty (20) days.", "thirty (20)"),
        ("Pay within forty-five (54) days.", "forty-five (54)"),
        ("Send two (3) copies.", "two (3)"),
        ("Pay 20 (thirty) euros.", "20 (thirty)"),
        ("A rate of five percent (6%) applies.", "five percent (6%)"),
        ("One hundred and twenty (102) days.", "One hundred and twenty (102)"),
        ("Due on 31 June 2024.", "31 June 2024"),
        ("Due on February 29, 2023.", "February 29, 2023"),
        ("Due on 2023-02-30 at noon.", "2023-02-30"),
        ("We meet on Monday, 4 June 2024.", "Monday, 4 June 2024"),
    ],
)
def test_a_number_or_date_that_contradicts_itself_is_found(text: str, quote: str) -> None:
    assert [q for q, _ in found(text, "numbers")] == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "Pay within thirty (30) days, or one hundred twenty (120) days.",
        "There are two (1) clear and (2) simple reasons.",
        "Two and one-half (2.5) hours.",
        "The film of the year twenty (2019) is long.",
        "Five thousand two hundred (5,200) people.",
        "Due on 29 February 2024, a Thursday; on Tuesday, 4 June 2024 as well.",
        "Due on 2024-06-30, in May 2031.",
    ],
)
def test_numbers_that_agree_are_left_alone(text: str) -> None:
    assert found(text, "numbers") == []


@pytest.mark.parametrize(
    ("text", "quote", "right"),
    [
        ("This was previuosly the case for all of us.", "previuosly", "previously"),
        ("You will recieve a letter from the office.", "recieve", "receive"),
        ("It has occured to us in the past year.", "occured", "occurred"),
        ("We refered to it in the other report.", "refered", "referred"),
    ],
)
def test_a_misspelt_word_is_found(text: str, quote: str, right: str) -> None:
    assert found(text, "spelling") == [(quote, right)]


@pytest.mark.parametrize(
    "text",
    [
        "The colour of the organisation’s cheque was analysed in the centre by a traveller.",
        "The frobnitz is a tool, and the frobnitz is good: use the frobnitz.",
        "We met Kubernetess and Mr. Recieve at the office.",
        "Run `recieve` with recieve.py or /var/recieve in the shell of the machine.",
        "It is in the pre\u2011viuosly and in the con-\nfiguraton of the machine.",
        "Our subprocessors and approvers use retargeting and enablement in the webroot.",
        "Dies ist ein Satz, der nicht auf Englisch geschrieben ist und den niemand prüft.",
        "Esta es la casa de los padres que no se recieve en el pueblo por la noche.",
        "これは日本語の文章です。recieve という語があります。",
        "They act ultra vires and per curiam in the court of the state.",
    ],
)
def test_words_that_may_well_be_right_are_left_alone(text: str) -> None:
    assert found(text, "spelling") == []


def test_a_slip_of_grammar_is_found_with_its_place() -> None:
    assert found("We think that you could of done this.", "grammar")[0][0] == "could of"
    assert found("It runs at double that of it's maximum width.", "grammar") == [("it's", "its")]
    assert found("This is an policy for all of us.", "grammar") == [("an", "a")]


@pytest.mark.parametrize(
    "text",
    [
        "This is a `if` and an `then`.",
        "We have an MOU and a SQL base.",
        "It has a [unusual](https://a.b/an) link.",
    ],
)
def test_grammar_around_code_and_abbreviations_is_left_alone(text: str) -> None:
    assert found(text, "grammar.an") == [] or "unusual" in text


def test_a_name_that_differs_by_a_letter_from_a_common_one_is_found() -> None:
    text = "We asked @BenTheElder. Then @BenTheElder came, and @BenTheElder said to @BentTheElder: hello."
    assert found(text, "names") == [("@BentTheElder", "@BenTheElder")]
    assert found(text.replace("@BentTheElder", "@BenTheElders"), "names") == []


def test_the_same_text_gives_the_same_flaws_from_many_threads() -> None:
    text = f"# One\n\nThe the report was recieved with TODO: more.\n\n{PLAIN}"
    expected = found(text)
    with ThreadPoolExecutor(4) as pool:
        assert all(result == expected for result in pool.map(lambda _: found(text), range(8)))


def test_clean_prose_has_no_flaws() -> None:
    assert found(f"# Title\n\n{PLAIN}\n\n- One item, and it is fine.") == []


def test_every_rule_says_why_it_is_there() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(len(rule.reason) > 20 for rule in RULES)


@pytest.mark.parametrize("piece", ["` ", "<!--", "[", "](a", "one ", "[insert "])
def test_hostile_text_does_not_take_long(piece: str) -> None:
    started = time.perf_counter()
    found(piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 3
