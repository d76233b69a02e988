"""What a person does on the page, at a Galley that runs work by itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import SAMPLE, Person, decision_is
from tests.integration.web import Over, document

SECTION = "5. Incidents"


@pytest.fixture
def person(here: Over, visit: OpenAt) -> Person:
    """Somebody at the first view."""
    return visit(here)


@pytest.fixture
def reader(person: Person) -> Person:
    """Somebody who has a section with findings in front of them."""
    session_id = person.hand.open(SAMPLE)
    person.hand.analyze(session_id, SECTION)
    person.go_to_review(session_id, SECTION)
    expect(person.findings).to_have_count(4)
    return person


# -- documents come in


def test_a_chosen_file_is_opened_as_a_review(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "Notes on paper.md"
    file.write_text("# Paper\n\nIt is white.\n")
    with person.page.expect_file_chooser() as chooser:
        person.at("drop-zone").press("Enter")
    chooser.value.set_files(file)
    expect(person.title).to_have_text("Notes on paper.md")
    expect(person.at("section-text")).to_contain_text("It is white.")
    person.page.go_back()
    expect(person.at("session-row").filter(has_text="Notes on paper.md")).to_be_visible()


def test_a_dropped_file_is_opened_as_a_review(person: Person) -> None:
    person.page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer()
          dataTransfer.items.add(new File(["Dropped words."], "dropped.txt", { type: "text/plain" }))
          for (const type of ["dragenter", "dragover", "drop"]) {
            document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
          }
        }"""
    )
    expect(person.title).to_have_text("dropped.txt")
    expect(person.at("section-text")).to_have_text("Dropped words.")


def test_pasted_text_is_opened_as_it_is_and_not_as_html(person: Person) -> None:
    person.at("paste-open").click()
    person.at("paste-name").fill("Émoji 😀")
    person.at("paste-text").fill("<b>Bold</b> & <script>alert(1)</script> words 😀.")
    person.at("paste-submit").click()
    expect(person.title).to_contain_text("Émoji 😀")
    expect(person.at("section-text")).to_have_text("<b>Bold</b> & <script>alert(1)</script> words 😀.")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("run.exe", b"MZ", "not read"), ("empty.md", b"", "is empty"), ("bad.docx", b"no zip", "holds something else")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    person: Person, complaints: Complaints, name: str, data: bytes, words: str
) -> None:
    complaints.expect("HTTP 4(15|22): POST .*/upload")
    person.at("file-input").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    expect(person.notice).to_contain_text(words)
    person.at("dismiss").click()
    expect(person.notice).to_be_empty()


def test_a_review_is_deleted_after_a_question(person: Person) -> None:
    person.hand.open("Words.", "to be deleted.txt")
    person.page.reload()
    row = person.at("session-row").filter(has_text="to be deleted.txt")
    row.get_by_test_id("session-delete").click()
    person.page.get_by_role("button", name="Keep it").click()
    expect(row).to_be_visible()
    row.get_by_test_id("session-delete").click()
    person.at("confirm-yes").click()
    expect(row).to_have_count(0)


def test_a_review_that_is_gone_says_so(person: Person, complaints: Complaints) -> None:
    complaints.expect("HTTP 404")
    person.page.goto(f"{person.hand.url}/#/s/gone")
    expect(person.title).to_have_text("This review is not here")


# -- findings


def test_findings_are_accepted_rejected_and_undone_and_a_reload_keeps_it(reader: Person) -> None:
    reader.finding("occured").get_by_test_id("accept").click()
    reader.finding("TBD").get_by_test_id("reject").click()
    reader.finding("Section 9").get_by_test_id("accept").click()
    reader.finding("Section 9").get_by_test_id("undo").click()
    expect(reader.section(SECTION)).to_contain_text("2 open · 1 accepted · 1 rejected")
    reader.page.reload()
    decision_is(reader.finding("occured"), "accepted")
    decision_is(reader.finding("TBD"), "rejected")
    decision_is(reader.finding("Section 9"), "open")
    expect(reader.marks.filter(has_text="occured")).to_have_attribute("data-decision", "accepted")


def test_decisions_outlive_another_analysis(reader: Person) -> None:
    reader.finding("occured").get_by_test_id("accept").click()
    reader.finding("Section 9").get_by_test_id("reject").click()
    reader.finding("Section 9").get_by_test_id("undo").click()
    expect(reader.section(SECTION)).to_contain_text("3 open · 1 accepted")
    reader.at("analyse-current").click()
    reader.see_the_work_end()
    expect(reader.findings).to_have_count(4)
    decision_is(reader.finding("occured"), "accepted")


