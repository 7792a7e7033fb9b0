"""Intake: what is refused, what is flagged, what is on disk before anybody is told."""

import threading
import time
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import sqlalchemy as sa
from sqlalchemy import select
from watch_town import ANN, AT, TOWN, settle, stream

from anlan.model.errors import WatchError
from anlan.store.change import change
from anlan.store.watch import WatchRefused, log
from anlan.watch.batch import BAD, GOOD, SUSPECT
from anlan.watch.flags import FLAGS, names, says
from anlan.watch.intake import ANY_CLIENT, BusyError, By, Intake, Rows, rows, settings
from anlan.watch.intake.rows import REASONS
from anlan.watch.intake.settings import Settings
from anlan.watch.registry import put_streams
from anlan.words import say

SECOND = 1_000_000
NOW = int(AT.timestamp()) * SECOND
DAY = 86_400 * SECOND
QUICK = settings().model_copy(
    update={"commit": settings().commit.model_copy(update={"wait_ms": 1, "retry_s": 0.02})}
)


class Door:
    """Hands messages to an intake and waits for their receipts."""

    def __init__(self, database, by: Settings = QUICK) -> None:
        self.now = NOW
        self.database = database
        self.intake = Intake(database, "town", by, clock=lambda: self.now).start()

    def send(self, given: Rows, by: By, source="http"):
        told = []
        done = threading.Event()

        def then(receipt):
            told.append(receipt)
            done.set()

        self.intake.put(given, by, source, then)
        assert done.wait(30)
        return told[0]

    def kept(self):
        with self.database.session() as session:
            return [one for chunk in log.after(session, "town", 0, 10_000)
                    for one in chunk.rows.to_pylist()]  # fmt: skip


@pytest.fixture
def town(database):
    """A door, the numbers of the datastreams, and a function that names senders."""
    given = [
        stream("a"), stream("b", unit={"symbol": "ppm"}, scale=0.0001),
        stream("word", kind="", type="OM_CategoryObservation"), stream("own", client=None),
    ]  # fmt: skip
    ids, _ = settle(database, *given)
    with database.session() as session:
        table = sa.table("watch_clients", sa.column("id"), sa.column("name"))
        clients = dict(session.execute(select(table.c.name, table.c.id)).all())
    door = Door(database)
    yield door, ids, {name: By(number, name) for name, number in clients.items()}
    door.intake.stop()


def reasons(receipt):
    return dict(zip(receipt.refused.tolist(), receipt.why.tolist(), strict=True))


def test_what_is_told_is_on_disk_scaled_and_in_order(town):
    door, ids, by = town
    told = door.send(rows([ids["a"], ids["b"]], [NOW - 5, NOW - 3], [1.5, 400]), by["gateway"])
    assert (told.taken, told.repeated, len(told.refused), told.seq) == (2, 0, 0, 1)
    assert [(each["stream"], each["at"], each["value"], each["quality"], each["flags"])
            for each in door.kept()] == [
        (ids["a"], NOW - 5, 1.5, GOOD, None), (ids["b"], NOW - 3, 0.04, GOOD, None),
    ]  # fmt: skip


