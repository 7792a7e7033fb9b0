"""A city that is watched, behind the console: devices, sensors, readings, rules and alarms."""

import csv
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from console_town import HOME, Town

from anlan import cities
from anlan.cases.clock.wall import micros
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.watch import log
from anlan.watch import rulebook
from anlan.watch.alarms import Applied, Site, apply
from anlan.watch.engine.run import CLAIMS
from anlan.watch.fleet.given import check, checked_columns
from anlan.watch.fleet.intake import take
from anlan.watch.registry import (
    Property,
    Stream,
    Thing,
    WatchRoom,
    any_make,
    put_properties,
    put_streams,
    put_things,
)  # fmt: skip
from anlan.watch.replay import Files, replay
from anlan.watch.replay.run import Settings
from anlan.watch.rules import Rules
from anlan.watch.rules.read import every
from support.people import CAUSE

SECOND = 1_000_000
UNITS = {"gas_underground": "%VOL", "water_level": "m"}
KINDS = tuple(UNITS)
RULES = ("gas_underground", "smoke", "smoke_missing", "waterlogging")
BY = Settings(60 * SECOND, 3_600 * SECOND)


class Watch:
    """The demo's city in a home, as its sensors see it."""

    def __init__(self, home: Path) -> None:
        self._home, self._pack = home, cities.load(HOME)
        self._tree = self._pack.divisions(home / HOME / "layers")
        self._streams: dict[str, int] = {}
        self._room = WatchRoom.of(self._pack.city, self._tree)
        self.grids = [each for each in Town(home).grids if each.path]
        self.rules = Rules(
            zone="Asia/Shanghai", rules=tuple(each for each in every().rules if each.id in RULES)
        )

    def devices(self, n: int) -> None:
        """Take devices in, spread over the grids: cameras of three tiers, and sensors."""
        rows = [self._device(number) for number in range(n)]
        database = Database.in_folder(self._home)
        given = check(checked_columns(pl.DataFrame(rows), "test"), self._pack.city, self._tree)
        assert not given.refused
        take(database, CAUSE, HOME, given.rows, "devices.csv", datetime.now(UTC))
        database.close()

    def _device(self, number: int) -> dict[str, str]:
        camera, grid = number % 3 > 0, self.grids[number % len(self.grids)]
        return {
            "key": f"dev-{number:05}",
            "name": f"{'路口监控' if camera else '井盖传感器'} {number}",
            "type": "camera" if camera else "sensor",
            "tier": str(1 + number % 3) if camera else "",
            "department": "public_security" if camera else "gas",
            "division": grid.path,
            "lon": str(grid.lon), "lat": str(grid.lat),
            "model": "HK-2" if camera else "GX-1",
            "firmware": "1.2" if number % 2 else "1.0",
            "state": "online" if number % 7 else "offline",
            "stream": f"cam/{number}" if camera else "",
        }  # fmt: skip

    def wells(self, n: int, name: str = "well", kinds: Sequence[str] = KINDS) -> list[int]:
        """Register wells, each with a gas and a water sensor; return the datastreams' numbers."""
        places = [self.grids[i % len(self.grids)] for i in range(n)]
        things = [
            Thing(f"{name}-{i}", f"{i} 号井", division=each.path, lon=each.lon, lat=each.lat)
            for i, each in enumerate(places)
        ]
        streams = [
            Stream(f"{name}-{i}/{kind}", f"{name}-{i}", kind, kind=kind, interval_s=60,
                   area=each.path.split("/")[-2], unit={"symbol": UNITS[kind]})
            for i, each in enumerate(places)
            for kind in kinds
        ]  # fmt: skip
        database, at = Database.in_folder(self._home), datetime.now(UTC)
        with change(database, CAUSE) as made:
            any_make(made, self._room)
            put_properties(made, self._room, [Property(kind, kind) for kind in KINDS])
            put_things(made, self._room, things, at)
            ids = put_streams(made, self._room, streams, at).ids
        database.close()
        for each in streams:
            self._streams.setdefault(each.thing, ids[each.key])
        return [ids[each.key] for each in streams]

    def readings(self, streams: Sequence[int], until: datetime, hours: float = 6) -> None:
        """Let datastreams have spoken each minute: a wave, then a rise; some are no use."""
        end, many = micros(until), round(hours * 60)
        rows = [
            (stream, end - (many - place) * 60 * SECOND, _course(stream, place, many))
            for stream in streams
            for place in range(many)
        ]
        names, at, value = zip(*rows, strict=True)
        bad = [2 if place % 97 == 5 else 0 for _ in streams for place in range(many)]
        batch = pa.RecordBatch.from_arrays(
            [pa.array(names, pa.int64()), pa.array(at, pa.int64()), pa.array(value, pa.float64()),
             pa.array(bad, pa.int8()), pa.nulls(len(rows), pa.string()),
             pa.array([each // 2 for each in bad], pa.uint8())],
            schema=log.STORED,
        )  # fmt: skip
        database = Database.in_folder(self._home)
        with database.writing() as session:
            log.append(session, HOME, batch, end, "test")
        database.close()

    def rulebook(self, folder: Path) -> None:
        """Add the rules, prove them by a replay of a made-up fortnight, switch one of them on."""
        database, at = Database.in_folder(self._home), datetime.now(UTC)
        self._files = _fortnight(folder)
        proof = replay(self.rules, self._files, BY)
        with change(database, CAUSE) as made:
            rulebook.add(made, self._room, self.rules, "gas", at)
            rulebook.keep_certificate(made, HOME, proof, at)
        with change(database, CAUSE) as made:
            rulebook.switch_on(made, HOME, "gas_underground", at)
        database.close()

    def second_version(self) -> None:
        """Add a version of the gas rule that waits half an hour, proved on the same past."""
        rule = next(each for each in self.rules.rules if each.id == "gas_underground")
        slow = rule.model_copy(update={"version": 2, "lasting": 30 * 60 * SECOND})
        rules = Rules(zone=self.rules.zone, rules=(slow,))
        database, at = Database.in_folder(self._home), datetime.now(UTC)
        proof = replay(rules, self._files, BY)
        with change(database, CAUSE) as made:
            rulebook.add(made, self._room, rules, "gas", at)
            rulebook.keep_certificate(made, HOME, proof, at)
        database.close()

    def claim(self, *each: dict[str, Any], at: datetime | None = None) -> Applied:
        """Apply claims: rule, object, colour, and perhaps change, value, limit, stream."""
        now = at or datetime.now(UTC)
        told = {"version": 1, "change": "rose", "value": 2.5, "limit": 1.0, "at": micros(now)}
        told |= {"since": micros(now) - 60 * SECOND}
        rows = [told | {"stream": self._streams[one["object"]]} | one for one in each]
        database = Database.in_folder(self._home)
        with change(database, CAUSE) as made:
            site = Site(HOME, self.rules)
            done = apply(made, site, pa.RecordBatch.from_pylist(rows, CLAIMS), now)
        database.close()
        return done


def _course(stream: int, place: int, many: int) -> float:
    wave = 0.2 + 0.1 * math.sin(place / 20 + stream)
    return wave + max(0.0, (place - many * 0.85) / (many * 0.15)) * 2.2


def _fortnight(folder: Path) -> Files:
    """Write two weeks of two wells, one of which leaks twice."""
    begin = datetime(2026, 6, 1, tzinfo=UTC)
    leaks = [begin + timedelta(days=3, hours=4), begin + timedelta(days=9, hours=12)]
    folder.mkdir(parents=True, exist_ok=True)
    history, streams, events = (folder / f"{name}.csv" for name in ("h", "s", "e"))
    with history.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("stream", "at", "value"))
        for step in range(14 * 24 * 6):
            at = begin + timedelta(minutes=10 * step)
            leaking = any(
                timedelta(minutes=-20) <= at - each < timedelta(hours=2) for each in leaks
            )
            rows.writerow(("w1/gas", at.isoformat(), 2.4 if leaking else 0.1))
            rows.writerow(("w2/gas", at.isoformat(), 1.6 if step % 997 == 300 else 0.1))
    with streams.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerows([("stream", "kind", "object"), ("w1/gas", "gas_underground", "w1"),
                        ("w2/gas", "gas_underground", "w2")])  # fmt: skip
    with events.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("object", "from", "to", "kind"))
        for each in leaks:
            until = each + timedelta(hours=2)
            rows.writerow(("w1", each.isoformat(), until.isoformat(), "gas_underground"))
    return Files(history, streams, events)
