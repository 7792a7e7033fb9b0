"""What a history holds at one moment: files of days, and the chunks that came after them.

Files and chunks are looked up in one read of the database, so a reader sees no reading twice that
is in both and misses none that is moved meanwhile. A file whose place another has taken since stays
for a while: see ``grace_seconds``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.store.database import Database
from anlan.store.watch import WatchChunk, WatchFile
from anlan.store.watch.log import head, unpacked
from anlan.watch.batch import Ints
from anlan.watch.history.days import DAY, KEPT, among, begin_of, day_of, folder, once
from anlan.watch.history.settings import READING

PAGE = 200
"""So many chunks are fetched at a time."""


@dataclass(frozen=True)
class Place:
    """Where the history of a city lies."""

    database: Database
    home: Path
    city: str

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return folder(self.home, self.city)

    @property
    def lock(self) -> Path:
        """The lock of who changes the files."""
        return self.home / self.city / "history.db"


@dataclass(frozen=True)
class Held:
    """The readings of some datastreams between two moments, as one moment has them.

    Attributes:
        streams: which; None for all.
        files: the files of each day, of each grain, in the order of the log.
        hot: the readings that are in no file yet, in the order of the log.
    """

    streams: Ints | None
    least: int
    most: int
    files: Mapping[str, Mapping[date, Sequence[Path]]]
    hot: pa.Table
    _hot_days: Ints = field(repr=False)

    def days(self) -> list[date]:
        """Return the days on which there are readings, the first first."""
        hot = {day_of(int(each) * DAY) for each in np.unique(self._hot_days)}
        return sorted(hot | set(self.files.get(READING, {})))

    def of(self, day: date) -> pa.Table:
        """Return the readings of a day, each once, by datastream and time."""
        begin = begin_of(day)
        where = among(self.streams, max(self.least, begin), min(self.most, begin + DAY))
        parts = self.files.get(READING, {}).get(day, ())
        pieces = [pq.read_table(part, filters=where, schema=KEPT) for part in parts]
        mine = self.hot.filter(pa.array(self._hot_days == begin // DAY))
        return once(pa.concat_tables([*pieces, mine]))

    def readings(self, *, newest_first: bool = False) -> Iterator[pa.Table]:
        """Yield the readings, a day at a time."""
        for day in sorted(self.days(), reverse=newest_first):
            yield self.of(day)


def held(
    place: Place,
    streams: Ints | None,
    least: int,
    most: int,
    grains: Sequence[str] = (READING,),
    most_rows: int | None = None,
) -> Held:
    """Return what is held of datastreams from one moment up to, but without, another.

    Raises:
        WatchError: of all datastreams, more than ``most_rows`` readings are in no file yet.
    """
    with place.database.session() as session:
        settled(session)
        after = head(session, place.city).compacted
        if streams is None and most_rows is not None:
            _bound(session, place.city, after, least, most, most_rows)
        hot = pa.concat_tables(
            [KEPT.empty_table(), *_hot(session, place.city, after, streams, least, most)]
        )
        files = _files(session, place, least, most, grains)
    days = hot["at"].to_numpy() // DAY
    return Held(streams, least, most, files, hot.combine_chunks(), days)


def settled(session: Session) -> None:
    """Let all that a session reads be as of one moment; on SQLite it is."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _bound(session: Session, city: str, after: int, least: int, most: int, most_rows: int) -> None:
    query = select(func.sum(WatchChunk.rows)).where(
        WatchChunk.city == city,
        WatchChunk.seq > after,
        WatchChunk.most_at >= least,
        WatchChunk.least_at < most,
    )
    if (session.scalar(query) or 0) > most_rows:
        raise WatchError("error.history.much", most=f"{most_rows:,}")


def _hot(
    session: Session, city: str, after: int, streams: Ints | None, least: int, most: int
) -> Iterator[pa.Table]:
    where = among(streams, least, most)
    query = select(WatchChunk).where(
        WatchChunk.city == city, WatchChunk.most_at >= least, WatchChunk.least_at < most
    )
    query = query.order_by(WatchChunk.seq).limit(PAGE)
    while rows := session.scalars(query.where(WatchChunk.seq > after)).all():
        for row in rows:
            table = known(pa.Table.from_batches([unpacked(row).rows]), row.received)
            found = table.filter(where)
            if found.num_rows:
                yield found
        after = rows[-1].seq
        session.expunge_all()


def known(rows: pa.Table, received: int) -> pa.Table:
    """Return readings with when they were known."""
    return rows.append_column("known", pa.array(np.full(rows.num_rows, received, np.int64)))


def _files(
    session: Session, place: Place, least: int, most: int, grains: Sequence[str]
) -> dict[str, dict[date, list[Path]]]:
    first, last = day_of(least), day_of(max(least, most - 1))
    query = select(WatchFile).where(
        WatchFile.city == place.city,
        WatchFile.grain.in_(grains),
        WatchFile.gone_at.is_(None),
        WatchFile.day >= first,
        WatchFile.day <= last,
    )
    found: dict[str, dict[date, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for row in session.scalars(query.order_by(WatchFile.id)):
        found[row.grain][row.day].append(place.folder / row.name)
    return found


def usable(table: pa.Table) -> pa.Array:
    """Return which readings count: a number, and neither bad nor missing."""
    return pc.and_(pc.less(table["quality"], 2), pc.is_finite(pc.fill_null(table["value"], np.nan)))
