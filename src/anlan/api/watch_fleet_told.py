"""Devices and rates as the API tells them, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.api.cases_shapes import Named
from anlan.api.view import CityView
from anlan.api.watch_fleet_shapes import (
    DeviceCaseTold,
    DeviceChangeTold,
    DeviceLine,
    DevicePage,
    RateDefined,
    RateLine,
)
from anlan.cases.clock.wall import moment
from anlan.store.watch import (
    WatchDevice,
    WatchDeviceCase,
    WatchDeviceChange,
    WatchDeviceSeen,
)
from anlan.watch.fleet.casework import in_cases
from anlan.watch.fleet.rates import By, Counted
from anlan.watch.fleet.settings import settings
from anlan.words import Language, say

CHANGES = 50
"""So many of a device's changes are told."""
LINE = (
    WatchDevice.id, WatchDevice.key, WatchDevice.name, WatchDevice.type, WatchDevice.tier,
    WatchDevice.department, WatchDevice.division, WatchDevice.lon, WatchDevice.lat,
    WatchDevice.model, WatchDevice.firmware, WatchDevice.state, WatchDevice.since,
    WatchDevice.faults, WatchDevice.cert_until,
)  # fmt: skip
"""What a line tells of a device."""


@dataclass(frozen=True)
class Teller:
    """Tells of a city's fleet."""

    city: CityView
    lang: Language

    @cached_property
    def _departments(self) -> dict[str, str]:
        return {each.name: each.title.of(self.lang) for each in self.city.city.departments}

    def lines(self, session: Session, ids: Sequence[int]) -> list[DeviceLine]:
        """Return devices by their numbers, in order."""
        query = (
            select(*LINE, WatchDeviceSeen.at, WatchDeviceSeen.battery, WatchDeviceCase.number)
            .outerjoin(WatchDeviceSeen, WatchDeviceSeen.device_id == WatchDevice.id)
            .outerjoin(
                WatchDeviceCase,
                (WatchDeviceCase.device_id == WatchDevice.id) & WatchDeviceCase.ended_at.is_(None),
            )
            .where(WatchDevice.id.in_(ids))
            .order_by(WatchDeviceCase.id.desc())
        )
        # Of several cases of a device the first one stays.
        told = {row.id: row for row in session.execute(query)}
        return [
            DeviceLine(**self._line(row, row.at, row.battery, row.number or ""))
            for each in ids
            if (row := told.get(each)) is not None
        ]

    def page(self, session: Session, row: WatchDevice) -> DevicePage:
        """Return all of a device."""
        last = session.get(WatchDeviceSeen, row.id)
        at, battery = (last.at, last.battery) if last else (None, None)
        cases = in_cases(session, row.id)
        query = select(WatchDeviceChange).where(WatchDeviceChange.device_id == row.id)
        changes = session.scalars(query.order_by(WatchDeviceChange.id.desc()).limit(CHANGES))
        return DevicePage(
            **self._line(row, at, battery, cases[0].number if cases else ""),
            division=row.division,
            asset=row.asset_id,
            thing=row.thing,
            installed=row.installed,
            interval_s=row.interval_s,
            has_stream=bool(row.stream),
            pictured_at=row.pictured_at,
            picture=(row.picture or {}).get("measures"),
            cases=[
                DeviceCaseTold(
                    fault=self._fault(each.fault),
                    case=each.number,
                    state=self._named("fleet.case.state", each.state),
                    opened_at=each.opened_at,
                )
                for each in cases
            ],
            changes=[
                DeviceChangeTold(
                    at=each.at,
                    state=self._named("fleet.state", each.state),
                    faults=self._faults(each.faults),
                )
                for each in changes
            ],
        )

    def rate(self, by: By, each: Counted) -> RateLine:
        """Return a part's rates."""
        shares = {
            f"{rate.id}_rate": None if share is None else round(share, 6)
            for rate in settings().rates
            for share in [each.share(rate)]
        }
        return RateLine(
            part=Named(name=each.name, title=self._part(by, each.name)),
            counted=each.counted,
            online=each.online,
            well=each.well,
            excused=each.excused,
            **shares,
        )

    def titles(self, facets: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, str]]:
        """Return what the values of facets are called."""
        return {
            facet: {name: self._part(facet, name) for name in counts}
            for facet, counts in facets.items()
        }

    def defined(self) -> list[RateDefined]:
        """Return what the rates mean."""
        return [
            RateDefined(
                id=each.id,
                name=each.name.of(self.lang),
                formula=each.formula.of(self.lang),
                source=each.source,
            )
            for each in settings().rates
        ]

    def _line(self, row: Any, last: int | None, battery: float | None, case: str) -> dict[str, Any]:
        department = self._departments.get(row.department, row.department)
        return {
            "key": row.key,
            "name": row.name,
            "type": self._named("fleet.type", row.type),
            "tier": row.tier,
            "department": Named(name=row.department, title=department),
            "place": self.city.division_names(row.division, self.lang),
            "lon": row.lon,
            "lat": row.lat,
            "model": row.model,
            "firmware": row.firmware,
            "state": self._named("fleet.state", row.state),
            "since": row.since,
            "faults": self._faults(row.faults),
            "last_seen": None if last is None else moment(last),
            "battery": battery,
            "certificate_until": row.cert_until,
            "case": case,
        }

    def _part(self, by: str, name: str) -> str:
        if by == "district":
            return "".join(self.city.division_names(name, self.lang)[-1:]) or name
        if by == "department":
            return self._departments.get(name, name)
        if by in {"type", "state"}:
            return say(f"fleet.{by}.{name}", self.lang)
        if by == "fault":
            return settings().fault[name].name.of(self.lang)
        if by == "tier":
            return say("fleet.tier" if name != "0" else "fleet.tier.none", self.lang, tier=name)
        return say("fleet.whole", self.lang)

    def _faults(self, faults: str) -> list[Named]:
        return [self._fault(each) for each in faults.split(",") if each]

    def _fault(self, fault: str) -> Named:
        return Named(name=fault, title=settings().fault[fault].name.of(self.lang))

    def _named(self, start: str, name: str) -> Named:
        return Named(name=name, title=say(f"{start}.{name}", self.lang))
