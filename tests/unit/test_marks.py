"""Marks in HTML: well nested, every character once, and not slower than the text is long."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from galley.export.marks import DEEPEST, Mark, marked

TEXT = "The the supplier shall pay <b>soon</b> & “gladly” 🙂."


class Reader(HTMLParser):
    """Reads what `marked` wrote: the text, the classes over each character, the ids. Fails when it is badly nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.over, self.ids, self.links = "", list[frozenset[str]](), list[str](), list[str]()
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert tag in ("mark", "a")
        self._open.append((tag, given.get("class", "")))
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "a":
            return  # a number
        self.text += data
        self.over += [frozenset(look for _, look in self._open)] * len(data)


def read(text: str, *marks: Mark, start: int = 0, end: int | None = None) -> Reader:
    return Reader("".join(marked(text, start, len(text) if end is None else end, marks)))


def mark(number: int, start: int, end: int) -> Mark:
    return Mark(number, start, end, f"n{number}")


def test_text_without_marks_is_escaped() -> None:
    assert read(TEXT).text == TEXT
    assert "<b>" not in "".join(marked(TEXT, 0, len(TEXT), []))


def test_a_mark_is_over_its_words_and_leads_to_the_list() -> None:
    html = "".join(marked("The the end", 0, 11, [mark(1, 0, 7)]))
    assert html == ('<mark class="n1" id="place-1"><a href="#item-1" aria-label="Finding 1">1</a>The the</mark> end')


def test_marks_that_cross_are_split_and_have_one_number_each() -> None:
    html = "".join(marked("abcdef", 0, 6, [mark(1, 0, 4), mark(2, 2, 6)]))
    assert re.sub(r" id=[^>]*><a .*?</a>", ">", html) == (
        '<mark class="n1">ab<mark class="n2">cd</mark></mark><mark class="n2">ef</mark>'
    )
    assert (html.count('id="place-1"'), html.count('id="place-2"')) == (1, 1)


def test_the_longer_of_two_that_begin_together_is_outside() -> None:
    html = "".join(marked("abcdef", 0, 6, [mark(1, 0, 2), mark(2, 0, 6)]))
    assert html.index("n2") < html.index("n1")
    assert html.count("<mark") == 2


def test_a_place_without_words_has_its_number() -> None:
    assert read("abc", mark(1, 0, 0), mark(2, 2, 2)).ids == ["place-1", "place-2"]
    assert read("abc", mark(1, 0, 0)).over == [frozenset()] * 3


def test_a_mark_goes_on_over_a_border_with_one_number() -> None:
    both = [read("abcdef", mark(1, 1, 5), start=start, end=start + 3) for start in (0, 3)]
    assert [r.text for r in both] == ["abc", "def"]
    assert [r.ids for r in both] == [["place-1"], []]
    assert [bool(look) for r in both for look in r.over] == [False, True, True, True, True, False]


def test_what_lies_too_deep_has_its_number_still() -> None:
    marks = [mark(number, number, 100) for number in range(50)]
    told = read("x" * 100, *marks)
    assert sorted(told.ids) == sorted(f"place-{number}" for number in range(50))
    assert max(len(looks) for looks in told.over) == DEEPEST


ranges = st.tuples(st.integers(0, 59), st.integers(0, 40)).map(lambda r: (r[0], min(r[0] + r[1], 60)))


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="ab <&>\n'\"é🙂", min_size=60, max_size=60), st.lists(ranges, max_size=DEEPEST), st.integers(0, 60)
)
def test_any_ranges_mark_exactly_their_characters(text: str, ranges: list[tuple[int, int]], border: int) -> None:
    marks = [mark(number, *place) for number, place in enumerate(ranges)]
    pieces = [read(text, *marks, end=border), read(text, *marks, start=border)]
    assert "".join(p.text for p in pieces) == text
    over = [looks for piece in pieces for looks in piece.over]
    assert over == [frozenset(m.look for m in marks if m.start <= at < m.end) for at in range(60)]
    assert sorted(i for p in pieces for i in p.ids) == sorted(f"place-{m.number}" for m in marks)


def test_twenty_thousand_that_all_overlap_make_a_page_of_linear_length() -> None:
    marks = [mark(number, number, 400_000 - number) for number in range(20_000)]
    few = len("".join(marked("x" * 400_000, 0, 400_000, marks[:2_000]))) - 400_000
    many = len("".join(marked("x" * 400_000, 0, 400_000, marks))) - 400_000
    assert many < 12 * few
