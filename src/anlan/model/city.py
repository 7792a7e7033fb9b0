"""What a city pack declares: the city, its divisions, departments, sources and asset kinds.

Shapes only; reading a pack from disk is ``anlan.cities``. Every class is frozen and refuses keys
it doesn't know, so a typing error in a pack is found, not ignored.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from anlan.model.alerts import Alerts
from anlan.model.calendar import WorkCalendar
from anlan.model.cases import Duty, Evaluation, Photos, PublicDoor, ReportSource, RoutingRule
from anlan.model.declared import Declared, Level, Slug, Text, Zone
from anlan.model.errors import PackError
from anlan.model.fleet import Fleet, View
from anlan.model.linking import Linking
from anlan.model.notices import NoticeSource
from anlan.model.permission import Permission
from anlan.model.portal import WHOLE, AnyPortal, FileFormat, Part, Span
from anlan.model.risks import Risks
from anlan.model.target import Planning, Target
from anlan.words import Language

DivisionField = Literal[
    "code", "name_en", "name_zh", "level", "parent", "valid_from", "valid_to", "successors"
]
LEVELS: tuple[Level, ...] = ("city", "district", "street", "community", "grid")


class Department(Declared):
    """An organisation that owns data, duties or units."""

    name: Slug
    title: Text


class Divisions(Declared):
    """Where the tree of divisions comes from: a list by code, or polygons, or both.

    ``table`` is a CSV in the pack with ``code,name_en,name_zh,level,parent``, and perhaps
    ``valid_from,valid_to,successors``; ``polygons`` is a GeoJSON file, a GeoPackage or a Shapefile
    whose features carry the same properties. ``fields`` says what they are called there if it is
    something else, ``layer`` which layer of a GeoPackage is meant. Shapes are turned to WGS84 from
    the coordinate system the file names; ``crs`` says so if its degrees are in fact GCJ-02 or
    BD-09. ``codes`` = "gbt2260" has every code checked by the rules of GB/T 2260 and GB/T 30428.1.
    Relative paths are looked for in the pack first, then in the folder of data.
    """

    levels: list[Level] = ["city"]
    table: str | None = None
    polygons: str | None = None
    layer: str | None = None
    crs: Literal["WGS84", "GCJ02", "BD09"] = "WGS84"
    fields: dict[DivisionField, str] = {}
    codes: Literal["any", "gbt2260"] = "any"


class AssetKind(Declared):
    """A kind of thing that can carry risk, with the minutes a visit to it takes."""

    name: Slug
    title: Text
    visit_minutes: Annotated[float, Field(gt=0)] = 30.0


class Coordinates(Declared):
    """Which columns hold the position (degrees) and in which system it is given."""

    longitude: str
    latitude: str
    crs: Literal["WGS84", "GCJ02", "BD09"] = "WGS84"


class KnownAt(Declared):
    """When Anlan could have known a record: a column plus a delay in days."""

    column: str
    delay_days: Annotated[int, Field(ge=0)] = 0


class AssetColumns(Declared):
    """Which asset a record speaks of, and the columns that describe it."""

    kind: Slug
    id: str
    name: str | None = None
    address: str | None = None
    type: str | None = None


class DivisionColumn(Declared):
    """The column that names a division, and the level its codes are of."""

    column: str
    level: Level


class Source(Declared):
    """One dataset of one department: how to read it, check it, place it and date it.

    ``files`` are names or ``*`` patterns in the folder of data; ``part`` says which sheet or layer
    of them. Columns about people are marked
    in the contract (``classification: personal``). ``fresh_days`` is the promise of freshness: the
    source's latest event is no older than so many days. ``every`` has the source read from its
    portal again and again, such as every ``"15 min"``, by a job of its own.
    """

    name: Slug
    title: Text
    department: Slug
    connector: FileFormat = "csv"
    files: list[str] = Field(min_length=1)
    part: Part = WHOLE
    contract: str
    key: list[str] = Field(min_length=1)
    event_time: str
    known_at: KnownAt
    coordinates: Coordinates | None = None
    division: DivisionColumn | None = None
    asset: AssetColumns | None = None
    portal: AnyPortal | None = None
    every: Span | None = None
    fresh_days: Annotated[int, Field(gt=0)] = 31


class Role(Declared):
    """What those who are given the role may do; where, is said when it is given."""

    name: Slug
    title: Text
    may: list[Permission] = Field(min_length=1)


class City(Declared):
    """A whole city pack.

    ``bounds`` are west, south, east, north in degrees; a position outside them is bad. ``basemap``
    is a GeoJSON file of the folder of data (or of the pack) whose features have a property
    ``kind``: outline, water, park or road. ``as_of`` is the day the pack's data end, for a city
    whose data do not run up to today. That names refer to something (departments, kinds, sources,
    columns, files) is checked by ``anlan.cities``, which can tell the line.
    """

    name: Slug
    title: Text
    zone: Zone
    languages: list[Language] = ["en", "zh"]
    synthetic: bool = False
    bounds: tuple[float, float, float, float]
    cells: list[Annotated[int, Field(ge=0, le=15)]] = [7, 9]
    licence: Text | None = None
    as_of: date | None = None
    basemap: str | None = None
    divisions: Divisions = Divisions()
    departments: list[Department]
    asset_kinds: list[AssetKind]
    sources: list[Source]
    targets: list[Target] = []
    planning: Planning = Planning()
    roles: list[Role] = []
    calendars: list[WorkCalendar] = []
    linking: list[Linking] = []
    routing: list[RoutingRule] = []
    duties: list[Duty] = []
    evaluation: Evaluation = Evaluation()
    reports: list[ReportSource] = []
    notices: list[NoticeSource] = []
    public: PublicDoor = PublicDoor()
    alerts: Alerts | None = None
    photos: Photos = Photos()
    risks: Risks = Risks()
    fleet: Fleet = Fleet()
    views: list[View] = []

    def source(self, name: str) -> Source:
        """Return the source called ``name``.

        Raises:
            PackError: there is none; the pack's own names have been checked, a user's have not.
        """
        found = next((source for source in self.sources if source.name == name), None)
        if found is None:
            names = ", ".join(source.name for source in self.sources)
            raise PackError("error.pack.no_source", city=self.name, found=name, names=names)
        return found

    def target(self, name: str | None = None) -> Target:
        """Return the target called ``name``, or the first one.

        Raises:
            PackError: there is no such target, or none at all.
        """
        found = next((target for target in self.targets if name in (None, target.name)), None)
        if found is None:
            names = ", ".join(target.name for target in self.targets)
            key = "error.pack.no_target" if names else "error.pack.no_targets"
            raise PackError(key, city=self.name, found=name, names=names)
        return found
