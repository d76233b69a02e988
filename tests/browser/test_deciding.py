"""What a person says to findings: one by one, many at once, filtered, in numbers, and with findings of their own."""

from __future__ import annotations

import csv
import io
import json

from playwright.sync_api import Route, expect

from tests.browser.conftest import Complaints
from tests.browser.person import SECTION, Person, decision_is
from tests.servers import wait_until

# -- deciding


def test_findings_are_accepted_rejected_and_undone_and_a_reload_keeps_it(reader: Person) -> None:
    reader.finding("occured").get_by_test_id("quick-accept").click()
    reader.finding("TBD").get_by_test_id("quick-reject").click()
    card = reader.open_finding("Section 9")
    card.get_by_test_id("accept").click()
    card.get_by_test_id("undo").click()
    decision_is(card, "open")
    expect(reader.section(SECTION)).to_contain_text("2 open · 1 accepted · 1 rejected")
    reader.page.reload()
    decision_is(reader.finding("occured"), "accepted")
    decision_is(reader.finding("TBD"), "rejected")
    decision_is(reader.finding("Section 9"), "open")
    expect(reader.marks.filter(has_text="occured")).to_have_attribute("data-decision", "accepted")


def test_undo_leads_back_to_what_was_decided_before(reader: Person) -> None:
    card = reader.open_finding("TBD")
    card.get_by_test_id("accept").click()
    card.get_by_test_id("reason-open").click()
    card.get_by_test_id("reason").fill("It is known")
    card.get_by_test_id("reason-save").click()
    expect(card).to_contain_text("Reason: It is known")
    card.get_by_test_id("undo").click()
    expect(card).not_to_contain_text("Reason:")
    decision_is(card, "accepted")
    card.get_by_test_id("undo").click()
    decision_is(card, "open")


def test_a_finding_is_accepted_with_words_of_ones_own(reader: Person) -> None:
    card = reader.open_finding("occured")
    card.get_by_test_id("edit").click()
    expect(card.get_by_test_id("edit-text")).to_be_focused()
    expect(card.get_by_test_id("edit-text")).to_have_value("occurred")
    card.get_by_test_id("edit-text").fill("took place")
    card.get_by_test_id("edit-save").click()
    expect(card).to_contain_text("Your words: took place")
    expect(card).to_contain_text("Accepted, edited")
    reader.page.reload()
    expect(reader.finding("occured")).to_contain_text("took place")


def test_what_is_being_typed_in_a_card_outlives_news_from_the_server(reader: Person) -> None:
    other = reader.another_tab()
    card = reader.open_finding("occured")
    card.get_by_test_id("edit").click()
    card.get_by_test_id("edit-text").fill("half a tho")
    other.finding("TBD").get_by_test_id("quick-accept").click()
    decision_is(reader.finding("TBD"), "accepted")
    expect(card.get_by_test_id("edit-text")).to_have_value("half a tho")
    expect(card.get_by_test_id("edit-text")).to_be_focused()


def test_a_decision_the_server_does_not_take_is_taken_back_and_said(reader: Person, complaints: Complaints) -> None:
    complaints.expect("HTTP 500", "HTTP 404")
    reader.page.route("**/feedback/*", lambda route: route.fulfill(status=500, json={"success": False, "error": "No."}))
    reader.finding("TBD").get_by_test_id("quick-accept").click()
    expect(reader.notice).to_contain_text("No.")
    decision_is(reader.finding("TBD"), "open")
    reader.page.unroute("**/feedback/*")
    reader.at("try-again").click()
    decision_is(reader.finding("TBD"), "accepted")


def test_decisions_outlive_another_analysis(reader: Person) -> None:
    reader.finding("occured").get_by_test_id("quick-accept").click()
    expect(reader.section(SECTION)).to_contain_text("3 open · 1 accepted")
    reader.section(SECTION).get_by_test_id("analyse-section").click()
    reader.see_the_work_end()
    expect(reader.findings).to_have_count(4)
    decision_is(reader.finding("occured"), "accepted")


