"""What a person does at the first view: documents come in, reviews are found, renamed and deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Complaints, OpenAt
from tests.browser.person import SAMPLE, Person
from tests.conftest import running_server, settings_in
from tests.integration.web import BACKGROUND, Over, document


@pytest.fixture
def person(here: Over, visit: OpenAt) -> Person:
    """Somebody at the first view."""
    person = visit(here)
    expect(person.at("session-row").first).to_be_visible()
    return person


def row(person: Person, name: str) -> Locator:
    """A review in the list, by its whole name."""
    link = person.page.get_by_role("link", name=name, exact=True)
    return person.at("session-row").filter(has=link)


def choose(person: Person, *files: tuple[str, bytes]) -> None:
    """Choose files, as with the dialog of the browser."""
    person.at("file-input").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    )


def drop(page: Page, *names: str) -> None:
    """Drag files over the page and let them fall."""
    page.evaluate(
        """names => {
          const dataTransfer = new DataTransfer()
          for (const name of names) dataTransfer.items.add(new File([`Dropped words of ${name}.`], name))
          for (const type of ["dragenter", "dragover", "drop"]) {
            document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
          }
        }""",
        list(names),
    )


def hold(page: Page, pattern: str) -> list[Route]:
    """Requests of this address are held back, here."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


# -- documents come in


def test_a_chosen_file_is_opened_as_a_review(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "Notes on paper.md"
    file.write_text("# Paper\n\nIt is white.\n")
    with person.page.expect_file_chooser() as chooser:
        person.at("drop-zone").press("Enter")
    chooser.value.set_files(file)
    expect(person.title).to_have_text("Notes on paper.md")
    expect(person.page.get_by_text("It is white.")).to_be_visible()
    person.page.go_back()
    expect(row(person, "Notes on paper.md")).to_be_visible()


def test_a_dropped_file_is_opened_as_a_review(person: Person) -> None:
    drop(person.page, "dropped.txt")
    expect(person.title).to_have_text("dropped.txt")
    expect(person.page.get_by_text("Dropped words of dropped.txt.")).to_be_visible()


def test_a_file_dropped_on_a_review_is_opened_as_another_one(person: Person) -> None:
    person.open_review_of("Words of the first.", "first.txt")
    drop(person.page, "second.txt")
    expect(person.title).to_have_text("second.txt")
    expect(person.page.get_by_text("Dropped words of second.txt.")).to_be_visible()


def test_several_dropped_files_come_into_the_list(person: Person) -> None:
    drop(person.page, "first of three.txt", "second of three.txt", "third of three.txt")
    for name in ("first", "second", "third"):
        expect(row(person, f"{name} of three.txt")).to_be_visible()
    expect(person.at("upload-row")).to_have_count(0)
    expect(person.title).to_have_text("Review a document")


def test_a_refused_file_among_several_is_named_and_the_others_come_in(person: Person, complaints: Complaints) -> None:
    complaints.expect("HTTP 415: POST .*/upload")
    choose(person, ("good one.md", b"# One\n\nWords.\n"), ("run.exe", b"MZ"), ("good two.md", b"# Two\n\nWords.\n"))
    expect(row(person, "good one.md")).to_be_visible()
    expect(row(person, "good two.md")).to_be_visible()
    refused = person.at("upload-row")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("run.exe")
    expect(refused).to_contain_text("files are not read")
    expect(refused.get_by_test_id("upload-again")).to_be_hidden()
    refused.get_by_test_id("upload-dismiss").click()
    expect(refused).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("run.exe", b"MZ", "not read"), ("empty.md", b"", "is empty"), ("bad.docx", b"no zip", "holds something else")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    person: Person, complaints: Complaints, name: str, data: bytes, words: str
) -> None:
    complaints.expect("HTTP 4(15|22): POST .*/upload")
    choose(person, (name, data))
    expect(person.at("upload-problem")).to_contain_text(words)
    expect(person.notice).to_be_empty()
    choose(person, ("a better one.md", b"# Better\n\nWords.\n"))
    expect(person.title).to_have_text("a better one.md")


