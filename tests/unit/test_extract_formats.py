"""Which reader is chosen, and what people are told when a file cannot be read."""

import io
import zipfile

import pytest
from docx import Document
from PIL import Image

from galley.errors import GalleyError, InputError, TooLarge, UnsupportedType
from galley.extract import extract, from_text, package
from tests.unit.open_document import odt


def refusal(name: str, data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        extract(name, data)
    return caught.value


def word(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("L", (60, 40), 255).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.md", "a.txt", "a.html", "a.rtf", "a.odt", "a.png"])
def test_an_empty_file_is_refused(name: str) -> None:
    assert refusal(name, b"").code == "empty"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", b"just words"),
        ("a.pdf", b"just words"),
        ("a.txt", b"%PDF-1.4\n"),
        ("a.md", b"PK\x03\x04rest"),
        ("a.txt", b"{\\rtf1 words}"),
        ("a.rtf", b"just words"),
        ("a.odt", b"just words"),
        ("a.odt", word("Hello")),
        ("a.docx", odt("Hello")),
        ("a.html", word("Hello")),
        ("a.pdf", picture()),
        ("a.png", b"just words"),
        ("a.md", picture()),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, data: bytes) -> None:
    assert refusal(name, data).code == "wrong_extension"


def test_bytes_that_are_no_text_are_refused() -> None:
    assert refusal("a.txt", b"\x89PNG\x00\x00\x01words").code == "wrong_extension"


def test_a_zip_file_that_is_no_word_document_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("words.txt", "hello")
    assert refusal("a.docx", target.getvalue()).code == "wrong_extension"


def test_a_file_cut_short_is_called_damaged() -> None:
    assert refusal("a.docx", word("Hello")[:-200]).code == "corrupt"
    assert refusal("a.pdf", b"%PDF-1.4\n1 0 obj <<").code == "corrupt"


def test_an_old_word_file_is_told_to_become_docx() -> None:
    error = refusal("letter.doc", b"\xd0\xcf\x11\xe0")
    assert isinstance(error, UnsupportedType)
    assert error.status == 415
    assert ".docx" in str(error)
    assert ".docx" in str(refusal("letter.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


def test_an_encrypted_word_file_is_called_protected() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(400) + "EncryptedPackage".encode("utf-16-le")
    assert refusal("a.docx", data).code == "password_protected"


def test_an_unknown_suffix_is_not_read_and_the_valid_ones_are_named() -> None:
    error = refusal("a.exe", b"MZ")
    assert error.status == 415
    assert {".docx", ".pdf", ".odt", ".rtf", ".html", ".md", ".txt", ".png", ".jpg", ".tiff"} <= set(
        error.facts["valid"]
    )
    assert refusal("noise", b"\x00\x01\x02").status == 415


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("a.docm", ".docx"), ("a.pages", "PDF"), ("a.xlsx", "PDF"), ("a.pptx", "PDF"), ("a.epub", "PDF"),
        ("a.zip", "Unpack"), ("a.tar.gz", "Unpack"), ("a.heic", "PNG"), ("a.csv", ".txt"), ("a.eml", "HTML"),
    ],
)  # fmt: skip
def test_who_sends_another_format_is_told_what_to_do(name: str, advice: str) -> None:
    error = refusal(name, b"whatever")
    assert error.status == 415
    assert advice in str(error)


def test_a_doc_file_that_holds_another_format_is_told_its_extension() -> None:
    assert ".rtf" in str(refusal("letter.doc", b"{\\rtf1 Hello}"))
    assert ".docx" in str(refusal("letter.doc", word("Hello")))


def test_a_file_of_another_format_is_told_its_extension() -> None:
    assert ".pdf" in str(refusal("a.txt", b"%PDF-1.4\n"))
    assert ".odt" in str(refusal("a.docx", odt("Hello")))


def test_a_text_that_speaks_of_other_formats_stays_a_text() -> None:
    assert extract("a.txt", b"A file that begins with %PDF- is a PDF.").format == "text"
    assert extract("a.txt", b"<!DOCTYPE html><p>The source of a page.</p>").text.startswith("<!DOCTYPE")


def test_without_a_suffix_the_content_decides() -> None:
    assert extract("README", b"Hello there.\n").format == "text"
    assert extract("letter", word("Hello there.")).format == "docx"
    assert extract("letter", odt("Hello there.")).format == "odt"
    assert extract("letter", b"{\\rtf1 Hello there.}").format == "rtf"
    assert extract("page", b"<!doctype html><p>Hello there.").format == "html"


def test_a_picture_has_pages_to_be_read_first() -> None:
    found = extract("scan.png", picture())
    assert (found.format, found.pages, found.scans, found.text) == ("image", 1, (1,), "")


def test_characters_that_nobody_sees_are_told_in_any_format() -> None:
    for name, data in (("a.txt", "pay\u200bment"), ("a.html", "<p>pay\u200bment</p>"), ("a.md", "pay\u200bment")):
        (mark,) = extract(name, data.encode()).hidden
        assert (mark.start, mark.end, mark.why) == (3, 4, "zero_width")
    assert from_text("pay\u200bment").hidden


def test_folders_in_a_name_are_not_shown() -> None:
    assert "secret" not in str(refusal("/home/secret/a.pdf", b"words"))


def test_a_package_that_unpacks_to_far_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED_BYTES", 500)
    error = refusal("a.odt", odt("Hello"))
    assert isinstance(error, TooLarge)
    assert "smaller" in str(error)


def test_a_package_that_only_compresses_well_is_taken_for_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "RATIO_COUNTS_FROM_BYTES", 100_000)
    target = io.BytesIO(odt("Hello"))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("Pictures/zeros", bytes(30_000_000))
    assert isinstance(refusal("a.odt", target.getvalue()), TooLarge)


def test_a_failing_library_does_not_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("inside a library")

    monkeypatch.setattr("galley.extract.markdown.extract", fail)
    with pytest.raises(GalleyError) as caught:
        extract("a.md", b"# Hello")
    assert caught.value.code == "corrupt"
    assert "library" not in str(caught.value)


def test_a_pasted_text_with_markdown_headings_is_markdown() -> None:
    assert from_text("# Scope\n\nAll of it.").format == "markdown"
    assert from_text("Scope\n\nAll of it.").format == "text"
    assert from_text("Scope", format="markdown").format == "markdown"


@pytest.mark.parametrize(("text", "code"), [("", "empty"), (" \n", "empty"), ("--- !!!", "no_text")])
def test_a_pasted_text_without_words_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        from_text(text)
    assert caught.value.code == code


def test_characters_that_cannot_be_stored_keep_their_place() -> None:
    assert from_text("a\x00b\ud800c").text == "a\ufffdb\ufffdc"
