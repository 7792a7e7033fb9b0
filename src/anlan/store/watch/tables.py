"""The tables of sensing: who may send, what there is to measure, and what was measured.

``watch_clients`` — who may send readings: a device or a gateway, with the digest of its secret;
``watch_things``, ``watch_sensors``, ``watch_properties``, ``watch_streams`` — OGC SensorThings'
Thing, Sensor, ObservedProperty and Datastream; ``watch_chunks`` — readings as they came in and
as the database made them durable: the log that rules are evaluated along; ``watch_files`` — the
Parquet files, a day each, into which chunks are compacted; ``watch_refused`` — what was not taken,
and why; ``watch_heads`` — how far the log of a city goes, and what was compacted of it;
``watch_places`` — how far along the log a reader has come.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table

Number = BigInteger().with_variant(Integer, "sqlite")
OBSERVATIONS = "lake/observations"
"""Where in a city's folder the files of readings lie."""
_STANDING: dict[str, Any] = {
    "sqlite_where": text("retired_at IS NULL"),
    "postgresql_where": text("retired_at IS NULL"),
}
_BY_BEGINNING = {"division": "text_pattern_ops"}


class WatchClient(Table):
    """Who may send: a device or a gateway; ``digest`` is of its secret, ``cert`` its certificate's.

    ``department`` owns it. It may speak for the datastreams whose ``client_id`` it is.
    """

    __tablename__ = "watch_clients"
    __table_args__ = (UniqueConstraint("city", "name"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    name: Mapped[str]
    department: Mapped[str]
    digest: Mapped[str]
    cert: Mapped[str]
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class WatchThing(Table):
    """A thing that carries sensors, as SensorThings has it; ``key`` is what its owner calls it.

    ``asset_id`` is the object of the city that it is, or is fixed to; ``division`` is a path;
    ``place`` the GeoJSON of its location.
    """

    __tablename__ = "watch_things"
    __table_args__ = (
        UniqueConstraint("city", "key"),
        Index(
            "ix_watch_things_place",
            "city",
            "division",
            "id",
            **_STANDING,
            postgresql_ops=_BY_BEGINNING,
        ),
        Index("ix_watch_things_asset", "city", "asset_id", "id", **_STANDING),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)
    asset_id: Mapped[str | None]
    division: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    place: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class WatchSensor(Table):
    """A make of instrument, SensorThings' Sensor."""

    __tablename__ = "watch_sensors"
    __table_args__ = (UniqueConstraint("city", "key"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    encoding: Mapped[str]
    about: Mapped[str] = mapped_column(Text)
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)


class WatchProperty(Table):
    """What is measured, SensorThings' ObservedProperty."""

    __tablename__ = "watch_properties"
    __table_args__ = (UniqueConstraint("city", "key"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    definition: Mapped[str]
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)


class WatchStream(Table):
    """A datastream: what one instrument of a thing measures of one property.

    ``key`` is what whoever sends it calls it. ``kind`` is one of ``watch/data/kinds.toml``, empty
    where no rule is about it; ``class`` what rules tell kinds apart by. Rules speak of ``object``
    and combine over ``area``. A reading is ``scale`` times what was sent, plus ``shift``, in the
    kind's unit. ``interval_s`` is how often it is expected to speak; ``figures`` are what rules may
    refer to, such as a capacity. ``client_id`` may send it; where none is named, any of the city's
    own programs may, and no device.
    """

    __tablename__ = "watch_streams"
    __table_args__ = (
        UniqueConstraint("city", "key"),
        Index("ix_watch_streams_thing", "thing_id", "id"),
        Index("ix_watch_streams_object", "city", "object", "id", **_STANDING),
        Index("ix_watch_streams_client", "client_id", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    key: Mapped[str]
    thing_id: Mapped[int] = mapped_column(Number, ForeignKey("watch_things.id"))
    sensor_id: Mapped[int] = mapped_column(Number, ForeignKey("watch_sensors.id"))
    property_id: Mapped[int] = mapped_column(Number, ForeignKey("watch_properties.id"))
    client_id: Mapped[int | None] = mapped_column(Number, ForeignKey("watch_clients.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    kind: Mapped[str]
    class_: Mapped[str] = mapped_column("class")
    object: Mapped[str]
    area: Mapped[str]
    unit: Mapped[dict[str, Any]] = mapped_column(JSON)
    type: Mapped[str]
    scale: Mapped[float]
    shift: Mapped[float]
    interval_s: Mapped[float | None]
    figures: Mapped[dict[str, float]] = mapped_column(JSON)
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class WatchChunk(Table):
    """Readings that became durable together: a part of a city's log, ``seq`` its place in it.

    ``received`` is when, in microseconds since 1970; ``floor`` the moment to which time had come
    on by the clock alone; ``body`` the rows, an Arrow stream, empty where the chunk tells nothing
    but the time. ``least_at`` and ``most_at`` are the event times of its readings.
    """

    __tablename__ = "watch_chunks"

    city: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    received: Mapped[int] = mapped_column(BigInteger)
    floor: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str]
    rows: Mapped[int]
    least_at: Mapped[int] = mapped_column(BigInteger)
    most_at: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[bytes]


class WatchFile(Table):
    """A Parquet file of a day's readings, by event time in UTC; ``name`` is within its folder.

    ``grain`` is ``reading``, or the step of a roll-up, such as ``1h``. A day may have several; the
    smaller ``id`` is the earlier in the log. ``gone_at`` says since when another has taken its
    place, or its time was over.
    """

    __tablename__ = "watch_files"
    __table_args__ = (Index("ix_watch_files_day", "city", "grain", "day"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    grain: Mapped[str]
    day: Mapped[date]
    name: Mapped[str]
    rows: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]


class WatchRefused(Table):
    """Something sent that was not taken: by whom, why, and what it was, as far as it is kept.

    Of a flood of the same kind one row is kept; ``times`` counts them.
    """

    __tablename__ = "watch_refused"
    __table_args__ = (Index("ix_watch_refused_at", "city", "last_at", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    source: Mapped[str]
    sender: Mapped[str]
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sample: Mapped[str] = mapped_column(Text)
    times: Mapped[int] = mapped_column(BigInteger)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class WatchHead(Table):
    """How far a city's log goes, and up to where it was compacted into files."""

    __tablename__ = "watch_heads"

    city: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    compacted: Mapped[int] = mapped_column(BigInteger)


class WatchPlace(Table):
    """How far along a city's log a reader has come.

    ``applied`` is the chunk whose outcome is in the database; ``kept`` the one that the reader's
    kept state is after: chunks from there on must stay.
    """

    __tablename__ = "watch_places"

    city: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)
    applied: Mapped[int] = mapped_column(BigInteger)
    kept: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
