"""A small server that speaks as much of SODA 2.1 as the connector uses, and stumbles on demand.

It answers ``/api/views/{id}.json`` (the dataset's description) and ``/resource/{id}.json`` (rows,
or their number) with ``$limit``, ``$offset``, ``$order``, ``$where`` and ``$select=count(*)``.
Like the real one it leaves empty cells out of a row, cuts a page to its largest size, and gives
rows in no stable order unless ``:id`` is part of ``$order``.
"""

import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Row = dict[str, Any]
_CONDITION = re.compile(r"^\(?(:?\w+) (=|>) '([^']*)'\)?$")


@dataclass
class Stumble:
    """One bad answer: ``kind`` of request (about, count, page), after ``skip`` good ones."""

    status: int = 500
    kind: str = "page"
    skip: int = 0
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"Internal error"
    delay: float = 0.0


@dataclass
class SocrataServer:
    """The dataset and what shall go wrong; ``requests`` is what came in."""

    rows: list[Row]
    columns: list[str]
    dataset: str = "abcd-1234"
    updated: int = 1_400_000_000
    largest_page: int = 50_000
    token: str | None = None
    stumbles: list[Stumble] = field(default_factory=list)
    before_page: Callable[["SocrataServer", int], None] | None = None
    requests: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    port: int = 0
    pages: int = 0

    @property
    def domain(self) -> str:
        """Where it listens, as a pack would name it."""
        return f"127.0.0.1:{self.port}"

    def queries(self, kind: str) -> list[dict[str, str]]:
        """The queries of one kind, in the order they came."""
        return [query for asked, query, _ in self.requests if asked == kind]

    def answer(
        self, path: str, query: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a request."""
        kind = self._kind(path, query)
        self.requests.append((kind, query, headers))
        stumble = self._stumble(kind)
        if stumble:
            time.sleep(stumble.delay)
            return stumble.status, stumble.headers, stumble.body
        if self.token is not None and headers.get("x-app-token") != self.token:
            return _json({"code": "permission_denied", "message": "Invalid app_token"}, 403)
        if kind == "unknown":
            return _json({"code": "dataset.missing", "message": "Not found"}, 404)
        if kind == "about":
            columns = [{"fieldName": name, "dataTypeName": "text"} for name in self.columns]
            return _json({"id": self.dataset, "columns": columns, "rowsUpdatedAt": self.updated})
        return self._resource(kind, query)

    def _resource(self, kind: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if kind == "page":
            self.pages += 1
            if self.before_page:
                self.before_page(self, self.pages)
        rows = [(number, row) for number, row in enumerate(self.rows)]
        for condition in filter(None, query.get("$where", "").split(" AND ")):
            match = _CONDITION.match(condition)
            if not match:
                message = f"Could not parse SoQL query at {condition}"
                return _json({"code": "query.soql.no-such-column", "message": message}, 400)
            rows = [(number, row) for number, row in rows if _holds(row, *match.groups())]
        if kind == "count":
            return _json([{"count": str(len(rows))}])
        order = query.get("$order", "")
        random.shuffle(rows)
        for part in reversed([part.split() for part in order.split(",") if part.strip()]):
            rows.sort(key=lambda pair, name=part[0]: _rank(pair, name), reverse="DESC" in part)
        start = int(query.get("$offset", "0"))
        stop = start + min(int(query.get("$limit", "1000")), self.largest_page)
        page = [row for _, row in rows[start:stop]]
        return _json(
            [{k: v for k, v in row.items() if v is not None and k[0] != ":"} for row in page]
        )

    def _kind(self, path: str, query: dict[str, str]) -> str:
        if path == f"/api/views/{self.dataset}.json":
            return "about"
        if path == f"/resource/{self.dataset}.json":
            return "count" if query.get("$select") == "count(*)" else "page"
        return "unknown"

    def _stumble(self, kind: str) -> Stumble | None:
        for stumble in self.stumbles:
            if stumble.kind == kind and stumble.times:
                if stumble.skip:
                    stumble.skip -= 1
                    return None
                stumble.times -= 1
                return stumble
        return None


def _holds(row: Row, column: str, operator: str, value: str) -> bool:
    cell = str(row.get(column, ""))
    return cell == value if operator == "=" else cell > value


def _rank(pair: tuple[int, Row], name: str) -> tuple[int, str]:
    number, row = pair
    return (number, "") if name == ":id" else (0, str(row.get(name, "")))


def _json(value: object, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


@contextmanager
def serving(server: SocrataServer) -> Iterator[SocrataServer]:
    """Run ``server`` on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            headers = {key.lower(): value for key, value in self.headers.items()}
            status, more, body = server.answer(parts.path, query, headers)
            self.send_response(status)
            for name, value in {**more, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Listener(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing when a client that timed out has gone."""

    with Listener(("127.0.0.1", 0), Handler) as http:
        server.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
