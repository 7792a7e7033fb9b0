"""Jiangcheng's sensors in the registry, and a storm of the past on which its rules are proved."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from anlan.cities.jiangcheng.storm import STEP, Instrument, Storm, settings
from anlan.store.change import Change
from anlan.watch import registry, rulebook
from anlan.watch.registry import Client, Property, Stream, Thing, WatchRoom
from anlan.watch.replay import Certificate, Files, Settings, replay
from anlan.watch.rules import Rules, every
from anlan.watch.rules.kinds import kinds

OWNERS = {
    "rain": "weather",
    "waterlogging": "water_affairs",
    "water_level": "water_affairs",
    "gas_underground": "gas",
    "power": "power",
    "smoke": "fire_rescue",
    "heat": "fire_rescue",
}
"""Which department owns the sensors of a kind; all others are the emergency department's."""
KEEPER = "emergency_management"
MINUTE = 60_000_000
BY = Settings(allowance=10 * MINUTE, horizon=60 * MINUTE)
"""How the past is replayed: so late a reading may come, so long before an event an alarm leads."""


def owner(kind: str) -> str:
    """Return the department that owns the sensors of a kind, which is also its gateway's name."""
    return OWNERS.get(kind, KEEPER)


def register(made: Change, room: WatchRoom, storm: Storm, at: datetime) -> dict[str, str]:
    """Register the story's sensors; return the new secret of each gateway."""
    registry.any_make(made, room)
    used = sorted({each.kind for each in storm.instruments})
    owners = sorted({owner(kind) for kind in used})
    registry.put_clients(made, room, [Client(name, name) for name in owners], at)
    registry.put_properties(
        made, room, [Property(kind, kinds()[kind].name.of("zh")) for kind in used]
    )
    things = {each.object: _thing(each) for each in storm.instruments}
    registry.put_things(made, room, list(things.values()), at)
    registry.put_streams(made, room, [_stream(each) for each in storm.instruments], at)
    return {name: registry.make_secret(made, room, name) for name in owners}


def _thing(each: Instrument) -> Thing:
    name = each.name.rsplit(" ", 1)[0] if each.kind in {"smoke", "heat"} else each.name
    return Thing(each.object, name, division=each.spot.code, lon=each.spot.lon, lat=each.spot.lat)


def _stream(each: Instrument) -> Stream:
    kind = kinds()[each.kind]
    return Stream(
        key=each.key,
        thing=each.object,
        property=each.kind,
        client=owner(each.kind),
        name=each.name,
        kind=each.kind,
        class_=each.sort,
        area=each.spot.area,
        unit={"name": kind.unit, "symbol": kind.unit},
        interval_s=float(each.every),
        figures=each.figures,
    )


def prove(folder: Path, storm: Storm, start: datetime) -> Certificate:
    """Replay the story's rules on a storm that began at a moment of the past."""
    folder.mkdir(parents=True, exist_ok=True)
    begin = int(start.timestamp()) * 1_000_000
    read = (one for second in range(0, storm.seconds, STEP) for one in storm.read(second))
    told = [one for one in read if one.second <= storm.seconds]  # as intake would
    at = pa.array([begin + one.second * 1_000_000 for one in told], pa.timestamp("us", tz="UTC"))
    keys, values = [one.key for one in told], [one.value for one in told]
    files = Files(folder / "past.parquet", folder / "streams.parquet", folder / "events.csv")
    pq.write_table(pa.table({"stream": keys, "at": at, "value": values}), files.history)
    pq.write_table(_streams(storm), folder / "streams.parquet")
    events = [
        {
            "object": one.object,
            "from": (start + timedelta(minutes=one.begin)).isoformat(),
            "to": (start + timedelta(minutes=one.end)).isoformat(),
            "kind": one.kind,
        }
        for one in storm.events()
    ]
    pyarrow.csv.write_csv(pa.Table.from_pylist(events), folder / "events.csv")
    return replay(chosen(), files, BY)


def _streams(storm: Storm) -> pa.Table:
    rows = [
        {
            "stream": each.key,
            "kind": each.kind,
            "object": each.object,
            "class": each.sort,
            "area": each.spot.area,
            **{name: each.figures.get(name) for name in _figures(storm)},
        }
        for each in storm.instruments
    ]
    return pa.Table.from_pylist(rows)


def _figures(storm: Storm) -> list[str]:
    return sorted({name for each in storm.instruments for name in each.figures})


def chosen() -> Rules:
    """Return the rules that the story switches on, with those that they combine."""
    whole, names = every(), set(settings()["rules"])
    names |= {part.rule for name in names for part in getattr(whole.of(name), "parts", ())}
    return Rules(zone=whole.zone, rules=tuple(one for one in whole.rules if one.id in names))


def switch_on(made: Change, room: WatchRoom, proof: Certificate) -> None:
    """Add the story's rules, keep their certificate, and switch them on by it."""
    now = datetime.now(UTC)
    rulebook.add(made, room, chosen(), KEEPER, now)
    rulebook.keep_certificate(made, room.city, proof, now)
    for rule in settings()["rules"]:
        rulebook.switch_on(made, room.city, rule, now)
