"""`main.py review FILE`: findings in a terminal, or as JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

from galley.intake import take_text
from galley.plans import plan_of
from galley.root import Galley
from galley.settings import load_settings
from tests.acceptance.conftest import SAMPLE, Run


def test_the_sample_is_reviewed_with_quotes_sections_and_what_to_do(run: Run) -> None:
    done = run("review", str(SAMPLE))
    assert done.returncode == 0, done.stderr
    assert "high   5. Incidents\n       “thirty (20)”\n" in done.stdout
    assert "“recieve” looks misspelt" in done.stdout
    assert "→ receive\n" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("findings in 11 sections.")


def test_json_holds_the_document_its_sections_and_quotes_that_are_the_text_at_their_offsets(run: Run) -> None:
    done = run("review", str(SAMPLE), "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert list(found) == ["document", "sections", "feedback_items"]
    assert found["document"]["name"] == "sample.md"
    text = SAMPLE.read_text(encoding="utf-8")
    sections = {s["name"]: text[s["start"] : s["end"]] for s in found["sections"]}
    assert len(sections) == 11
    assert len(found["feedback_items"]) >= 10
    for item in found["feedback_items"]:
        assert sections[item["section"]][item["start"] : item["end"]] == item["quote"]
        assert item["anchor"] == "verified"
        assert item["source"] == "rules"


def test_one_section_is_reviewed_by_its_name(run: Run) -> None:
    done = run("review", str(SAMPLE), "--section", "5. Incidents", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [s["name"] for s in found["sections"]] == ["5. Incidents"]
    assert {item["section"] for item in found["feedback_items"]} == {"5. Incidents"}


def test_an_unknown_section_is_answered_with_the_names_that_there_are(run: Run) -> None:
    done = run("review", str(SAMPLE), "--section", "Nowhere")
    assert done.returncode == 1
    assert "“2. Definitions”" in done.stderr
    assert done.stdout == ""


def test_a_missing_file_is_wrong_usage(run: Run) -> None:
    done = run("review", "missing.md")
    assert done.returncode == 2
    assert "'missing.md' does not exist" in done.stderr


def test_a_file_that_cannot_be_read_ends_with_a_sentence_and_not_with_a_trace(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"this is no document")
    done = run("review", "broken.docx")
    assert done.returncode == 1
    assert done.stderr.startswith("galley: broken.docx is named like a Word document")
    assert "Traceback" not in done.stderr


def test_reviewing_leaves_nothing_in_the_folder_where_it_was_called(run: Run, tmp_path: Path) -> None:
    assert run("review", str(SAMPLE)).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_other_peoples_waiting_work_is_left_alone(run: Run, settings: dict[str, str]) -> None:
    galley = Galley(load_settings(settings, dotenv=None))
    tag = galley.tenants.local()
    session = take_text(galley, tag, "theirs", "# A\n\nthe the word\n")
    job = plan_of("analyze_document").job(tag, {"session_id": session.id}, way="local")
    galley.store.work.submit(job)
    assert run("review", str(SAMPLE), "--section", "5. Incidents").returncode == 0
    after = galley.store.work.job(job.id)
    galley.close()
    assert after is not None
    assert (after.state, after.fence) == ("waiting", 0)
