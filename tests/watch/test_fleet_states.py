"""What devices say makes them on line, offline or faulty; rates, outages, the log of readings."""

import pyarrow as pa
import pytest
from fleet_town import (
    AT,
    CAUSE,
    CITY,
    DAY,
    HOUR,
    LAMP,
    MINUTE,
    device,
    look,
    one,
    put,
    say,
    shown,
    states,
)  # fmt: skip
from sqlalchemy import select

from anlan.cases.clock.counter import aware
from anlan.model.errors import WatchError
from anlan.model.permission import WHOLE, Area, Scope, scope_of
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.watch import WatchDeviceChange, WatchDeviceSeen, WatchPlace
from anlan.store.watch.log import STORED, append
from anlan.watch.fleet import acts, rates, rows, seen

EVERYWHERE = Scope((WHOLE,))


def test_fleet_a_device_is_offline_after_missed_intervals_and_back_with_a_word(
    database: Database,
) -> None:
    put(database, device("A"), device("B", type="sensor", interval="3600"))
    say(database, ["A", "B"], AT + MINUTE)
    look(database, AT + 2 * MINUTE)
    assert states(database) == {"A": ("online", ""), "B": ("online", "")}
    look(database, AT + 4 * MINUTE)
    assert states(database)["A"] == ("online", "")
    look(database, AT + 5 * MINUTE)
    assert states(database) == {"A": ("offline", ""), "B": ("online", "")}
    assert one(database, "A")["since"] == AT + 5 * MINUTE
    say(database, ["A"], AT + 6 * MINUTE)
    look(database, AT + 7 * MINUTE)
    assert states(database)["A"] == ("online", "")
    assert look(database, AT + 7 * MINUTE).turned == 0
    with database.session() as session:
        told = session.scalars(select(WatchDeviceChange.state).order_by(WatchDeviceChange.id)).all()
        acts_ = session.scalars(select(Entry.act).where(Entry.act == "fleet.turned")).all()
    # Both came on line together: one entry; the heartbeats themselves have none.
    assert told == ["online", "online", "offline", "online"]
    assert len(acts_) == 3


def test_fleet_one_that_never_spoke_is_offline_whatever_its_list_says(database: Database) -> None:
    put(database, device("A", state="online"))
    look(database, AT)
    assert states(database)["A"] == ("offline", "")


def test_fleet_an_older_word_changes_nothing(database: Database) -> None:
    put(database, device("A"))
    say(database, ["A"], AT + HOUR, battery=50)
    say(database, ["A"], AT, battery=90)
    with database.session() as session:
        row = session.get(WatchDeviceSeen, one(database, "A")["id"])
    assert row is not None
    assert (row.at, row.battery) == (aware(AT + HOUR), 50)


def test_fleet_batteries_and_certificates_are_faults(database: Database) -> None:
    put(database, device("A"), device("B", certificate="2026-08-01"), device("C"))
    say(database, ["A"], AT, battery=10)
    say(database, ["B", "C"], AT, battery=80)
    look(database, AT + MINUTE)
    assert states(database) == {
        "A": ("faulty", "battery"), "B": ("faulty", "certificate"), "C": ("online", ""),
    }  # fmt: skip
    say(database, ["A"], AT + MINUTE, battery=100)
    put(database, device("B", certificate="2028-08-01"))
    look(database, AT + 2 * MINUTE)
    assert set(states(database).values()) == {("online", "")}


def test_fleet_repair_stays_until_somebody_says_so(database: Database) -> None:
    put(database, device("A"))
    say(database, ["A"], AT)
    with change(database, CAUSE) as made:
        acts.repair(made, CITY, rows.find(made.session, CITY, "A"), AT, begins=True)
    look(database, AT + MINUTE)
    assert states(database)["A"][0] == "repair"
    with change(database, CAUSE) as made:
        acts.repair(made, CITY, rows.find(made.session, CITY, "A"), AT, begins=False)
    look(database, AT + MINUTE)
    assert states(database)["A"][0] == "online"


