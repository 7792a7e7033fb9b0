"""Ask for entities: a page of a set, one of them, and what belongs to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

import numpy as np
import shapely
from sqlalchemy import func, select
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session

from anlan.store.watch import WatchFeature, WatchStream, WatchStreamFeature
from anlan.watch.batch import Ints
from anlan.watch.history.held import Place, held
from anlan.watch.rules.kinds import kinds
from anlan.watch.sensorthings import observations
from anlan.watch.sensorthings.entities import linked, told
from anlan.watch.sensorthings.errors import NotThereError, OptionError
from anlan.watch.sensorthings.filters import Translator
from anlan.watch.sensorthings.limits import limits
from anlan.watch.sensorthings.model import ENTITIES, OBSERVATIONS, Entity, Relation
from anlan.watch.sensorthings.observations import Wanted, id_of, of_id
from anlan.watch.sensorthings.options import Expand, Options
from anlan.watch.sensorthings.shapes import boxed

Told = dict[str, Any]


@dataclass
class Reader:
    """Answers questions about the entities of a city, as of one moment.

    Attributes:
        place: the city's history.
        session: of the database.
        base: the address that links begin with.
        now: the moment, in microseconds.
        exact: whether also few people are told as a number.
    """

    place: Place
    session: Session
    base: str
    now: int
    exact: bool = False
    _entities: int = 0
    _kinds: dict[int, str] = field(default_factory=dict)

    def row(self, entity: Entity, number: int | str, where: Sequence[Any] = ()) -> Any:
        """Return the row of an entity.

        Raises:
            NotThereError: there is none of that id, or not where it is looked for.
        """
        table = entity.table
        found = None
        if isinstance(number, int) and abs(number) < 2**63:
            query = select(table).where(*self._standing(entity), table.id == number, *where)
            found = self.session.scalar(query)
        if found is None:
            raise NotThereError("error.sta.none", set=entity.name, id=str(number)[:60])
        return found

    def related(self, entity: Entity, row: Any, name: str) -> tuple[Entity, Relation, list[Any]]:
        """Return the set that a relation leads to, and what picks those that belong to an entity.

        Raises:
            NotThereError: there is no such relation.
        """
        relation = entity.relations.get(name)
        if relation is None:
            known = ", ".join((*entity.told, *entity.relations))
            raise NotThereError("error.sta.segment", found=name[:60], of=entity.name, known=known)
        target = ENTITIES[relation.target]
        where = [] if relation.on is None else [relation.on(row, target.table)]
        return target, relation, where

    def only(self, entity: Entity, where: Sequence[Any]) -> Any:
        """Return the one row that there is.

        Raises:
            NotThereError: there is none.
        """
        query = select(entity.table).where(*self._standing(entity), *where)
        found = self.session.scalar(query.limit(1))
        if found is None:
            raise NotThereError("error.sta.none", set=entity.name, id="-")
        return found

    def page(self, entity: Entity, options: Options, where: Sequence[Any], path: str) -> Told:
        """Return a page of a set.

        Raises:
            OptionError: an option can't be used.
        """
        size = limits().page if options.top is None else options.top
        query = self._filtered(entity, options, where)
        found: Told = {}
        if options.count:
            count = select(func.count()).select_from(query.order_by(None).subquery())
            found["@iot.count"] = self._asked(count)[0][0]
        rows = self._asked(query.offset(options.skip).limit(size + 1))
        if len(rows) > size:
            found["@iot.nextLink"] = self._next(path, options, size)
        found["value"] = [self.entity(entity, row[0], options) for row in rows[:size]]
        return found

    def entity(self, entity: Entity, row: Any, options: Options) -> Told:
        """Return one entity, with what is expanded of it."""
        self._count(1)
        whole = linked(entity, row.id, told(entity, row), self.base)
        for each in expanded(entity, options):
            link = f"{self.base}/{entity.name}({row.id})/{each.name}"
            whole[each.name] = self._expanded(entity, row, each, link, whole)
        return selected(entity, whole, options)

    def observations(self, wanted: Wanted, options: Options, path: str) -> Told:
        """Return a page of observations."""
        size = limits().page if options.top is None else options.top
        page = observations.find(self.place, wanted, options, size, self.now, self._few)
        self._know({row["stream"] for row in page.rows})
        found: Told = {} if page.count is None else {"@iot.count": page.count}
        if page.more:
            found["@iot.nextLink"] = self._next(path, options, size)
        if options.array:
            found["value"] = self._arrays(page.rows)
        else:
            found["value"] = [self.observation(row, options) for row in page.rows]
        return found

    def observation(self, row: Mapping[str, Any], options: Options) -> Told:
        """Return one observation, with what is expanded of it."""
        self._count(1)
        self._know({row["stream"]})
        number = id_of(row["stream"], row["at"])
        properties = observations.told(row, self._kinds.get(row["stream"], ""))
        whole = linked(OBSERVATIONS, number, properties, self.base)
        for each in expanded(OBSERVATIONS, options):
            target, found = self.of_observation(row, each.name)
            whole[each.name] = None if found is None else self.entity(target, found, each.options)
            whole.pop(f"{each.name}@iot.navigationLink")
        return selected(OBSERVATIONS, whole, options)

    def reading(self, number: int | str) -> Mapping[str, Any]:
        """Return the reading of an observation's id.

        Raises:
            NotThereError: there is none.
        """
        key = of_id(number) if isinstance(number, str) else None
        if key is not None:
            stream, at = key
            known = held(self.place, np.array([stream]), at, at + 1)
            found = observations.one(known, at, self._few)
            if found is not None:
                return found
        raise NotThereError("error.sta.none", set="Observations", id=str(number)[:60])

    def of_observation(self, row: Mapping[str, Any], name: str) -> tuple[Entity, Any]:
        """Return what an observation belongs to.

        Raises:
            NotThereError: there is no such relation.
        """
        target, _, _ = self.related(OBSERVATIONS, None, name)
        if name == "Datastream":
            return target, self.session.get(WatchStream, row["stream"])
        link = WatchStreamFeature
        query = select(WatchFeature).join(link, link.feature_id == WatchFeature.id)
        query = query.where(link.stream_id == row["stream"], link.since <= row["at"])
        return target, self.session.scalar(query.order_by(link.since.desc()).limit(1))

    def wanted(self, entity: Entity, row: Any) -> Wanted:
        """Return which observations belong to a datastream or a feature."""
        if entity.name == "Datastreams":
            return Wanted(np.array([row.id], np.int64))
        query = select(WatchStreamFeature.stream_id).where(WatchStreamFeature.feature_id == row.id)
        streams: Ints = np.unique(np.array(list(self.session.scalars(query)), np.int64))
        return Wanted(streams)

    @cached_property
    def _few(self) -> Ints:
        """The datastreams of which few people are not told as a number."""
        people = [] if self.exact else [each.id for each in kinds().values() if each.people]
        query = select(WatchStream.id).where(
            WatchStream.city == self.place.city, WatchStream.kind.in_(people)
        )
        return np.array(list(self.session.scalars(query)) if people else [], np.int64)

    def _expanded(
        self, entity: Entity, row: Any, each: Expand, link: str, whole: Told
    ) -> Told | list[Told] | None:
        target, relation, where = self.related(entity, row, each.name)
        whole.pop(f"{each.name}@iot.navigationLink")
        if target.table is None:
            page = self.observations(self.wanted(entity, row), each.options, link)
        elif relation.many:
            page = self.page(target, each.options, where, link)
        else:
            query = self._filtered(target, each.options, where).limit(1)
            found = self._asked(query)
            return self.entity(target, found[0][0], each.options) if found else None
        for name in ("count", "nextLink"):
            if f"@iot.{name}" in page:
                whole[f"{each.name}@iot.{name}"] = page[f"@iot.{name}"]
        values: list[Told] = page["value"]
        return values

    def _filtered(self, entity: Entity, options: Options, where: Sequence[Any]) -> Any:
        dialect = self.place.database.dialect
        made = Translator(entity, entity.table, dialect, self.now, self._among)
        query = select(entity.table).where(*self._standing(entity), *where)
        if options.filter is not None:
            query = query.where(made.condition(options.filter))
        for each in options.orderby:
            for term in made.order(each.by):
                query = query.order_by(
                    term.desc().nulls_last() if each.falling else term.asc().nulls_first()
                )
        return query.order_by(entity.table.id)

    def _standing(self, entity: Entity) -> list[Any]:
        table = entity.table
        standing = [table.retired_at.is_(None)] if hasattr(table, "retired_at") else []
        return [table.city == self.place.city, *standing]

    def _among(self, table: Any, test: Any) -> list[int]:
        """Return the entities whose points a test holds for."""
        box, holds = test
        most = limits().most_shapes
        query = select(table.id, table.lon, table.lat).where(
            table.city == self.place.city, table.lon.is_not(None), boxed(table, box)
        )
        rows = self.session.execute(query.limit(most + 1)).all()
        if len(rows) > most:
            raise OptionError("$filter", "shapes_many", most=most)
        if not rows:
            return []
        ids, lon, lat = zip(*rows, strict=True)
        found = np.asarray(holds(shapely.points(lon, lat)))
        return [number for number, one in zip(ids, found.tolist(), strict=True) if one]

    def _asked(self, query: Any) -> Sequence[Any]:
        try:
            return self.session.execute(query).all()
        except (DataError, OverflowError) as error:
            raise OptionError("$filter", "range") from error
        except DBAPIError as error:
            # The driver of PostgreSQL tells all alike; class 22 is "data exception".
            told_of = error.orig.args[0] if error.orig and error.orig.args else None
            if isinstance(told_of, dict) and str(told_of.get("C", "")).startswith("22"):
                raise OptionError("$filter", "range") from error
            raise

    def _next(self, path: str, options: Options, size: int) -> str:
        given = {**options.given, "$skip": str(options.skip + size)}
        query = "&".join(f"{name}={quote(value, safe=_SAFE)}" for name, value in given.items())
        return f"{path}?{query}"

    def _count(self, many: int) -> None:
        self._entities += many
        if self._entities > limits().most_entities:
            raise OptionError("$expand", "entities", most=limits().most_entities)

    def _know(self, streams: set[int]) -> None:
        unknown = sorted(streams - set(self._kinds))
        for first in range(0, len(unknown), 5000):
            query = select(WatchStream.id, WatchStream.type).where(
                WatchStream.id.in_(unknown[first : first + 5000])
            )
            self._kinds |= {row.id: row.type for row in self.session.execute(query)}

    def _arrays(self, rows: Sequence[Mapping[str, Any]]) -> list[Told]:
        by: dict[int, list[Any]] = {}
        for row in rows:
            kind = self._kinds.get(row["stream"], "")
            by.setdefault(row["stream"], []).append(observations.array(row, kind))
        self._count(len(rows))
        return [
            {
                "Datastream@iot.navigationLink": f"{self.base}/Datastreams({stream})",
                "components": list(observations.COMPONENTS),
                "dataArray@iot.count": len(found),
                "dataArray": found,
            }
            for stream, found in by.items()
        ]


_SAFE = "$,;:()/'"


def expanded(entity: Entity, options: Options) -> Sequence[Expand]:
    """Return what is to be expanded.

    Raises:
        OptionError: an entity has no such relation.
    """
    for each in options.expand:
        if each.name not in entity.relations:
            raise OptionError(
                "$expand", "property", found=each.name[:80], of=entity.name,
                known=", ".join(entity.relations),
            )  # fmt: skip
    return options.expand


_CONTROL = ("@iot.id", "@iot.selfLink")


def selected(entity: Entity, whole: Told, options: Options) -> Told:
    """Return an entity with only what was selected of it, and what was expanded.

    Raises:
        OptionError: it has no such property.
    """
    if not options.select:
        return whole
    known = {"id", *_CONTROL, *entity.told, *entity.relations}
    unknown = [name for name in options.select if name not in known]
    if unknown:
        raise OptionError(
            "$select", "property", found=unknown[0][:80], of=entity.name,
            known=", ".join((*entity.told, *entity.relations)),
        )  # fmt: skip
    kept = {"@iot.id" if name == "id" else name for name in options.select}
    kept |= {f"{name}@iot.navigationLink" for name in options.select}
    expanded = {each.name for each in options.expand}
    return {
        name: value
        for name, value in whole.items()
        if name in kept or name.partition("@")[0] in expanded
    }
