"""Read a dataset of a Socrata portal page by page, and make sure that no row was missed.

Protocol: SODA 2.1, https://dev.socrata.com/docs/endpoints.html
"""

import hashlib
import ipaddress
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import httpx

from anlan.model.errors import SourceError
from anlan.model.portal import SocrataPortal
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    ROW,
    Broken,
    Chunk,
    Mark,
    Opened,
    broken_frame,
    check_columns,
    regroup,
    text_frame,
)
from anlan.pool.connectors.cells import cell_of, columns_of
from anlan.pool.connectors.fetch import asked_of
from anlan.pool.connectors.http import REAL_TIME, PoliteClient, Timer
from anlan.pool.connectors.mapping import map_columns, mapped_columns
from anlan.pool.connectors.settings import SocrataSettings, defaults

_DATASET = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?")


class SocrataConnector:
    """Read a dataset of a Socrata portal and map its columns as the pack says."""

    def __init__(
        self,
        settings: SocrataSettings | None = None,
        timer: Timer = REAL_TIME,
    ) -> None:
        self._settings = settings or defaults().socrata
        self._timer = timer

    def open(
        self,
        location: SocrataPortal,
        *,
        chunk_rows: int = CHUNK_ROWS,
        mark: Mark | None = None,
        since: str | None = None,
    ) -> Opened:
        """Open a dataset; ``since`` (ISO date or time, UTC) asks only for rows changed after it.

        An incremental portal is asked from its ``mark`` on. The columns are those of the dataset's
        description; cells that a row leaves out are null.

        Raises:
            SourceError: no such dataset, no access, a portal that is down or answers nonsense;
                while reading: the same, or the dataset changed under our hands.
            ValueError: ``since`` is no ISO date or time.
        """
        asked = asked_of(location)
        if location.incremental and mark is not None and mark.asked == asked:
            since = mark.watermark
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
        fingerprint = _fingerprint(location, reading.where, state)
        return Opened(
            name=name,
            columns=names,
            guess=None,
            fingerprint=fingerprint,
            total_bytes=None,
            total_rows=state.rows,
            chunks=regroup(reading.chunks(columns, names, state), chunk_rows),
            mark=Mark(asked, columns, fingerprint, fingerprint, _before(state.updated)),
        )


@dataclass(frozen=True)
class _State:
    """What the portal says of a dataset: when its rows were changed, and how many match."""

    updated: str
    rows: int


@dataclass(frozen=True)
class _Reading:
    """One pass over a dataset."""

    portal: SocrataPortal
    name: str
    settings: SocrataSettings
    timer: Timer
    where: str | None

    def client(self) -> PoliteClient:
        """Return a new client for the portal."""
        variable = self.settings.token_variable
        token = os.environ.get(variable)
        return PoliteClient(
            _base_url(self.portal.domain, self.name, self.settings.scheme),
            self.name,
            self.settings,
            headers={"X-App-Token": token} if token else {},
            allowed=self.portal.networks,
            timer=self.timer,
            credential=variable,
        )

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


def _base_url(domain: str, name: str, scheme: str) -> httpx.URL:
    """Return the address of the portal; one on this machine is asked without TLS.

    Raises:
        SourceError: no domain, or not https although the server isn't on this machine.
    """
    try:
        url = httpx.URL(f"{scheme}://{domain}")
    except httpx.InvalidURL as error:
        raise SourceError("error.source.portal_address", address=name) from error
    if not url.host or url.raw_path != b"/" or url.userinfo or scheme not in ("http", "https"):
        raise SourceError("error.source.portal_address", address=name)
    if _is_loopback(url.host):
        return url.copy_with(scheme="http")
    if scheme != "https":
        raise SourceError("error.source.portal_scheme", file=name)
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _where(portal: SocrataPortal, since: str | None) -> str | None:
    """Return the condition of the pack and, if asked for, that of being changed since."""
    conditions = [f"({portal.where})"] if portal.where else []
    if since is not None:
        conditions.append(f":updated_at > '{since}'")
    return " AND ".join(conditions) or None


def _before(updated: str) -> str | None:
    """Return the last moment before a second of change, so that the whole second is asked again."""
    if not updated.isdigit():
        return None
    moment = datetime.fromtimestamp(int(updated) - 1, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def _fingerprint(portal: SocrataPortal, where: str | None, state: _State) -> str:
    """Return the hash of all that decides which rows come and what they look like."""
    asked = portal.model_dump(mode="json", exclude={"where", "allow_networks"})
    parts = [asked, where, state.updated, state.rows]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
