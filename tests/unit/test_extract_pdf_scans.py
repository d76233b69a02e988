"""Which pages of a PDF must be read from their picture, and what becomes of what was read."""

import pytest

from galley.documents import Kind
from galley.errors import Unreadable
from galley.extract import extract, pdf
from galley.extract.pdf.garbled import is_garbled
from galley.extract.pdf.lines import Line, Page, ReadPage
from tests.unit.pdf_files import LONG, REST, Text, drawn, rows, text, texts

PICTURE = "q 595 0 0 842 0 0 cm /Dark Do Q\n"
WORDS = "".join(map(text, rows(72, 700, LONG, REST)))
PROSE = (
    "The committee reports its findings every quarter, and the board decides whether further steps are needed. "
    "Suppliers deliver the goods that were ordered to the premises named in the contract and carry the costs of "
    "transport, insurance and packaging. Records of transactions are kept for seven years after termination. "
    "The protection officer advises management about obligations, monitors performance and answers authorities. "
    "Invoices fall due within thirty days of receipt; late payments attract interest at the published central rate. "
    "Neither party discloses confidential information without written permission, except where statutes demand it."
)


def scans(*pages: str) -> tuple[int, ...]:
    return extract("a.pdf", drawn([WORDS, *pages])).scans


def test_a_page_that_is_a_picture_is_a_scan() -> None:
    assert scans(PICTURE, WORDS) == (2,)


def test_a_stamp_on_a_scan_is_not_its_text() -> None:
    stamp: Text = (72, 820, 9, "R", "Filed 3 May 2026")
    assert scans(PICTURE + text(stamp)) == (2,)


def test_letters_drawn_as_shapes_are_a_scan() -> None:
    letter = "0 0 m 3 6 l 4 4 l 5 1 l 2 0 l 1 2 0 3 -1 4 c f"
    assert scans("".join(f"q 1 0 0 1 {72 + 9 * at} 700 cm {letter} Q\n" for at in range(60))) == (2,)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "q 60 0 0 40 40 780 cm /Dark Do Q\n",
        "".join(f"72 {y} m 500 {y} l S\n" for y in range(100, 700, 20)),
        PICTURE + text((72, 420, 30, "B", "Annual Report")),
    ],
    ids=["blank", "logo", "ruled", "cover"],
)
def test_what_shows_no_words_or_has_them_is_no_scan(page: str) -> None:
    assert scans(page) == ()


def test_a_page_whose_letters_make_no_words_is_a_scan() -> None:
    shifted = "".join(chr(ord(letter) - 29) if letter > "A" else letter for letter in PROSE.lower())
    lines = [shifted[at : at + 80].replace("\\", "x") for at in range(0, len(shifted), 80)]
    assert scans("".join(map(text, rows(72, 700, *lines)))) == (2,)


@pytest.mark.parametrize(
    "words",
    [
        "\ufffd\ufffd\ufffd \ufffd\ufffd " * 20,
        "\ue001\ue002\ue003 \ue004\ue005 " * 20,
        "(cid:12)(cid:33) (cid:4)" * 30,
        ("Это обычный русский текст договора поставки. " * 10).encode("cp1251").decode("latin-1"),
        "".join(chr(ord(letter) - 29) if letter > "A" else letter for letter in PROSE),
    ],
    ids=["unknown", "private", "cid", "code page", "shifted"],
)  # fmt: skip
def test_nonsense_is_told(words: str) -> None:
    assert is_garbled(words)


@pytest.mark.parametrize(
    "words",
    [
        PROSE,
        "Это обычный русский текст договора поставки. " * 10,
        "本契約は、業務の委託に関する基本的な事項を定めるものである。" * 10,
        "يلتزم المورد بتسليم البضائع المطلوبة إلى المكان المحدد. " * 10,
        "본 계약은 대한민국 법률에 따라 해석된다. " * 15,
        "Strč prst skrz krk. Vlk zmrzl. Smlouva se řídí právem republiky. " * 8,
        "Hợp đồng này được điều chỉnh bởi pháp luật Việt Nam. " * 8,
        "KX-4431/B 17.50 QRT-0098 3.14 ZB-77120 " * 15,
        " ".join(f"{n * 7919 % 10007 / 100:.2f}" for n in range(300)),
        "RTX KPS BVD NTS WRK PLG TRK SNT CRD VNS " * 20,
        "ACGTTGCATG CCGATTAGCA TTAGCCGTAC GGCATACGTT " * 10,
        "Scope ................................. 4\n" * 20,
        "def f(x): return {k: v for k, v in x.items() if v is not None}\n" * 10,
        "+-----+-----+\n|  a  |  b  |\n" * 30,
    ],
    ids=["en", "ru", "ja", "ar", "ko", "cs", "vi", "codes", "numbers", "initials", "dna", "contents", "code", "box"],
)  # fmt: skip
def test_text_of_any_kind_is_no_nonsense(words: str) -> None:
    assert not is_garbled(words)


def test_what_was_read_on_a_page_goes_the_same_way_as_text() -> None:
    lines = [
        Line("Scope of Work", 2, 72, 200, 740, 16, bold=True), Line(LONG, 2, 72, 520, 700, 11, bold=False),
        Line(REST, 2, 72, 230, 686, 11, bold=False),
    ]  # fmt: skip
    found = pdf.extract("a.pdf", drawn([WORDS, PICTURE]), {2: ReadPage(Page(2, 595, 842, lines=lines), 0.93)})
    assert texts(found, Kind.HEADING) == ["Scope of Work"]
    assert texts(found, Kind.PARAGRAPH) == [f"{LONG} {REST}"] * 2
    assert (found.scans, found.confidence) == ((), {2: 0.93})


def test_a_scan_that_was_read_and_has_no_words_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        pdf.extract("a.pdf", drawn([PICTURE]), {1: ReadPage(Page(1, 595, 842), 0.0)})
    assert caught.value.code == "no_text"
