"""Things and datastreams of a file, CSV or JSON: one datastream a row, with the thing it is of.

A row without a datastream is of a thing alone. What is said of a thing in its first row holds for
its others, which may leave it out.
"""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from anlan.model.cause import Cause
from anlan.model.errors import WatchError
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.watch import WatchProperty, WatchSensor
from anlan.watch.registry.checks import Known, check_stream, check_thing
from anlan.watch.registry.forms import ANY_MAKE, Property, Sensor, Stream, Thing
from anlan.watch.registry.put import (
    known_to,
    put_properties,
    put_sensors,
    put_streams,
    put_things,
)
from anlan.watch.registry.room import WatchRoom
from anlan.watch.registry.upsert import rows_of
from anlan.watch.rules.kinds import kinds

THING = {
    "thing_name": "name", "thing_description": "description", "division": "division",
    "asset": "asset_id", "lon": "lon", "lat": "lat",
}  # fmt: skip
"""The columns that tell of a thing, and what they fill."""
STREAM = {
    "name": "name", "description": "description", "kind": "kind", "class": "class_",
    "object": "object", "area": "area", "property": "property", "sensor": "sensor",
    "client": "client", "type": "type", "scale": "scale", "shift": "shift",
    "interval_s": "interval_s",
}  # fmt: skip
"""The columns that tell of a datastream, and what they fill."""
NUMBERS = frozenset({"lon", "lat", "scale", "shift", "interval_s"})
FIGURE = "figure."
"""What the columns of figures begin with."""
OWN = frozenset({"thing", "stream", "unit", "figures"})
AT_ONCE = 10_000
"""So many rows are registered in one transaction."""
_NO_PROPERTY = "value"
Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """Why a row is not registered; ``line`` is where it is in the file, the first data row is 1."""

    line: int
    error: WatchError


