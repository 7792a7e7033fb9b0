"""Alarms as the API tells them."""

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from anlan.api.cases_shapes import Named
from anlan.api.view import CityView
from anlan.api.watch_alarms_shapes import (
    AlarmDetail,
    AlarmLine,
    ClosedAlarm,
    MoveTold,
    PackedAlarms,
    ReceiptTold,
)
from anlan.cases.clock.wall import moment
from anlan.model.colour import COLOURS
from anlan.store.watch import AlarmMove, AlarmRow
from anlan.watch.alarms import reading
from anlan.watch.alarms.desk import NEVER, STATES, Row, Rows, Snapshot
from anlan.watch.alarms.handle import allowed
from anlan.watch.alarms.posts import post
from anlan.watch.alarms.rows import of
from anlan.watch.alarms.settings import PRIORITIES, causes
from anlan.watch.alarms.site import Site
from anlan.words import Language, say


def line(city: CityView, lang: Language, shown: Snapshot, row: Row) -> AlarmLine:
    """Return an alarm of the desk."""
    division = shown.division(row)
    return AlarmLine(
        number=int(row["id"]),
        version=int(row["version"]),
        rule=Named(name=row["rule"], title=row["title"][lang]),
        object=row["object"],
        name=row["name"],
        kind=row["kind"],
        floor=row["floor"],
        priority=PRIORITIES[row["priority"]],
        colour=COLOURS[row["colour"]],
        state=STATES[row["state"]],
        standing=bool(row["standing"]),
        quiet=row["quiet"],
        raised_at=moment(int(row["raised"])),
        changed_at=moment(int(row["changed"])),
        respond_by=moment(int(row["respond_by"])),
        next_at=_moment(row["next"]),
        shelved_until=_moment(row["shelved_until"]),
        step=int(row["step"]),
        flaps=int(row["flaps"]),
        owner=row["owner"],
        value=_number(row["value"]),
        limit=_number(row["limit"]),
        division=division,
        place=city.division_names(division, lang),
        lon=_number(row["lon"]),
        lat=_number(row["lat"]),
        group=int(row["group"]) or None,
        case=row["case"],
    )


