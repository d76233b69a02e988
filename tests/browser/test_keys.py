"""Everything a review needs, with keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenAt
from tests.browser.person import SAMPLE, SECTION, Person, decision_is
from tests.integration.web import Over


def press(person: Person, keys: str) -> None:
    """Press these keys, one after the other."""
    for key in keys.split():
        person.page.keyboard.press(key)


def test_keys_move_and_decide(reader: Person) -> None:
    first, second = reader.findings.first, reader.findings.nth(1)
    press(reader, "j")
    expect(first).to_be_focused()
    press(reader, "a j r")
    decision_is(first, "accepted")
    decision_is(second, "rejected")
    press(reader, "k u")
    decision_is(first, "open")
    press(reader, "n")
    expect(reader.findings.nth(2)).to_be_focused()


def test_keys_edit_and_give_a_reason(reader: Person) -> None:
    press(reader, "j e")
    expect(reader.at("edit-text")).to_be_focused()
    reader.page.keyboard.type("happened, just so")
    press(reader, "Tab Enter")
    expect(reader.findings.first).to_contain_text("happened, just so")
    expect(reader.findings.first).to_be_focused()
    press(reader, "w")
    reader.page.keyboard.type("Clearer")
    press(reader, "Enter")
    expect(reader.findings.first).to_contain_text("Reason: Clearer")
    press(reader, "u u")
    decision_is(reader.findings.first, "open")


def test_keys_select_many_and_decide_on_them(reader: Person) -> None:
    press(reader, "j x j x")
    expect(reader.at("bulk-words")).to_have_text("2 findings selected")
    reader.at("bulk-accept").focus()
    press(reader, "Enter")
    expect(reader.at("bulk-words")).to_have_text("2 findings accepted.")
    expect(reader.at("bulk-undo")).to_be_focused()
    press(reader, "Enter")
    expect(reader.section(SECTION)).to_contain_text("4 open")


def test_keys_reach_every_part(reader: Person) -> None:
    press(reader, "g f")
    expect(reader.rows.first.get_by_test_id("row-open")).to_be_focused()
    press(reader, "g n")
    expect(reader.at("numbers")).to_be_focused()
    press(reader, "g s")
    expect(reader.section(SECTION).get_by_role("link")).to_be_focused()
    press(reader, "c")
    expect(reader.at("chat-input")).to_be_focused()
    reader.page.keyboard.type("j a")
    expect(reader.at("chat-input")).to_have_value("j a")
    reader.at("section-text").focus()
    press(reader, "/")
    expect(reader.at("filter-words")).to_be_focused()
    reader.at("section-text").focus()
    press(reader, "]")
    expect(reader.heading("6. Retention and return")).to_be_in_viewport()
    press(reader, "g h")
    expect(reader.at("drop-zone")).to_be_visible()


def test_help_shows_the_keys_and_switches_them_off(reader: Person) -> None:
    press(reader, "?")
    expect(reader.at("help")).to_contain_text("next open finding")
    reader.at("keys-on").uncheck()
    press(reader, "Escape j")
    expect(reader.findings.first).not_to_be_focused()
    reader.page.reload()
    expect(reader.findings).to_have_count(4)
    press(reader, "j")
    expect(reader.findings.first).not_to_be_focused()
    reader.at("help-open").click()
    reader.at("keys-on").check()
    press(reader, "Escape j")
    expect(reader.findings.first).to_be_focused()


def test_the_whole_journey_is_done_with_keys_alone(
    here: Over, visit: OpenAt, tmp_path_factory: pytest.TempPathFactory
) -> None:
    person = visit(here)
    file = tmp_path_factory.mktemp("journey") / "journey.md"
    file.write_text(SAMPLE, encoding="utf-8")
    with person.page.expect_file_chooser() as chooser:
        for _ in range(20):
            press(person, "Tab")
            if person.page.evaluate("document.activeElement.dataset.testid") == "drop-zone":
                break
        press(person, "Enter")
    chooser.value.set_files(file)
    expect(person.title).to_have_text("journey.md")
    expect(person.at("leaf-text").first).to_be_visible()

    press(person, "s d")
    expect(person.at("progress")).to_have_count(1)
    person.see_the_work_end()

    for n in range(10):
        press(person, "n")
        expect(person.page.locator("[data-testid=finding]:focus")).to_have_attribute("data-decision", "open")
        press(person, "a" if n % 2 else "r")
        expect(person.page.locator("[data-testid=finding]:focus")).not_to_have_attribute("data-decision", "open")

    for n, question in enumerate(["When must an incident be reported?", "Who may grant an exception?"], 1):
        press(person, "c")
        person.page.keyboard.type(question)
        press(person, "Enter")
        expect(person.at("chat-message")).to_have_count(2 * n)
        press(person, "Escape")
        person.at("section-text").focus()

    person.at("export-open").focus()
    press(person, "Enter")
    expect(person.at("export-menu")).to_be_visible()
    press(person, "Tab Tab")
    expect(person.at("export-md")).to_be_focused()
    with person.page.expect_download() as begun:
        press(person, "Enter")
    written = begun.value.path().read_text(encoding="utf-8")
    assert written.count("_accepted;") == 5
