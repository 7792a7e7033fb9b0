"""Claims become alarms: rows, moves and entries in the ledger, many in one transaction.

Whoever applies claims of a city waits for the one before to commit, and then goes on from what that
one left; so a rule never has two open alarms of an object, which the database's unique index holds
besides. A claim that was applied before changes nothing: an engine gives all its claims of a moment
in one batch, so what is no newer than the newest applied before has been seen. What a claim does to
an alarm is :mod:`anlan.watch.alarms.life`; here it is only found, written and told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.cases.clock.wall import micros, moment
from anlan.store.change import Change
from anlan.store.watch import AlarmRow
from anlan.watch.alarms import life
from anlan.watch.alarms.colours import worse
from anlan.watch.alarms.placing import Place, Subject, parts, places
from anlan.watch.alarms.rows import Work, finite, of, queue
from anlan.watch.alarms.site import Site
from anlan.watch.alarms.telling import conclude


@dataclass(frozen=True)
class Applied:
    """What became of claims: the numbers of alarms that are new, and of those that changed."""

    raised: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    passed: int = 0
    """How many claims changed nothing: applied before, or of an alarm that is closed."""


def apply(made: Change, site: Site, claims: pa.RecordBatch, at: datetime) -> Applied:
    """Let claims open alarms and change those that are open; return what became of them.

    Args:
        made: the transaction; what else is in it is committed with the alarms, or not at all.
        site: whose alarms.
        claims: as ``anlan.watch.engine.CLAIMS``, in their order.
        at: now, by the clock.
    """
    if not claims.num_rows:
        return Applied()
    queue(made.session, site.city)
    told = claims.to_pylist()
    works, passed = _fold(made, site, told, at)
    touched = sorted((each for each in works if each.moves), key=lambda each: each.number)
    conclude(made, site, touched, at)
    return Applied(
        tuple(each.number for each in touched if each.fresh),
        tuple(each.number for each in touched if not each.fresh),
        passed,
    )


def _fold(
    made: Change, site: Site, told: Sequence[Mapping[str, Any]], at: datetime
) -> tuple[list[Work], int]:
    """Return every alarm that claims are about, as they leave it, and how many changed nothing."""
    subjects = {(each["rule"], each["object"]) for each in told}
    open_ones, before = _known(made.session, site.city, subjects)
    fresh = _fresh(told, open_ones, before)
    where = places(made.session, site.city, fresh)
    last = queue(made.session, site.city, more=len(fresh)).number if fresh else 0
    numbers = iter(range(last - len(fresh) + 1, last + 1))
    works, passed = dict(open_ones), 0
    for each in told:
        subject = (each["rule"], each["object"])
        work = works.get(subject)
        if work is not None:
            passed += not _claimed(made, site, work, each, at)
        elif subject in where and _opens(each, before.get(subject)):
            works[subject] = _opened(made, site, each, where[subject], next(numbers), at)
        else:
            passed += 1
    return list(works.values()), passed


def _fresh(
    told: Iterable[Mapping[str, Any]],
    open_ones: Mapping[Subject, Work],
    before: Mapping[Subject, datetime],
) -> dict[Subject, int]:
    """Return the subjects that get an alarm, each with the datastream that brings it."""
    found: dict[Subject, int] = {}
    for each in told:
        subject = (each["rule"], each["object"])
        if subject not in open_ones and _opens(each, before.get(subject)):
            found.setdefault(subject, each["stream"])
    return found


def _opens(told: Mapping[str, Any], before: datetime | None) -> bool:
    """Return whether a claim opens an alarm where none is open.

    Any that shows a colour does, even if the one that rose was of an alarm that was closed since: a
    condition that stands and moves is told once too often rather than never. One that the closed
    alarm has seen doesn't.
    """
    seen = before is not None and told["at"] <= micros(before)
    return told["change"] != "cleared" and not seen


def _opened(
    made: Change, site: Site, told: Mapping[str, Any], place: Place, number: int, at: datetime
) -> Work:
    """Return the alarm that a claim opens."""
    rule = site.rules.of(told["rule"])
    alarm = life.open_by(told["at"], told["rule"], told["object"], told["colour"])
    row = {
        "city": site.city,
        "number": number,
        "rule": rule.id,
        "rule_version": told["version"],
        "title": {"en": rule.name.en, "zh": rule.name.zh},
        "object": told["object"],
        "name": place.name,
        "kind": place.kind,
        "class": place.class_,
        "area": place.area,
        "floor": place.floor,
        "asset_id": place.asset_id,
        "division": place.division,
        "lon": place.lon,
        "lat": place.lat,
        "priority": rule.priority,
        "raised_at": moment(told["at"]),
        "known_at": at,
        "cleared_at": None,
        "acknowledged_at": None,
        "owned_at": None,
        "closed_at": None,
        "next_at": None,
        "respond_by": at + _time_to_respond(site, rule.id),
        "quiet": "",
        "inhibited_by": None,
        "silence_id": None,
        "group_number": None,
        "case_number": None,
        "case_due": False,
        "moves": 0,
        "version": 0,
    }
    work = Work(row | _measured(told), alarm, fresh=True)
    work.move(made, "raise", alarm, at, colour=told["colour"], **_brief(told))
    return work


def _claimed(made: Change, site: Site, work: Work, told: Mapping[str, Any], at: datetime) -> bool:
    """Let a claim change an alarm that is open; return whether it did."""
    before, moves = work.alarm, len(work.moves)
    repeated = told["change"] == "cleared" and not before.standing
    if repeated or (work.seen is not None and told["at"] <= work.seen):
        return False
    # Claims come by the time of the readings, acts by the clock: a life goes on, never back.
    when = max(told["at"], before.changed)
    after = life.claim(before, {**told, "at": when})
    if told["change"] == "cleared":
        work.row["claimed_at"] = moment(told["at"])
        work.move(made, "clear", after, at)
        return True
    work.row |= _measured(told)
    if not before.standing:
        risen = before.model_copy(update={"standing": True, "flaps": after.flaps, "changed": when})
        work.move(made, "rise", risen, at, colour=before.colour, **_brief(told))
    if after.colour != before.colour:
        act = "worsen" if worse(after.colour, before.colour) else "ease"
        work.move(made, act, after, at, colour=after.colour, **_brief(told))
    if after.state == "new" and before.state != "new":
        work.row["respond_by"] = at + _time_to_respond(site, told["rule"])
    return len(work.moves) > moves


def _time_to_respond(site: Site, rule: str) -> timedelta:
    return timedelta(microseconds=site.rules.of(rule).respond_within)


def _measured(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that the newest claim with a colour fills."""
    since = told["since"]
    return {
        "claimed_at": moment(told["at"]),
        "stream": told["stream"],
        "value": finite(told["value"]),
        "limit": finite(told["limit"]),
        "since_at": moment(since) if since is not None and since > 0 else None,
    }


