"""Read a layer of an ArcGIS REST service.

Protocol: https://developers.arcgis.com/rest/services-reference/enterprise/query-feature-service-layer/
A layer gives at most ``maxRecordCount`` features an answer. Offsets shift when features are added
meanwhile, and old servers have none; so the numbers of all features are asked for first, and the
features by their numbers.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from anlan.model.errors import SourceError
from anlan.model.portal import ArcGisPortal
from anlan.pool.connectors.base import CHUNK_ROWS, Mark, Opened
from anlan.pool.connectors.cells import cell_of
from anlan.pool.connectors.fetch import Row, Unread
from anlan.pool.connectors.geometry import LATITUDE, LONGITUDE, SHAPE, place_of
from anlan.pool.connectors.http import PoliteClient
from anlan.pool.connectors.portal import Json, WebConnector, listed, same_number, table
from anlan.pool.connectors.watermark import Watermark

MILLISECONDS = 1000
_WGS84 = "4326"
# An address may not be longer than many servers take: some 2,000 characters.
_NUMBERS_LENGTH = 1500
_DATE = "esriFieldTypeDate"
_TOKEN_CODES = (498, 499)


class ArcGisConnector(WebConnector):
    """Read the features of a layer: attributes, and their place in longitude and latitude."""

    def open(
        self, location: ArcGisPortal, *, chunk_rows: int = CHUNK_ROWS, mark: Mark | None = None
    ) -> Opened:
        """Open a layer.

        The columns are the layer's fields, then ``longitude`` and ``latitude``, and ``geometry``
        (WKT) where features aren't points. Dates, which the service gives as milliseconds, become
        ISO 8601 in UTC.

        Raises:
            SourceError: no such layer, no access, a service that is down or answers with an error;
                features that were announced and didn't come.
        """

        def pages(client: PoliteClient, since: str | None) -> Iterator[list[Row]]:
            return _Reading(location, client, self.settings.page_size).pages(since)

        return self.read(location, pages, mark, chunk_rows, Watermark.of(location.since))


class _Reading:
    def __init__(self, portal: ArcGisPortal, client: PoliteClient, most: int) -> None:
        self.portal = portal
        self.client = client
        self.most = most
        self.address = portal.url.rstrip("/")

    def pages(self, since: str | None) -> Iterator[list[Row]]:
        """Yield the features by their numbers, so many at a time as the layer gives."""
        layer = self._ask("", {}, 0)
        fields = [cast(Json, each) for each in listed(layer.get("fields"), self.client, 0)]
        dates = {str(each.get("name")) for each in fields if each.get("type") == _DATE}
        names = [
            str(each.get("name")) for each in fields if each.get("type") != "esriFieldTypeGeometry"
        ]
        if self.portal.fields != ["*"]:
            names = [name for name in names if name in self.portal.fields]
        size = min(self.most, int(str(layer.get("maxRecordCount") or self.most)))
        found = self._ask("/query", {"where": self._where(since), "returnIdsOnly": "true"}, 0)
        numbers = sorted(
            int(str(each)) for each in listed(found.get("objectIds") or [], self.client, 0)
        )
        done = 0
        for page, run in enumerate(_runs(numbers, size), start=1):
            features = self._features(run, page)
            done += len(features)
            yield [_row(each, names, dates) for each in features]
        same_number(self.portal.place, len(numbers), done)

    def _features(self, numbers: list[int], page: int) -> list[object]:
        query = {
            "objectIds": ",".join(map(str, numbers)),
            "outFields": ",".join(self.portal.fields),
            "outSR": _WGS84,
            "returnGeometry": "true",
        }
        answer = self._ask("/query", query, page)
        features = listed(answer.get("features"), self.client, page)
        if answer.get("exceededTransferLimit") is True and len(features) < len(numbers):
            # The server gives fewer than it says it does; halves are asked for until all came.
            if len(numbers) == 1:
                raise self.client.nonsense(str(answer), page)
            middle = len(numbers) // 2
            halves = (numbers[:middle], numbers[middle:])
            return [each for half in halves for each in self._features(half, page)]
        return features

    def _ask(self, path: str, query: Mapping[str, str], page: int) -> Json:
        """Return an answer; an error is told in an answer that says it is a success.

        Raises:
            SourceError: the service says it can't.
        """
        answer = table(
            self.client.get(self.address + path, {**query, "f": "json"}, page), self.client, page
        )
        error = answer.get("error")
        if isinstance(error, dict):
            code, reason = str(error.get("code")), str(error.get("message"))
            denied = int(code) in _TOKEN_CODES if code.isdigit() else False
            key = "error.source.portal_private" if denied else "error.source.portal_refused"
            raise SourceError(
                key, file=self.portal.place, status=code, reason=reason[:120], variable=""
            )
        return answer

    def _where(self, since: str | None) -> str:
        if since is None or self.portal.since is None:
            return self.portal.where
        moment = datetime.fromisoformat(since).astimezone(UTC)
        later = f"{self.portal.since.column} >= timestamp '{moment:%Y-%m-%d %H:%M:%S}'"
        return f"({self.portal.where}) AND {later}"


def _runs(numbers: list[int], size: int) -> Iterator[list[int]]:
    """Yield runs of numbers, none longer than an answer may be or an address can hold."""
    run: list[int] = []
    length = 0
    for number in numbers:
        more = len(str(number)) + 1
        if run and (len(run) >= size or length + more > _NUMBERS_LENGTH):
            yield run
            run, length = [], 0
        run.append(number)
        length += more
    if run:
        yield run


def _row(feature: object, names: list[str], dates: set[str]) -> Row:
    attributes = feature.get("attributes") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(attributes, dict):
        return Unread(cell_of(feature) or "null", "connectors.problem.not_an_object")
    try:
        longitude, latitude, shape = place_of(_geojson(feature.get("geometry")))
        cells = {
            name: _date(attributes.get(name)) if name in dates else cell_of(attributes.get(name))
            for name in names
        }
    except (ValueError, OverflowError):
        return Unread(cell_of(feature) or "", "connectors.problem.geometry")
    more = {} if shape is None else {SHAPE: shape}
    return {**cells, LONGITUDE: longitude, LATITUDE: latitude, **more}


def _date(value: object) -> str | None:
    """Return milliseconds since 1970 as a time in UTC; other values as they are."""
    text = cell_of(value)
    if text is None or not text.removeprefix("-").isdigit():
        return text
    moment = datetime.fromtimestamp(int(text) / MILLISECONDS, UTC)
    return moment.isoformat(timespec="milliseconds" if int(text) % MILLISECONDS else "seconds")


def _geojson(geometry: object) -> dict[str, Any] | None:
    """Return an Esri geometry as GeoJSON; a missing one, or a point of NaN, is none.

    Rings are turned clockwise for outer ones and the other way for holes, which lie in the outer
    ring before them in no stated order; even-odd filling gives the same area.

    Raises:
        ValueError: it is none we know.
    """
    if not isinstance(geometry, dict) or not geometry:
        return None
    if "x" in geometry:
        if geometry["x"] in (None, "NaN"):
            return None
        return {"type": "Point", "coordinates": [geometry["x"], geometry.get("y")]}
    if "points" in geometry:
        return {"type": "MultiPoint", "coordinates": geometry["points"]}
    if "paths" in geometry:
        return {"type": "MultiLineString", "coordinates": geometry["paths"]}
    if "rings" in geometry:
        return {"type": "MultiPolygon", "coordinates": _polygons(geometry["rings"])}
    raise ValueError("an unknown geometry")


def _polygons(rings: list[Any]) -> list[list[Any]]:
    """Group rings into polygons: a clockwise ring begins one, the others are holes of the last."""
    polygons: list[list[Any]] = []
    for ring in rings:
        outer = _area(ring) <= 0
        if outer or not polygons:
            polygons.append([ring])
        else:
            polygons[-1].append(ring)
    return polygons


def _area(ring: list[Any]) -> float:
    """Return twice the signed area of a ring, negative where it is clockwise."""
    points = [(float(each[0]), float(each[1])) for each in ring]
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)
