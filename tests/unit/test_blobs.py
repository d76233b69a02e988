"""Uploaded files, kept by their content."""

import hashlib
import threading
from pathlib import Path

import pytest

from galley.blobs import Blobs, open_blobs
from galley.errors import NotFound


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_is_got_by_its_hash(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    key = blobs.put("tag", b"hello")
    assert key == hashlib.sha256(b"hello").hexdigest()
    assert blobs.get("tag", key) == b"hello"


def test_the_same_bytes_are_stored_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert blobs.put("tag", b"hello") == blobs.put("tag", b"hello")
    assert len(files(tmp_path)) == 1


def test_a_tenant_cannot_reach_another_s_file(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    key = blobs.put("mine", b"hello")
    with pytest.raises(NotFound):
        blobs.get("theirs", key)
    assert blobs.delete("theirs", key) is False
    assert blobs.get("mine", key) == b"hello"


def test_a_deleted_file_is_gone_and_says_so(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    key = blobs.put("tag", b"hello")
    assert blobs.delete("tag", key) is True
    assert blobs.delete("tag", key) is False
    with pytest.raises(NotFound) as told:
        blobs.get("tag", key)
    assert told.value.code == "file_gone"


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("galley.blobs.os.replace", full)
    with pytest.raises(OSError, match="No space"):
        Blobs(tmp_path).put("tag", b"hello")
    assert files(tmp_path) == []


def test_many_at_once_see_a_whole_file(tmp_path: Path) -> None:
    blobs, data = Blobs(tmp_path), b"x" * 200_000
    keys: set[str] = set()

    def put() -> None:
        keys.add(blobs.put("tag", data))
        assert blobs.get("tag", next(iter(keys))) == data

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == len(files(tmp_path)) == 1


def test_a_folder_s_address_may_hold_spaces_and_percent_signs(tmp_path: Path) -> None:
    folder = tmp_path / "my 100% files"
    open_blobs(folder.as_uri()).put("tag", b"hello")
    assert len(files(folder)) == 1
