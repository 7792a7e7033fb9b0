"""The rules of areas: order of coordinates, closure, size, crossing, date line, heights."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import shapely

from anlan.cap import geometry
from anlan.cap.geometry import Bounds
from anlan.cap.model import Area
from anlan.cap.problems import Found
from anlan.cap.structure import DECIMAL

MOST_POINTS = 100_000
MANY_POINTS = 1_000
FAR_KM = 1_000.0


Fault = tuple[str, dict[str, object]]
"""A rule that is broken, and what its sentence tells."""
Known = dict[str, tuple[Fault, ...]]
"""What was found of polygons already: each language has the same."""


def check_area(area: Area, within: Bounds | None, path: str, found: Found, known: Known) -> None:
    """Note what is wrong with an area."""
    if not area.description.strip():
        found.add("area.description", f"{path}/areaDesc")
    if not (area.polygons or area.circles):
        found.add("area.codes" if area.geocodes else "area.nowhere", path)
    for n, text in enumerate(area.polygons, 1):
        if text not in known:
            known[text] = tuple(polygon_faults(text, within))
        for rule, told in known[text]:
            found.add(rule, f"{path}/polygon[{n}]", **told)
    for n, text in enumerate(area.circles, 1):
        check_circle(text, within, f"{path}/circle[{n}]", found)
    if area.altitude is not None or area.ceiling is not None:
        check_heights(area, path, found)


def polygon_faults(text: str, within: Bounds | None = None) -> Iterator[Fault]:
    """Yield what is wrong with a polygon."""
    values = geometry.numbers(text)
    if values is None:
        yield "polygon.syntax", {"value": text.strip() or "—"}
        return
    many, lats, lons = len(values) // 2, values[::2], values[1::2]
    first, last = (lats[0], lons[0]), (lats[-1], lons[-1])
    if many < 4:
        yield "polygon.short", {"n": many}
    elif many > MOST_POINTS:
        yield "polygon.huge", {"points": f"{many:,}", "most": f"{MOST_POINTS:,}"}
    elif first != last:
        yield "polygon.open", {"first": _told(first), "last": _told(last)}
    elif min(lats) < -90 or max(lats) > 90 or min(lons) < -180 or max(lons) > 180:
        yield _nowhere(lats, lons)
    else:
        if many > MANY_POINTS:
            yield "polygon.heavy", {"points": f"{many:,}", "most": f"{MANY_POINTS:,}"}
        yield from _on_earth(values, lats, lons, within)


def _told(point: tuple[float, float]) -> str:
    return f"{point[0]},{point[1]}"


def _nowhere(lats: list[float], lons: list[float]) -> Fault:
    """Return the fault of coordinates that are nowhere on earth; swapped, they may be somewhere."""
    swapped = max(map(abs, lats)) <= 180 and max(map(abs, lons)) <= 90
    points = zip(lats, lons, strict=True)
    worst = next(each for each in points if abs(each[0]) > 90 or abs(each[1]) > 180)
    return "polygon.swapped" if swapped else "polygon.range", {"value": _told(worst)}


def _on_earth(
    values: list[float], lats: list[float], lons: list[float], within: Bounds | None
) -> Iterator[Fault]:
    """Yield what is wrong with a closed ring on the earth."""
    crosses = max(lons) - min(lons) > 180 and any(180 < abs(b - a) < 360 for a, b in pairwise(lons))
    points = geometry.ring(values) if crosses else geometry.plain(values)
    if crosses:
        if points[0, 0] != points[-1, 0]:
            yield "polygon.pole", {}
            return
        yield "polygon.dateline", {}
    made = shapely.polygons(points)
    if within is not None:
        fault = _elsewhere(lats, lons, made, within)
        if fault:
            yield fault, {"value": _told((lats[0], lons[0]))}
    if not shapely.is_valid(made):
        if shapely.convex_hull(made).area == 0:
            yield "polygon.flat", {}
        else:
            yield "polygon.crossing", {"where": _where(shapely.is_valid_reason(made))}


def _elsewhere(lats: list[float], lons: list[float], made: Any, within: Bounds) -> str | None:
    """Return the rule that a polygon breaks which isn't where alerts are expected."""
    expected = shapely.box(within.west, within.south, within.east, within.north)
    if shapely.intersects(expected, shapely.envelope(made)):
        return None
    swapped = all(within.hold(lon, lat) for lat, lon in zip(lats, lons, strict=True))
    return "polygon.swapped" if swapped else "area.elsewhere"


def _where(reason: str) -> str:
    """Return the place in shapely's reason, latitude first."""
    lon, _, lat = reason.partition("[")[2].rstrip("]").partition(" ")
    return f"{lat},{lon}"


def check_circle(text: str, within: Bounds | None, path: str, found: Found) -> None:
    """Note what is wrong with a circle."""
    of = geometry.circle(text)
    if of is None:
        found.add("circle.syntax", path, value=text.strip() or "—")
        return
    if abs(of.lat) > 90 or abs(of.lon) > 180:
        swapped = abs(of.lat) <= 180 and abs(of.lon) <= 90
        found.add("circle.swapped" if swapped else "circle.range", path, value=text)
    elif within is not None and not within.hold(of.lat, of.lon):
        swapped = within.hold(of.lon, of.lat)
        found.add("circle.swapped" if swapped else "area.elsewhere", path, value=text)
    if of.km < 0 or of.km > geometry.HALF_ROUND:
        found.add("circle.radius", path, value=text)
    elif of.km == 0:
        found.add("circle.zero", path)
    elif of.km >= FAR_KM:
        found.add("circle.metres", path, value=f"{of.km:g}")


def check_heights(area: Area, path: str, found: Found) -> None:
    """Note a ceiling without or below its altitude."""
    if area.ceiling is not None and area.altitude is None:
        found.add("ceiling.alone", f"{path}/ceiling")
        return
    told = [each.strip() for each in (area.altitude, area.ceiling) if each is not None]
    if len(told) == 2 and all(DECIMAL.fullmatch(each) for each in told):
        low, high = (float(each) for each in told)
        if high < low:
            found.add("ceiling.below", f"{path}/ceiling", altitude=told[0], ceiling=told[1])
