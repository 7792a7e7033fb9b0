"""Divisions of a level, and the ranked premises, as collections of features."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import polars as pl
import shapely

from anlan.api.open.collection import Feature, Page, feature, part, plain, points
from anlan.api.open.crs import Crs
from anlan.api.open.query import Query
from anlan.api.view import CityView
from anlan.model.declared import Level
from anlan.pool.contract import Kind
from anlan.pool.divisions.division import Division
from anlan.pool.sharing.snapshot import Extent
from anlan.pool.sharing.wanted import Box, Wanted, in_box
from anlan.risk.part import Part
from anlan.risk.results import to_date
from anlan.words import Language, say

_EAST, _WEST = 180.0, -180.0
PREMISES = "ranked-premises"
"""No source is called so: a source's name has no hyphen."""


@dataclass(frozen=True)
class DivisionCollection:
    """The divisions of a level that stand today, have a polygon and are in the asker's scope."""

    city: CityView
    level: Level

    @property
    def id(self) -> str:
        """The level's name in addresses; no source is called so."""
        return f"divisions-{self.level}"

    @property
    def kinds(self) -> dict[str, Kind]:
        """What is known of a division."""
        return {
            "code": "string", "name_en": "string", "name_zh": "string", "level": "string",
            "parent": "string", "path": "string", "valid_from": "date", "valid_to": "date",
        }  # fmt: skip

    @property
    def queryable(self) -> dict[str, Kind]:
        """Code, names and parent."""
        return {name: self.kinds[name] for name in ("code", "name_en", "name_zh", "parent")}

    def title(self, lang: Language) -> str:
        """Return the level in words."""
        return say("open.divisions", lang, level=say(f"open.level.{self.level}", lang))

    def description(self, lang: Language) -> str:
        """Return what stands in it."""
        return say("open.divisions_about", lang, level=say(f"open.level.{self.level}", lang))

    def state(self) -> str:
        """Return the digest of the tree, and the scope."""
        tree = self.city.state.divisions
        return repr((self.id, tree.digest, tree.day, self.city.scope.divisions))

    def extent(self) -> Extent:
        """Return the box around them."""
        shapes = [each.shape for each in self._mine()]
        if not shapes:
            return Extent()
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        return Extent((west, south, east, north))

    def page(self, query: Query) -> Page:
        """Return the divisions that are asked for, by code."""
        found = [each for each in self._mine() if _holds(each, query.wanted)]
        some, following = part(found, query, self.state())
        return Page([self._feature(each, query.crs) for each in some], following, len(found))

    def one(self, feature: str, crs: Crs) -> Feature | None:
        """Return a division by its code."""
        found = next((each for each in self._mine() if each.code == feature), None)
        return self._feature(found, crs) if found else None

    def _mine(self) -> list[Division]:
        tree = self.city.state.divisions
        return [
            each
            for each in tree.standing(self.level)
            if each.shape is not None and self.city.scope.has_place(tree.paths[each.code])
        ]

    def _feature(self, division: Division, crs: Crs) -> Feature:
        shape = json.loads(shapely.to_geojson(crs.shape(division.shape)))
        told = {"path": self.city.state.divisions.paths[division.code]}
        properties = {
            name: plain(told.get(name, getattr(division, name, None))) for name in self.kinds
        }
        return feature(division.code, shape, properties)


def _holds(division: Division, wanted: Wanted) -> bool:
    """Return whether a division is asked for."""
    texts = all(getattr(division, name) == text for name, text in wanted.equal.items())
    begun = wanted.end is None or _moment(division.valid_from) <= wanted.end
    stands = wanted.start is None or _moment(division.valid_to, datetime.max) > wanted.start
    return texts and begun and stands and _touches(division.shape, wanted.box)


def _moment(day: date | None, otherwise: datetime = datetime.min) -> datetime:
    found = otherwise if day is None else datetime.combine(day, time())
    return found.replace(tzinfo=UTC)


def _touches(shape: shapely.Geometry, box: Box | None) -> bool:
    if box is None:
        return True
    west, south, east, north = box
    sides = [(west, east)] if west <= east else [(west, _EAST), (_WEST, east)]
    return any(bool(shapely.intersects(shape, shapely.box(w, south, e, north))) for w, e in sides)


@dataclass(frozen=True)
class PremisesCollection:
    """The premises of the latest ranking in the asker's scope, without the reasons."""

    ranking: Part
    run: str
    id: str = PREMISES

    @property
    def kinds(self) -> dict[str, Kind]:
        """What is given of one."""
        return {
            "name": "string", "address": "string", "type": "string", "division": "string",
            "rank": "integer", "grade": "string", "score": "number", "last_visit": "date",
            "as_of": "date",
        }  # fmt: skip

    @property
    def queryable(self) -> dict[str, Kind]:
        """Its texts."""
        names = ("name", "address", "type", "division", "grade")
        return {name: self.kinds[name] for name in names}

    def title(self, lang: Language) -> str:
        """Return what it is called."""
        return say("open.premises", lang)

    def description(self, lang: Language) -> str:
        """Return of which day it is."""
        return say("open.premises_about", lang, day=self.ranking.meta.as_of)

    def state(self) -> str:
        """Return the run and how much of it is in scope."""
        return repr((self.id, self.run, self.ranking.height))

    def extent(self) -> Extent:
        """Return the box around them."""
        placed = self.ranking.assets.drop_nulls(["lon", "lat"])
        if not placed.height:
            return Extent()
        sides = placed.select(
            w=pl.col("lon").min(),
            s=pl.col("lat").min(),
            e=pl.col("lon").max(),
            n=pl.col("lat").max(),
        )
        west, south, east, north = sides.row(0)
        return Extent((west, south, east, north))

    def page(self, query: Query) -> Page:
        """Return the premises that are asked for, by rank; they have no time, so any time holds."""
        found = self.ranking.assets
        wanted = query.wanted
        if wanted.box:
            found = found.filter(in_box(pl.col("lon"), pl.col("lat"), wanted.box))
        if wanted.equal:
            found = found.filter(*(pl.col(name) == text for name, text in wanted.equal.items()))
        places, following = part(list(range(found.height)), query, self.state())
        return Page(self._features(found[places], query.crs), following, found.height)

    def one(self, feature: str, crs: Crs) -> Feature | None:
        """Return one of the premises by its id."""
        found = self.ranking.assets.filter(pl.col("asset") == feature)
        return next(iter(self._features(found, crs)), None)

    def _features(self, rows: pl.DataFrame, crs: Crs) -> list[Feature]:
        places = points(rows["lon"].to_list(), rows["lat"].to_list(), crs)
        return [
            feature(row["asset"], place, self._properties(row))
            for row, place in zip(rows.iter_rows(named=True), places, strict=True)
        ]

    def _properties(self, row: Feature) -> Feature:
        visited = to_date(row["last_visit"]).isoformat() if row["last_visit"] else None
        told = {"score": row["score_premises"], "last_visit": visited}
        told["as_of"] = self.ranking.meta.as_of
        return {name: told.get(name, row.get(name)) for name in self.kinds}


def collections(city: CityView) -> Iterable[DivisionCollection | PremisesCollection]:
    """Yield the city's collections that aren't a source's, as far as the asker may see them."""
    tree = city.state.divisions
    for level in city.city.divisions.levels:
        if any(each.shape is not None for each in tree.standing(level)):
            yield DivisionCollection(city, level)
    scope = city.person.scope("premises.read", city.city.name)
    run = city.state.run("score") if scope else None
    ranking = city.state.ranking_within(scope.divisions) if run else None
    if run and ranking:
        yield PremisesCollection(ranking, run.folder.name)
