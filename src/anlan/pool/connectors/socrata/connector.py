"""Read a dataset of a Socrata portal page by page, and make sure that no row was missed.

Protocol: SODA 2.1, https://dev.socrata.com/docs/endpoints.html
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from anlan.model.city import Portal
from anlan.model.errors import SourceError
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    ROW,
    Broken,
    Chunk,
    Opened,
    broken_frame,
    check_columns,
    regroup,
    text_frame,
)
from anlan.pool.connectors.cells import cell_of, columns_of
from anlan.pool.connectors.http import REAL_TIME, PoliteClient, Timer
from anlan.pool.connectors.mapping import map_columns, mapped_columns
from anlan.pool.connectors.settings import SocrataSettings, defaults

_DATASET = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?")


class SocrataConnector:
    """Read a dataset of a Socrata portal and map its columns as the pack's ``Portal`` says."""

    def __init__(
        self,
        settings: SocrataSettings | None = None,
        timer: Timer = REAL_TIME,
    ) -> None:
        self._settings = settings or defaults().socrata
        self._timer = timer

    def open(
        self, location: Portal, *, chunk_rows: int = CHUNK_ROWS, since: str | None = None
    ) -> Opened:
        """Open a dataset; ``since`` (ISO date or time, UTC) asks only for rows changed after it.

        The columns are those of the dataset's description; cells that a row leaves out are null.

        Raises:
            SourceError: no such dataset, no access, a portal that is down or answers nonsense;
                while reading: the same, or the dataset changed under our hands.
            ValueError: ``since`` is no ISO date or time.
        """
        if since is not None and not _MOMENT.fullmatch(since):
            raise ValueError(f"since: {since!r} is not an ISO date or time")
        name = f"{location.domain}/{location.dataset}"
        if not _DATASET.fullmatch(location.dataset):
            raise SourceError("error.source.portal_address", address=name)
        reading = _Reading(location, name, self._settings, self._timer, _where(location, since))
        with reading.client() as client:
            columns, state = reading.look(client)
        check_columns(columns, name)
        names = mapped_columns(location, columns)
        return Opened(
            name=name,
            columns=names,
            guess=None,
            fingerprint=_fingerprint(location, reading.where, state),
            total_bytes=None,
            total_rows=state.rows,
            chunks=regroup(reading.chunks(columns, names, state), chunk_rows),
        )


@dataclass(frozen=True)
class _State:
    """What the portal says of a dataset: when its rows were changed, and how many match."""

    updated: str
    rows: int


@dataclass(frozen=True)
class _Reading:
    """One pass over a dataset."""

    portal: Portal
    name: str
    settings: SocrataSettings
    timer: Timer
    where: str | None

    def client(self) -> PoliteClient:
        """Return a new client for the portal."""
        return PoliteClient(self.portal.domain, self.name, self.settings, self.timer)

    def look(self, client: PoliteClient, page: int = 0) -> tuple[tuple[str, ...], _State]:
        """Return the dataset's columns and state."""
        about = client.get(f"/api/views/{self.portal.dataset}.json", {}, page)
        counted = client.get(self._path, self._query({"$select": "count(*)"}), page)
        try:
            description = cast(dict[str, list[dict[str, str]]], about)
            columns = tuple(column["fieldName"] for column in description["columns"])
            rows = int(next(iter(cast(list[dict[str, str]], counted)[0].values())))
        except (KeyError, TypeError, ValueError, IndexError, StopIteration) as error:
            raise self._nonsense(about, page) from error
        return columns, _State(str(description.get("rowsUpdatedAt")), rows)

    def chunks(
        self, columns: tuple[str, ...], names: tuple[str, ...], before: _State
    ) -> Iterator[Chunk]:
        """Yield one chunk a page; afterwards compare with what the portal said before.

        A row that is inserted or deleted while pages are read moves all rows after it, so one may
        be read twice or never: the whole reading is refused then.
        """
        done, page = 0, 0
        with self.client() as client:
            while done < before.rows:
                page += 1
                rows = self._page(client, done, page)
                if not rows:
                    break
                yield self._chunk(rows, columns, names, done, client.bytes_done)
                done += len(rows)
            _, after = self.look(client, page)
        if after != before or done != before.rows:
            raise SourceError(
                "error.source.portal_changed", file=self.name, expected=before.rows, found=done
            )

    def _page(self, client: PoliteClient, offset: int, page: int) -> list[object]:
        # Without a total order the portal may give a row on two pages, and another on none.
        order = self.portal.order
        stable = order if order.split()[-1:] == [":id"] else f"{order}, :id"
        limit, start = str(self.settings.page_size), str(offset)
        query = self._query({"$order": stable, "$limit": limit, "$offset": start})
        rows = client.get(self._path, query, page)
        if not isinstance(rows, list):
            raise self._nonsense(rows, page)
        return rows

    def _chunk(
        self,
        rows: list[object],
        columns: tuple[str, ...],
        names: tuple[str, ...],
        done: int,
        bytes_done: int,
    ) -> Chunk:
        kept: list[dict[str, object]] = []
        numbers: list[int] = []
        broken: list[Broken] = []
        for number, row in enumerate(rows, start=done + 1):
            if isinstance(row, dict):
                kept.append(row)
                numbers.append(number)
            else:
                problem = "connectors.problem.not_an_object"
                broken.append(Broken(number, cell_of(row) or "null", problem))
        frame = map_columns(self.portal, text_frame(columns, columns_of(kept, columns), numbers))
        return Chunk(frame.select(*names, ROW), broken_frame(broken), bytes_done)

    @property
    def _path(self) -> str:
        return f"/resource/{self.portal.dataset}.json"

    def _query(self, query: dict[str, str]) -> dict[str, str]:
        return {**query, "$where": self.where} if self.where else query

    def _nonsense(self, answer: object, page: int) -> SourceError:
        reason = json.dumps(answer, ensure_ascii=False)[:120]
        return SourceError("error.source.portal_not_json", file=self.name, page=page, reason=reason)


def _where(portal: Portal, since: str | None) -> str | None:
    """Return the condition of the pack and, if asked for, that of being changed since."""
    conditions = [f"({portal.where})"] if portal.where else []
    if since is not None:
        conditions.append(f":updated_at > '{since}'")
    return " AND ".join(conditions) or None


def _fingerprint(portal: Portal, where: str | None, state: _State) -> str:
    """Return the hash of all that decides which rows come and what they look like."""
    asked = portal.model_dump(mode="json", exclude={"where"})
    parts = [asked, where, state.updated, state.rows]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