def test_a_decision_takes_a_reason(reader: Person) -> None:
    card = reader.finding("TBD")
    card.get_by_test_id("reject").click()
    card.get_by_text("Say why").click()
    card.get_by_test_id("reason").fill("It is known")
    card.get_by_test_id("reason-save").click()
    expect(card).to_contain_text("Reason: It is known")
    card.get_by_test_id("undo").click()
    decision_is(card, "open")


def test_keys_decide_and_move(reader: Person) -> None:
    reader.findings.first.focus()
    reader.page.keyboard.press("a")
    decision_is(reader.findings.first, "accepted")
    reader.page.keyboard.press("j")
    reader.page.keyboard.press("r")
    decision_is(reader.findings.nth(1), "rejected")
    reader.page.keyboard.press("k")
    reader.page.keyboard.press("u")
    decision_is(reader.findings.first, "open")


def test_a_finding_and_its_words_lead_to_each_other(reader: Person) -> None:
    reader.finding("Section 9").locator("[data-part=quote]").click()
    mark = reader.marks.filter(has_text="Section 9")
    expect(mark).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(reader.finding("Section 9")).to_be_focused()


def test_only_open_findings_are_shown_on_demand(reader: Person) -> None:
    reader.finding("TBD").get_by_test_id("reject").click()
    expect(reader.section(SECTION)).to_contain_text("1 rejected")
    reader.at("filter-open").check()
    expect(reader.findings).to_have_count(3)


def test_a_second_tab_shows_what_was_decided_in_the_first(reader: Person) -> None:
    other = reader.another_tab()
    decision_is(other.finding("TBD"), "open")
    reader.finding("TBD").get_by_test_id("accept").click()
    decision_is(other.finding("TBD"), "accepted")


def test_an_own_finding_is_put_on_the_selected_words_and_removed_again(person: Person) -> None:
    person.open_review_of("Two 😀😀 faces stand before these words.", "faces.txt")
    expect(person.at("section-text")).to_contain_text("these words")
    person.select("these words")
    person.at("own-finding").click()
    person.at("own-description").fill("Which words?")
    person.at("own-submit").click()
    expect(person.marks).to_have_text("these words")
    card = person.finding("these words")
    expect(card).to_contain_text("Which words?")
    card.get_by_test_id("accept").click()
    card.get_by_test_id("undo").click()
    card.get_by_test_id("remove").click()
    expect(person.findings).to_have_count(0)


# -- exports


def test_exports_hold_what_was_accepted_or_everything(reader: Person) -> None:
    reader.finding("occured").get_by_test_id("accept").click()
    expect(reader.at("export-which")).to_have_value("accepted")
    with reader.page.expect_download() as begun:
        reader.at("export-md").click()
    assert begun.value.suggested_filename.endswith(".md")
    written = begun.value.path().read_text(encoding="utf-8")
    assert "> occured" in written
    assert "> TBD" not in written

    reader.at("export-which").select_option("all")
    with reader.page.expect_download() as begun:
        reader.at("export-json").click()
    everything = json.loads(begun.value.path().read_text(encoding="utf-8"))
    assert {item["quote"] for item in everything["feedback_items"]} >= {"occured", "TBD"}


def test_while_nothing_is_accepted_exports_hold_everything(reader: Person) -> None:
    expect(reader.at("export-which")).to_have_value("all")
    expect(reader.at("export-md")).to_have_attribute("href", re.compile("which=all"))


# -- the network, and narrow windows


def test_a_lost_connection_is_said_and_waited_out(person: Person, complaints: Complaints) -> None:
    complaints.expect("net::ERR_INTERNET_DISCONNECTED", "net::ERR_NETWORK_CHANGED")
    person.open_review_of(document(60))
    person.at("analyse-all").click()
    expect(person.page.get_by_text("of 60 sections")).to_be_visible()
    with person.without_network():
        expect(person.page.get_by_text("Connection lost, trying again")).to_be_visible()
        expect(person.at("mode")).to_contain_text("No connection")
    person.see_the_work_end()
    expect(person.section("Part 60")).to_have_attribute("data-state", "reviewed")
    expect(person.at("mode")).to_contain_text("Running here")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_on_a_phone_every_panel_is_reached_and_nothing_scrolls_sideways(here: Over, visit: OpenAt, dark: bool) -> None:
    person = visit(here, width=360, height=740, dark=dark)
    session_id = person.hand.open(SAMPLE)
    person.hand.analyze(session_id, SECTION)
    person.page.goto(f"{here.url}/#/s/{session_id}/{SECTION}")
    person.marks.filter(has_text="TBD").click()
    expect(person.finding("TBD")).to_be_in_viewport()
    for panel, shown in [("Sections", "section-row"), ("Text", "section-text"), ("Ask", "chat-input")]:
        person.page.get_by_label("Parts of this review").get_by_role("button", name=panel).click()
        expect(person.at(shown).first).to_be_visible()
        assert person.page.evaluate("document.documentElement.scrollWidth") == 360