@dataclass
class Sheet:
    """What a file tells: things and datastreams with their lines, and what can't be read of it."""

    things: dict[str, tuple[int, Thing]] = field(default_factory=dict)
    streams: list[tuple[int, Stream]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Taken:
    """What was registered of a file."""

    things: int = 0
    streams: int = 0
    fresh: int = 0
    changed: int = 0
    problems: list[Problem] = field(default_factory=list)


def read(file: Path) -> Sheet:
    """Read a file.

    Raises:
        WatchError: it can't be read, or has columns that mean nothing.
    """
    rows = _json(file) if file.suffix.lower() == ".json" else _csv(file)
    sheet, keys = Sheet(), set[str]()
    for line, row in enumerate(rows, 1):
        try:
            _columns(file, row)
            _take(sheet, keys, line, row)
        except WatchError as error:
            sheet.problems.append(Problem(line, error))
    return sheet


def take_in(
    database: Database, cause: Cause, room: WatchRoom, sheet: Sheet, at: datetime, *,
    dry_run: bool = False,
) -> Taken:  # fmt: skip
    """Register what a file tells, thousands of rows at a time; what can't be is told by its line.

    With ``dry_run`` nothing stays registered, but all of it is tried.

    Raises:
        StoreError: the database refuses; what was registered before stays.
    """
    taken = Taken(problems=list(sheet.problems))
    things = _good_things(room, sheet, taken)
    streams = [(line, each) for line, each in sheet.streams if each.thing in things]
    for line, each in sheet.streams:
        if each.thing not in things and line != sheet.things[each.thing][0]:
            error = WatchError("error.watch.thing_refused", key=each.key, thing=each.thing)
            taken.problems.append(Problem(line, error))
    waiting = set(things)
    for first in range(0, max(len(streams), 1), AT_ONCE):
        some = streams[first : first + AT_ONCE]
        last = first + AT_ONCE >= len(streams)
        wanted = set(waiting) if last else waiting & {each.thing for _, each in some}
        with change(database, cause, dry_run=dry_run) as made:
            put = wanted if not dry_run else wanted | {each.thing for _, each in some}
            put_things(made, room, [things[key] for key in sorted(put)], at)
            _put(made, room, some, at, taken)
        waiting -= wanted
        taken.things += len(wanted)
    taken.problems.sort(key=lambda each: each.line)
    return taken


def _good_things(room: WatchRoom, sheet: Sheet, taken: Taken) -> dict[str, Thing]:
    good = {}
    for key, (line, thing) in sheet.things.items():
        try:
            check_thing(room, thing)
            good[key] = thing
        except WatchError as error:
            taken.problems.append(Problem(line, error))
    return good


def _put(
    made: Change, room: WatchRoom, some: Sequence[tuple[int, Stream]], at: datetime, taken: Taken
) -> None:
    _referred(made, room, [each for _, each in some])
    known = known_to(made.session, room, [each for _, each in some])
    good = [each for line, each in some if _passes(each, known, line, taken)]
    put = put_streams(made, room, good, at)
    taken.streams += len(good)
    taken.fresh += put.fresh
    taken.changed += put.changed


def _passes(stream: Stream, known: Known, line: int, taken: Taken) -> bool:
    try:
        check_stream(stream, known)
    except WatchError as error:
        taken.problems.append(Problem(line, error))
        return False
    return True


def _referred(made: Change, room: WatchRoom, streams: Sequence[Stream]) -> None:
    """Register makes and measured properties that the rows name and nobody has registered yet."""
    makes = {each.sensor for each in streams}
    there = rows_of(made.session, room.city, WatchSensor, makes)
    put_sensors(made, room, [Sensor(key, key) for key in sorted(makes - there.keys())])
    measured = {each.property for each in streams}
    there = rows_of(made.session, room.city, WatchProperty, measured)
    fresh = sorted(measured - there.keys())
    named = {key: kinds()[key].name.en if key in kinds() else key for key in fresh}
    put_properties(made, room, [Property(key, named[key]) for key in fresh])


def _take(sheet: Sheet, keys: set[str], line: int, row: Raw) -> None:
    key = _text(row, "thing")
    if not key:
        raise WatchError("error.watch.sheet_thing")
    thing = _thing(key, row)
    if key not in sheet.things:
        sheet.things[key] = line, thing
    elif thing != Thing(key, key) and thing != sheet.things[key][1]:
        raise WatchError("error.watch.sheet_other", key=key, line=sheet.things[key][0])
    name = _text(row, "stream")
    if not name:
        return
    if name in keys:
        raise WatchError("error.watch.twice", key=name)
    stream = _stream(name, key, row)
    keys.add(name)
    sheet.streams.append((line, stream))


def _thing(key: str, row: Raw) -> Thing:
    given = {to: _value(row, column) for column, to in THING.items()}
    return Thing(**{"key": key, "name": key} | {to: v for to, v in given.items() if v is not None})


def _stream(key: str, thing: str, row: Raw) -> Stream:
    given = {to: _value(row, column) for column, to in STREAM.items()}
    told = {to: value for to, value in given.items() if value is not None}
    told.setdefault("property", told.get("kind") or _NO_PROPERTY)
    told.setdefault("sensor", ANY_MAKE)
    return Stream(key=key, thing=thing, unit=_unit(row), figures=_figures(row), **told)


def _unit(row: Raw) -> dict[str, Any]:
    unit = row.get("unit")
    if isinstance(unit, Mapping):
        return dict(unit)
    return {"symbol": _text(row, "unit")} if _text(row, "unit") else {}


def _figures(row: Raw) -> dict[str, float]:
    told = row.get("figures") or {}
    if not isinstance(told, Mapping):
        raise WatchError("error.watch.sheet_number", column="figures", found=str(told)[:40])
    named = {name.removeprefix(FIGURE): row[name] for name in row if name.startswith(FIGURE)}
    return {
        name: _number(value, name)
        for name, value in {**told, **named}.items()
        if value not in (None, "")
    }


def _value(row: Raw, column: str) -> Any:
    """Return what a cell holds; None where it is empty."""
    if row.get(column) in (None, ""):
        return None
    return _number(row[column], column) if column in NUMBERS else _text(row, column)


def _text(row: Raw, column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _number(value: Any, column: str) -> float:
    try:
        found = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise WatchError("error.watch.sheet_number", column=column, found=str(value)[:40])
    return found


def _columns(file: Path, row: Raw) -> None:
    for name in row:
        if not isinstance(name, str) or (
            name not in THING | STREAM and name not in OWN and not name.startswith(FIGURE)
        ):
            known = ", ".join([*sorted(OWN), *THING, *STREAM, f"{FIGURE}…"])
            raise WatchError("error.watch.sheet_column", file=file.name, column=name, known=known)


def _csv(file: Path) -> list[Raw]:
    """Return the rows of a text file, in UTF-8 or GB 18030, each with as many cells as columns."""
    reader = csv.DictReader(io.StringIO(_decoded(file), newline=""), strict=True)
    try:
        rows: list[Raw] = list(reader)
    except csv.Error as error:
        raise WatchError("error.watch.sheet_file", file=file.name, reason=error) from error
    _columns(file, dict.fromkeys(reader.fieldnames or ()))
    return rows


def _json(file: Path) -> list[Raw]:
    try:
        found = json.loads(_decoded(file))
    except (ValueError, RecursionError) as error:
        raise WatchError("error.watch.sheet_file", file=file.name, reason=error) from error
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise WatchError("error.watch.sheet_file", file=file.name, reason="[{…}, …]")
    return found


def _decoded(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise WatchError("error.watch.sheet_file", file=file.name, reason=reason) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WatchError("error.watch.sheet_file", file=file.name, reason="UTF-8, GB 18030")
