"""The tables of SensorThings beside those of sensing: places, where things were, and features.

``watch_locations`` — SensorThings' Location; ``watch_thing_locations`` — where a thing is now;
``watch_past_locations`` with ``watch_past_location_links`` — HistoricalLocation: since when a thing
was where; ``watch_features`` — FeatureOfInterest: what is observed; ``watch_stream_features`` — of
which feature the readings of a datastream are, and since when.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table
from anlan.store.watch.tables import Number


class WatchLocation(Table):
    """A place that things are at; ``lon`` and ``lat`` where it is a point."""

    __tablename__ = "watch_locations"
    __table_args__ = (Index("ix_watch_locations_city", "city", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    encoding: Mapped[str]
    location: Mapped[dict[str, Any]] = mapped_column(JSON)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class WatchThingLocation(Table):
    """That a thing is at a place now."""

    __tablename__ = "watch_thing_locations"
    __table_args__ = (Index("ix_watch_thing_locations_location", "location_id"),)

    thing_id: Mapped[int] = mapped_column(Number, ForeignKey("watch_things.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(
        Number, ForeignKey("watch_locations.id"), primary_key=True
    )


class WatchPastLocation(Table):
    """That a thing was somewhere from ``at`` on, in microseconds since 1970."""

    __tablename__ = "watch_past_locations"
    __table_args__ = (Index("ix_watch_past_locations_thing", "thing_id", "at"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    thing_id: Mapped[int] = mapped_column(Number, ForeignKey("watch_things.id"))
    at: Mapped[int] = mapped_column(BigInteger)
    retired_at: Mapped[datetime | None]


class WatchPastLocationLink(Table):
    """At which places a thing was."""

    __tablename__ = "watch_past_location_links"
    __table_args__ = (Index("ix_watch_past_location_links_location", "location_id"),)

    past_id: Mapped[int] = mapped_column(
        Number, ForeignKey("watch_past_locations.id"), primary_key=True
    )
    location_id: Mapped[int] = mapped_column(
        Number, ForeignKey("watch_locations.id"), primary_key=True
    )


class WatchFeature(Table):
    """What is observed; ``location_id`` where it was made of the place of a thing."""

    __tablename__ = "watch_features"
    __table_args__ = (
        Index("ix_watch_features_city", "city", "id"),
        Index("ix_watch_features_location", "location_id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    encoding: Mapped[str]
    feature: Mapped[dict[str, Any]] = mapped_column(JSON)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    location_id: Mapped[int | None] = mapped_column(Number, ForeignKey("watch_locations.id"))
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class WatchStreamFeature(Table):
    """Of which feature the readings of a datastream are from a moment on."""

    __tablename__ = "watch_stream_features"
    __table_args__ = (Index("ix_watch_stream_features_feature", "feature_id"),)

    stream_id: Mapped[int] = mapped_column(Number, ForeignKey("watch_streams.id"), primary_key=True)
    since: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    feature_id: Mapped[int] = mapped_column(Number, ForeignKey("watch_features.id"))
