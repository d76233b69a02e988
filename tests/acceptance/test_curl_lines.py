"""Every curl line of /api/docs, in a real shell, once its variables are filled in."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx

from tests.acceptance.conftest import SAMPLE, Run
from tests.claude_double import ClaudeDouble
from tests.integration.web import BACKGROUND, Over
from tests.servers import clean_environment
from tests.unit.pdf_files import body, pdf

Server = Callable[..., Over]


def lines_of(web: Over) -> list[str]:
    page = web.call("GET", "/api/docs").data.decode()
    return [html.unescape(line) for line in re.findall(r'data-part="copied">([^<]*)<', page)]


def written_word_file(folder: Path) -> None:
    """What the line of /upload sends."""
    document = docx.Document()
    document.add_paragraph("A short report.")
    document.save(str(folder / "report.docx"))


def run_line(line: str, folder: Path, **variables: str) -> str:
    """The status that the line came to."""
    told = line.replace("curl ", "curl --silent --show-error --output /dev/null --write-out %{http_code} ", 1)
    environment = clean_environment(**variables)
    done = subprocess.run(["sh", "-c", told], env=environment, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (line, done.stderr)
    return done.stdout


def variables_for(web: Over) -> dict[str, str]:
    """Fresh ids: a review with an item that was decided, and a task that can still be cancelled."""
    opened = web.upload("sample.md", SAMPLE.read_bytes())
    session_id = opened["session_id"]
    own = {"section": "5. Incidents", "description": "Nobody is named."}
    item = web.post(f"/sessions/{session_id}/feedback", own, expect=201)["item"]["id"]
    web.post(f"/sessions/{session_id}/feedback/{item}", {"decision": "rejected"})
    web.post("/queues/analysis/pause")
    task_id = web.analyze_all(session_id, expect=202, **BACKGROUND)["task_id"]
    return {
        "SESSION_ID": session_id, "DOCUMENT_ID": opened["document"]["id"], "ITEM_ID": item, "TASK_ID": task_id,
        "NAME": "5.%20Incidents", "QUEUE": "test", "NUMBER": "1", "MOVE": "pause", "KEY": "sk-ant-test-key",
    }  # fmt: skip


def test_every_line_works(server: Server, claude: ClaudeDouble, tmp_path: Path) -> None:
    web = server(ANTHROPIC_BASE_URL=claude.url)
    lines = [line for line in lines_of(web) if "/login" not in line]
    written_word_file(tmp_path)
    assert len(lines) > 35
    failed = []
    for line in lines:
        variables = variables_for(web)
        if "cancel_task" not in line:
            web.cancel(variables["TASK_ID"])
        for queue in ("analysis", "test"):
            if "cancel_task" not in line:
                web.post(f"/queues/{queue}/resume")
        if "/pages/" in line:
            variables["SESSION_ID"] = web.upload("report.pdf", pdf([body(1, "A short report.")]))["session_id"]
        if (status := run_line(line, tmp_path, **variables))[0] not in "23":
            failed.append((line, status))
    assert failed == []


def test_a_locked_galley_shows_where_the_token_goes(server: Server, run: Run, tmp_path: Path) -> None:
    token = run("user", "add", "somebody@example.org").stdout.partition("Bearer ")[2].split()[0]
    lines = lines_of(server())
    (listing,) = [line for line in lines if re.search(r"/sessions(\?[^/]*)?\"$", line) and "-d" not in line]
    assert run_line(listing, tmp_path, TOKEN=token) == "200"
    assert run_line(listing, tmp_path, TOKEN="galley_wrong") == "401"
    (sign_in,) = [line for line in lines if "/login" in line and "-d" in line]
    assert run_line(sign_in, tmp_path, TOKEN=token) == "302"
