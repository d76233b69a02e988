"""How a text is cut into sections, and what they are called."""

from galley.documents import Block, Kind, Part, Section
from galley.extract import from_text
from galley.sections import sections_of


def cut(text: str) -> tuple[Section, ...]:
    found = from_text(text, format="markdown")
    return sections_of(found.text, found.blocks)


def names(text: str) -> list[str]:
    return [section.name for section in cut(text)]


def test_a_section_runs_from_its_heading_to_the_next_of_any_level() -> None:
    text = "# Policy\n\n## Scope\n\nAll suppliers.\n\n### Limits\n\nNone.\n"
    policy, scope, limits = cut(text)
    assert text[scope.start : scope.end] == "## Scope\n\nAll suppliers.\n\n"
    assert (policy.words, scope.words, limits.words) == (0, 2, 1)
    assert (policy.level, scope.level, limits.level) == (1, 2, 3)
    assert limits.end == len(text)


def test_repeated_titles_get_numbers() -> None:
    assert names("# A\n\nx\n\n# A\n\ny\n\n# A\n\nz\n") == ["A", "A (2)", "A (3)"]


def test_a_made_name_never_takes_the_name_of_a_real_title() -> None:
    assert names("# A\n\n# A\n\n# A (2)\n") == ["A", "A (3)", "A (2)"]
    assert names("Hello.\n\n# Opening\n") == ["Opening (2)", "Opening"]


def test_text_before_the_first_heading_is_the_opening() -> None:
    opening, scope = cut("---\ntitle: x\n---\n\nHello there.\n\n# Scope\n")
    assert (opening.name, opening.title, opening.words) == ("Opening", None, 2)
    assert scope.title == "Scope"


def test_front_matter_alone_is_no_opening() -> None:
    assert names("---\ntitle: x\n---\n\n# Scope\n\nAll.\n") == ["Scope"]


def test_white_space_in_titles_is_folded() -> None:
    assert names("# The   whole\ttitle\n") == ["The whole title"]


def test_a_short_text_without_headings_is_one_section() -> None:
    (only,) = cut("Hello there.\n\nGood bye.\n")
    assert (only.title, only.words) == (None, 4)


def test_a_long_text_without_headings_is_cut_between_paragraphs() -> None:
    text = "\n\n".join(f"{number} " + "word " * 99 for number in range(25))
    parts = cut(text)
    assert [part.name for part in parts] == ["Part 1", "Part 2", "Part 3"]
    assert all(part.title is None and 600 <= part.words <= 1000 for part in parts)
    assert sum(part.words for part in parts) == 2500
    assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]


def test_many_equal_titles_are_named_quickly() -> None:
    assert names("# A\n" * 5000)[-1] == "A (5000)"


def test_footnotes_and_comments_are_sections_of_their_own_and_footers_are_in_none() -> None:
    text = "Scope\n\nAll.\n\nPage 1\n\nA note.\n\nAnn: Why?\n"
    blocks = [
        Block(start=0, end=7, kind=Kind.HEADING, level=1, title="Scope"),
        Block(start=7, end=13, kind=Kind.PARAGRAPH),
        Block(start=13, end=21, kind=Kind.META, part=Part.FOOTER),
        Block(start=21, end=30, kind=Kind.PARAGRAPH, part=Part.FOOTNOTE),
        Block(start=30, end=len(text), kind=Kind.META, part=Part.COMMENT),
    ]
    told = [(s.name, s.title, s.words, text[s.start : s.end].strip()) for s in sections_of(text, blocks)]
    assert told == [
        ("Scope", "Scope", 1, "Scope\n\nAll."),
        ("Footnotes", None, 2, "A note."),
        ("Comments", None, 0, "Ann: Why?"),
    ]
