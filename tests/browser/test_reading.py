"""What a person does with a document: read it, go about in it, see its findings on their words."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import SAMPLE, SECTION, Person, decision_is
from tests.integration.web import Over, document

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
    session_id = reader.session_id
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


def test_a_window_of_another_width_shows_what_was_read(person: Person) -> None:
    person.open_review_of(SAMPLE)
    person.go_to_section("7. Audits")
    person.page.wait_for_timeout(300)  # what is read is known when scrolling has ended
    for width in (800, 1440, 360, 900):
        person.page.set_viewport_size({"width": width, "height": 740})
        if width < 1000:
            person.show("Text")
        expect(person.heading("7. Audits")).to_be_in_viewport()
        person.page.wait_for_timeout(300)
