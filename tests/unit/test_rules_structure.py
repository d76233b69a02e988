"""What the rules say about structure: references, links, sentences that are cut off or run together."""

import pytest

from galley.documents import Block, Kind, Reading, Section
from galley.rules import check

NUMBERED = "# 1. Scope\n\nText.\n\n# 2. Fees\n\n{}\n\n# 3. Privacy\n\nText.\n\n# 4. Term\n\nText."


def reading(text: str) -> Reading:
    """A Markdown text of headings and paragraphs, cut at blank lines."""
    blocks, at = [], 0
    for piece in text.split("\n\n"):
        end = min(at + len(piece) + 2, len(text))
        level = len(piece) - len(piece.lstrip("#"))
        kind = Kind.HEADING if level and piece[level : level + 1] == " " else Kind.PARAGRAPH
        kind = Kind.LIST_ITEM if piece.startswith("- ") else Kind.CODE if piece.startswith("```") else kind
        title = piece[level:].strip() if kind is Kind.HEADING else None
        blocks.append(Block(start=at, end=end, kind=kind, level=level or None, title=title))
        at = end
    whole = Section(name="all", title="All", level=1, page=None, start=0, end=len(text), words=0)
    return Reading(text, tuple(blocks), (whole,))


def found(text: str, rule: str) -> list[tuple[str, str | None]]:
    known = reading(text)
    return [(text[f.start : f.end], f.replacement) for f in check(known, known.sections[0]) if f.rule.startswith(rule)]


@pytest.mark.parametrize("quote", ["Section 7", "Clause 5", "Sections 2 and 9"])
def test_a_reference_past_the_last_section_is_found(quote: str) -> None:
    assert found(NUMBERED.format(f"This follows {quote}, as agreed."), "references") == [(quote, None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "This follows Section 3 and Section 4.",
        "This follows Section 7 of the Copyright Act.",
        "This follows § 512 and Section 512.",
        "This follows Article 6 of Regulation (EU) 2016/679.",
        "This follows Section 7 of the Terms of Service.",
        "This follows the Privacy Policy, Section 7.",
        "This follows [Section 7](https://example.com/terms).",
        "This follows Section 2.4 and Section 3(b).",
    ],
)
def test_references_that_may_be_right_are_left_alone(sentence: str) -> None:
    assert found(NUMBERED.format(sentence), "references") == []


def test_without_numbers_in_the_text_no_reference_is_called_missing() -> None:
    assert found("# Scope\n\nSee Section 9.\n\n# Fees\n\n1. One\n\n# Term\n\nText.", "references") == []


def test_a_reference_with_the_title_of_another_section_is_found() -> None:
    text = NUMBERED.format("This follows Section 4 (Privacy), as agreed.")
    assert found(text, "references.title") == [("Section 4 (Privacy)", None)]
    assert found(NUMBERED.format("This follows Section 3 (Privacy)."), "references.title") == []


def test_an_annex_or_table_that_is_not_there_is_found() -> None:
    text = (
        "See Appendix C and Table 3.\n\nTable 1: People\n\nTable 2: Places\n\n"
        "# Appendix A\n\nText.\n\n# Appendix B\n\nText."
    )
    assert [quote for quote, _ in found(text, "references")] == ["Appendix C", "Table 3"]
    assert found(text.replace("Appendix C and Table 3", "Appendix B and Table 2"), "references") == []
    assert found("See Appendix C and Table 3 of it.", "references") == []


def test_a_link_label_that_nothing_defines_is_found() -> None:
    text = "See [the talk][talks] and [Discussion].\n\n[talk]: https://a.b\n\n[Dicussion]: https://a.b"
    assert found(text, "links.label") == [
        ("[the talk][talks]", "[the talk][talk]"),
        ("[Discussion]", "[Discussion][Dicussion]"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "See [the talk][talk], [Talk] and [sic].\n\n[talk]: https://a.b",
        "See [Talks](https://a.b).\n\n[talk]: https://a.b",
        "See a[1][2] and [one][two], where nothing is defined.",
        "See `[talks][tolks]`.\n\n[talk]: https://a.b",
        "See [release 1.2].\n\n[release 1.3]: https://a.b",
    ],
)
def test_labels_that_are_defined_or_no_labels_are_left_alone(text: str) -> None:
    assert found(text, "links.label") == []


