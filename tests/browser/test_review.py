"""What a person does with a review: read, decide, select, filter, add, export."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re

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
    """Somebody who has a section with four findings in front of them, and no others."""
    session_id = person.hand.open(SAMPLE)
    person.hand.analyze(session_id, SECTION)
    person.go_to_review(session_id, SECTION)
    expect(person.findings).to_have_count(4)
    return person


# -- reading


def test_the_whole_document_is_there_as_text_in_its_order(person: Person) -> None:
    person.open_review_of(SAMPLE)
    expect(person.at("leaf")).to_have_count(11)
    text = "".join(person.page.evaluate("[...document.querySelectorAll('.leaf-text')].map(n => n.textContent)"))
    assert text == SAMPLE
    expect(person.page.get_by_text("Only with written consent of the Data Owner")).to_have_css("display", "table-cell")


def test_pasted_text_is_shown_as_it_is_and_not_as_html(person: Person) -> None:
    words = "<b>Bold</b> & <script>alert(1)</script> words 😀 and <img src=x onerror=alert(2)>."
    person.open_review_of(words, "angle brackets.txt")
    expect(person.at("leaf-text")).to_have_text(words)


def test_a_section_is_gone_to_from_the_list_and_by_scrolling(person: Person) -> None:
    person.open_review_of(SAMPLE)
    person.go_to_section("7. Audits")
    expect(person.section("7. Audits")).to_have_attribute("data-current", "")
    expect(person.page).to_have_url(re.compile("7.%20Audits$"))
    person.page.go_back()
    person.page.go_forward()
    expect(person.heading("7. Audits")).to_be_in_viewport()
    person.page.get_by_label("Text of the document").hover()
    person.page.mouse.wheel(0, -20_000)
    expect(person.section("Supplier Data Handling Policy")).to_have_attribute("data-current", "")


def test_a_heading_without_text_and_a_text_without_headings_are_shown(person: Person) -> None:
    person.open_review_of("# Empty\n\n# Full\n\nWords.", "two.md")
    expect(person.section("Empty")).to_contain_text("Heading only")
    expect(person.section("Empty").get_by_test_id("analyse-section")).to_have_count(0)
    person.open_review_of("No heading at all.", "plain.txt")
    expect(person.at("leaf-text")).to_have_text("No heading at all.")


# -- from the address


def test_an_address_leads_to_a_section_a_finding_and_a_job(reader: Person) -> None:
    session_id = re.search(r"/s/([^/]+)/", reader.page.url).group(1)  # type: ignore[union-attr]
    item = next(i for i in reader.hand.get(f"/sessions/{session_id}")["feedback_items"] if i["quote"] == "TBD")
    reader.page.goto("about:blank")
    reader.page.goto(f"{reader.hand.url}/#/s/{session_id}?finding={item['id']}")
    expect(reader.finding("TBD")).to_have_attribute("data-active", "")
    expect(reader.finding("TBD")).to_be_in_viewport()
    expect(reader.marks.filter(has_text="TBD")).to_be_in_viewport()

    [job] = reader.hand.get(f"/sessions/{session_id}")["jobs"]
    reader.page.goto("about:blank")
    reader.page.goto(f"{reader.hand.url}/#/j/{job['task_id']}")
    expect(reader.notice).to_contain_text("Done: 4 findings.")
    expect(reader.heading(SECTION)).to_be_in_viewport()


def test_addresses_of_what_is_gone_say_so(person: Person, complaints: Complaints) -> None:
    complaints.expect("HTTP 404")
    person.page.goto(f"{person.hand.url}/#/s/gone")
    expect(person.title).to_have_text("This review is not here")
    person.page.goto(f"{person.hand.url}/#/j/gone")
    expect(person.notice).to_contain_text("There is no such work here.")
    session_id = person.hand.open(SAMPLE)
    person.page.goto(f"{person.hand.url}/#/s/{session_id}/No such section")
    expect(person.notice).to_contain_text("There is no section “No such section”")
    person.page.goto(f"{person.hand.url}/#/s/{session_id}?finding=gone")
    expect(person.notice).to_contain_text("This finding is not here any more.")


# -- findings and their words


def test_a_finding_and_its_words_lead_to_each_other(reader: Person) -> None:
    reader.open_finding("Section 9").locator("[data-part=quote]").click()
    mark = reader.marks.filter(has_text="Section 9")
    expect(mark).to_be_focused()
    expect(mark).to_have_attribute("data-active", "")
    reader.page.keyboard.press("Enter")
    expect(reader.finding("Section 9")).to_be_focused()
    reader.marks.filter(has_text="TBD").click()
    expect(reader.finding("TBD")).to_be_focused()
    expect(reader.finding("Section 9")).not_to_have_attribute("data-active", "")
    reader.page.keyboard.press("Escape")
    expect(reader.finding("TBD")).not_to_have_attribute("data-active", "")


def test_the_chosen_card_stands_beside_its_words_and_no_card_covers_another(reader: Person) -> None:
    reader.open_finding("TBD")
    reader.page.wait_for_timeout(400)  # the cards glide to their places
    boxes = [card.bounding_box() for card in reader.findings.all()]
    tops = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert len(tops) == 4
    assert all(bottom <= top for (_, bottom), (top, _) in itertools.pairwise(tops))
    card, mark = reader.finding("TBD").bounding_box(), reader.marks.filter(has_text="TBD").bounding_box()
    assert card is not None
    assert mark is not None
    assert abs(card["y"] - mark["y"]) < 30


def test_overlapping_findings_are_all_marked_on_their_exact_words(person: Person) -> None:
    session_id = person.hand.open("One two three four five.", "overlap.txt")
    section = person.hand.get(f"/sessions/{session_id}")["sections"][0]["name"]
    for start, end in [(0, 13), (8, 18), (0, 24), (4, 7)]:
        own = {"section": section, "start": start, "end": end, "description": f"From {start} to {end}."}
        person.hand.post(f"/sessions/{session_id}/feedback", own, expect=201)
    person.go_to_review(session_id)
    expect(person.findings).to_have_count(4)
    marked = person.page.evaluate(
        """() => { const words = {}
          for (const mark of document.querySelectorAll("mark[data-finding]")) {
            words[mark.dataset.finding] = (words[mark.dataset.finding] ?? "") + mark.textContent }
          return Object.values(words).sort() }"""
    )
    assert marked == ["One two three", "One two three four five.", "three four", "two"]


def test_a_finding_that_is_nowhere_in_the_text_is_shown_and_says_so(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    session_id = person.hand.open("Some words.", "whole.txt")
    section = person.hand.get(f"/sessions/{session_id}")["sections"][0]["name"]
    own = {"section": section, "description": "On the whole, too short."}
    person.hand.post(f"/sessions/{session_id}/feedback", own, expect=201)
    person.go_to_review(session_id)
    expect(person.findings).to_contain_text("On the whole, too short.")
    expect(person.marks).to_have_count(0)


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


# -- long documents, the network, and narrow windows


def test_of_a_long_document_only_what_is_near_the_window_has_cards(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    text = "\n".join(f"# Part {n}\n\n" + "The rule of this part is plain. " * 60 + "\n" for n in range(1, 101))
    session_id = person.hand.open(text, "long.md")
    for n in range(1, 101):
        for start in (40, 300, 900):
            own = {"section": f"Part {n}", "start": start, "end": start + 20, "description": f"{n} at {start}"}
            person.hand.post(f"/sessions/{session_id}/feedback", own, expect=201)
    person.go_to_review(session_id, "Part 70")
    expect(person.heading("Part 70")).to_be_in_viewport()
    expect(person.findings.filter(has_text="70 at 300")).to_be_visible()
    assert person.findings.count() < 60
    person.show("Findings")
    person.page.keyboard.press("End")
    person.at("filter-words").fill("99 at 900")
    expect(person.rows).to_have_count(1)
    person.rows.first.get_by_test_id("row-open").click()
    expect(person.finding("").filter(has_text="99 at 900")).to_be_in_viewport()
    expect(person.heading("Part 99")).to_be_in_viewport()


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
    person.go_to_review(session_id, SECTION)
    person.marks.filter(has_text="TBD").click()
    expect(person.at("sheet")).to_be_in_viewport()
    expect(person.marks.filter(has_text="TBD")).to_be_in_viewport()
    person.at("sheet").get_by_test_id("accept").click()
    decision_is(person.at("sheet").get_by_test_id("finding"), "accepted")
    person.at("sheet-close").click()
    for panel, shown in [
        *(("Sections", "section-row"), ("Findings", "finding-row"), ("Ask", "chat-input")),
        *(("Numbers", "numbers"), ("Text", "leaf-text")),
    ]:
        person.show(panel)
        expect(person.at(shown).first).to_be_visible()
        assert person.page.evaluate("document.documentElement.scrollWidth") == 360
