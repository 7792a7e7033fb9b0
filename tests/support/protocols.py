"""What four kinds of services say, as far as the connectors ask: each a function for a Service."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from support.service import Query, Reply, Service

Item = dict[str, Any]
Speak = Callable[[Service, str, Query], Reply]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


@dataclass
class ArcGis:
    """A layer with ``features`` by their numbers; at most ``most`` an answer, whatever it says."""

    features: dict[int, Item]
    said: int = 4
    most: int = 4
    lost: set[int] = field(default_factory=set)

    def __call__(self, _: Service, path: str, query: Query) -> Reply:
        """Speak ArcGIS REST: layer, numbers, features by numbers, errors inside a 200."""
        if query.get("f") != "json":
            return Reply(body=b"<html>ArcGIS REST Services Directory</html>")
        if path == "/rest/services/lifts/FeatureServer/0":
            fields = [
                {"name": "OBJECTID", "type": "esriFieldTypeOID"},
                {"name": "name", "type": "esriFieldTypeString"},
                {"name": "edited", "type": "esriFieldTypeDate"},
            ]
            return Reply({"fields": fields, "maxRecordCount": self.said})
        if path != "/rest/services/lifts/FeatureServer/0/query":
            return Reply({"error": {"code": 404, "message": "Service not found"}})
        if query.get("where") == "bad":
            return Reply({"error": {"code": 400, "message": "Unable to complete operation."}})
        if query.get("returnIdsOnly") == "true":
            kept = [number for number, each in self.features.items() if self._later(each, query)]
            return Reply({"objectIdFieldName": "OBJECTID", "objectIds": kept or None})
        assert query["outSR"] == "4326"
        numbers = [int(each) for each in query["objectIds"].split(",")]
        found = [self.features[each] for each in numbers if each not in self.lost]
        more = len(found) > self.most
        return Reply({"features": found[: self.most], "exceededTransferLimit": more})

    def _later(self, feature: Item, query: Query) -> bool:
        _, found, moment = query.get("where", "").partition("timestamp '")
        if not found:
            return True
        begin = datetime.fromisoformat(moment.rstrip("'")).replace(tzinfo=UTC)
        return bool(feature["attributes"]["edited"] >= begin.timestamp() * 1000)


@dataclass
class Ckan:
    """A resource in the datastore, and its file."""

    records: list[Item]
    most: int = 3
    file: bytes = b""
    total: int | None = None
    files: str = ""

    def __call__(self, service: Service, path: str, query: Query) -> Reply:
        """Speak the action API: success, error and its kind, ``limit``, ``offset``, ``filters``."""
        if path == "/files/lifts.csv":
            return Reply(body=self.file)
        resource = query.get("resource_id") or query.get("id")
        if resource != "11111111-aaaa-bbbb-cccc-000000000001":
            error = {"__type": "Not Found Error", "message": "Not found: Resource was not found."}
            return Reply({"success": False, "error": error}, 404)
        if path == "/api/3/action/resource_show":
            return Reply(
                {"success": True, "result": {"url": f"{self.files or service.url}/files/lifts.csv"}}
            )
        assert path == "/api/3/action/datastore_search"
        assert query["sort"] == "_id"
        wanted = json.loads(query.get("filters", "{}"))
        if not set(wanted) <= {"kind", "n"}:
            error = {"__type": "Validation Error", "message": "invalid filter"}
            return Reply({"success": False, "error": error}, 409)
        rows = [
            {"_id": number, **each}
            for number, each in enumerate(self.records, start=1)
            if all(each.get(key) == value for key, value in wanted.items())
        ]
        start = int(query["offset"])
        page = rows[start : start + min(int(query["limit"]), self.most)]
        total = len(rows) if self.total is None else self.total
        return Reply({"success": True, "result": {"records": page, "total": total}})


@dataclass
class Features:
    """A collection of OGC API Features."""

    features: list[Item]
    most: int = 3
    crs: list[str] | None = None
    loops: bool = False

    def __call__(self, service: Service, path: str, query: Query) -> Reply:
        """Speak Part 1: collection, items with ``limit``, ``bbox``, ``datetime``, next links."""
        if path == "/collections/lifts":
            return Reply({"id": "lifts", **({"crs": self.crs} if self.crs else {})})
        if path != "/collections/lifts/items":
            return Reply({"code": "NotFound", "description": "no such collection"}, 404)
        kept = [each for each in self.features if _inside(each, query) and _from(each, query)]
        start = int(query.get("offset", "0"))
        page = kept[start : start + min(int(query["limit"]), self.most)]
        links = [{"rel": "self", "href": path, "type": "application/geo+json"}]
        if start + len(page) < len(kept):
            following = 0 if self.loops else start + len(page)
            more = "".join(f"&{k}={v}" for k, v in query.items() if k not in ("offset", "limit"))
            href = f"items?limit={query['limit']}&offset={following}{more}"
            links.append({"rel": "next", "href": href, "type": "text/html"})
            links.append({"rel": "next", "href": href, "type": "application/geo+json"})
        told = {"type": "FeatureCollection", "features": page, "links": links}
        return Reply(told | {"numberMatched": len(kept), "numberReturned": len(page)})


def _inside(feature: Item, query: Query) -> bool:
    if "bbox" not in query:
        return True
    west, south, east, north = map(float, query["bbox"].split(","))
    x, y = feature["geometry"]["coordinates"]
    return bool(west <= x <= east and south <= y <= north)


def _from(feature: Item, query: Query) -> bool:
    begin = query.get("datetime", "").partition("/")[0]
    if not begin:
        return True
    return datetime.fromisoformat(feature["properties"]["at"]) >= datetime.fromisoformat(begin)


@dataclass
class Open311:
    """Requests of a GeoReport server: at most ``most`` an answer, the newest first."""

    requests: list[Item]
    most: int = 1000
    pages: bool = False

    def __call__(self, _: Service, path: str, query: Query) -> Reply:
        """Speak GET requests: windows of at most 90 days, errors as a list."""
        if path != "/v2/requests.json":
            return Reply([{"code": "404", "description": "unknown"}], 404)
        begin, end = (datetime.fromisoformat(query[key]) for key in ("start_date", "end_date"))
        if (end - begin).days > 90:
            return Reply([{"code": "400", "description": "the span is over 90 days"}], 400)
        wanted = query.get("service_code", "")
        kept = [
            each
            for each in self.requests
            if begin <= datetime.fromisoformat(each["requested_datetime"]) <= end
            and each["service_code"] in (wanted.split(",") if wanted else [each["service_code"]])
        ]
        kept.sort(key=lambda each: str(each["requested_datetime"]), reverse=True)
        start = (int(query.get("page", "1")) - 1) * self.most if self.pages else 0
        return Reply(kept[start : start + self.most])
