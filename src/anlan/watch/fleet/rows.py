"""Devices between the tables and what is done with them: found, numbered, changed, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.store.cases.bulk import put_many
from anlan.store.change import Change
from anlan.store.watch import WatchDevice, WatchDeviceChange, WatchFleet

TOLD_AT_ONCE = 200
"""So many devices that changed alike are named in one entry of the ledger."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a device's state and faults become."""

    id: int
    key: str
    was: str
    had: str
    state: str
    faults: str


def subject(city: str, key: str = "") -> str:
    """Return what the ledger calls a device, or the fleet."""
    return f"device:{city}/{key}" if key else f"fleet:{city}"


def find(session: Session, city: str, key: str) -> WatchDevice:
    """Return a device.

    Raises:
        WatchError: there is none of that key.
    """
    query = select(WatchDevice).where(WatchDevice.city == city, WatchDevice.key == key)
    row = session.scalar(query)
    if row is None:
        raise none(city, key)
    return row


def none(city: str, key: str) -> WatchError:
    """Return the error that there is no such device."""
    return WatchError("error.fleet.none", city=city, key=key[:80])


def next_change(session: Session, city: str) -> int:
    """Take the number of the fleet's next change; who comes at the same time waits for our commit.

    So a number is never seen before a smaller one, and whoever follows them misses none.
    """
    more = update(WatchFleet).where(WatchFleet.city == city)
    more_by_one = more.values(changes=WatchFleet.changes + 1).returning(WatchFleet.changes)
    found = session.scalar(more_by_one)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.execute(insert(WatchFleet).values(city=city, changes=0))
    except IntegrityError:
        pass  # another began the same fleet a moment before
    return session.scalars(more_by_one).one()


def turn(made: Change, city: str, turned: Sequence[Turned], at: datetime) -> list[Turned]:
    """Write what becomes of devices, and tell the ledger: those that changed alike together.

    Returns:
        Those that were still as they had been seen; others are left to the next look.
    """
    if not turned:
        return []
    change = next_change(made.session, city)
    alike: dict[tuple[str, str, str, str], list[Turned]] = {}
    for each in turned:
        alike.setdefault((each.was, each.had, each.state, each.faults), []).append(each)
    done: list[Turned] = []
    for devices in alike.values():
        for first in range(0, len(devices), TOLD_AT_ONCE):
            done += _write(made, city, devices[first : first + TOLD_AT_ONCE], change, at)
    rows = [
        {"device_id": each.id, "at": at, "state": each.state, "faults": each.faults}
        for each in done
    ]
    put_many(made.session, WatchDeviceChange, rows)
    return done


def _write(
    made: Change, city: str, devices: Sequence[Turned], change: int, at: datetime
) -> list[Turned]:
    """Write the change that some devices have in common."""
    one = devices[0]
    values = {"state": one.state, "faults": one.faults, "changed": change}
    values |= {"since": at} if one.state != one.was else {}
    query = (
        update(WatchDevice)
        .where(WatchDevice.id.in_([each.id for each in devices]))
        .where(WatchDevice.state == one.was, WatchDevice.faults == one.had)
        .values(**values)
        .returning(WatchDevice.id)
        .execution_options(synchronize_session=False)
    )
    written = set(made.session.scalars(query))
    done = [each for each in devices if each.id in written]
    if done:
        keys = " ".join(each.key for each in done)
        before = {"state": one.was, "faults": one.had}
        after = {"state": one.state, "faults": one.faults, "n": len(done), "keys": keys}
        made.record(subject(city), "fleet.turned", before, after)
    return done
