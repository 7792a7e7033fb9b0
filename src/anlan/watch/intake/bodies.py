"""Readings as they are sent over HTTP: JSON, row by row or in columns."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
import numpy as np
import pyarrow as pa

from anlan.model.errors import WatchError
from anlan.watch.batch import Ints
from anlan.watch.intake.rows import Rows
from anlan.watch.registry import Known

LONGEST_NAME = 200
Micros = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNREAD = 100
"""So many characters are kept of what can't be read."""


class Row(msgspec.Struct, forbid_unknown_fields=True):
    """One reading: by key or our number, when (none is when it comes in), what, in which unit."""

    stream: str | Micros
    value: float | bool | str | None
    at: Micros | Moment | None = None
    unit: str = ""


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """Readings in rows, or in columns of the same length."""

    readings: list[Row] | None = None
    streams: list[str | Micros] | None = None
    at: list[Micros | Moment] | None = None
    values: list[float | bool | None] | None = None
    units: list[str] | None = None


class Loose(msgspec.Struct, forbid_unknown_fields=True):
    """Rows that are read one by one, because one of them can't be read."""

    readings: list[msgspec.Raw]


_whole, _loose = msgspec.json.Decoder(Body), msgspec.json.Decoder(Loose)
_row = msgspec.json.Decoder(Row)
_BAD = Row(stream=-1, value=None, at=0)


def from_json(body: bytes, known: Known, now: int) -> Rows:
    """Return the readings of a JSON body; a row that can't be read is marked, the others stay.

    Args:
        body: as sent.
        known: the datastreams.
        now: in microseconds since 1970, for rows without a time.

    Raises:
        WatchError: all of it can't be read.
    """
    try:
        told = _whole.decode(body)
    except msgspec.ValidationError as error:
        return _one_by_one(body, known, now, error)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise _unread(error) from error
    if told.readings is not None and told.streams is None:
        return _of_rows(told.readings, known, now)
    if told.streams is None or told.at is None or told.values is None:
        raise WatchError("error.watch.body", reason="readings, or streams, at and values")
    lengths = {len(told.streams), len(told.at), len(told.values)}
    if len(lengths | ({len(told.units)} if told.units is not None else set())) > 1:
        raise WatchError("error.watch.body", reason=f"columns of {sorted(lengths)} rows")
    return Rows(
        stream=_numbers(told.streams, known),
        at=np.array([micros_of(each) for each in told.at], np.int64),
        value=np.array([np.nan if v is None else v for v in told.values], np.float64),
        unit=told.units,
        names=[str(each)[:LONGEST_NAME] for each in told.streams],
    )


def _one_by_one(body: bytes, known: Known, now: int, why: msgspec.ValidationError) -> Rows:
    try:
        raw = _loose.decode(body).readings
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise _unread(why) from error
    rows, bad = [], np.zeros(len(raw), np.bool_)
    names: dict[int, str] = {}
    for place, each in enumerate(raw):
        try:
            rows.append(_row.decode(each))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            rows.append(_BAD)
            bad[place] = True
            names[place] = bytes(each)[:_UNREAD].decode("utf-8", "replace")
    return _of_rows(rows, known, now, bad, names)


def _of_rows(
    told: Sequence[Row],
    known: Known,
    now: int,
    bad: Any = None,
    unread: dict[int, str] | None = None,
) -> Rows:
    texts = [each.value if isinstance(each.value, str) else None for each in told]
    units = [each.unit for each in told]
    names = [str(each.stream)[:LONGEST_NAME] for each in told]
    for place, text in (unread or {}).items():
        names[place] = text
    return Rows(
        stream=_numbers([each.stream for each in told], known),
        at=np.array([now if each.at is None else micros_of(each.at) for each in told], np.int64),
        value=np.array([_number(each.value) for each in told], np.float64),
        text=pa.array(texts, pa.string()) if any(each is not None for each in texts) else None,
        unit=units if any(units) else None,
        names=names,
        bad=bad,
    )


def _number(value: float | bool | str | None) -> float:
    return np.nan if value is None or isinstance(value, str) else float(value)


def _numbers(streams: Sequence[str | int], known: Known) -> Ints:
    """Return our number of each datastream, named by its key or by the number itself."""
    found = known.by_key
    told = (each if isinstance(each, int) else found.get(each, -1) for each in streams)
    return np.fromiter(told, np.int64, len(streams))


def micros_of(at: int | datetime) -> int:
    """Return a moment in microseconds since 1970."""
    return at if isinstance(at, int) else (at - _EPOCH) // _MICROSECOND


def _unread(error: Exception) -> WatchError:
    return WatchError("error.watch.body", reason=str(error)[:200] or type(error).__name__)
