"""Read a web service that answers with JSON; how it pages is said by the pack."""

import re
from collections.abc import Iterator

import httpx

from anlan.model.errors import SourceError
from anlan.model.portal import HttpJsonPortal
from anlan.pool.connectors.base import CHUNK_ROWS, Mark, Opened
from anlan.pool.connectors.cells import cell_of
from anlan.pool.connectors.fetch import Row, rows_of
from anlan.pool.connectors.http import Answer, PoliteClient
from anlan.pool.connectors.portal import WebConnector, at_path, listed, same_number
from anlan.pool.connectors.watermark import Watermark

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_NEXT = re.compile(r';\s*rel\s*=\s*"?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:[;,]|$)', re.IGNORECASE)


class HttpJsonConnector(WebConnector):
    """Read all pages of an address: by number, offset, cursor, or the next address it names."""

    def open(
        self, location: HttpJsonPortal, *, chunk_rows: int = CHUNK_ROWS, mark: Mark | None = None
    ) -> Opened:
        """Open the service.

        The columns are the keys of all rows, and those the pack picks from inside them.

        Raises:
            SourceError: it is down, refuses, gives no list at the path, a page twice, no end, or
                another number of rows than it announced.
        """
        watermark = Watermark.of(location.since)

        def pages(client: PoliteClient, since: str | None) -> Iterator[list[Row]]:
            return _Reading(location, client, self.settings.page_size).pages(since)

        return self.read(location, pages, mark, chunk_rows, watermark)


class _Reading:
    def __init__(self, portal: HttpJsonPortal, client: PoliteClient, most: int) -> None:
        self.portal = portal
        self.client = client
        self.size = min(portal.paging.size, most)

    def pages(self, since: str | None) -> Iterator[list[Row]]:
        """Yield the rows of each page; afterwards compare their number with what was announced."""
        paging, query = self.portal.paging, dict(self.portal.query)
        if since is not None and self.portal.since and self.portal.since.parameter:
            query[self.portal.since.parameter] = since
        if paging.size_parameter:
            query[paging.size_parameter] = str(self.size)
        address, page, done = self.portal.url, 0, 0
        while True:
            page += 1
            asked = query | self._place(page, done)
            answer = self.client.fetch(address, asked, page)
            value = self.client.decoded(answer, page)
            found = listed(at_path(value, self.portal.rows), self.client, page)
            done += len(found)
            yield self._rows(found)
            following = self._following(answer, value, found, page, done)
            if following is None:
                break
            address, query = following
        total = at_path(value, paging.total) if paging.total else None
        same_number(self.portal.place, total, done)

    def _place(self, page: int, done: int) -> dict[str, str]:
        """Return the parameter that says which page is meant, where a number does."""
        paging = self.portal.paging
        if paging.by == "page":
            return {paging.parameter: str(paging.first + page - 1)}
        return {paging.parameter: str(done)} if paging.by == "offset" else {}

    def _following(
        self, answer: Answer, value: object, found: list[object], page: int, done: int
    ) -> tuple[str, dict[str, str]] | None:
        """Return address and parameters of the next page, None after the last."""
        paging = self.portal.paging
        query = dict(answer.url.params)
        if paging.by in ("page", "offset"):
            total = str(at_path(value, paging.total)) if paging.total else ""
            complete = total.isdigit() and done >= int(total)
            return None if complete or not found else (self.portal.url, query)
        if paging.by == "cursor":
            cursor = cell_of(at_path(value, paging.at or ""))
            return (self.portal.url, query | {paging.parameter: cursor}) if cursor else None
        if paging.by in ("next", "link"):
            target = (
                cell_of(at_path(value, paging.at or ""))
                if paging.by == "next"
                else next_link(answer)
            )
            if not target:
                return None
            address = joined(answer, target, self.portal.place)
            if address == answer.url:
                raise SourceError("error.source.page_twice", file=self.portal.place, page=page + 1)
            return str(address), {}
        return None

    def _rows(self, found: list[object]) -> list[Row]:
        rows = rows_of(found)
        for row, sent in zip(rows, found, strict=True):
            if isinstance(row, dict):
                for name, path in self.portal.pick.items():
                    row[name] = cell_of(at_path(sent, path))
        return rows


def next_link(answer: Answer) -> str | None:
    """Return the address of a Link header with ``rel="next"``; RFC 8288."""
    for header in answer.headers.get_list("link"):
        for address, parameters in _LINK.findall(header):
            if _NEXT.search(parameters):
                return str(address)
    return None


def joined(answer: Answer, target: str, name: str) -> httpx.URL:
    """Return an address that may be relative to the one that gave it; RFC 3986, 5.

    Raises:
        SourceError: it is none.
    """
    try:
        return answer.url.join(target)
    except httpx.InvalidURL as error:
        raise SourceError("error.source.portal_moved", file=name, address=target) from error