def test_an_anchor_that_no_heading_has_is_found() -> None:
    text = "# How we work\n\nSee [this](#how-we-wrok) and [that](#how-we-work) and [top](#)."
    assert found(text, "links.anchor") == [("[this](#how-we-wrok)", "[this](#how-we-work)")]


def test_anchors_follow_github_and_html() -> None:
    text = '# A. Fees & Costs\n\n# Same\n\n# Same\n\n<a id="own"></a> [a](#a-fees--costs) [b](#same-1) '
    text += "[c](#own) [d](#Same)"
    assert found(text, "links.anchor") == []


def test_a_link_whose_words_and_anchor_name_two_numbers_is_found() -> None:
    link = "[Section Q. Changes to Terms](/terms/#r-changes-to-terms)"
    assert found(f"As in {link} here.", "links.stale") == [(link, None)]
    assert found("As in [Section Q. Changes](/terms/#q-changes) here.", "links.stale") == []


@pytest.mark.parametrize("ending", ["for the customer and the", "to the people of our", "who will come here and"])
def test_a_paragraph_that_breaks_off_is_found(ending: str) -> None:
    quotes = [quote for quote, _ in found(f"We will do this {ending}\n\nAnother paragraph.", "sentences.cut_off")]
    assert len(quotes) == 1
    assert ending.endswith(quotes[0].split()[-1])


@pytest.mark.parametrize(
    "text",
    [
        "You agree that you will not copy the\n\n- list of people",
        "The customer shall pay the fee; and\n\nThe supplier shall work.",
        "You will all of you run this and\n\n```\ncode\n```",
        "Who this is for\n\nText.",
        "We will go on with the\n\nsame sentence here.",
    ],
)
def test_a_sentence_that_goes_on_is_left_alone(text: str) -> None:
    assert found(text, "sentences.cut_off") == []


@pytest.mark.parametrize(
    ("text", "quote", "right"),
    [
        ("Read (this)or that.", "this)or", "this) or"),
        ("Read [it](https://a.b/terms/)or that.", "//a.b/terms/)or", "//a.b/terms/) or"),
        ("This is the end.The next one begins.", "end.The", "end. The"),
        ("We came here,and we went.", "here,and", "here, and"),
    ],
)
def test_a_missing_space_is_found(text: str, quote: str, right: str) -> None:
    hits = found(text, "sentences.missing_space")
    assert len(hits) == 1
    assert hits[0][0].endswith(quote)
    assert hits[0][1] is not None
    assert hits[0][1].endswith(right)


@pytest.mark.parametrize(
    "text",
    [
        "Use example.com/a.The and Node.js, version 1.2.The rest is fine in `a.The`.",
        "The file(s) and the optional(ly) call `f(x)or`.",
        "See https://a.b/(c)or/d and readme.md for it.",
    ],
)
def test_dots_in_names_and_code_are_left_alone(text: str) -> None:
    assert found(text, "sentences.missing_space") == []


def test_doubled_punctuation_is_found() -> None:
    assert found("We came,, we saw.. We left.", "sentences.punctuation") == [
        ("came,,", "came,"),
        ("saw..", "saw."),
    ]
    assert found("And so on ... from ../a to 1..5, etc., said Inc., too?!", "sentences.punctuation") == []


def test_a_bracket_that_is_never_closed_is_found() -> None:
    quotes = [q for q, _ in found("We came (as agreed in May and then left again.", "sentences.bracket")]
    assert len(quotes) == 1
    assert quotes[0].startswith("(as agreed")


@pytest.mark.parametrize(
    "text",
    [
        "We came (as agreed in Exhibit A) and left (see no. 496).",
        "There are a) one and b) two and 3) three reasons.",
        "We are glad :) and so on.",
        "See [15 CFR 744](https://a.b/c?d=e(f)) for it.",
        "[T]he court said it.",
    ],
)
def test_brackets_that_match_are_left_alone(text: str) -> None:
    assert found(text, "sentences.bracket") == []