def packed(lang: Language, shown: Snapshot, rows: Rows) -> PackedAlarms:
    """Return alarms as columns."""
    names = sorted(set(rows["rule"].tolist()))
    titles = dict(zip(rows["rule"].tolist(), rows["title"].tolist(), strict=True))
    places = {each: n for n, each in enumerate(names)}
    return PackedAlarms.model_construct(
        as_of=shown.at,
        seq=shown.seq,
        rules=[Named(name=each, title=titles[each][lang]) for each in names],
        divisions=list(shown.divisions),
        number=rows["id"].tolist(),
        version=rows["version"].tolist(),
        priority=rows["priority"].tolist(),
        colour=rows["colour"].tolist(),
        state=rows["state"].tolist(),
        standing=rows["standing"].tolist(),
        quiet=rows["quiet"].tolist(),
        raised=(rows["raised"] // 1000).tolist(),
        respond_by=(rows["respond_by"] // 1000).tolist(),
        rule=[places[each] for each in rows["rule"].tolist()],
        name=rows["name"].tolist(),
        owner=rows["owner"].tolist(),
        division=rows["place"].tolist(),
        group=rows["group"].tolist(),
        lon=_degrees(rows["lon"]),
        lat=_degrees(rows["lat"]),
    )


def _degrees(column: Any) -> list[float | None]:
    return [None if math.isnan(each) else each for each in np.round(column, 6).tolist()]


def detail(
    session: Session, city: CityView, lang: Language, site: Site, row: AlarmRow
) -> AlarmDetail:
    """Return an alarm with all that is known of it."""
    acted = post(city.person, site.city, row.division)
    work = of({each.key: getattr(row, each.key) for each in AlarmRow.__mapper__.column_attrs})
    return AlarmDetail(
        **_plain(city, lang, row),
        rule_version=row.rule_version,
        area=row.area,
        asset_id=row.asset_id,
        stream=row.stream,
        since_at=row.since_at,
        known_at=row.known_at,
        cleared_at=row.cleared_at,
        acknowledged_at=row.acknowledged_at,
        owned_at=row.owned_at,
        closed_at=row.closed_at,
        reason=row.reason,
        cause=_cause(row, lang),
        inhibited_by=row.inhibited_by,
        silence=row.silence_id,
        why=why(session, lang, site, row),
        post=acted or "",
        acts=allowed(site, work.alarm) if acted else [],
        moves=[_move(each, lang) for each in reading.moves(session, site, row.number)],
        receipts=[_receipt(each) for each in reading.receipts(session, site, row)],
    )


def _plain(city: CityView, lang: Language, row: AlarmRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "version": row.version,
        "rule": Named(name=row.rule, title=row.title[lang]),
        "object": row.object,
        "name": row.name,
        "kind": row.kind,
        "floor": row.floor,
        "priority": row.priority,
        "colour": row.colour,
        "state": row.state,
        "standing": row.standing,
        "quiet": row.quiet,
        "raised_at": row.raised_at,
        "changed_at": row.changed_at,
        "respond_by": row.respond_by,
        "next_at": row.next_at,
        "shelved_until": row.shelved_until,
        "step": row.step,
        "flaps": row.flaps,
        "owner": row.owner,
        "value": row.value,
        "limit": row.limit,
        "division": row.division,
        "place": city.division_names(row.division, lang),
        "lon": row.lon,
        "lat": row.lat,
        "group": row.group_number,
        "case": row.case_number or "",
    }


def why(session: Session, lang: Language, site: Site, row: AlarmRow) -> list[str]:
    """Return why an alarm is there, and why it is quiet, in sentences."""
    values = {
        "rule": row.title[lang],
        "version": row.rule_version,
        "name": row.name,
        "value": "–" if row.value is None else f"{row.value:g}",
        "limit": "–" if row.limit is None else f"{row.limit:g}",
        "at": row.raised_at.isoformat(timespec="seconds"),
    }
    said = [say("alarm.why.raised", lang, **values)]
    if row.limit is not None:
        said.append(say("alarm.why.measured", lang, **values))
    if not row.standing:
        said.append(say("alarm.why.cleared", lang))
    if row.quiet:
        told = {
            "by": row.inhibited_by or 0,
            "id": row.silence_id or 0,
            "group": row.group_number or 0,
        }
        said.append(say(f"alarm.quiet.{row.quiet}", lang, **told))
    if row.next_at is not None:
        step = site.ladder.steps[min(row.step + 1, len(site.ladder.steps) - 1)]
        at = row.next_at.isoformat(timespec="seconds")
        said.append(say("alarm.why.climbs", lang, at=at, step=step.title.of(lang)))
    return said


def _cause(row: AlarmRow, lang: Language) -> str:
    known = causes().get(row.cause)
    return known.title.of(lang) if known and row.reason else row.cause


def _move(each: AlarmMove, lang: Language) -> MoveTold:
    return MoveTold(
        seq=each.seq,
        act=each.act,
        title=say(f"alarm.act.{each.act}", lang),
        state=each.to_state,
        by=each.post,
        at=each.at,
        done_at=each.done_at,
        fields=each.fields,
    )


def _receipt(each: reading.Receipt) -> ReceiptTold:
    return ReceiptTold(
        endpoint=each.endpoint,
        kind=each.kind,
        act=each.act,
        state=each.state,
        attempts=each.attempts,
        at=each.at,
        next_at=each.next_at if each.state == "waiting" else None,
        error=each.error,
    )


def closed(each: AlarmRow, lang: Language) -> ClosedAlarm:
    """Return an alarm that is closed."""
    return ClosedAlarm(
        number=each.number,
        rule=Named(name=each.rule, title=each.title[lang]),
        object=each.object,
        name=each.name,
        priority=each.priority,
        colour=each.colour,
        raised_at=each.raised_at,
        closed_at=each.closed_at or datetime.now(UTC),
        reason=each.reason,
        cause=_cause(each, lang),
        owner=each.owner,
        division=each.division,
        case=each.case_number or "",
    )


def _moment(micros: int) -> datetime | None:
    return None if micros == NEVER else moment(int(micros))


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
