"""Rows without gaps, and what follows the ledger."""

from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.follow import Following, Slots

KIND = np.dtype([("id", "i8"), ("value", "f8")])
CAUSE = Cause("local:test", origin="a test")
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 12), st.integers(0, 99)), max_size=60)


@given(STEPS)
def test_slots_hold_what_was_written_and_not_dropped(steps):
    slots, known = Slots(KIND), dict[int, float]()
    for put, key, value in steps:
        if put:
            slots.put(key, (key, value))
            known[key] = value
        else:
            assert (slots.drop(key) is None) == (known.pop(key, None) is None)
        rows = slots.copy()
        assert len(slots) == len(rows)
        assert dict(zip(rows["id"].tolist(), rows["value"].tolist(), strict=True)) == known


def test_slots_grow_and_are_filled_at_once():
    slots = Slots(KIND)
    slots.fill(np.array([(key, key / 2) for key in range(3000)], KIND))
    slots.put(5000, (5000, 1.0))
    for key in range(10_000, 12_000):
        slots.put(key, (key, 0.0))
    assert len(slots) == 5001
    assert slots.drop(7) == 7
    assert slots.copy()["id"][7] == 11_999


class Names(Following[list[str]]):
    """Notes what is read."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, "thing:", 0.0)
        self.told: list[str] = []

    def _take_all(self, session: Session) -> None:
        self.told.append("all")

    def _take(self, session: Session, names) -> None:
        self.told += names

    def _show(self, at: datetime) -> list[str]:
        assert at <= datetime.now(UTC)
        return list(self.told)


def test_only_what_the_ledger_says_has_changed_is_read_again(database):
    names = Names(database)
    first = names.snapshot()
    assert first == ["all"]
    with change(database, CAUSE) as made:
        made.record("other:1", "thing.made")
    assert names.snapshot() is first
    with change(database, CAUSE) as made:
        made.record("thing:2", "thing.made")
        made.record("thing:1", "thing.made")
        made.record("thing:2", "thing.changed")
    assert names.snapshot() == ["all", "1", "2"]


def test_what_was_only_tried_is_taken_back_and_in_no_ledger(database):
    names = Names(database)
    first = names.snapshot()
    with change(database, CAUSE, dry_run=True) as made:
        made.record("thing:3", "thing.made")
    assert names.snapshot() is first
    with change(database, CAUSE) as made:
        made.record("thing:4", "thing.made")
    assert names.snapshot() == ["all", "4"]
