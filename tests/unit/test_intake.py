"""How documents come in and go: names made plain, the same bytes once, a receipt at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galley import intake
from galley.errors import InputError, Malformed, NotFound, TooLarge
from galley.intake import plain_name

if TYPE_CHECKING:
    from galley.root import Galley

ANY = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault

DOCUMENT = b"# Terms\n\nThe supplier shall pay.\n"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("report.docx", "report.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\report.docx", "report.docx"),
        ("/absolute/report.md", "report.md"),
        ("a/b\\c/d.md", "d.md"),
        ("  two   words .md ", "two words .md"),
        ("line\r\nbreak.md", "line break.md"),
        ("nul\x00and\x1besc.md", "nul and esc.md"),
        ("turned\u202egnp.md", "turned gnp.md"),
        ("half\ud800pair.md", "half pair.md"),
        ("Straße 日本 🙂.md", "Straße 日本 🙂.md"),
        ("", "Document"),
        ("   ", "Document"),
        ("folder/", "Document"),
        ("\x00\x01", "Document"),
    ],
)
def test_a_name_is_made_plain(given_name: str, kept: str) -> None:
    assert plain_name(given_name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert plain_name("x" * 500 + ".docx") == "x" * 190 + ".docx"
    assert len(plain_name("x" * 500)) == 200
    assert len(plain_name("x" * 500 + "." + "y" * 500)) == 200


@settings(ANY)
@given(st.text(max_size=400))
def test_a_plain_name_is_short_and_harmless(name: str) -> None:
    plain = plain_name(name)
    assert 0 < len(plain) <= 200
    assert plain.isprintable()
    assert not set(plain) & set("/\\")
    assert plain == plain.strip()
    plain.encode()


def test_the_same_bytes_are_the_same_document(galley: Galley) -> None:
    tag = galley.tenants.local()
    one = intake.take_file(galley, tag, "one.md", DOCUMENT)
    two = intake.take_file(galley, tag, "two.md", DOCUMENT)
    assert one.id != two.id
    assert one.document_id == two.document_id
    assert (one.name, two.name) == ("one.md", "two.md")


def test_a_file_that_cannot_be_read_stores_nothing(galley: Galley) -> None:
    tag = galley.tenants.local()
    for name, data in (("a.pdf", b"%PDF-1.4 broken"), ("a.exe", b"MZ"), ("a.md", b""), ("a.docx", b"PK\x03\x04")):
        with pytest.raises(InputError):
            intake.take_file(galley, tag, name, data)
    with galley.tenant(tag).reading() as rows:
        assert rows.sessions() == []
    assert not (galley.settings.data_dir / "blobs").exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read(galley: Galley) -> None:
    with pytest.raises(TooLarge, match="larger than 50 MB"):
        intake.take_file(galley, galley.tenants.local(), "a.md", bytes(50_000_001))


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_an_empty_text_is_refused(galley: Galley, text: str) -> None:
    with pytest.raises(Malformed):
        intake.take_text(galley, galley.tenants.local(), "n", text)


def test_a_pasted_text_without_a_name_gets_one(galley: Galley) -> None:
    assert intake.take_text(galley, galley.tenants.local(), "", "Some words.").name == "Pasted text"


def test_a_second_review_of_a_document_stands_beside_the_first(galley: Galley) -> None:
    tag = galley.tenants.local()
    first = intake.take_file(galley, tag, "a.md", DOCUMENT)
    second = intake.take_document(galley, tag, first.document_id)
    assert second.document_id == first.document_id
    with pytest.raises(NotFound):
        intake.take_document(galley, tag, "no-such-document")


def test_deleting_says_what_went_and_leaves_what_others_use(galley: Galley) -> None:
    tag = galley.tenants.local()
    first = intake.take_file(galley, tag, "a.md", DOCUMENT)
    second = intake.take_document(galley, tag, first.document_id)
    receipt = intake.delete_session(galley, tag, first.id)
    assert (receipt["sessions"], receipt["files"], receipt.get("documents", 0)) == (1, 0, 0)
    receipt = intake.delete_session(galley, tag, second.id)
    assert (receipt["sessions"], receipt["files"], receipt["documents"], receipt["sections"]) == (1, 1, 1, 1)
    with pytest.raises(NotFound):
        intake.delete_session(galley, tag, second.id)


def test_another_tenant_s_session_is_not_found(galley: Galley) -> None:
    session = intake.take_file(galley, galley.tenants.local(), "a.md", DOCUMENT)
    with pytest.raises(NotFound):
        intake.delete_session(galley, "another", session.id)


def test_the_sample_comes_once(galley: Galley) -> None:
    tag = galley.tenants.local()
    intake.add_sample(galley, tag)
    intake.add_sample(galley, tag)
    with galley.tenant(tag).reading() as rows:
        (session,) = rows.sessions()
        assert rows.document(session.document_id).sample is True
    intake.delete_session(galley, tag, session.id)
    intake.add_sample(galley, tag)
    with galley.tenant(tag).reading() as rows:
        assert rows.sessions() == []
