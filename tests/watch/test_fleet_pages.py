"""The fleet in memory: filtered, counted, paged and drawn, and kept up with every change."""

import random
from datetime import UTC, datetime

import numpy as np
import pytest
from fleet_town import AT, CITY, DAY, LAMP, LOCK, MINUTE, device, look, put, say
from hypothesis import given as tried
from hypothesis import strategies as st

from anlan.cases.clock.counter import aware
from anlan.model.permission import WHOLE, Area, Scope, scope_of
from anlan.store.database import Database
from anlan.watch.fleet import lists
from anlan.watch.fleet.asking import Ask, find
from anlan.watch.fleet.cells import parents, spots
from anlan.watch.fleet.live import CELL, LiveFleet, Snapshot

EVERYWHERE = Scope((WHOLE,))
BOX = (114.0, 30.0, 115.0, 31.0)


def _fleet(database: Database) -> LiveFleet:
    put(
        database,
        device("CAM-1", name="江岸一号", lon="114.25", lat="30.6"),
        device("CAM-2", tier="2", department="fire_rescue", division="990101002"),
        device("cam-3", tier="3", model="M-2", firmware="5.10", division="990101002"),
        device("S-4", type="sensor", tier="", department="water_affairs", certificate="2026-07-30"),
        device("OLD-5", state="retired"),
    )
    return LiveFleet(database, CITY)


def _keys(shown: Snapshot, ask: Ask, scope: Scope = EVERYWHERE) -> list[str]:
    found = find(shown, scope, ask)
    ids = found.page(0, 100)
    assert found.total == len(ids) == found.mask().sum()
    return [shown.keys[int(slot)].as_py() for slot in shown.slots(ids)]


@pytest.mark.parametrize(
    ("ask", "keys"),
    [
        (Ask(), ["CAM-1", "CAM-2", "cam-3", "S-4"]),
        (Ask(type=("sensor",)), ["S-4"]),
        (Ask(tier=(2, 3)), ["CAM-2", "cam-3"]),
        (Ask(department=("fire_rescue", "water_affairs")), ["CAM-2", "S-4"]),
        (Ask(division=LOCK), ["CAM-2", "cam-3"]),
        (Ask(division=f"{CITY}/990101"), ["CAM-1", "CAM-2", "cam-3", "S-4"]),
        (Ask(state=("retired",)), ["OLD-5"]),
        (Ask(state=("online",)), []),
        (Ask(text="CAM"), ["CAM-1", "CAM-2", "cam-3"]),
        (Ask(text="一号"), ["CAM-1"]),
        (Ask(text="%"), []),
        (Ask(model=("M-2",)), ["cam-3"]),
        (Ask(firmware=("5.1",), tier=(1,)), ["CAM-1"]),
        (Ask(cert_before=aware(AT + 20 * DAY)), ["S-4"]),
        (Ask(old=(("M-1", "5.1"),), type=("camera",)), ["CAM-1", "CAM-2"]),
        (Ask(model=("nobody has it",)), []),
    ],
    ids=[
        "all", "type", "tier", "department", "division", "district", "retired", "online", "text",
        "chinese", "no_wildcard", "model", "firmware", "certificate", "old", "unknown",
    ],
)  # fmt: skip
def test_fleet_devices_are_found(database: Database, ask: Ask, keys: list[str]) -> None:
    assert _keys(_fleet(database).snapshot(), ask) == keys


def test_fleet_a_scope_narrows_all(database: Database) -> None:
    shown = _fleet(database).snapshot()
    street = scope_of([Area(LAMP)])
    assert _keys(shown, Ask(), street) == ["CAM-1", "S-4"]
    both = scope_of([Area(LAMP, "water_affairs"), Area(LOCK, "fire_rescue")])
    assert _keys(shown, Ask(), both) == ["CAM-2", "S-4"]
    assert find(shown, street, Ask()).facets["type"] == {"camera": 1, "sensor": 1}


def test_fleet_facets_count_as_if_not_asked_for_themselves(database: Database) -> None:
    shown = _fleet(database).snapshot()
    found = find(shown, EVERYWHERE, Ask(type=("camera",), tier=(2,)))
    assert found.total == 1
    assert found.facets["tier"] == {"1": 1, "2": 1, "3": 1}
    assert found.facets["type"] == {"camera": 1}
    assert found.facets["state"] == {"offline": 1}
    assert found.facets["district"] == {f"{CITY}/990101": 1}


