"""What OCR makes of bullets."""

from galley.extract.ocr import _with_bullets
from galley.extract.pdf.lines import Line


def read(*texts: str) -> list[str]:
    lines = [Line(text=text, page=1, left=0, right=9, y=0, size=9, bold=False) for text in texts]
    return [line.text for line, _ in _with_bullets([(line, 0.9) for line in lines])]


def test_what_is_round_before_several_lines_is_a_bullet() -> None:
    assert read("¢ Keep it dry.", "e Keep it cold.", "« Two keys", "as before") == [
        "• Keep it dry.", "• Keep it cold.", "• Two keys", "as before",
    ]  # fmt: skip


def test_letters_alone_are_letters() -> None:
    words = ["e Maria", "o Paolo", "e Anna"]
    assert read(*words) == words


def test_a_sign_that_stands_once_stays() -> None:
    assert read("© Northgate 2024", "All rights reserved") == ["© Northgate 2024", "All rights reserved"]