def test_an_upload_that_was_cut_off_is_tried_again_from_where_it_is_said(
    person: Person, complaints: Complaints
) -> None:
    complaints.expect("net::ERR_INTERNET_DISCONNECTED", "net::ERR_NETWORK_CHANGED")
    with person.without_network():
        choose(person, ("cut off.md", b"# Cut\n\nWords.\n"))
        expect(person.at("upload-problem")).to_contain_text("Galley does not answer")
    person.at("upload-again").click()
    expect(person.title).to_have_text("cut off.md")


def test_an_upload_goes_on_while_another_review_is_looked_at(person: Person) -> None:
    held = hold(person.page, "**/upload")
    choose(person, ("slow.md", b"# Slow\n\nWords.\n"))
    expect(person.at("upload-row")).to_contain_text("slow.md")
    person.at("session-link").first.click()
    expect(person.title).not_to_have_text("Review a document")
    with person.page.expect_response("**/upload"):
        held[0].continue_()
    expect(person.title).not_to_have_text("slow.md")
    person.page.go_back()
    expect(row(person, "slow.md")).to_be_visible()


def test_an_upload_is_stopped(person: Person) -> None:
    hold(person.page, "**/upload")
    choose(person, ("never here.md", b"# Never\n\nWords.\n"))
    person.at("upload-stop").click()
    expect(person.at("upload-row")).to_have_count(0)
    assert "never here.md" not in str(person.hand.get("/sessions"))


def test_pasted_text_is_opened_as_a_review(person: Person) -> None:
    person.at("paste-open").click()
    person.at("paste-submit").click()
    person.at("paste-name").fill("Émoji 😀")
    person.at("paste-text").fill("Some words 😀.")
    person.at("paste-submit").click()
    expect(person.title).to_contain_text("Émoji 😀")
    expect(person.page.get_by_text("Some words 😀.")).to_be_visible()


def test_text_pasted_anywhere_waits_in_the_dialog(person: Person) -> None:
    person.page.evaluate(
        """() => {
          const clipboardData = new DataTransfer()
          clipboardData.setData("text/plain", "Words from elsewhere.")
          document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, clipboardData }))
        }"""
    )
    expect(person.at("paste-text")).to_have_value("Words from elsewhere.")


# -- the list


def test_a_row_says_how_far_its_review_is(person: Person) -> None:
    session_id = person.hand.open(SAMPLE, "how far.md")
    person.page.reload()
    mine = row(person, "how far.md")
    expect(mine.get_by_test_id("session-state")).to_have_text("Not reviewed")
    expect(mine).to_contain_text("895 words · 11 sections")
    person.hand.analyze(session_id, "5. Incidents")
    person.page.reload()
    expect(mine.get_by_test_id("session-state")).to_have_text(re.compile(r"^1 of \d+ sections reviewed$"))
    expect(mine).to_contain_text("4 open")
    items = person.hand.get(f"/sessions/{session_id}")["feedback_items"]
    person.hand.post(f"/sessions/{session_id}/feedback/{items[0]['id']}", {"decision": "accepted"})
    person.hand.post(f"/sessions/{session_id}/feedback/{items[1]['id']}", {"decision": "rejected"})
    person.hand.analyze_all(session_id)
    person.page.reload()
    expect(mine).to_have_attribute("data-state", "reviewed")
    expect(mine).to_contain_text("1 accepted")
    expect(mine).to_contain_text("1 rejected")


