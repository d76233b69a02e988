"""How often Claude may be called: in any window, over any number of threads and processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from galley.errors import Held
from galley.limits import Limits
from galley.settings import OFF, Rate, load_settings
from galley.store import Store, open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('limits') / 'galley.db'}")
    yield store
    store.close()


@pytest.fixture(autouse=True)
def _empty(store: Store) -> None:
    from sqlalchemy import delete

    from galley.store.models import Door, Permit

    with store.writing() as db:
        db.execute(delete(Permit))
        db.execute(delete(Door))


def limits(store: Store, **rates: str) -> Limits:
    return Limits(
        load_settings(
            {"SECRET_KEY": "k" * 16, "DATA_DIR": str(Path(store.url.removeprefix("sqlite:///")).parent), **rates},
            dotenv=None,
        ),
        store,
    )


def test_the_queued_way_has_limits_and_the_others_have_them_when_set(store: Store) -> None:
    usual, told = limits(store), limits(store, RATE_LIMIT_ANALYSIS="7/s", RATE_LIMIT_CHAT="off")
    assert [usual.rate(q, "celery").count for q in ("analysis", "chat", "test")] == [5, 10, 3]
    assert [usual.rate(q, "local") for q in ("analysis", "chat", "test")] == [OFF] * 3
    assert told.rate("analysis", "local") == told.rate("analysis", "celery") == Rate(7, 1.0)
    assert told.rate("chat", "celery") == OFF
    assert usual.rate("no such queue", "celery") == OFF


def test_a_lifted_limit_lets_everybody_through(store: Store) -> None:
    free = limits(store, RATE_LIMIT_ANALYSIS="off")
    for _ in range(50):
        free.take("analysis", "celery")


def test_the_one_too_many_is_held_until_the_first_is_old(store: Store) -> None:
    narrow = limits(store, RATE_LIMIT_CHAT="3/m")
    began = time.time()
    for _ in range(3):
        narrow.take("chat", "local")
    with pytest.raises(Held) as held:
        narrow.take("chat", "local")
    assert began + 60 <= held.value.until <= time.time() + 60.1
    assert held.value.reason == "rate_limit"


def test_after_that_moment_one_more_goes_through_and_no_second(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow, now = limits(store, RATE_LIMIT_CHAT="3/m"), [1000.0]
    monkeypatch.setattr("galley.limits.time.time", lambda: now[0])
    for now[0] in (1000.0, 1010.0, 1020.0):
        narrow.take("chat", "local")
    with pytest.raises(Held) as held:
        narrow.take("chat", "local")
    now[0] = held.value.until
    narrow.take("chat", "local")
    with pytest.raises(Held) as next_one:
        narrow.take("chat", "local")
    assert 1070.0 <= next_one.value.until < 1070.2


def test_no_window_ever_holds_more_than_the_count(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow, now, let_through = limits(store, RATE_LIMIT_CHAT="4/m"), [0.0], []
    monkeypatch.setattr("galley.limits.time.time", lambda: now[0])
    for step in range(100):
        now[0] = 5000.0 + step * 3.7
        try:
            narrow.take("chat", "local")
        except Held:
            continue
        let_through.append(now[0])
    for first in let_through:
        assert sum(first <= at < first + 60 for at in let_through) <= 4
    assert len(let_through) >= 20, "and it is used"


def test_queues_have_windows_of_their_own(store: Store) -> None:
    narrow = limits(store, RATE_LIMIT_CHAT="1/m", RATE_LIMIT_TEST="1/m")
    narrow.take("chat", "local")
    narrow.take("test", "local")
    for queue in ("chat", "test"):
        with pytest.raises(Held):
            narrow.take(queue, "local")


def test_the_window_holds_for_many_threads_and_many_limiters(store: Store) -> None:
    through, held, together = [], [], threading.Barrier(12)
    several = [limits(store, RATE_LIMIT_ANALYSIS="5/m") for _ in range(3)]

    def ask(number: int) -> None:
        together.wait()
        try:
            several[number % 3].take("analysis", "local")
            through.append(number)
        except Held:
            held.append(number)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(through), len(held)) == (5, 7)


def test_a_closed_door_is_closed_for_everybody_until_its_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, now = limits(store), limits(store, RATE_LIMIT_CHAT="off"), [1000.0]
    monkeypatch.setattr("galley.limits.time.time", lambda: now[0])
    one.close(1030.0)
    for queue, way in (("analysis", "celery"), ("chat", "local"), ("test", "local")):
        with pytest.raises(Held) as held:
            other.take(queue, way)
        assert held.value.until == 1030.0
    now[0] = 1030.0
    other.take("chat", "local")


def test_a_later_time_stays(store: Store) -> None:
    later = time.time() + 60
    limits(store).close(later)
    limits(store).close(later - 30)
    with pytest.raises(Held) as held:
        limits(store).take("chat", "local")
    assert held.value.until == later


def test_a_closed_door_uses_up_no_leave(store: Store) -> None:
    narrow = limits(store, RATE_LIMIT_CHAT="1/m")
    narrow.close(time.time() + 0.05)
    with pytest.raises(Held):
        narrow.take("chat", "local")
    time.sleep(0.06)
    narrow.take("chat", "local")


def test_the_limits_outlive_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'galley.db'}"
    before = open_store(url)
    limits(before, RATE_LIMIT_CHAT="1/m").take("chat", "local")
    before.close()
    after = open_store(url)
    with pytest.raises(Held):
        limits(after, RATE_LIMIT_CHAT="1/m").take("chat", "local")
    after.close()


# How long further calls will take


def _let_through(narrow: Limits, calls: int, now: list[float]) -> float:
    """Take leave as often as the limiter says one may; when the last call went through."""
    while calls:
        try:
            narrow.take("chat", "local")
            calls -= 1
        except Held as held:
            now[0] = held.until
    return now[0]


@pytest.mark.parametrize("used", [0, 2, 3])
@pytest.mark.parametrize("calls", [1, 2, 3, 4, 6, 7, 20])
def test_a_pause_is_what_the_limiter_then_takes(
    store: Store, monkeypatch: pytest.MonkeyPatch, used: int, calls: int
) -> None:
    narrow, now = limits(store, RATE_LIMIT_CHAT="3/m"), [1000.0]
    monkeypatch.setattr("galley.limits.time.time", lambda: now[0])
    for _ in range(used):
        narrow.take("chat", "local")
        now[0] += 7.0
    told, began = narrow.pause("chat", "local", calls), now[0]
    assert _let_through(narrow, calls, now) - began == pytest.approx(told.seconds, abs=1.0)
    assert told.by_rate is (used + calls > 3)


def test_what_may_go_at_once_has_no_pause(store: Store) -> None:
    narrow = limits(store, RATE_LIMIT_CHAT="3/m")
    assert [narrow.pause("chat", "local", calls).seconds for calls in (-1, 0, 1, 3)] == [0.0] * 4
    assert limits(store, RATE_LIMIT_CHAT="off").pause("chat", "celery", 10_000).seconds == 0.0


def test_a_door_that_claude_closed_is_a_pause_that_no_setting_makes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = limits(store, RATE_LIMIT_CHAT="3/m")
    monkeypatch.setattr("galley.limits.time.time", lambda: 1000.0)
    narrow.close(1030.0)
    assert narrow.pause("chat", "local", 2).seconds == 30.0
    assert not narrow.pause("chat", "local", 2).by_rate
    assert narrow.pause("chat", "local", 4).by_rate


def test_a_rate_is_told_with_the_setting_that_changes_it(store: Store) -> None:
    assert limits(store).told("analysis", "celery") == {"setting": "RATE_LIMIT_ANALYSIS", "count": 5, "seconds": 60}
    assert limits(store).told("analysis", "local") is None
