"""Read a resource of a CKAN portal.

Protocol: action API 3, https://docs.ckan.org/en/latest/maintaining/datastore.html and
https://docs.ckan.org/en/latest/api/
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from anlan.model.errors import SourceError
from anlan.model.portal import CkanPortal
from anlan.pool.connectors.base import CHUNK_ROWS, Mark, Opened
from anlan.pool.connectors.drop import Landing, from_file
from anlan.pool.connectors.fetch import Row, rows_of
from anlan.pool.connectors.http import PoliteClient, client_for
from anlan.pool.connectors.portal import Json, WebConnector, listed, same_number, table

_ROW_NUMBER = "_id"
"""The datastore's own number of a row: it is asked for in this order, and isn't data."""
_DENIED = ("Authorization Error", "Access Denied")
_UNKNOWN = "Not Found Error"


class CkanConnector(WebConnector):
    """Read a resource's rows from the datastore, or its file."""

    def open(
        self, location: CkanPortal, *, chunk_rows: int = CHUNK_ROWS, mark: Mark | None = None
    ) -> Opened:
        """Open a resource.

        Raises:
            SourceError: no such resource, no access, no datastore; a portal that is down or
                answers nonsense; rows that were announced and didn't come.
        """
        if location.read == "file":
            return self._file(location, mark, chunk_rows)

        def pages(client: PoliteClient, _: str | None) -> Iterator[list[Row]]:
            return _Reading(location, client).pages(self.settings.page_size)

        return self.read(location, pages, mark, chunk_rows)

    def _file(self, portal: CkanPortal, mark: Mark | None, chunk_rows: int) -> Opened:
        """Download the resource's file and read it as its format says."""
        with client_for(portal, self.settings, self._timer) as client:
            shown = _Reading(portal, client).ask("resource_show", {"id": portal.resource}, 0)
            address = str(shown.get("url") or "")
        # Many portals keep files at another host; a token of the portal is not for that one.
        with client_for(portal, self.settings, self._timer, address) as client:
            answer = client.fetch(address, {}, 1)
        name = answer.url.path.rpartition("/")[2] or portal.resource
        landing = Landing()
        path = landing.path / Path(name).name
        path.write_bytes(answer.content)
        return from_file(
            portal,
            path,
            portal.format,
            portal.part,
            mark=mark,
            chunk_rows=chunk_rows,
            landing=landing,
        )


class _Reading:
    def __init__(self, portal: CkanPortal, client: PoliteClient) -> None:
        self.portal = portal
        self.client = client
        self.base = portal.url.rstrip("/")

    def pages(self, size: int) -> Iterator[list[Row]]:
        """Yield the rows in the datastore's own order; compare their number before and after."""
        done = page = 0
        total: object = None
        while True:
            page += 1
            result = self.ask("datastore_search", self._query(size, done), page)
            rows = rows_of(listed(result.get("records"), self.client, page))
            total = result.get("total")
            done += len(rows)
            for row in rows:
                if isinstance(row, dict):
                    row.pop(_ROW_NUMBER, None)
            yield rows
            if not rows or (str(total).isdigit() and done >= int(str(total))):
                break
        same_number(self.portal.place, total, done)

    def _query(self, size: int, offset: int) -> dict[str, str]:
        query = {
            "resource_id": self.portal.resource,
            "limit": str(size),
            "offset": str(offset),
            "sort": _ROW_NUMBER,
        }
        if self.portal.filters:
            query["filters"] = json.dumps(self.portal.filters)
        return query

    def ask(self, action: str, query: Mapping[str, str], page: int) -> Json:
        """Return the result of an action.

        Raises:
            SourceError: the portal says it can't.
        """
        address = f"{self.base}/api/3/action/{action}"
        answer = table(self.client.get(address, query, page), self.client, page)
        if answer.get("success") is True:
            return table(answer.get("result"), self.client, page)
        error = answer.get("error")
        told = cast(Json, error) if isinstance(error, dict) else {}
        kind, reason = str(told.get("__type")), str(told.get("message") or told)[:120]
        place = self.portal.place
        if kind == _UNKNOWN:
            raise SourceError("error.source.portal_unknown", file=place)
        key = "error.source.portal_private" if kind in _DENIED else "error.source.portal_refused"
        raise SourceError(key, file=place, status=kind, reason=reason, variable="")
