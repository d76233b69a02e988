"""The tree of errors: what is drawn is what there is, and every class decides what it must."""

import pickle
import re
from collections.abc import Iterator

import pytest

from galley import errors
from galley.errors import GalleyError, Held, JobFailed, Stopped, Throttled

RETRIED = {"Throttled", "Transient", "Incomplete"}


def drawn() -> dict[str, tuple[str | None, int | None]]:
    """The docstring's tree: name → (name of its parent, status)."""
    found: dict[str, tuple[str | None, int | None]] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"([│ ]*(?:[├└]── )?)([A-Z][A-Za-z]+)(?:\s{2,}(\d{3}))?(?:\s|$)", line)
        if not match or (path == [] and match[2] != "GalleyError"):
            continue
        if not match[1] and path:
            break
        depth = len(match[1]) // 4
        path[depth:] = [match[2]]
        found[match[2]] = (path[depth - 1] if depth else None, int(match[3]) if match[3] else None)
    return found


def own_classes() -> Iterator[type[Exception]]:
    for thing in vars(errors).values():
        if isinstance(thing, type) and issubclass(thing, Exception) and thing.__module__ == errors.__name__:
            yield thing


CLASSES = [c for c in own_classes() if issubclass(c, GalleyError)]


def made(kind: type[GalleyError], *words: str) -> GalleyError:
    if issubclass(kind, Throttled):
        return kind(*words, wait_seconds=1)
    if issubclass(kind, JobFailed):
        return kind(*(words or ("It failed.",)), code="job_failed", status=502)
    return kind(*words)


def test_the_drawing_has_every_class_and_no_other() -> None:
    assert set(drawn()) == {c.__name__ for c in own_classes()}


def test_the_drawing_has_every_class_under_its_parent() -> None:
    control = {"Held", "Stopped"}
    for kind in own_classes():
        parent = drawn()[kind.__name__][0]
        if kind.__name__ not in control | {"GalleyError"}:
            assert kind.__base__ is not None
            assert parent == kind.__base__.__name__, kind


def test_the_drawing_has_the_status_of_every_class() -> None:
    for kind in CLASSES:
        status = drawn()[kind.__name__][1]
        assert status is None or status == kind.status, kind


def test_what_only_steers_the_runner_is_no_galley_error() -> None:
    assert not issubclass(Held, GalleyError)
    assert not issubclass(Stopped, GalleyError)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda c: c.__name__)
def test_every_class_has_words_a_status_and_a_code(kind: type[GalleyError]) -> None:
    words = str(made(kind))
    assert words.endswith("."), "a sentence"
    assert words[0].isupper() or words[0] == "`"
    assert 400 <= kind.status < 600
    assert re.fullmatch(r"[a-z][a-z0-9_]*", kind.code)


def test_codes_are_told_apart() -> None:
    codes = [c.code for c in CLASSES]
    assert len(codes) == len(set(codes))


def test_only_what_may_pass_is_tried_again() -> None:
    assert {c.__name__ for c in CLASSES if c.retry} == RETRIED


@pytest.mark.parametrize("kind", CLASSES, ids=lambda c: c.__name__)
def test_own_words_stand_in_place_of_the_usual_ones(kind: type[GalleyError]) -> None:
    assert str(made(kind, "Something else.")) == "Something else."


def test_a_code_and_facts_may_be_given() -> None:
    error = errors.NotFound("No.", code="unknown_session", valid=["a"])
    assert (error.code, error.facts, error.status) == ("unknown_session", {"valid": ["a"]}, 404)
    assert errors.NotFound.code == "not_found", "the class keeps its own"


def test_a_failed_job_carries_what_ended_it() -> None:
    error = JobFailed("Claude refused.", code="refusal", status=422)
    assert (str(error), error.code, error.status) == ("Claude refused.", "refusal", 422)


def test_a_held_call_says_until_when_and_why() -> None:
    assert (Held(5.0).until, Held(5.0).reason, Held(5.0, "paused").reason) == (5.0, "rate_limit", "paused")


def test_a_stop_says_why() -> None:
    assert Stopped("cancelled").reason == "cancelled"
    assert pickle.loads(pickle.dumps(Stopped("lost"))).reason == "lost"
