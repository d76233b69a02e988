"""Reviews over HTTP: listed, renamed, read, decided upon in bulk, counted, exported."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest

from tests.integration.web import Here, document

SECTIONS = 3
HOSTILE = '# =cmd|"/c calc"!A0\n\n=HYPERLINK("http://x") <script>alert(1)</script> the the end.\n'


@pytest.fixture
def session_id(client: Here) -> str:
    return client.open(document(SECTIONS))


def add(client: Here, session_id: str, section: str = "Part 1", **given: Any) -> str:
    added = {"section": section, "description": "Unclear.", "start": 3, "end": 7} | given
    item_id: str = client.post(f"/sessions/{session_id}/feedback", added, expect=201)["item"]["id"]
    return item_id


def rename(client: Here, session_id: str, name: Any, expect: int = 200) -> Any:
    answer = client.call("PATCH", f"/sessions/{session_id}", {"name": name})
    assert answer.status == expect, answer.data
    return answer.json


# -- the list


def test_the_list_tells_of_each_review_what_the_review_tells(client: Here, session_id: str) -> None:
    client.analyze(session_id, "Part 2", expect=200)
    add(client, session_id)
    shown = next(s for s in client.get("/sessions")["sessions"] if s["session_id"] == session_id)
    whole = client.get(f"/sessions/{session_id}")
    assert {k: shown[k] for k in ("name", "document", "created_at", "sample")} == {
        k: whole[k] for k in ("name", "document", "created_at", "sample")
    }
    assert shown["sections"] == SECTIONS
    assert shown["states"] == {"new": SECTIONS - 1, "running": 0, "reviewed": 1, "failed": 0}
    assert sum(shown["findings"].values()) == len(whole["feedback_items"])
    assert shown["last_activity_at"] > shown["created_at"]


def test_a_whole_document_s_review_is_counted_section_by_section(client: Here, session_id: str) -> None:
    client.analyze_all(session_id, expect=200)
    shown = client.get("/sessions?query=report")["sessions"][0]
    assert shown["states"] == {"new": 0, "running": 0, "reviewed": SECTIONS, "failed": 0}


def test_the_list_comes_in_pages_of_at_most_two_hundred(client: Here) -> None:
    for number in range(5):
        client.open(document(1, start=number + 1), name=f"paper {number}.md")
    first = client.get("/sessions?query=PAPER&limit=3")
    second = client.get(f"/sessions?query=PAPER&limit=3&after={first['next']}")
    names = [s["name"] for page in (first, second) for s in page["sessions"]]
    assert names == [f"paper {number}.md" for number in (4, 3, 2, 1, 0)]
    assert second["next"] is None
    assert len(client.get("/sessions?limit=100000")["sessions"]) == 6  # the sample too


@pytest.mark.parametrize("asked", ["limit=0", "limit=-1", "limit=many", "limit=", "after=x", f"query={'x' * 2000}"])
def test_a_list_that_cannot_be_is_refused(client: Here, asked: str) -> None:
    refused = client.get(f"/sessions?{asked}", expect=400)
    assert refused["code"] in ("bad_fields", "bad_cursor")


# -- the name


def test_a_review_can_be_called_something_else(client: Here, session_id: str) -> None:
    renamed = rename(client, session_id, "  Terms,\n second\tround ")
    assert (renamed["name"], renamed["document"]["name"]) == ("Terms, second round", "report.md")
    assert client.get(f"/sessions/{session_id}")["name"] == "Terms, second round"
    assert client.get("/sessions?query=second")["sessions"][0]["session_id"] == session_id
    told = client.call("GET", f"/sessions/{session_id}/export").headers["content-disposition"]
    assert told == 'attachment; filename="Terms, second round (review).md"'


@pytest.mark.parametrize("name", ["", "   ", "\n\t", "\u202e", "x" * 201, "x" * 2000, 7, None, ["a"], "a\x00b"])
def test_a_name_that_is_none_is_refused(client: Here, session_id: str, name: Any) -> None:
    assert rename(client, session_id, name, expect=400)["code"] in ("bad_name", "bad_fields", "bad_text")
    assert client.get(f"/sessions/{session_id}")["name"] == "report.md"


def test_a_name_of_two_hundred_characters_is_kept_whole(client: Here, session_id: str) -> None:
    assert rename(client, session_id, " " + "日" * 200 + " ")["name"] == "日" * 200


@pytest.mark.parametrize("name", ['../../a"b', "a\r\nSet-Cookie: x=1", "供应商 🙂", "CON", "a/b; filename=c", "." * 9])
@pytest.mark.parametrize("form", ["md", "json", "html", "csv"])
def test_an_export_of_any_name_is_a_harmless_file(client: Here, session_id: str, name: str, form: str) -> None:
    rename(client, session_id, name)
    answer = client.call("GET", f"/sessions/{session_id}/export?format={form}")
    assert answer.status == 200
    told = answer.headers["content-disposition"]
    assert told.startswith("attachment;")
    assert not {"/", "\\", "\r", "\n"} & set(told)
    assert "set-cookie" not in answer.headers


# -- the text


def test_the_text_is_the_sections_texts(client: Here, session_id: str) -> None:
    whole = client.get(f"/sessions/{session_id}/text")
    assert whole["next"] is None
    assert [s["name"] for s in whole["sections"]] == ["Part 1", "Part 2", "Part 3"]
    for section in whole["sections"]:
        path = f"/sessions/{session_id}/sections/{section['name'].replace(' ', '%20')}"
        assert client.get(path)["text"] == section["text"]
    assert client.get(f"/sessions/{session_id}/text?from=2")["sections"] == whole["sections"][2:]
    assert client.get(f"/sessions/{session_id}/text?from=3") == {"success": True, "sections": [], "next": None}


def test_a_long_text_comes_in_lumps(client: Here) -> None:
    text = "".join(f"## Part {n}\n\n{'word ' * 20_000}\n\n" for n in range(10))
    session_id = client.open(text)
    lumps, at = [], 0
    while at is not None:
        answer = client.get(f"/sessions/{session_id}/text?from={at}")
        lumps.append("".join(s["text"] for s in answer["sections"]))
        at = answer["next"]
    assert "".join(lumps) == text
    assert len(lumps) == 4
    assert all(len(lump) <= 400_000 for lump in lumps)


@pytest.mark.parametrize("start", ["-1", "x", "", "1.5", "9" * 30])
def test_a_place_that_cannot_be_is_refused(client: Here, session_id: str, start: str) -> None:
    assert client.get(f"/sessions/{session_id}/text?from={start}", expect=400)["code"] == "bad_fields"


# -- many decisions at once


def test_many_items_are_decided_and_undone_at_once(client: Here, session_id: str) -> None:
    ids = [add(client, session_id, f"Part {1 + n % SECTIONS}") for n in range(6)]
    path = f"/sessions/{session_id}/decisions"
    told = client.post(path, {"items": ids[::-1], "decision": "accepted", "reason": "Agreed."})["items"]
    assert [(i["id"], i["decision"], i["reason"]) for i in told] == [(i, "accepted", "Agreed.") for i in ids[::-1]]
    assert client.post(f"{path}/undo", {"items": ids})["items"][0]["decision"] == "open"
    refused = client.post(f"{path}/undo", {"items": ids}, expect=409)
    assert refused["code"] == "nothing_to_undo"


@pytest.mark.parametrize(
    "given",
    [
        {"items": []},
        {"items": ["x"] * 1001},
        {"items": "x"},
        {"items": [1]},
        {"items": [None]},
        {"items": ["x" * 101]},
        {"decision": "accepted"},
        {"items": ["x"], "decision": "maybe"},
    ],
)
def test_decisions_that_cannot_be_are_refused(client: Here, session_id: str, given: dict[str, Any]) -> None:
    path = f"/sessions/{session_id}/decisions"
    assert client.post(path, {"decision": "accepted"} | given, expect=400)["code"] == "bad_fields"
    if "decision" not in given:
        assert client.post(f"{path}/undo", given, expect=400)["code"] == "bad_fields"


def test_one_unknown_item_among_many_changes_nothing(client: Here, session_id: str) -> None:
    mine, elsewhere = add(client, session_id), add(client, client.open(document(1, start=9)), "Part 9")
    for stranger in (elsewhere, "x"):
        asked = {"items": [mine, stranger], "decision": "accepted"}
        assert client.post(f"/sessions/{session_id}/decisions", asked, expect=404)["code"] == "unknown_item"
    assert client.get(f"/sessions/{session_id}/statistics")["open"] == 1


# -- counts and exports


def test_statistics_tell_what_was_decided_and_edited(client: Here, session_id: str) -> None:
    first, second, _ = (add(client, session_id, severity=severity) for severity in ("high", "low", "low"))
    client.post(f"/sessions/{session_id}/feedback/{first}", {"decision": "accepted", "edit": ""})
    client.post(f"/sessions/{session_id}/feedback/{second}", {"decision": "rejected"})
    told = client.get(f"/sessions/{session_id}/statistics")
    assert (told["total"], told["open"], told["accepted"], told["rejected"], told["edited"]) == (3, 1, 1, 1, 1)
    assert told["sections"] == {"Part 1": 3}
    assert told["decisions"]["by_source"] == {"person": {"open": 1, "accepted": 1, "rejected": 1, "edited": 1}}
    assert told["decisions"]["by_severity"]["low"] == {"open": 1, "accepted": 0, "rejected": 1, "edited": 0}


def test_exports_have_the_edit_in_place_of_the_suggestion(client: Here, session_id: str) -> None:
    item = add(client, session_id, replacement="suggested words")
    client.post(f"/sessions/{session_id}/feedback/{item}", {"decision": "accepted", "edit": "my own words"})
    for form in ("md", "html"):
        text = client.call("GET", f"/sessions/{session_id}/export?format={form}").data.decode()
        assert "my own words" in text
        assert "suggested words" not in text
    data = client.call("GET", f"/sessions/{session_id}/export?format=csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(data, newline=""))
    assert (row["new_text"], row["edit"], row["replacement"]) == ("my own words", "my own words", "suggested words")


def test_a_hostile_document_is_harmless_in_a_spreadsheet_and_a_browser(client: Here) -> None:
    session_id = client.open(HOSTILE, name="@SUM(1).md")
    (name,) = [s["name"] for s in client.get(f"/sessions/{session_id}")["sections"]]
    at = len('# =cmd|"/c calc"!A0\n\n')
    add(client, session_id, name, start=at, end=at + 21, description="+1", replacement="-1", suggestion="\t=1")
    data = client.call("GET", f"/sessions/{session_id}/export?format=csv&which=all").data.decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(data, newline=""))
    assert row["quote"] == '\'=HYPERLINK("http://x"'
    assert (row["section"][0], row["description"], row["replacement"], row["suggestion"]) == (
        "'",
        "'+1",
        "'-1",
        "'\t=1",
    )
    page = client.call("GET", f"/sessions/{session_id}/export?format=html&which=all")
    assert b"<script" not in page.data
    assert b"&lt;script&gt;" in page.data
    assert page.headers["content-type"].startswith("text/html")


def test_every_format_can_be_had_of_all_or_of_the_accepted(client: Here, session_id: str) -> None:
    add(client, session_id, description="Left open.")
    for form in ("md", "json", "html", "csv"):
        path = f"/sessions/{session_id}/export?format={form}"
        assert b"Left open." not in client.call("GET", path).data
        assert b"Left open." in client.call("GET", f"{path}&which=all").data
    refused = client.call("GET", f"/sessions/{session_id}/export?format=doc")
    assert (refused.status, json.loads(refused.data)["code"]) == (404, "unknown_format")