def test_sent_again_it_is_told_again_and_kept_once(town):
    door, ids, by = town
    given = rows([ids["a"]] * 3, [NOW - 3, NOW - 2, NOW - 3], [1, 2, 1])
    first = door.send(given, by["gateway"])
    again = door.send(given, by["gateway"])
    assert (first.taken, first.repeated) == (2, 1)
    assert (again.taken, again.repeated, again.seq) == (0, 3, 0)
    assert len(door.kept()) == 2


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (lambda ids: rows([999], [NOW], [1]), "unknown"),
        (lambda ids: rows([-1], [NOW], [1]), "unknown"),
        (lambda ids: rows([ids["own"]], [NOW], [1]), "not_owner"),
        (lambda ids: rows([ids["a"]], [NOW], [np.nan]), "not_finite"),
        (lambda ids: rows([ids["a"]], [NOW], [-np.inf]), "not_finite"),
        (lambda ids: rows([ids["a"]], [NOW], [1e300]), "huge"),
        (lambda ids: rows([ids["b"]], [NOW], [1e308]), "huge"),
        (lambda ids: rows([ids["a"]], [NOW + 301 * SECOND], [1]), "future"),
        (lambda ids: rows([ids["a"]], [2**63 - 1], [1]), "future"),
        (lambda ids: rows([ids["a"]], [0], [1]), "old"),
        (lambda ids: rows([ids["a"]], [-(2**63)], [1]), "old"),
        (lambda ids: replace(rows([ids["a"]], [NOW], [1]), unit=["ppm"]), "unit"),
        (lambda ids: replace(rows([ids["b"]], [NOW], [1]), unit=["%VOL"]), "unit"),
        (lambda ids: replace(rows([ids["a"]], [NOW], [1]), bad=np.array([True])), "malformed"),
        (
            lambda ids: replace(rows([ids["a"]], [NOW], [np.nan]), text=pa.array(["open"])),
            "not_finite",
        ),
        (lambda ids: replace(rows([ids["word"]], [NOW], [np.nan]), text=pa.array(["x" * 5000])),
         "text"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_reason_and_the_rest_goes_on(town, given, reason):
    door, ids, by = town
    bad = given(ids)
    good = rows([ids["a"]], [NOW - 1], [2])
    mixed = Rows(
        np.concatenate([bad.stream, good.stream]), np.concatenate([bad.at, good.at]),
        np.concatenate([bad.value, good.value]),
        text=None if bad.text is None else pa.concat_arrays([bad.text, pa.nulls(1, pa.string())]),
        unit=None if bad.unit is None else [*bad.unit, ""],
        bad=None if bad.bad is None else np.append(bad.bad, False),
    )  # fmt: skip
    told = door.send(mixed, by["gateway"])
    assert told.taken == 1
    assert told.reasons() == {reason: 1}
    assert told.refused.tolist() == [0]
    assert [each["value"] for each in door.kept()] == [2]
    with door.database.session() as session:
        [row] = session.scalars(select(WatchRefused)).all()
    assert (row.reason, row.sender, row.source, row.times) == (reason, "gateway", "http", 1)


def test_the_citys_own_program_may_send_what_no_device_may(town):
    door, ids, _ = town
    own = By(ANY_CLIENT, "account:1")
    assert door.send(rows([ids["own"], ids["a"]], [NOW, NOW], [1, 1]), own).taken == 2


def test_a_text_is_kept_where_no_number_is_asked_for(town):
    door, ids, by = town
    given = replace(rows([ids["word"]], [NOW], [np.nan]), text=pa.array(["开"]))
    assert door.send(given, by["gateway"]).taken == 1
    [kept] = door.kept()
    assert (kept["text"], np.isnan(kept["value"])) == ("开", True)


def test_a_clock_that_runs_ahead_is_set_back_and_flagged(town):
    door, ids, by = town
    given = rows([ids["a"]] * 3, [NOW + 8 * SECOND, NOW + 9 * SECOND, NOW + 10 * SECOND], [1, 2, 3])
    assert door.send(given, by["gateway"]).taken == 3
    kept = door.kept()
    assert [each["at"] - NOW for each in kept] == [-2 * SECOND, -SECOND, 0]
    assert {each["quality"] for each in kept} == {SUSPECT}
    assert {names(each["flags"]) for each in kept} == {("clock",)}
    door.now += 7 * SECOND
    assert door.send(given, by["gateway"]).repeated == 3


def test_a_clock_a_moment_ahead_is_left_as_it_is(town):
    door, ids, by = town
    door.send(rows([ids["a"]], [NOW + SECOND // 2], [1]), by["gateway"])
    assert [(each["at"], each["quality"]) for each in door.kept()] == [(NOW + SECOND // 2, GOOD)]


def test_a_flood_costs_one_row_and_others_go_on(database):
    limits = settings().limits.model_copy(update={"sender_rows_per_s": 10, "sender_burst_s": 2})
    ids, _ = settle(database, stream("a"), stream("b", client="other"))
    door = Door(database, QUICK.model_copy(update={"limits": limits}))
    try:
        many = 5000
        flood = rows([ids["a"]] * many, [NOW - each for each in range(many)], [1.0] * many)
        numbers = door.intake.registry.snapshot().client.tolist()
        gateway, other = By(numbers[0], "gateway"), By(numbers[1], "other")
        told = door.send(flood, gateway)
        assert (told.taken, told.reasons()) == (20, {"flood": many - 20})
        assert door.send(flood, gateway).reasons() == {"flood": many}
        assert door.send(rows([ids["b"]], [NOW], [1]), other).taken == 1
        door.now += 30 * SECOND
        assert door.send(rows([ids["a"]], [door.now], [1]), gateway).taken == 1
        with database.session() as session:
            [row] = session.scalars(select(WatchRefused)).all()
        assert row.times == 2 * many - 20
    finally:
        door.intake.stop()


def test_one_datastream_that_floods_is_held_to_its_limit(town):
    door, ids, by = town
    most = settings().limits.stream_rows_per_minute
    given = rows(
        [ids["a"]] * (most + 7), [NOW - each for each in range(most + 7)], [1.0] * (most + 7)
    )
    assert door.send(given, by["gateway"]).reasons() == {"flood": 7}
    assert door.send(rows([ids["b"]], [NOW], [1.0]), by["gateway"]).taken == 1


def test_a_datastream_registered_meanwhile_is_known_and_the_others_keep_their_past(town):
    door, ids, by = town
    door.send(rows([ids["b"]], [NOW], [1]), by["gateway"])
    with change(door.database, ANN) as made:
        more = put_streams(made, TOWN, [stream("c")], AT).ids
    door.intake.registry.snapshot(fresh=True)
    told = door.send(rows([more["c"], ids["b"]], [NOW, NOW], [1, 1]), by["gateway"])
    assert (told.taken, told.repeated) == (1, 1)


def test_nothing_is_told_while_the_database_refuses_and_all_of_it_afterwards(town):
    door, ids, by = town
    door.send(rows([ids["a"]], [NOW - 9], [1]), by["gateway"])
    away = Away(door.database)
    told, done = [], threading.Event()

    def then(receipt):
        told.append(receipt)
        done.set()

    with away:
        door.intake.put(rows([ids["a"], 999], [NOW, NOW], [1, 1]), by["gateway"], "http", then)
        time.sleep(0.3)
        assert told == []
        assert door.intake.trouble is not None
    assert done.wait(60)
    assert (told[0].taken, told[0].reasons()) == (1, {"unknown": 1})
    assert door.intake.trouble is None
    assert len(door.kept()) == 2
    with door.database.session() as session:
        assert [each.times for each in session.scalars(select(WatchRefused))] == [1]


class Away:
    """Makes the log refuse rows, as a full disk does, by a rule of the database itself."""

    def __init__(self, database) -> None:
        self.database = database

    def __enter__(self):
        self._do(
            "CREATE TRIGGER full BEFORE INSERT ON watch_chunks"
            " BEGIN SELECT RAISE(ABORT, 'full'); END",
            "ALTER TABLE watch_chunks ADD CONSTRAINT away CHECK (rows < 0) NOT VALID",
        )
        return self

    def __exit__(self, *_):
        self._do("DROP TRIGGER full", "ALTER TABLE watch_chunks DROP CONSTRAINT away")

    def _do(self, sqlite, postgresql):
        with self.database.writing() as session:
            session.execute(sa.text(sqlite if self.database.dialect == "sqlite" else postgresql))


def test_when_too_much_waits_more_is_turned_away_and_nothing_is_lost(database):
    commit = QUICK.commit.model_copy(update={"pending_rows": 10})
    ids, _ = settle(database, stream("a"))
    door = Door(database, QUICK.model_copy(update={"commit": commit}))
    by, told = By(ANY_CLIENT, "own"), []
    try:
        with Away(database):
            for place in range(10):
                door.intake.put(rows([ids["a"]], [NOW - place], [1]), by, "http", told.append)
            with pytest.raises(BusyError):
                door.intake.put(rows([ids["a"]], [NOW], [1]), by, "http", told.append, wait=0.05)
        deadline = time.monotonic() + 60
        while len(told) < 10 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert sum(each.taken for each in told) == 10
        assert door.send(rows([ids["a"]], [NOW - 99], [1]), by).taken == 1
    finally:
        door.intake.stop()
    with pytest.raises(WatchError, match="has ended"):
        door.intake.put(rows([1], [NOW], [1]), by, "http", told.append)


def test_many_threads_lose_nothing_and_repeat_nothing(town):
    door, ids, by = town
    receipts = []
    lock = threading.Lock()

    def then(receipt):
        with lock:
            receipts.append(receipt)

    def run(turn):
        for place in range(50):
            at = NOW - SECOND - (turn * 50 + place)
            door.intake.put(rows([ids["a"]], [at], [1.0]), by["gateway"], "mqtt", then)
            door.intake.put(rows([ids["a"]], [at], [1.0]), by["gateway"], "mqtt", then)

    threads = [threading.Thread(target=run, args=(turn,)) for turn in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    door.intake.stop()
    assert len(receipts) == 800
    assert len(door.kept()) == sum(each.taken for each in receipts)
    assert {each["at"] for each in door.kept()} == {NOW - SECOND - each for each in range(400)}


def test_a_receiver_that_fails_ends_nothing(town):
    door, ids, by = town

    def fails(_receipt):
        raise ValueError("gone")

    door.intake.put(rows([ids["a"]], [NOW - 2], [1]), by["gateway"], "http", fails)
    assert door.send(rows([ids["a"]], [NOW - 1], [1]), by["gateway"]).taken == 1


def test_columns_of_different_lengths_are_a_fault():
    with pytest.raises(ValueError, match="lengths"):
        Rows(np.zeros(2, np.int64), np.zeros(1, np.int64), np.zeros(2))


def test_every_flag_and_reason_has_its_words():
    assert len(says(2 ** len(FLAGS) - 1, "zh")) == len(FLAGS)
    assert all(say(f"watch.refused.{reason}") for reason in REASONS[1:])
    assert BAD in settings().qualities
