"""The records of a source as a collection of features: a point each, or none."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from anlan.api.open.collection import Feature, Page, feature, plain, points
from anlan.api.open.crs import Crs
from anlan.api.open.query import OWN, Query
from anlan.api.open.within import Opened, gone
from anlan.api.paging import cursor_of, numbers
from anlan.api.problems import RefusalError
from anlan.model.errors import SourceError
from anlan.pool.contract import Column, Kind
from anlan.pool.sharing.columns import ID, LAT, LON, given
from anlan.pool.sharing.settings import settings
from anlan.pool.sharing.shelf import START, Mark, mark_of, spot_of
from anlan.pool.sharing.snapshot import Extent, Snapshot, Spot
from anlan.words import Language, say

_KEY_DIGITS = 16


@dataclass(frozen=True)
class RecordCollection:
    """The current records of a source, within divisions.

    A page's cursor holds the commit of the first page: the pages of one reading show one moment,
    whatever is taken in meanwhile.
    """

    opened: Opened
    department: dict[Language, str]

    @property
    def id(self) -> str:
        """The source's name."""
        return self.opened.shared.source.name

    @cached_property
    def _columns(self) -> tuple[Column, ...]:
        return self.opened.shared.columns

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """All that is given of a record besides its position, which is the geometry."""
        own = {column.name for column in self._columns}
        found = self.opened.shared.kinds
        return {k: kind for k, kind in found.items() if k in own or k not in (LON, LAT)}

    @property
    def queryable(self) -> dict[str, Kind]:
        """The contract's columns, but for those that are called as a parameter of the standard."""
        return {each.name: each.kind for each in self._columns if each.name not in OWN}

    def title(self, lang: Language) -> str:
        """Return the source's title."""
        return self.opened.shared.source.title.of(lang)

    def description(self, lang: Language) -> str:
        """Return whose records these are."""
        return say("open.records", lang, title=self.title(lang), department=self.department[lang])

    def state(self) -> str:
        """Return the last commit, the columns and the divisions."""
        now = self._now()
        return repr((self.id, now.commit, now.columns, now.divisions))

    def extent(self) -> Extent:
        """Return where and when the versions in scope lie."""
        return self._now().extent()

    def page(self, query: Query) -> Page:
        """Return the records that are asked for, in the order they were taken in."""
        snapshot, spot = self._place(query.cursor)
        try:
            rows, last = snapshot.page(query.wanted, spot, query.limit)
            matched = self._matched(snapshot, query) if snapshot.commit else 0
        except SourceError as error:
            place = f"query.{error.values['column']}"
            raise RefusalError(400, error.key, place, **error.values) from error
        following = self._cursor(snapshot, last) if last else None
        return Page(self._features(rows, query.crs), following, matched)

    def one(self, feature: str, crs: Crs) -> Feature | None:
        """Return a record by its id."""
        try:
            key = int(feature, 16) if len(feature) == _KEY_DIGITS else -1
        except ValueError:
            return None
        if not 0 <= key < 1 << 64:
            return None
        return next(iter(self._features(self._now().one(key), crs)), None)

    def _now(self) -> Snapshot:
        return self.opened.shared.now(self.opened.divisions)

    def _place(self, cursor: str | None) -> tuple[Snapshot, Spot]:
        """Return the moment a cursor belongs to, and where in it to go on."""
        if cursor is None:
            mark, snapshot = START, self._now()
        else:
            batch, check, *rest = numbers(cursor, 6, 400)
            found = self.opened.shared.at(self.opened.divisions, batch, check)
            if found is None:
                raise gone()
            mark, snapshot = Mark(*rest), found
        spot = spot_of(snapshot, mark)
        if spot is None:
            raise gone()
        return snapshot, spot

    def _cursor(self, snapshot: Snapshot, last: Spot) -> str:
        commit = snapshot.commit
        assert commit is not None  # noqa: S101 - there is a row, so there is a commit
        return cursor_of(commit.batch, commit.check, *mark_of(snapshot, last))

    def _matched(self, snapshot: Snapshot, query: Query) -> int | None:
        small = snapshot.versions <= settings().count_rows
        return snapshot.count(query.wanted) if small else None

    def _features(self, rows: pl.DataFrame, crs: Crs) -> list[Feature]:
        shared = self.opened.shared
        told = given(rows, self._columns, shared.source, shared.city.zone)
        places = points(rows["_lon"].to_list(), rows["_lat"].to_list(), crs)
        properties = told.select(list(self.kinds)).iter_rows(named=True)
        return [
            feature(identity, place, {name: plain(value) for name, value in each.items()})
            for identity, place, each in zip(told[ID], places, properties, strict=True)
        ]
