"""Documents come in: chosen, dropped, pasted, several at once, refused, cut off and tried again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Complaints
from tests.browser.person import Person, drop, hold


def row(visitor: Person, name: str) -> Locator:
    """A review in the list, by its whole name."""
    link = visitor.page.get_by_role("link", name=name, exact=True)
    return visitor.at("session-row").filter(has=link)


def choose(visitor: Person, *files: tuple[str, bytes]) -> None:
    """Choose files, as with the dialog of the browser."""
    visitor.at("file-input").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    )


def test_a_chosen_file_is_opened_as_a_review(visitor: Person, tmp_path: Path) -> None:
    file = tmp_path / "Notes on paper.md"
    file.write_text("# Paper\n\nIt is white.\n")
    with visitor.page.expect_file_chooser() as chooser:
        visitor.at("drop-zone").press("Enter")
    chooser.value.set_files(file)
    expect(visitor.title).to_have_text("Notes on paper.md")
    expect(visitor.page.get_by_text("It is white.")).to_be_visible()
    visitor.page.go_back()
    expect(row(visitor, "Notes on paper.md")).to_be_visible()


def test_a_dropped_file_is_opened_as_a_review(visitor: Person) -> None:
    drop(visitor.page, "dropped.txt")
    expect(visitor.title).to_have_text("dropped.txt")
    expect(visitor.page.get_by_text("Dropped words of dropped.txt.")).to_be_visible()


def test_a_file_dropped_on_a_review_is_opened_as_another_one(visitor: Person) -> None:
    visitor.open_review_of("Words of the first.", "first.txt")
    drop(visitor.page, "second.txt")
    expect(visitor.title).to_have_text("second.txt")
    expect(visitor.page.get_by_text("Dropped words of second.txt.")).to_be_visible()


def test_several_dropped_files_come_into_the_list(visitor: Person) -> None:
    drop(visitor.page, "first of three.txt", "second of three.txt", "third of three.txt")
    for name in ("first", "second", "third"):
        expect(row(visitor, f"{name} of three.txt")).to_be_visible()
    expect(visitor.at("upload-row")).to_have_count(0)
    expect(visitor.title).to_have_text("Review a document")


def test_a_refused_file_among_several_is_named_and_the_others_come_in(visitor: Person, complaints: Complaints) -> None:
    complaints.expect("HTTP 415: POST .*/upload")
    choose(visitor, ("good one.md", b"# One\n\nWords.\n"), ("run.exe", b"MZ"), ("good two.md", b"# Two\n\nWords.\n"))
    expect(row(visitor, "good one.md")).to_be_visible()
    expect(row(visitor, "good two.md")).to_be_visible()
    refused = visitor.at("upload-row")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("run.exe")
    expect(refused).to_contain_text("files are not read")
    expect(refused.get_by_test_id("upload-again")).to_be_hidden()
    refused.get_by_test_id("upload-dismiss").click()
    expect(refused).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("run.exe", b"MZ", "not read"), ("empty.md", b"", "is empty"), ("bad.docx", b"no zip", "holds plain text")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    visitor: Person, complaints: Complaints, name: str, data: bytes, words: str
) -> None:
    complaints.expect("HTTP 4(15|22): POST .*/upload")
    choose(visitor, (name, data))
    expect(visitor.at("upload-problem")).to_contain_text(words)
    expect(visitor.notice).to_be_empty()
    choose(visitor, ("a better one.md", b"# Better\n\nWords.\n"))
    expect(visitor.title).to_have_text("a better one.md")


def test_an_upload_that_was_cut_off_is_tried_again_from_where_it_is_said(
    visitor: Person, complaints: Complaints
) -> None:
    complaints.expect("net::ERR_INTERNET_DISCONNECTED", "net::ERR_NETWORK_CHANGED")
    with visitor.without_network():
        choose(visitor, ("cut off.md", b"# Cut\n\nWords.\n"))
        expect(visitor.at("upload-problem")).to_contain_text("Galley does not answer")
    visitor.at("upload-again").click()
    expect(visitor.title).to_have_text("cut off.md")


def test_an_upload_goes_on_while_another_review_is_looked_at(visitor: Person) -> None:
    held = hold(visitor.page, "**/upload")
    choose(visitor, ("slow.md", b"# Slow\n\nWords.\n"))
    expect(visitor.at("upload-row")).to_contain_text("slow.md")
    visitor.at("session-link").first.click()
    expect(visitor.title).not_to_have_text("Review a document")
    with visitor.page.expect_response("**/upload"):
        held[0].continue_()
    expect(visitor.title).not_to_have_text("slow.md")
    visitor.page.go_back()
    expect(row(visitor, "slow.md")).to_be_visible()


def test_an_upload_is_stopped(visitor: Person) -> None:
    hold(visitor.page, "**/upload")
    choose(visitor, ("never here.md", b"# Never\n\nWords.\n"))
    visitor.at("upload-stop").click()
    expect(visitor.at("upload-row")).to_have_count(0)
    assert "never here.md" not in str(visitor.hand.get("/sessions"))


def test_pasted_text_is_opened_as_a_review(visitor: Person) -> None:
    visitor.at("paste-open").click()
    visitor.at("paste-submit").click()
    visitor.at("paste-name").fill("Émoji 😀")
    visitor.at("paste-text").fill("Some words 😀.")
    visitor.at("paste-submit").click()
    expect(visitor.title).to_contain_text("Émoji 😀")
    expect(visitor.page.get_by_text("Some words 😀.")).to_be_visible()


def test_text_pasted_anywhere_waits_in_the_dialog(visitor: Person) -> None:
    visitor.page.evaluate(
        """() => {
          const clipboardData = new DataTransfer()
          clipboardData.setData("text/plain", "Words from elsewhere.")
          document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, clipboardData }))
        }"""
    )
    expect(visitor.at("paste-text")).to_have_value("Words from elsewhere.")
