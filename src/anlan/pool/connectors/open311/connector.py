"""Read the requests of an Open311 service by windows of days.

Protocol: GeoReport v2, https://wiki.open311.org/GeoReport_v2/. One answer spans at most 90 days and
holds at most 1,000 requests, whichever is smaller; a window that comes back full is cut in two.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from anlan.model.errors import SourceError
from anlan.model.portal import Open311Portal
from anlan.pool.connectors.base import CHUNK_ROWS, Mark, Opened
from anlan.pool.connectors.cells import cell_of
from anlan.pool.connectors.fetch import Row, rows_of
from anlan.pool.connectors.http import REAL_TIME, PoliteClient, Timer
from anlan.pool.connectors.portal import WebConnector, listed
from anlan.pool.connectors.settings import FetchSettings, HttpSettings
from anlan.pool.connectors.watermark import Watermark

MOST = 1000
"""So many requests an answer holds at most, by the protocol."""
_MADE, _NUMBER = "requested_datetime", "service_request_id"
_SHORTEST = timedelta(minutes=1)


class Open311Connector(WebConnector):
    """Read every request made since a day, once each."""

    def __init__(
        self,
        settings: HttpSettings | None = None,
        timer: Timer = REAL_TIME,
        limits: FetchSettings | None = None,
        most: int = MOST,
    ) -> None:
        super().__init__(settings, timer, limits)
        self._most = most

    def open(
        self, location: Open311Portal, *, chunk_rows: int = CHUNK_ROWS, mark: Mark | None = None
    ) -> Opened:
        """Open a service.

        The columns are the fields of the requests; ``lat`` and ``long`` are WGS84.

        Raises:
            SourceError: no such service, a service that is down or answers with an error; more
                requests within a minute than one answer holds.
        """
        again = timedelta(days=location.again_days)

        def pages(client: PoliteClient, since: str | None) -> Iterator[list[Row]]:
            return _Reading(location, client, self._most).pages(since)

        return self.read(location, pages, mark, chunk_rows, Watermark(_MADE, again))


class _Reading:
    def __init__(self, portal: Open311Portal, client: PoliteClient, most: int) -> None:
        self.portal = portal
        self.client = client
        self.most = most
        self.seen: set[str] = set()
        self.page = 0
        self.proven = 0

    def pages(self, since: str | None) -> Iterator[list[Row]]:
        """Yield the requests of each window, the oldest first, each request once."""
        begin = datetime.combine(date.fromisoformat(self.portal.begin), time(), UTC)
        if since is not None:
            begin = max(begin, datetime.fromisoformat(since).astimezone(UTC))
        end = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
        width = timedelta(days=self.portal.window_days)
        while begin < end:
            until = min(begin + width, end)
            yield from self._window(begin, until)
            begin = until

    def _window(self, begin: datetime, end: datetime) -> Iterator[list[Row]]:
        """Yield what was made between two times; both belong to it, so borders come twice."""
        if self.portal.page_parameter is None:
            found = self._ask(begin, end, None)
            if self._is_cut(found, begin, end):
                yield from self._halves(begin, end)
            else:
                yield self._new(found)
            return
        number = 1
        while found := self._ask(begin, end, number):
            fresh = self._new(found)
            if not fresh and number > 1:
                # The service gives the same page again: it has no pages, or no more of them.
                break
            yield fresh
            number += 1

    def _is_cut(self, found: list[object], begin: datetime, end: datetime) -> bool:
        """Return whether an answer may hold less than its window.

        A server may give fewer than the protocol's thousand without saying so. So an answer longer
        than any before is held against those for the two halves of its window: they must bring
        nothing more.
        """
        if len(found) >= self.most:
            return True
        while len(found) > self.proven and end - begin >= _SHORTEST:
            middle = (begin + (end - begin) / 2).replace(microsecond=0)
            halves = [(begin, middle), (middle, end)]
            parts = [self._ask(*half, None) for half in halves]
            known = {_number(each) for each in found}
            if any(_number(each) not in known for part in parts for each in part):
                self.most = len(found)
                return True
            full = [
                half for half, part in zip(halves, parts, strict=True) if len(part) == len(found)
            ]
            if not full:
                self.proven = len(found)
            else:
                begin, end = full[0]
        return False

    def _halves(self, begin: datetime, end: datetime) -> Iterator[list[Row]]:
        middle = begin + (end - begin) / 2
        if end - begin < _SHORTEST:
            raise SourceError(
                "error.source.window_full",
                file=self.portal.place,
                n=self.most,
                at=begin.isoformat(),
            )
        yield from self._window(begin, middle.replace(microsecond=0))
        yield from self._window(middle.replace(microsecond=0), end)

    def _ask(self, begin: datetime, end: datetime, number: int | None) -> list[object]:
        query = {"start_date": _moment(begin), "end_date": _moment(end)}
        if self.portal.jurisdiction:
            query["jurisdiction_id"] = self.portal.jurisdiction
        if self.portal.service_codes:
            query["service_code"] = ",".join(self.portal.service_codes)
        if number is not None and self.portal.page_parameter:
            query[self.portal.page_parameter] = str(number)
        self.page += 1
        address = f"{self.portal.url.rstrip('/')}/requests.json"
        return listed(self.client.get(address, query, self.page), self.client, self.page)

    def _new(self, found: list[object]) -> list[Row]:
        """Return the rows that no window before has had; what has no number is kept."""
        rows = []
        for row in rows_of(found):
            number = row.get(_NUMBER) if isinstance(row, dict) else None
            if number is not None and number in self.seen:
                continue
            if number is not None:
                self.seen.add(number)
            rows.append(row)
        return rows


def _number(sent: object) -> object:
    return cell_of(sent.get(_NUMBER)) if isinstance(sent, dict) else None


def _moment(moment: datetime) -> str:
    """Return a time as the protocol writes it.

    >>> _moment(datetime(2026, 3, 1, tzinfo=UTC))
    '2026-03-01T00:00:00Z'
    """
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
