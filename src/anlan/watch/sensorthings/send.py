"""Observations that are sent: as rows for intake, and the features that they are of.

A datastream's readings are of the feature that was told last; unless one is told, of the place of
its thing, for which a feature is made once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.store.watch import (
    WatchFeature,
    WatchLocation,
    WatchStream,
    WatchStreamFeature,
    WatchThingLocation,
)
from anlan.watch.intake import Rows
from anlan.watch.sensorthings.bodies import Link, ObservationIn, moment
from anlan.watch.sensorthings.errors import BodyError
from anlan.watch.sensorthings.terms import FIRST, micros
from anlan.watch.sensorthings.write import Writer

COMPONENTS = (
    "phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters",
    "FeatureOfInterest/id",
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """An observation that was sent: of which datastream, when, what, and of which feature."""

    stream: int
    at: int
    result: Any
    feature: Any = None


def sent(body: ObservationIn, stream: int | None, now: int) -> Sent:
    """Return an observation as it was sent.

    Raises:
        BodyError: it lacks its datastream, or its time is none.
    """
    number = stream if body.stream is None else body.stream.id
    if number is None:
        raise BodyError("error.sta.lacks", set="Observations", name="Datastream")
    at = moment(body.phenomenon, "phenomenonTime")
    moment(body.result_time, "resultTime")
    return Sent(number, now if at is None else micros(at), body.result, body.feature)


def of_arrays(given: Any, now: int) -> list[Sent | None]:
    """Return the observations of data arrays; None for one that can't be read.

    Raises:
        BodyError: they are no data arrays.
    """
    if not isinstance(given, list):
        raise _array("-", "a list of data arrays is expected")
    found: list[Sent | None] = []
    for place, one in enumerate(given):
        found += _of_array(one, place, now)
    return found


def _of_array(one: Any, place: int, now: int) -> list[Sent | None]:
    if not isinstance(one, dict):
        raise _array(str(place), "an object is expected")
    link = one.get("Datastream")
    number = link.get("@iot.id") if isinstance(link, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**63:
        raise _array(f"{place}.Datastream", "@iot.id, a whole number, is expected")
    components, rows = one.get("components"), one.get("dataArray")
    if not isinstance(components, list) or not isinstance(rows, list):
        raise _array(str(place), "components and dataArray, both lists, are expected")
    unknown = [each for each in components if each not in COMPONENTS]
    if unknown or len(set(components)) < len(components) or "result" not in components:
        known = ", ".join(COMPONENTS)
        raise _array(f"{place}.components", f"result and, each once, of {known}")
    return [_row(number, components, each, now) for each in rows]


def _row(stream: int, components: Sequence[str], row: Any, now: int) -> Sent | None:
    if not isinstance(row, list) or len(row) != len(components):
        return None
    told = dict(zip(components, row, strict=True))
    if told.get("validTime") or told.get("parameters"):
        return None
    feature = told.get("FeatureOfInterest/id")
    try:
        at = moment(told.get("phenomenonTime"), "phenomenonTime")
        link = None if feature is None else Link.model_validate({"@iot.id": feature})
    except (BodyError, ValueError, AttributeError, TypeError):
        return None
    return Sent(stream, now if at is None else micros(at), told["result"], link)


def _array(place: str, reason: str) -> BodyError:
    return BodyError("error.sta.array", where=place, reason=reason)


def rows(given: Sequence[Sent | None], types: Mapping[int, str]) -> Rows:
    """Return observations as intake takes them; ``types`` are those of the datastreams."""
    told = [_cells(each, types) for each in given]
    texts = [text for _, text in told]
    return Rows(
        stream=np.array([-1 if each is None else each.stream for each in given], np.int64),
        at=np.array([0 if each is None else each.at for each in given], np.int64),
        value=np.array([value for value, _ in told], np.float64),
        text=pa.array(texts, pa.string()) if any(each is not None for each in texts) else None,
        names=["" if each is None else str(each.stream) for each in given],
        bad=np.array([each is None for each in given], np.bool_),
    )


def _cells(each: Sent | None, types: Mapping[int, str]) -> tuple[float, str | None]:
    result = None if each is None else each.result
    if isinstance(result, bool | int | float):
        try:
            return float(result), None
        except OverflowError:
            return float("inf"), None
    if each is not None and result is not None and types.get(each.stream) == "OM_Observation":
        return float("nan"), result if isinstance(result, str) else json.dumps(result)
    return float("nan"), result if isinstance(result, str) else None


def wants_features(session: Session, given: Sequence[Sent]) -> bool:
    """Return whether something is to be noted of the features of observations."""
    if any(each.feature is not None for each in given):
        return True
    streams = sorted({each.stream for each in given})
    for first in range(0, len(streams), 5000):
        some = streams[first : first + 5000]
        placed = select(WatchStream.id).join(
            WatchThingLocation, WatchThingLocation.thing_id == WatchStream.thing_id
        )
        noted = select(WatchStreamFeature.stream_id).where(WatchStreamFeature.stream_id.in_(some))
        lacking = placed.where(WatchStream.id.in_(some), WatchStream.id.not_in(noted)).limit(1)
        if session.scalar(lacking) is not None:
            return True
    return False


def of_features(writer: Writer, given: Sequence[Sent | None]) -> None:
    """Note of which features observations are.

    Raises:
        BodyError: a feature that is linked to isn't there.
    """
    session, link = writer.made.session, WatchStreamFeature
    streams = sorted({each.stream for each in given if each is not None})
    now: dict[int, list[tuple[int, int]]] = {}
    for first in range(0, len(streams), 5000):
        some = streams[first : first + 5000]
        query = select(link.stream_id, link.since, link.feature_id)
        query = query.where(link.stream_id.in_(some)).order_by(link.since)
        for stream, since, feature in session.execute(query):
            now.setdefault(stream, []).append((since, feature))
    for each in given:
        if each is None:
            continue
        if each.feature is not None:
            _told(writer, each, now)
        elif each.stream not in now:
            now[each.stream] = _of_place(writer, each.stream)


def _told(writer: Writer, each: Sent, now: dict[int, list[tuple[int, int]]]) -> None:
    link = WatchStreamFeature
    if isinstance(each.feature, Link):
        feature = writer.there(WatchFeature, each.feature.id, "FeatureOfInterest").id
    else:
        feature = writer.feature(each.feature)
    known = now.setdefault(each.stream, [])
    before = [one for since, one in known if since <= each.at]
    if before and before[-1] == feature:
        return
    since = each.at if known else FIRST
    writer.made.session.merge(link(stream_id=each.stream, since=since, feature_id=feature))
    known.append((since, feature))
    known.sort()


def _of_place(writer: Writer, stream: int) -> list[tuple[int, int]]:
    """Return that a datastream is of the feature of its thing's place; it is made if need be."""
    session = writer.made.session
    query = select(WatchLocation).join(
        WatchThingLocation, WatchThingLocation.location_id == WatchLocation.id
    )
    query = query.join(WatchStream, WatchStream.thing_id == WatchThingLocation.thing_id)
    place = session.scalar(query.where(WatchStream.id == stream).order_by(WatchLocation.id))
    if place is None:
        return []
    found = session.scalar(
        select(WatchFeature.id).where(
            WatchFeature.location_id == place.id, WatchFeature.retired_at.is_(None)
        )
    )
    feature = found or writer.feature_of(place)
    session.add(WatchStreamFeature(stream_id=stream, since=FIRST, feature_id=feature))
    session.flush()
    return [(FIRST, feature)]