def test_fleet_rates_count_what_stands_and_isnt_excused(database: Database) -> None:
    put(database, *(device(key) for key in "ABCD"), device("E", type="sensor", tier=""),
        device("F", state="retired"))  # fmt: skip
    say(database, ["A", "B", "E"], AT)
    say(database, ["B"], AT, battery=5)
    look(database, AT + MINUTE)
    (whole,) = rates.now(shown(database), EVERYWHERE, None, "whole")
    assert (whole.counted, whole.online, whole.well) == (5, 3, 2)
    by = {each.name: each.counted for each in rates.now(shown(database), EVERYWHERE, None, "tier")}
    assert by == {"0": 1, "1": 4}
    planned = acts.Outage("works", "new poles", AT, AT + DAY, LAMP, "", "camera")
    with change(database, CAUSE) as made:
        acts.plan(made, CITY, planned)
    with database.session() as session:
        out = rates.excused(session, CITY, shown(database), AT + MINUTE)
        over = rates.excused(session, CITY, shown(database), AT + 2 * DAY)
    (left,) = rates.now(shown(database), EVERYWHERE, out, "whole")
    assert (left.counted, left.online, left.excused, over) == (1, 1, 4, None)
    none = rates.now(shown(database), scope_of([Area("jiangcheng/990102")]), None, "whole")
    assert none == []


def test_fleet_a_days_rate_is_that_of_its_looks_together(database: Database) -> None:
    put(database, device("A"), device("B"))
    say(database, ["A", "B"], AT)
    look(database, AT + MINUTE)
    look(database, AT + HOUR)
    day = (AT + HOUR).date()
    with database.session() as session:
        ((when, told),) = rates.history(session, CITY, EVERYWHERE, "whole", day, day)
        nothing = rates.history(session, CITY, scope_of([Area(LAMP)]), "whole", day, day)
    assert (when, told.counted, told.online) == (day, 4, 2)
    # Days are counted by districts: a street's share of them is nobody's.
    assert nothing == []


@pytest.mark.parametrize("until", [AT, AT + 40 * DAY], ids=["backwards", "too_long"])
def test_fleet_an_outage_that_cant_be_is_refused(database: Database, until: object) -> None:
    with pytest.raises(WatchError) as refused, change(database, CAUSE) as made:
        acts.plan(made, CITY, acts.Outage("works", "new poles", AT, until))  # type: ignore[arg-type]
    assert refused.value.key == "error.fleet.outage"


def test_fleet_readings_in_the_log_are_words_of_their_device(database: Database) -> None:
    _register(database)
    put(database, device("A", type="sensor", thing="T-1", interval="60"), device("B"))
    moments = [aware(AT), aware(AT + MINUTE), aware(AT + DAY)]
    readings = [
        {"stream": number, "at": at, "value": 1.0, "quality": 0}
        for number, at in zip((1, 1, 2), moments, strict=True)
    ]
    chunk = pa.RecordBatch.from_pylist(readings, STORED)
    with database.writing() as session:
        append(session, CITY, chunk, aware(AT + 2 * MINUTE), "test")
    assert seen.from_log(database, CITY) == 1
    assert seen.from_log(database, CITY) == 0
    with database.session() as session:
        told = {row.device_id: row.at for row in session.scalars(select(WatchDeviceSeen))}
        place = session.get(WatchPlace, (CITY, seen.READER))
    # The third is of a stream that belongs to no device of the fleet.
    assert told == {one(database, "A")["id"]: aware(AT + MINUTE)}
    assert place is not None
    assert place.applied == 1


def _register(database: Database) -> None:
    from anlan.store.watch import WatchProperty, WatchSensor, WatchStream, WatchThing

    with database.writing() as session:
        make = {"city": CITY, "name": "n", "description": "", "properties": {}}
        session.add(WatchSensor(id=1, key="s", encoding="", about="", **make))
        session.add(WatchProperty(id=1, key="p", definition="", **make))
        for number in (1, 2):
            session.add(WatchThing(id=number, key=f"T-{number}", division=LAMP, made_at=AT, **make))
        session.flush()
        for number in (1, 2):
            session.add(WatchStream(
                id=number, key=f"K-{number}", thing_id=number, sensor_id=1, property_id=1,
                kind="rain", class_="", object="o", area="", unit={}, type="", scale=1, shift=0,
                figures={}, made_at=AT, **make,
            ))  # fmt: skip
