"""Read a collection of an OGC API Features service.

Standard: OGC API - Features - Part 1: Core, 17-069r4. Positions are in CRS84, as the core says.
"""

from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import quote

from anlan.model.errors import SourceError
from anlan.model.portal import OgcFeaturesPortal
from anlan.pool.connectors.base import CHUNK_ROWS, Mark, Opened
from anlan.pool.connectors.cells import cell_of
from anlan.pool.connectors.fetch import Row, Unread
from anlan.pool.connectors.geometry import LATITUDE, LONGITUDE, SHAPE, place_of
from anlan.pool.connectors.http import PoliteClient
from anlan.pool.connectors.http_json.connector import joined
from anlan.pool.connectors.portal import Json, WebConnector, listed, same_number, table
from anlan.pool.connectors.watermark import Watermark

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_OWN = ("id", LONGITUDE, LATITUDE, SHAPE)


class OgcFeaturesConnector(WebConnector):
    """Read the features of a collection by following its ``next`` links."""

    def open(
        self,
        location: OgcFeaturesPortal,
        *,
        chunk_rows: int = CHUNK_ROWS,
        mark: Mark | None = None,
    ) -> Opened:
        """Open a collection.

        The columns are the properties, ``id``, ``longitude`` and ``latitude``, and ``geometry``
        (WKT) where features aren't points, as for a GeoJSON file.

        Raises:
            SourceError: no such collection, no access, a service that is down or answers nonsense;
                another number of features than it announced.
        """

        def pages(client: PoliteClient, since: str | None) -> Iterator[list[Row]]:
            return _pages(location, client, self.settings.page_size, since)

        return self.read(location, pages, mark, chunk_rows, Watermark.of(location.since))


def _pages(
    portal: OgcFeaturesPortal, client: PoliteClient, size: int, since: str | None
) -> Iterator[list[Row]]:
    collection = f"{portal.url.rstrip('/')}/collections/{quote(portal.collection, safe='')}"
    about = table(client.get(collection, {}, 0), client, 0)
    systems = about.get("crs") or [_CRS84]
    if _CRS84 not in listed(systems, client, 0):
        raise SourceError("error.source.projected", file=portal.place, system=cell_of(systems))
    query = {**portal.query, "limit": str(size)}
    if portal.bbox:
        query["bbox"] = ",".join(f"{each:.15g}" for each in portal.bbox)
    if since is not None:
        query["datetime"] = f"{since.replace('+00:00', 'Z')}/.."
    address, page, done = f"{collection}/items", 0, 0
    while True:
        page += 1
        answer = client.fetch(address, query, page)
        value = table(client.decoded(answer, page), client, page)
        features = listed(value.get("features"), client, page)
        done += len(features)
        yield [_row(each) for each in features]
        target = _next(value)
        if target is None:
            break
        address, query = str(joined(answer, target, portal.place)), {}
        if address == str(answer.url):
            raise SourceError("error.source.page_twice", file=portal.place, page=page + 1)
    same_number(portal.place, value.get("numberMatched"), done)


def _next(value: Json) -> str | None:
    """Return the address of the next page; the one in JSON where several kinds are offered."""
    links = value.get("links")
    targets = [
        cast(Json, each)
        for each in (links if isinstance(links, list) else ())
        if isinstance(each, dict) and each.get("rel") == "next" and each.get("href")
    ]
    best = [each for each in targets if "json" in str(each.get("type", "json"))] or targets
    return str(best[0]["href"]) if best else None


def _row(feature: object) -> Row:
    """Return a feature's properties and place, or what is wrong with it."""
    item = cast(dict[str, Any], feature) if isinstance(feature, dict) else {}
    properties = item.get("properties") or {}
    if item.get("type") != "Feature" or not isinstance(properties, dict):
        return Unread(cell_of(feature) or "null", "connectors.problem.not_a_feature")
    try:
        longitude, latitude, shape = place_of(item.get("geometry"))
    except ValueError:
        return Unread(cell_of(feature) or "", "connectors.problem.geometry")
    cells = {
        f"properties.{name}" if name in _OWN else str(name): cell_of(value)
        for name, value in properties.items()
    }
    identity = {} if item.get("id") is None else {"id": cell_of(item.get("id"))}
    more = {} if shape is None else {SHAPE: shape}
    return {**cells, **identity, LONGITUDE: longitude, LATITUDE: latitude, **more}
