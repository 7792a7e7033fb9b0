"""Faults of devices become cases, once each, and come back: told, verified by their own data.

A case is opened for a fault that has stood for its term. While it is open and the device is well
again, the case is told. Once it is closed, the device's own data must say that it is well; where
they don't within the term, that is told too, and the fault becomes a case anew.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.cases.clock.wall import moment
from anlan.cases.endings import RIGHT
from anlan.cases.flow import Move
from anlan.cases.report import Report
from anlan.cases.room import CaseRoom
from anlan.cases.rows import find, joined_to
from anlan.model.cause import Cause
from anlan.store.cases import CaseRow
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.watch import WatchDeviceCase, WatchDeviceChange
from anlan.watch.fleet import rates
from anlan.watch.fleet.gathering import Broken, Group, broken, due
from anlan.watch.fleet.live import Ints, LiveFleet, Snapshot
from anlan.watch.fleet.rows import subject
from anlan.watch.fleet.settings import STATES, settings
from anlan.words import say

KIND, CHANNEL = "alarm_followup", "alarm"
NAMED = 50
"""So many devices of a group are named in its case."""


@dataclass(frozen=True, slots=True)
class Worked:
    """How many cases were opened, told that a device is well, verified, and found not mended."""

    opened: int
    told: int
    verified: int
    not_well: int


def work(
    database: Database, cause: Cause, fleet: LiveFleet, cases: CaseRoom, at: datetime
) -> Worked:
    """Follow the cases of devices, then open those that are due.

    Args:
        database: where fleet and cases are.
        cause: for the ledger; Anlan itself.
        fleet: the city's.
        cases: the city's room of cases.
        at: now.
    """
    shown = fleet.snapshot(fresh=True)
    if not len(shown):
        return Worked(0, 0, 0, 0)
    with database.session() as session:
        out = rates.excused(session, fleet.city, shown, at)
        standing = _standing(session, fleet.city)
        begun = _begun(session, shown)
    every = broken(shown, out, begun)
    # An outage excuses a device, but doesn't mend it; of one in repair nobody knows yet.
    has = {(each.id, each.fault) for each in broken(shown, None, begun)}
    ids = np.array([number for number, _ in standing], np.int64)
    mended = dict(zip(ids.tolist(), _in_repair(shown, ids), strict=True))
    has |= {each for each in standing if mended[each[0]]}
    with change(database, cause) as made:
        told, verified, not_well = _follow(made, fleet.city, cases, has, at)
    fresh = [each for each in every if (each.id, each.fault) not in standing]
    groups = list(islice(due(shown, fresh, at), settings().cases.at_once))
    if groups:
        with change(database, cause) as made:
            _open(made, fleet.city, cases, shown, groups, at)
    return Worked(len(groups), told, verified, not_well)


def _in_repair(shown: Snapshot, ids: Ints) -> list[bool]:
    """Return which of some devices are in repair."""
    slots, state = shown.slots(ids), shown.of_sort("state")
    return [slot >= 0 and STATES[state[slot]] == "repair" for slot in slots.tolist()]


def _standing(session: Session, city: str) -> set[tuple[int, str]]:
    """Return which fault of which device is in a case, or waits for its end."""
    query = select(WatchDeviceCase.device_id, WatchDeviceCase.fault).where(
        WatchDeviceCase.city == city, WatchDeviceCase.ended_at.is_(None)
    )
    return {(row.device_id, row.fault) for row in session.execute(query)}


def _begun(session: Session, shown: Snapshot) -> dict[tuple[int, str], int]:
    """Return since when devices have the faults that they were not taken faulty with."""
    with_faults = [n for n, text in enumerate(shown.texts["faults"]) if text]
    if not with_faults:
        return {}
    ids = shown.ids[np.isin(shown.of_sort("faults"), with_faults)].tolist()
    begun: dict[tuple[int, str], int] = {}
    for first in range(0, len(ids), 500):
        query = (
            select(WatchDeviceChange)
            .where(WatchDeviceChange.device_id.in_(ids[first : first + 500]))
            .order_by(WatchDeviceChange.device_id, WatchDeviceChange.id)
        )
        had: dict[int, set[str]] = defaultdict(set)
        for row in session.scalars(query):
            now = set(filter(None, row.faults.split(",")))
            for fault in now - had[row.device_id]:
                begun[row.device_id, fault] = int(row.at.timestamp() * 1e6)
            had[row.device_id] = now
    return begun


def _open(
    made: Change, city: str, cases: CaseRoom, shown: Snapshot, groups: Sequence[Group], at: datetime
) -> None:
    """Open a case for each group."""
    before = _cases_before(made.session, [each for group in groups for each in group.devices])
    reports = [_report(shown, group, before, at) for group in groups]
    opened = cases.open_many(made, [cases.placed(each) for each in reports])
    for group, case in zip(groups, opened, strict=True):
        made.session.add_all(
            WatchDeviceCase(
                city=city, device_id=each.id, fault=group.fault, number=case.number,
                state="open", opened_at=at,
            )
            for each in group.devices
        )  # fmt: skip
        keys = " ".join(shown.keys[each.slot].as_py() for each in group.devices[:NAMED])
        about = {"fault": group.fault, "case": case.number, "n": len(group.devices), "keys": keys}
        made.record(subject(city), "fleet.case_opened", None, about)


def _cases_before(session: Session, devices: Sequence[Broken]) -> dict[tuple[int, str], str]:
    """Return the last case that each fault of each device was in."""
    found: dict[tuple[int, str], str] = {}
    for first in range(0, len(devices), 500):
        ids = [each.id for each in devices[first : first + 500]]
        query = select(WatchDeviceCase).where(WatchDeviceCase.device_id.in_(ids))
        for row in session.scalars(query.order_by(WatchDeviceCase.id)):
            found[row.device_id, row.fault] = row.number
    return found


def _report(
    shown: Snapshot, group: Group, before: dict[tuple[int, str], str], at: datetime
) -> Report:
    """Return what the case says, in the language of its city's desks."""
    first = group.devices[0]
    office = shown.office(first.slot)
    slots = [each.slot for each in group.devices]
    keys = [shown.keys[slot].as_py() for slot in slots]
    fault = settings().fault[group.fault].name.of("zh")
    since = moment(first.since)
    earlier = before.get((first.id, group.fault), "")
    one = "" if group.area else "_one"
    title = say(f"fleet.case.title{one}", "zh", fault=fault, key=keys[0], count=len(keys))
    text = say(
        "fleet.case.text", "zh", since=f"{since:%Y-%m-%d %H:%M} UTC", count=len(keys),
        keys="、".join(keys[:NAMED]), earlier=earlier or "-",
    )  # fmt: skip
    lon, lat = (float(shown.columns[axis][slots].mean()) for axis in ("lon", "lat"))
    here = bool(np.isfinite(lon) and np.isfinite(lat)) and not group.area
    return Report(
        kind=KIND,
        channel=CHANNEL,
        title=title[:200],
        text=text[:5000],
        at=at,
        known_at=at,
        division=group.area or office.division,
        lon=lon if here else None,
        lat=lat if here else None,
        source=office.department,
        # With the case before: one whose devices weren't mended is opened again.
        outside_key=f"{group.fault} {keys[0]} {first.since} {earlier}",
    )


