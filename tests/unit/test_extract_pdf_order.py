"""The order in which characters and lines of a page are read."""

from galley.extract.pdf.bidi import Character, in_logical_order
from galley.extract.pdf.lines import Line, Page
from galley.extract.pdf.order import in_reading_order

PAGE = Page(1, 595, 842)


def drawn_from_left(shown: str) -> str:
    """What is read when these characters stand on the page from left to right, and in the file so as well."""
    run: list[Character] = [(at, ord(letter)) for at, letter in enumerate(shown)]
    return "".join(chr(code) for _, code in in_logical_order(run, float))


def line(text: str, left: float, y: float, right: float | None = None) -> Line:
    return Line(text, 1, left, right or left + 5 * len(text), y, 10, bold=False)


def read(*lines: Line) -> list[str]:
    return [line.text for line in in_reading_order(PAGE, lines)]


def test_arabic_words_that_stand_from_left_to_right_are_turned_round() -> None:
    words = "يلتزم المورد بتسليم البضائع"
    assert drawn_from_left(words[::-1]) == words


def test_marks_and_numbers_within_arabic_stay_with_their_words() -> None:
    assert drawn_from_left(".2024 ةنس يف درومل" + "ا") == "المورد في سنة 2024."


def test_arabic_that_is_in_order_stays_so() -> None:
    words = "يلتزم المورد بتسليم البضائع."
    run: list[Character] = [(at, ord(letter)) for at, letter in enumerate(words)]
    assert in_logical_order(run, lambda index: -float(index)) == run


def test_text_that_runs_to_the_right_is_left_alone() -> None:
    assert drawn_from_left("The word سلام is Arabic.") == "The word سلام is Arabic."


def test_a_page_drawn_from_the_bottom_is_read_from_the_top() -> None:
    assert read(*(line(f"line {n}", 72, 100 + 14 * n) for n in range(5))) == [f"line {n}" for n in (4, 3, 2, 1, 0)]


def test_columns_that_run_to_the_left_are_read_from_the_right() -> None:
    left = [line(f"عمود يسار {n} فيه كلمات", 72, 700 - 14 * n) for n in range(6)]
    right = [line(f"عمود يمين {n} فيه كلمات", 320, 700 - 14 * n) for n in range(6)]
    assert read(*right, *left) == [one.text for one in (*right, *left)]


def test_what_spans_the_columns_parts_them_into_bands() -> None:
    def band(name: str, top: float) -> list[Line]:
        sides = [(side, 72 if side == "left" else 320) for side in ("right", "left")]
        return [line(f"{name} {side} {n} with its words", x, top - 14 * n) for side, x in sides for n in range(5)]

    head = line("A headline over the whole width of this page, from one end to the other", 72, 620, 520)
    said = read(*band("lower", 600), head, *band("upper", 700))
    order = [said.index(words) for words in (
        "upper left 0 with its words", "upper right 0 with its words", head.text, "lower left 4 with its words",
        "lower right 0 with its words",
    )]  # fmt: skip
    assert order == sorted(order)