def test_a_running_review_is_followed_in_the_list(person: Person) -> None:
    session_id = person.hand.open(document(80), "running.md")
    task_id = person.hand.analyze_all(session_id, **BACKGROUND)["task_id"]
    person.page.reload()
    mine = row(person, "running.md")
    expect(mine.get_by_test_id("session-state")).to_have_text(re.compile(r"^Reviewing: \d+ of 80 sections$"))
    person.hand.until_ready(task_id)
    expect(mine.get_by_test_id("session-state")).to_have_text(re.compile("^Reviewed"))


def test_the_list_hears_what_another_tab_does_and_keeps_what_is_typed(person: Person) -> None:
    person.hand.open("Words.", "stays.txt")
    person.page.reload()
    row(person, "stays.txt").get_by_test_id("session-rename").click()
    person.at("rename-input").fill("half a na")
    other = person.another_tab()
    drop(other.page, "from the other tab.txt")
    expect(other.title).to_have_text("from the other tab.txt")
    expect(row(person, "from the other tab.txt")).to_be_visible()
    expect(person.at("rename-input")).to_have_value("half a na")
    expect(person.at("rename-input")).to_be_focused()


def test_a_review_is_renamed_where_it_stands(person: Person) -> None:
    person.hand.open("Words.", "old name.txt")
    person.page.reload()
    link = row(person, "old name.txt").get_by_test_id("session-link")
    link.focus()
    person.page.keyboard.press("F2")
    expect(person.at("rename-input")).to_have_value("old name.txt")
    person.page.keyboard.type("not this")
    person.page.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(person.at("rename-input")).to_have_count(0)

    person.page.keyboard.press("F2")
    person.page.keyboard.type("   ")
    person.page.keyboard.press("Enter")
    expect(person.at("rename-error")).to_contain_text("needs a name")
    expect(person.at("rename-input")).to_have_attribute("aria-invalid", "true")
    person.at("rename-input").fill("<i>new</i> 😀 name.txt")
    person.page.keyboard.press("Enter")
    expect(row(person, "<i>new</i> 😀 name.txt").get_by_test_id("session-link")).to_be_focused()
    person.page.reload()
    expect(row(person, "<i>new</i> 😀 name.txt")).to_be_visible()


def test_a_name_that_could_not_be_saved_is_kept_in_the_field(person: Person, complaints: Complaints) -> None:
    session_id = person.hand.open("Words.", "deleted meanwhile.txt")
    person.page.reload()
    row(person, "deleted meanwhile.txt").get_by_test_id("session-rename").click()
    complaints.expect("HTTP 404: PATCH")
    person.hand.call("DELETE", f"/sessions/{session_id}")
    person.at("rename-input").fill("too late.txt")
    person.at("rename-save").click()
    expect(person.at("rename-error")).not_to_be_empty()
    expect(person.at("rename-input")).to_have_value("too late.txt")
    person.page.keyboard.press("Escape")


def test_a_review_is_deleted_after_a_question(person: Person) -> None:
    person.hand.open("Words.", "to be deleted.txt")
    person.page.reload()
    mine = row(person, "to be deleted.txt")
    mine.get_by_test_id("session-delete").click()
    person.page.get_by_role("button", name="Keep it").click()
    expect(mine).to_be_visible()
    mine.get_by_test_id("session-delete").click()
    person.at("confirm-yes").click()
    expect(mine).to_have_count(0)
    expect(person.page.locator(":focus")).to_have_attribute("data-testid", "session-link")


# -- search, and more than one page of it


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Over]:
    """A Galley with seventy reviews."""
    folder = tmp_path_factory.mktemp("crowded")
    with running_server(settings_in(folder), folder / "server.log") as web:
        for number in range(70):
            web.post("/sessions", {"text": f"Words of report {number}.", "name": f"Report {number}"})
        yield web