def test_a_second_tab_shows_what_was_decided_in_the_first(reader: Person) -> None:
    other = reader.another_tab()
    decision_is(other.finding("TBD"), "open")
    reader.finding("TBD").get_by_test_id("quick-accept").click()
    decision_is(other.finding("TBD"), "accepted")


def test_news_that_were_on_their_way_while_somebody_decided_are_not_lost(reader: Person) -> None:
    session_id = reader.session_id
    held: list[Route] = []
    reader.page.route(f"**/sessions/{session_id}", lambda route: held.append(route), times=1)
    own = {"section": SECTION, "description": "Found by somebody else."}
    reader.hand.post(f"/sessions/{session_id}/feedback", own, expect=201)
    reader.page.evaluate("id => new BroadcastChannel('galley-reviews').postMessage(id)", session_id)
    wait_until(lambda: reader.page.wait_for_timeout(20) or held, 10, "the page asks for the news")
    reader.finding("TBD").get_by_test_id("quick-accept").click()
    expect(reader.section(SECTION)).to_contain_text("1 accepted")
    held[0].continue_()
    expect(reader.findings.filter(has_text="Found by somebody else.")).to_be_visible()
    decision_is(reader.finding("TBD"), "accepted")


# -- many at once


def test_many_are_decided_at_once_with_a_reason_and_taken_back(reader: Person) -> None:
    reader.show("Findings")
    expect(reader.rows).to_have_count(4)
    reader.rows.first.get_by_role("checkbox").check()
    reader.rows.nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    expect(reader.at("bulk-words")).to_have_text("3 findings selected")
    reader.at("bulk-reason").fill("Known")
    reader.at("bulk-reject").click()
    expect(reader.at("bulk-words")).to_have_text("3 findings rejected.")
    expect(reader.rows.filter(has_text="Rejected")).to_have_count(3)
    expect(reader.findings.filter(has_text="Reason: Known")).to_have_count(3)
    reader.at("bulk-undo").click()
    expect(reader.rows.filter(has_text="Rejected")).to_have_count(0)
    reader.at("select-all").click()
    reader.at("bulk-accept").click()
    expect(reader.rows.filter(has_text="Accepted")).to_have_count(4)


def test_nobody_decides_on_what_the_filter_hides(reader: Person) -> None:
    reader.at("select-all").click()
    expect(reader.at("bulk-words")).to_have_text("4 findings selected")
    reader.at("filter-words").fill("TBD")
    expect(reader.at("bulk-words")).to_have_text("1 finding selected")
    reader.at("bulk-accept").click()
    reader.at("filter-clear").click()
    expect(reader.section(SECTION)).to_contain_text("3 open · 1 accepted")


# -- filters and numbers


def test_filters_narrow_text_margin_and_list_alike(reader: Person) -> None:
    reader.show("Findings")
    reader.at("filter-words").fill("section 9")
    expect(reader.rows).to_have_count(1)
    expect(reader.findings).to_have_count(1)
    expect(reader.marks).to_have_count(1)
    expect(reader.at("filter-count")).to_have_text("1 of 4 findings")
    reader.at("filter-clear").click()
    expect(reader.findings).to_have_count(4)
    reader.at("filter-more").click()
    reader.at("filter-severity").select_option("high")
    expect(reader.rows).to_have_count(2)
    reader.at("filter-source").select_option("claude")
    expect(reader.rows).to_have_count(0)
    expect(reader.page.get_by_text("No finding fits the filter.")).to_be_visible()
    reader.page.keyboard.press("Escape")
    reader.page.get_by_role("button", name="Show all findings").click()
    expect(reader.rows).to_have_count(4)