def _follow(
    made: Change, city: str, cases: CaseRoom, has: set[tuple[int, str]], at: datetime
) -> tuple[int, int, int]:
    """Follow what became of cases and devices; return how many were told, verified, not well."""
    query = select(WatchDeviceCase).where(
        WatchDeviceCase.city == city, WatchDeviceCase.ended_at.is_(None)
    )
    by_case: dict[str, list[WatchDeviceCase]] = defaultdict(list)
    for row in made.session.scalars(query.order_by(WatchDeviceCase.id).with_for_update()):
        by_case[row.number].append(row)
    told = verified = not_well = 0
    for number, rows in by_case.items():
        case = find(made.session, city, number)
        lead = joined_to(made.session, case)
        if lead is not None:
            for row in rows:
                row.number = lead.number
            continue
        if case.ended_at is None:
            told += _tell(made, city, cases, case, rows, has, at)
            continue
        done, failed = _verify(made, city, case, rows, has, at)
        verified, not_well = verified + done, not_well + failed
    return told, verified, not_well


def _tell(
    made: Change, city: str, cases: CaseRoom, case: CaseRow, rows: Sequence[WatchDeviceCase],
    has: set[tuple[int, str]], at: datetime,
) -> int:  # fmt: skip
    """Tell an open case which of its devices are well again, or no longer."""
    well = [row for row in rows if (row.device_id, row.fault) not in has]
    states = {row.id: "recovered" for row in well}
    turned = [row for row in rows if row.state != states.get(row.id, "open")]
    if not turned:
        return 0
    for row in turned:
        row.state = states.get(row.id, "open")
    note = say("fleet.case.well", "zh", well=len(well), count=len(rows))
    letter = f"fleet-{case.number}-{len(well)}-{at:%Y%m%dT%H%M%S}"
    fields = {"letter": letter, "note": note}
    who = made.entries.cause.who
    made.session.flush()
    cases.move(made, case.number, Move("collect.add", who, "system", at, fields=fields),
               case.version)  # fmt: skip
    about = {"case": case.number, "well": len(well), "n": len(rows)}
    made.record(subject(city), "fleet.case_told", None, about)
    return 1


def _verify(
    made: Change, city: str, case: CaseRow, rows: Sequence[WatchDeviceCase],
    has: set[tuple[int, str]], at: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Let devices of a case that has ended prove by their own data that they are well."""
    right, late = case.state in RIGHT, timedelta(hours=settings().cases.verify_h)
    well: list[WatchDeviceCase] = []
    failed: list[WatchDeviceCase] = []
    for row in rows:
        row.closed_at = row.closed_at or case.ended_at or at
        if (row.device_id, row.fault) not in has:
            well.append(row)
        elif right:
            row.state = "verifying"
            if at - row.closed_at > late:
                failed.append(row)
        else:
            # There was nothing to be mended, somebody said: it is not asked again and again.
            row.state = "unfounded"
    for some, state in ((well, "well"), (failed, "not_well")):
        for row in some:
            row.state, row.ended_at = state, at
    if well:
        about = {"case": case.number, "n": len(well)}
        made.record(subject(city), "fleet.verified", None, about)
    if failed:
        about = {"case": case.number, "n": len(failed)}
        made.record(subject(city), "fleet.not_well", None, about)
    return len(well), len(failed)


def in_cases(session: Session, device_id: int) -> Sequence[WatchDeviceCase]:
    """Return the cases that a device is in, or that wait for its own data; the first one first."""
    query = select(WatchDeviceCase).where(
        WatchDeviceCase.device_id == device_id, WatchDeviceCase.ended_at.is_(None)
    )
    return session.scalars(query.order_by(WatchDeviceCase.id)).all()