def test_reviews_are_searched_while_one_types(crowded: Over, visit: OpenAt) -> None:
    person = visit(crowded)
    field = person.at("session-search")
    field.fill("REPORT 4")
    expect(person.at("session-row")).to_have_count(11)
    expect(field).to_be_focused()
    field.fill("nobody's review")
    expect(person.at("recent-empty")).to_contain_text("No review is called “nobody's review”.")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(person.at("session-row")).to_have_count(50)
    field.fill("report 69")
    expect(person.at("session-row")).to_have_count(1)
    person.page.keyboard.press("Tab")
    expect(person.at("session-link")).to_be_focused()


def test_more_reviews_are_shown_on_demand(crowded: Over, visit: OpenAt) -> None:
    person = visit(crowded)
    expect(person.at("session-row")).to_have_count(50)
    person.at("show-more").click()
    expect(person.at("session-row")).to_have_count(71)
    expect(person.at("show-more")).to_be_hidden()
    expect(person.at("session-link").nth(50)).to_be_focused()
    names = person.at("session-link").all_inner_texts()
    assert len(set(names)) == 71


# -- nothing there, nothing yet, no answer


def test_a_first_visit_is_told_how_it_works(here: Over, visit: OpenAt, tmp_path: Path) -> None:
    with running_server(settings_in(tmp_path), tmp_path / "server.log") as web:
        person = visit(web)
        expect(person.at("first-steps")).to_be_visible()
        expect(person.at("session-search")).to_be_hidden()
        person.at("open-sample").click()
        expect(person.title).to_contain_text("sample")
        person.page.go_back()
        person.at("session-delete").click()
        person.at("confirm-yes").click()
        expect(person.at("recent-empty")).to_contain_text("No reviews yet")
        person.hand.open("Words.", "the first.txt")
        person.page.reload()
        expect(person.at("session-row")).to_have_count(1)
        expect(person.at("first-steps")).to_be_hidden()


def test_a_list_that_cannot_be_loaded_says_so_and_is_tried_again(person: Person, complaints: Complaints) -> None:
    complaints.expect("net::ERR_FAILED")
    rows = person.at("session-row").count()
    for by_itself in (False, True):
        person.page.route("**/sessions?*", lambda route: route.abort())
        person.page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(person.at("recent-problem")).to_contain_text("What is shown may be old")
        expect(person.at("session-row")).to_have_count(rows)
        person.page.unroute("**/sessions?*")
        if not by_itself:
            person.at("recent-again").click()
        expect(person.at("recent-problem")).to_be_hidden(timeout=20_000)
    expect(person.notice).to_be_empty()


def test_while_the_list_is_on_its_way_nothing_jumps(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    held = hold(person.page, "**/sessions?*")
    person.page.reload()
    expect(person.page.locator("[data-part=skeleton]")).to_be_visible()
    before = person.page.get_by_role("heading", name="Reviews").bounding_box()
    held[0].continue_()
    expect(person.at("session-row").first).to_be_visible()
    assert person.page.get_by_role("heading", name="Reviews").bounding_box() == before


# -- keys


def test_everything_is_reached_by_keys_and_shows_where_the_focus_is(person: Person) -> None:
    person.hand.open("Words.", "by keys.txt")
    person.page.reload()
    expect(row(person, "by keys.txt")).to_be_visible()
    seen: list[str] = []
    for _ in range(60):
        person.page.keyboard.press("Tab")
        name, is_shown = person.page.evaluate(_FOCUS)
        assert is_shown, f"nothing shows that the focus is at {name}"
        seen.append(name)
        if name == "body":
            break
    assert {"drop-zone", "paste-open", "session-link", "session-rename", "session-delete"} <= set(seen)


# Where the focus is, and whether something is drawn around it or around the row it fills.
_FOCUS = """() => {
  const node = document.activeElement
  if (node === document.body) return ["body", true]
  const outlined = (one, pseudo) => getComputedStyle(one, pseudo).outlineStyle !== "none"
  const around = [node, node.closest("[data-testid=session-row]")].filter(Boolean)
  return [node.dataset.testid ?? node.className, around.some(one => outlined(one) || outlined(one, "::after"))]
}"""
