"""The tables of the fleet: devices, when each last spoke, and what became of them.

``watch_devices`` — a camera, sensor or gateway, as it stands; ``watch_device_seen`` — when each
last spoke, apart from it because that changes with every heartbeat; ``watch_device_changes`` —
every change of a device's state; ``watch_device_cases`` — which fault of which device is in which
case; ``watch_outages`` — planned outages, which excuse devices; ``watch_fleet_days`` — how many
devices were on line, day by day; ``watch_fleets`` — how many changes a city's fleet has seen.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table
from anlan.store.watch.tables import Number

_OPEN: dict[str, Any] = {
    "sqlite_where": text("ended_at IS NULL"),
    "postgresql_where": text("ended_at IS NULL"),
}


class WatchDevice(Table):
    """A device as it stands; ``key`` is what its owner calls it.

    ``type`` is ``camera``, ``sensor`` or ``gateway``; ``tier`` 1 to 3, 0 for none. ``department``
    owns it, ``division`` is a path. ``thing`` is the key of what the registry of sensing knows it
    as, ``client`` who sends for it, ``asset_id`` the object it is. ``interval_s`` is how often it
    is expected to speak. ``stream`` is what the city's video platform calls its stream. ``state``
    has stood since ``since``; ``faults`` are named with commas between them, in order. ``picture``
    are the measures of its latest still frame, numbers only; ``reference`` those that later ones
    are compared with. ``changed`` is the number of the fleet's change that last touched it.
    """

    __tablename__ = "watch_devices"
    __table_args__ = (
        UniqueConstraint("city", "key"),
        Index("ix_watch_devices_changed", "city", "changed"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    type: Mapped[str]
    tier: Mapped[int]
    department: Mapped[str]
    division: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    asset_id: Mapped[str | None]
    thing: Mapped[str]
    client: Mapped[str]
    model: Mapped[str]
    firmware: Mapped[str]
    installed: Mapped[date | None]
    interval_s: Mapped[float]
    cert_until: Mapped[datetime | None]
    stream: Mapped[str]
    state: Mapped[str]
    faults: Mapped[str]
    since: Mapped[datetime]
    picture: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    pictured_at: Mapped[datetime | None]
    reference: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    made_at: Mapped[datetime]
    changed: Mapped[int] = mapped_column(BigInteger)


class WatchDeviceSeen(Table):
    """When a device last spoke, in microseconds since 1970, and its battery in percent."""

    __tablename__ = "watch_device_seen"

    device_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger)
    battery: Mapped[float | None]


class WatchDeviceChange(Table):
    """A change of a device's state or faults."""

    __tablename__ = "watch_device_changes"
    __table_args__ = (Index("ix_watch_device_changes_device", "device_id", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    device_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    state: Mapped[str]
    faults: Mapped[str]


class WatchDeviceCase(Table):
    """A fault of a device that is in a case; ``ended_at`` once its own data say it is over.

    ``state`` is ``open`` while the case is; ``verifying`` once it is closed, until the device's own
    data say that it is well; then ``well``, or ``not_well`` where they don't within the term.
    """

    __tablename__ = "watch_device_cases"
    __table_args__ = (
        Index("ix_watch_device_cases_open", "device_id", "fault", unique=True, **_OPEN),
        Index("ix_watch_device_cases_case", "city", "number"),
        Index("ix_watch_device_cases_state", "city", "state", **_OPEN),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    device_id: Mapped[int] = mapped_column(BigInteger)
    fault: Mapped[str]
    number: Mapped[str]
    state: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class WatchOutage(Table):
    """A planned outage: devices of a part of the fleet count for no rate while it lasts.

    ``division`` is a path, empty for the city; ``department`` and ``type`` empty for all.
    """

    __tablename__ = "watch_outages"
    __table_args__ = (UniqueConstraint("city", "key"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    key: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    division: Mapped[str]
    department: Mapped[str]
    type: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]


class WatchFleetDay(Table):
    """The looks at a part of the fleet on a day, added up: of ``counted`` devices were ``online``.

    ``division`` is the path of a district; ``well`` those on line without a fault, ``excused``
    those that a planned outage took out.
    """

    __tablename__ = "watch_fleet_days"

    city: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    tier: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    department: Mapped[str] = mapped_column(primary_key=True)
    division: Mapped[str] = mapped_column(primary_key=True)
    counted: Mapped[int] = mapped_column(BigInteger)
    online: Mapped[int] = mapped_column(BigInteger)
    well: Mapped[int] = mapped_column(BigInteger)
    excused: Mapped[int] = mapped_column(BigInteger)


class WatchFleet(Table):
    """How many changes a city's fleet has seen; the row is the lock that puts writers in order."""

    __tablename__ = "watch_fleets"

    city: Mapped[str] = mapped_column(primary_key=True)
    changes: Mapped[int] = mapped_column(BigInteger)