def _brief(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a move keeps of a claim's measuring."""
    found = {name: finite(told[name]) for name in ("value", "limit")}
    return {name: value for name, value in found.items() if value is not None}


def _known(
    session: Session, city: str, subjects: set[Subject]
) -> tuple[dict[Subject, Work], dict[Subject, datetime]]:
    """Return the open alarms of subjects, and the newest claim that a closed one of each has seen.

    Nobody else changes those that are open until the commit.
    """
    names = sorted({name for _, name in subjects})
    table = AlarmRow.__table__
    open_ones: dict[Subject, Work] = {}
    before: dict[Subject, datetime] = {}
    for some in parts(names):
        here = (table.c.city == city, table.c.object.in_(some))
        query = select(table).where(*here, table.c.closed_at.is_(None)).order_by(table.c.number)
        for row in session.execute(query.with_for_update()).mappings():
            if (row["rule"], row["object"]) in subjects:
                open_ones[row["rule"], row["object"]] = of(dict(row))
        newest = select(table.c.rule, table.c.object, func.max(table.c.claimed_at))
        newest = newest.where(*here, table.c.closed_at.is_not(None))
        for rule, name, at in session.execute(newest.group_by(table.c.rule, table.c.object)):
            before[rule, name] = at
    return open_ones, before