def test_fleet_pages_go_on_where_the_last_one_ended(database: Database) -> None:
    shown = _fleet(database).snapshot()
    found = find(shown, EVERYWHERE, Ask(type=("camera",)))
    first = found.page(0, 2)
    rest = found.page(int(first[-1]), 2)
    assert [shown.keys[int(n)].as_py() for n in shown.slots(first)] == ["CAM-1", "CAM-2"]
    assert [shown.keys[int(n)].as_py() for n in shown.slots(rest)] == ["cam-3"]


def test_fleet_what_is_shown_follows_every_change(database: Database) -> None:
    fleet = _fleet(database)
    before = fleet.snapshot()
    say(database, ["CAM-1", "CAM-2"], AT + MINUTE, battery=10)
    look(database, AT + MINUTE)
    put(database, device("NEW-6", division="990101002"), device("CAM-1", name="Renamed"))
    after = fleet.snapshot(fresh=True)
    assert _keys(after, Ask(state=("faulty",), fault=("battery",))) == ["CAM-1", "CAM-2"]
    assert find(after, EVERYWHERE, Ask()).facets["fault"] == {"battery": 2, "certificate": 1}
    assert _keys(after, Ask(text="new-6")) == ["NEW-6"]
    assert _keys(after, Ask(text="renamed")) == ["CAM-1"]
    # What somebody was shown before hasn't changed under them.
    assert _keys(before, Ask(text="一号")) == ["CAM-1"]
    assert _keys(before, Ask(state=("faulty",))) == []
    anew = LiveFleet(database, CITY).snapshot()
    assert _keys(anew, Ask()) == _keys(after, Ask())
    assert find(anew, EVERYWHERE, Ask()).facets == find(after, EVERYWHERE, Ask()).facets


def test_fleet_counts_are_those_of_a_plain_loop(database: Database) -> None:
    chance = random.Random(4)  # noqa: S311
    owners = ["fire_rescue", "housing"]
    rows = [
        {
            "key": f"D{n}",
            "type": chance.choice(["camera", "sensor"]),
            "tier": chance.choice(["", "1", "2"]),
            "department": chance.choice(owners),
            "division": chance.choice(["990101001", "990101002"]),
        }
        for n in range(300)
    ]
    put(database, *rows)
    shown = LiveFleet(database, CITY).snapshot()
    for types, owners in [((), ()), (("camera",), ()), (("sensor",), ("fire_rescue",))]:
        mine = [
            each for each in rows if each["department"] in (owners or ("fire_rescue", "housing"))
        ]
        found = find(shown, scope_of([Area(LOCK)]), Ask(type=types, department=owners))
        counted = [each for each in mine if each["division"] == "990101002"]
        for kind in ("camera", "sensor"):
            many = sum(each["type"] == kind for each in counted)
            assert found.facets["type"].get(kind, 0) == many
        total = sum(each["type"] in (types or ("camera", "sensor")) for each in counted)
        assert found.total == total


def test_fleet_cells_hold_the_devices_of_a_box(database: Database) -> None:
    shown = _fleet(database).snapshot()
    found = find(shown, EVERYWHERE, Ask())
    (spot,) = spots(found, BOX, CELL)
    assert (spot.total, spot.states) == (1, {"offline": 1})
    assert (spot.lon, spot.lat) == pytest.approx((114.25, 30.6))
    assert spots(found, (0, 0, 1, 1), CELL) == []


@tried(
    st.lists(st.tuples(st.floats(-179, 179), st.floats(-80, 80)), min_size=1, max_size=20),
    st.integers(5, 8),
)
def test_fleet_a_coarser_cell_is_that_of_the_library(
    points: list[tuple[float, float]], resolution: int
) -> None:
    import h3.api.basic_int as h3

    fine = [h3.latlng_to_cell(lat, lon, CELL) for lon, lat in points]
    found = parents(np.array(fine, np.uint64), resolution).tolist()
    assert found == [h3.cell_to_parent(each, resolution) for each in fine]


def test_fleet_versions_are_counted_and_old_ones_known(database: Database) -> None:
    shown = _fleet(database).snapshot()
    told = lists.versions(shown, EVERYWHERE, {"M-1": "5.2"})
    assert [(each.model, each.firmware, each.devices, each.old) for each in told] == [
        ("M-1", "5.1", 3, True), ("M-2", "5.10", 1, False),
    ]  # fmt: skip
    assert lists.old(shown, {"M-1": "5.2"}) == (("M-1", "5.1"),)


def test_fleet_of_no_device_is_empty(database: Database) -> None:
    shown = LiveFleet(database, CITY).snapshot()
    assert _keys(shown, Ask(type=("camera",))) == []
    assert lists.versions(shown, EVERYWHERE, {}) == []
    assert shown.at <= datetime.now(UTC)
