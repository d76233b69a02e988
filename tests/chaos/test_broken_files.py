"""Whatever is wrong with a file: its text or a refusal that says why, and nothing else."""

from __future__ import annotations

import pytest

from galley.apart import Apart
from galley.extract import extract
from galley.sections import sections_of
from tests.chaos.broken_files import Broken, broken, outcome, whole_files

FILES = whole_files()
# A child's limit of memory holds only there: files of every format, all ways of damage, in this process.
DAMAGED = list(broken(FILES, 60, seed=7))


@pytest.mark.parametrize("name", FILES)
def test_the_sound_ones_are_read(name: str) -> None:
    found = extract(name, FILES[name])
    assert found.scans or "supplier keeps" in found.text


@pytest.mark.parametrize("file", DAMAGED, ids=lambda file: f"{file.how}-{file.name}")
def test_a_broken_file_is_read_or_refused(file: Broken) -> None:
    came = outcome(extract, file)
    assert came == "read" or came.startswith("refused: ")


@pytest.mark.parametrize("file", DAMAGED, ids=lambda file: f"{file.how}-{file.name}")
def test_what_is_read_of_a_broken_file_is_whole_in_itself(file: Broken) -> None:
    if outcome(extract, file) != "read":
        return
    found = extract(file.name, file.data)
    assert "".join(found.text[b.start : b.end] for b in found.blocks) == found.text
    assert all(0 <= s.start < s.end <= len(found.text) for s in sections_of(found.text, found.blocks))
    assert all(0 <= h.start < h.end <= len(found.text) for h in found.hidden)


def test_broken_files_are_read_apart_and_leave_no_process() -> None:
    apart = Apart()
    try:
        came = [outcome(apart.extract, file) for file in DAMAGED[:5]]
    finally:
        apart.close()
    assert not [one for one in came if one.startswith("FAILED")]