def test_with_open_chosen_what_was_just_decided_stays_until_the_filter_changes(reader: Person) -> None:
    reader.at("filter-open").check(force=True)
    reader.finding("TBD").get_by_test_id("quick-reject").click()
    expect(reader.section(SECTION)).to_contain_text("1 rejected")
    expect(reader.findings).to_have_count(4)
    reader.at("filter-rejected").check(force=True)
    expect(reader.findings).to_have_count(1)
    reader.at("filter-open").check(force=True)
    expect(reader.findings).to_have_count(3)


def test_numbers_compare_decisions_and_lead_to_their_findings(reader: Person) -> None:
    reader.finding("TBD").get_by_test_id("quick-reject").click()
    for words in ("occured", "Section 9", "thirty (20)"):
        reader.finding(words).get_by_test_id("quick-accept").click()
    reader.show("Numbers")
    row = reader.at("numbers").get_by_role("row", name="Rule")
    expect(row).to_contain_text("75 %")
    reader.at("numbers").get_by_role("button", name="3", exact=True).click()
    expect(reader.rows).to_have_count(3)
    expect(reader.at("filter-accepted")).to_be_checked()


# -- one's own findings


def test_an_own_finding_is_put_on_the_selected_words_and_removed_again(person: Person) -> None:
    person.open_review_of("Two 😀😀 faces stand before these words.", "faces.txt")
    person.select("these words")
    person.at("mark-words").click()
    person.at("own-description").fill("Which words?")
    person.at("own-replacement").fill("my words")
    person.page.get_by_role("radio", name="High").check(force=True)
    person.at("own-submit").click()
    expect(person.marks).to_have_text("these words")
    card = person.finding("these words")
    expect(card).to_contain_text("Which words?")
    expect(card).to_contain_text("my words")
    expect(card).to_have_attribute("data-severity", "high")
    card.get_by_test_id("accept").click()
    card.get_by_test_id("remove").click()
    expect(person.findings).to_have_count(0)


def test_words_under_a_hidden_sign_are_marked_where_they_stand(person: Person) -> None:
    text = "# Head\n\nThe **Data Owner** decides, `in time`, on the rest.\n"
    session_id = person.open_review_of(text, "signs.md")
    person.select(" decides")
    person.at("mark-words").click()
    person.at("own-description").fill("Decides what?")
    person.at("own-submit").click()
    expect(person.marks).to_have_text(" decides")
    [item] = person.hand.get(f"/sessions/{session_id}")["feedback_items"]
    assert text[item["start"] : item["end"]] == " decides"


def test_without_a_selection_an_own_finding_is_about_the_section(person: Person) -> None:
    person.open_review_of("Just words.", "words.txt")
    person.at("own-finding").click()
    expect(person.page.get_by_text("as a whole")).to_be_visible()
    person.at("own-description").fill("Too short.")
    person.at("own-submit").click()
    expect(person.findings).to_contain_text("Too short.")


# -- exports


def test_exports_hold_what_was_accepted_or_everything(reader: Person) -> None:
    def saved(form: str) -> str:
        reader.at("export-open").click()
        with reader.page.expect_download() as begun:
            reader.at(f"export-{form}").click()
        assert begun.value.suggested_filename.endswith(f".{form}")
        return begun.value.path().read_text(encoding="utf-8-sig")

    quotes = {item["quote"] for item in json.loads(saved("json"))["feedback_items"]}
    assert quotes == {"occured", "TBD", "Section 9", "thirty (20)"}
    reader.finding("occured").get_by_test_id("quick-accept").click()
    expect(reader.section(SECTION)).to_contain_text("1 accepted")
    assert "> occured" in (markdown := saved("md"))
    assert "> TBD" not in markdown
    assert "occured" in saved("html")
    reader.at("export-open").click()
    reader.at("export-all").check(force=True)
    reader.page.keyboard.press("Escape")
    assert len(list(csv.DictReader(io.StringIO(saved("csv"))))) == 4
