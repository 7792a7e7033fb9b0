"""Hand a day's plan on: as plain data, as CSV for a spreadsheet, as GPX for a navigation app."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import gpxpy.gpx
import polars as pl

from anlan.model.csvsafe import safe_frame
from anlan.plan.dayplan import DayPlan, DayStop
from anlan.plan.travel import assumption
from anlan.words import say

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
COLUMNS: dict[str, type[pl.DataType]] = {
    "team": pl.Int64,
    "order": pl.Int64,
    "asset": pl.String,
    "name": pl.String,
    "address": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "arrive": pl.String,
    "leave": pl.String,
    "minutes": pl.Float64,
    "grade": pl.String,
    "score": pl.Float64,
    "random": pl.Boolean,
    "probability": pl.Float64,
    "must": pl.Boolean,
    "appointment": pl.Boolean,
    "agreed_from": pl.String,
    "agreed_to": pl.String,
}


@dataclass(frozen=True, slots=True)
class StopDetail:
    """What people need to know of a premises, in the language of the reader.

    Attributes:
        name: its name, or None.
        address: its address, or None.
        grade: ``red``, ``orange``, ``yellow`` or ``blue``.
        reasons: why it ranks where it does, as sentences.
    """

    name: str | None
    address: str | None
    grade: str
    reasons: tuple[str, ...] = ()


def clock(minutes: float, shift_start: str | None = None) -> str:
    """Return minutes of the shift as local time, rounded to the minute.

    Args:
        minutes: minutes from the start of the shift.
        shift_start: when it starts, ``HH:MM``; by default as declared in ``assumptions.json``.

    >>> clock(95.4, "08:30")
    '10:05'
    """
    whole = (start_of(shift_start) + round(minutes)) % (24 * 60)
    return f"{whole // 60:02}:{whole % 60:02}"


def start_of(shift_start: str | None = None) -> int:
    """Return the minute of the day at which the shift starts, by default the assumed one."""
    hours, minutes = (shift_start or str(assumption("shift_start"))).split(":")
    return int(hours) * 60 + int(minutes)


def to_record(
    plan: DayPlan, details: Mapping[str, StopDetail], shift_start: str | None = None
) -> dict[str, Any]:
    """Return the plan as plain data for JSON, with the whole log of the draw.

    Args:
        plan: the plan of a day.
        details: by asset id, for every stop of the plan.
        shift_start: see :func:`clock`.
    """
    teams = [
        {
            "team": team.team,
            "minutes": team.minutes,
            "drive_minutes": team.drive_minutes,
            "km": team.km,
            "stops": [_stop_record(stop, details[stop.asset], shift_start) for stop in team.stops],
            "line": [list(position) for position in team.line],
        }
        for team in plan.teams
    ]
    draw = asdict(plan.draw) | {"drawn": len(plan.draw.drawn)}
    return {
        "date": plan.date,
        "teams": teams,
        "random_share": plan.random_share,
        "seed": plan.draw.seed,
        "unrouted": len(plan.left_out),
        "overdue": {"due": plan.overdue, "planned": sum(stop.must for stop in plan.stops)},
        "shift_minutes": plan.shift_minutes,
        "left_out": [asdict(entry) for entry in plan.left_out],
        "draw": draw,
        "complete": plan.complete,
    }


def _stop_record(stop: DayStop, detail: StopDetail, shift_start: str | None) -> dict[str, Any]:
    return {
        "order": stop.order,
        "asset": stop.asset,
        "name": detail.name,
        "address": detail.address,
        "lon": stop.lon,
        "lat": stop.lat,
        "arrive": clock(stop.arrive, shift_start),
        "leave": clock(stop.leave, shift_start),
        "minutes": stop.leave - stop.arrive,
        "grade": detail.grade,
        "score": stop.score,
        "random": stop.random,
        "probability": stop.probability,
        "must": stop.must,
        "appointment": stop.appointment,
        "agreed_from": clock(stop.window[0], shift_start) if stop.window else None,
        "agreed_to": clock(stop.window[1], shift_start) if stop.window else None,
    }


def to_csv(plan: DayPlan, details: Mapping[str, StopDetail], shift_start: str | None = None) -> str:
    """Return one row a visit (columns: ``COLUMNS``); no cell can be run by a spreadsheet."""
    rows = [
        {"team": team["team"], **stop}
        for team in to_record(plan, details, shift_start)["teams"]
        for stop in team["stops"]
    ]
    return safe_frame(pl.DataFrame(rows, schema=COLUMNS)).write_csv()


def to_gpx(plan: DayPlan, details: Mapping[str, StopDetail], shift_start: str | None = None) -> str:
    """Return GPX 1.1: for each team with visits one route from start to end, and its waypoints."""
    gpx = gpxpy.gpx.GPX()
    gpx.creator = "Anlan"
    for team in plan.teams:
        if not team.stops:
            continue
        points = [_point(team.team, stop, details, shift_start) for stop in team.stops]
        gpx.waypoints += [gpxpy.gpx.GPXWaypoint(**point) for point in points]
        route = gpxpy.gpx.GPXRoute(name=f"{plan.date} {team.team}", number=team.team)
        (start_lon, start_lat), (end_lon, end_lat) = team.line[0], team.line[-1]
        route.points = [
            gpxpy.gpx.GPXRoutePoint(start_lat, start_lon),
            *(gpxpy.gpx.GPXRoutePoint(**point) for point in points),
            gpxpy.gpx.GPXRoutePoint(end_lat, end_lon),
        ]
        gpx.routes.append(route)
    text: str = gpx.to_xml(version="1.1")
    return text


def _point(
    team: int, stop: DayStop, details: Mapping[str, StopDetail], shift_start: str | None
) -> dict[str, Any]:
    detail = details[stop.asset]
    times = f"{clock(stop.arrive, shift_start)}-{clock(stop.leave, shift_start)}"
    if stop.window:
        agreed = "-".join(clock(minute, shift_start) for minute in stop.window)
        times += f" ({say('plan.mark.appointment')} {agreed})"
    return {
        "latitude": stop.lat,
        "longitude": stop.lon,
        "name": _xml_text(f"{team}-{stop.order} {detail.name or stop.asset}"),
        "description": _xml_text(f"{times} {detail.address or ''}".strip()),
    }


def _xml_text(text: str) -> str:
    """Leave out the few characters that XML can't carry, not even escaped."""
    return NOT_IN_XML.sub("", text)
