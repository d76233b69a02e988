"""Documents whose pages are pictures: read page by page, in every way of running."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from galley.apart import Apart
from galley.errors import Unreadable
from tests.conftest import running_server, running_worker, settings_in
from tests.integration.web import Here, Over
from tests.scans import scanned
from tests.servers import RedisServer, wait_until

FIRST = "Supply Agreement\n\nThe supplier delivers the goods on the first working day of each month.\n"
SECOND = "Notice\n\nEither party may end this agreement with thirty days' written notice to the other.\n"


@pytest.fixture
def web(make_app: Callable[..., Flask]) -> Here:
    return Here(make_app())


def _read(web: Here | Over, name: str, data: bytes) -> Any:
    """Upload and wait; the task's result."""
    task_id = web.upload(name, data, expect=202)["task_id"]
    return web.until_ready(task_id, seconds=60)["result"]


def _text(web: Here | Over, session_id: str) -> str:
    return "".join(section["text"] for section in web.get(f"/sessions/{session_id}/text")["sections"])


def _files(web: Here) -> set[Path]:
    return {path for path in (web.galley.settings.data_dir / "blobs").rglob("*") if path.is_file()}


def test_a_scan_becomes_a_document_with_its_pages(web: Here) -> None:
    data = scanned(FIRST, SECOND)
    opened = _read(web, "agreement.pdf", data)
    assert (opened["name"], opened["document"]["pages"], opened["document"]["format"]) == ("agreement.pdf", 2, "pdf")
    assert set(opened["document"]["ocr_confidence"]) == {"1", "2"}
    assert all(0.8 < sure <= 1 for sure in opened["document"]["ocr_confidence"].values())
    text = " ".join(_text(web, opened["session_id"]).split())
    assert "delivers the goods on the first working day of each month" in text
    assert "thirty days' written notice" in text.replace("’", "'")
    again = web.upload("agreement.pdf", data, expect=200)
    assert again["document"]["id"] == opened["document"]["id"], "what was read is not read again"


@pytest.mark.parametrize(("form", "suffix"), [("PNG", "png"), ("JPEG", "jpg"), ("TIFF", "tiff")])
def test_a_picture_of_a_page_is_a_document(web: Here, form: str, suffix: str) -> None:
    opened = _read(web, f"page.{suffix}", scanned(FIRST, form=form))
    assert (opened["document"]["format"], opened["document"]["pages"]) == ("image", 1)
    assert "first working day" in " ".join(_text(web, opened["session_id"]).split())


def test_a_page_that_lies_on_its_side_is_read(web: Here) -> None:
    opened = _read(web, "sideways.png", scanned(FIRST + SECOND + FIRST + SECOND, form="PNG", turned=90))
    assert "thirty days" in " ".join(_text(web, opened["session_id"]).split())


def test_a_page_that_cannot_be_read_makes_a_warning(web: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    ocr = Apart.ocr

    def stumble(self: Apart, name: str, data: bytes, page: int, stop: Any = None) -> Any:
        if page == 1:
            raise Unreadable("Page 1 cannot be drawn.", code="corrupt")
        return ocr(self, name, data, page, stop)

    monkeypatch.setattr(Apart, "ocr", stumble)
    opened = _read(web, "agreement.pdf", scanned(FIRST, SECOND))
    assert opened["document"]["warnings"] == ["Page 1 could not be read."]
    assert "written notice" in " ".join(_text(web, opened["session_id"]).split())


def test_pages_without_words_are_refused_and_leave_nothing(web: Here) -> None:
    before = _files(web)
    task_id = web.upload("blank.png", scanned("", form="PNG"), expect=202)["task_id"]
    ended = web.until_ready(task_id, seconds=60, state="FAILURE")
    assert ended["code"] == "no_text"
    assert _files(web) == before
    assert "blank.png" not in str(web.get("/sessions"))


def test_a_cancelled_reading_ends_and_leaves_nothing(web: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    task_id = web.upload("long.pdf", scanned(*[FIRST] * 12), expect=202)["task_id"]
    wait_until(lambda: web.status(task_id).get("children"), 30, "the pages are on their way")
    web.cancel(task_id)
    assert web.status(task_id)["state"] == "REVOKED"
    wait_until(lambda: not web.galley.pool.busy(), 15, "no page is read any more")
    assert "long.pdf" not in str(web.get("/sessions"))


def test_the_same_scan_twice_at_once_is_read_once(web: Here) -> None:
    data = scanned(FIRST)
    first = web.upload("agreement.pdf", data, expect=202)["task_id"]
    assert web.upload("agreement.pdf", data, expect=202)["task_id"] == first
    web.until_ready(first, seconds=60)


def test_workers_read_the_pages(tmp_path: Path) -> None:
    with RedisServer() as redis:
        env = settings_in(tmp_path, USE_CELERY="true", REDIS_URL=redis.url)
        with running_server(env, tmp_path / "server.log") as web, running_worker(env, tmp_path / "worker.log"):
            wait_until(lambda: web.get("/health")["mode"] == "queued", 30, "work is queued")
            opened = _read(web, "agreement.pdf", scanned(FIRST, SECOND))
            assert opened["document"]["pages"] == 2
            jobs = web.get("/queue_stats")
            assert jobs["success"]
