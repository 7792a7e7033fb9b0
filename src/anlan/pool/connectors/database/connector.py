"""Read the rows of a query to PostgreSQL (by pg8000) or MySQL and MariaDB (by PyMySQL)."""

import base64
import datetime
import json
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

import pg8000.dbapi
import pymysql
import pymysql.cursors
from pg8000.exceptions import DatabaseError, InterfaceError

from anlan.model.errors import SourceError
from anlan.model.portal import DatabasePortal
from anlan.pool.connectors import secrets
from anlan.pool.connectors.base import CHUNK_ROWS, Mark, Opened
from anlan.pool.connectors.fetch import Row, opened
from anlan.pool.connectors.settings import DatabaseSettings, defaults
from anlan.pool.connectors.watermark import Watermark
from anlan.store.outside import InsideError, permitted

_PORTS = {"postgresql": 5432, "mysql": 3306}
_SHOWN = 200
_PIECE = 5000
_REFUSED = (
    DatabaseError,
    InterfaceError,
    pymysql.err.MySQLError,
    OSError,
    RuntimeError,
)


class DatabaseConnector:
    """Read a query in one transaction that can't write, from a watermark on."""

    def __init__(self, settings: DatabaseSettings | None = None) -> None:
        self._settings = settings or defaults().database

    def open(
        self, location: DatabasePortal, *, chunk_rows: int = CHUNK_ROWS, mark: Mark | None = None
    ) -> Opened:
        """Open a query.

        Times become ISO 8601, decimals keep their digits, bytes become base64, JSON stays JSON.

        Raises:
            SourceError: the server is away, inside and not allowed, or refuses; the query is wrong
                or would write; no column for the watermark.
        """

        def pages(since: str | None) -> Iterator[list[Row]]:
            return _pages(location, since, self._settings)

        return opened(
            location,
            pages,
            mark=mark,
            watermark=Watermark.of(location.since),
            chunk_rows=chunk_rows,
        )


def _pages(
    portal: DatabasePortal, since: str | None, settings: DatabaseSettings
) -> Iterator[list[Row]]:
    try:
        with closing(_connected(portal, settings)) as connection:
            read = _of_postgresql if portal.url.startswith("postgresql") else _of_mysql
            names: list[str] = []
            for rows in read(connection, portal, since, settings, names):
                yield [dict(zip(names, map(_text, row), strict=True)) for row in rows]
    except _REFUSED as error:
        raise SourceError(
            "error.source.database", file=portal.place, reason=_reason(error)
        ) from error


def _connected(portal: DatabasePortal, settings: DatabaseSettings) -> Any:
    """Connect to the very address that was checked."""
    parts = urlsplit(portal.url)
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    try:
        address = permitted(host, port, portal.networks)
    except InsideError as error:
        key = "error.source.database" if error.unknown else "error.source.portal_inside"
        raise SourceError(key, file=portal.place, reason=error.reason) from error
    password = secrets.read(portal.password, portal.place) if portal.password else None
    user, name = unquote(parts.username or ""), unquote(parts.path.lstrip("/"))
    context = _tls(host) if portal.tls else None
    if parts.scheme == "postgresql":
        return pg8000.dbapi.connect(
            user=user,
            password=password,
            host=address,
            port=port,
            database=name,
            timeout=settings.timeout_seconds,
            ssl_context=context,
        )
    return pymysql.connect(
        user=user,
        password=password or "",
        host=address,
        port=port,
        database=name,
        charset="utf8mb4",
        connect_timeout=settings.timeout_seconds,
        read_timeout=settings.timeout_seconds,
        cursorclass=pymysql.cursors.SSCursor,
        ssl=context,
        # A server may otherwise ask the client for any of its files.
        local_infile=False,
    )


class _Named(ssl.SSLContext):
    """Checks the certificate against the host's name, though its address is connected to."""

    name = ""

    def wrap_socket(self, *given: Any, **options: Any) -> ssl.SSLSocket:
        """Wrap a socket under the host's own name."""
        return super().wrap_socket(*given, **{**options, "server_hostname": self.name})


def _tls(host: str) -> ssl.SSLContext:
    context = _Named(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.name = host
    return context


def _statement(portal: DatabasePortal, since: str | None) -> str:
    inner = portal.query.strip().rstrip(";")
    if since is not None:
        # Where values are put in, a percent sign that isn't their place is written twice.
        inner = inner.replace("%", "%%")
    if portal.since is None:
        return f"SELECT * FROM ({inner}) AS q"  # noqa: S608 - the pack's own query
    column = portal.since.column
    quoted = f'"{column}"' if portal.url.startswith("postgresql") else f"`{column}`"
    where = f" WHERE {quoted} >= %s" if since is not None else ""
    return f"SELECT * FROM ({inner}) AS q{where} ORDER BY {quoted}"  # noqa: S608


def _of_postgresql(
    connection: Any,
    portal: DatabasePortal,
    since: str | None,
    settings: DatabaseSettings,
    names: list[str],
) -> Iterator[list[Any]]:
    connection.autocommit = False
    cursor = connection.cursor()
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    cursor.execute("SET LOCAL TIME ZONE 'UTC'")
    cursor.execute(f"SET LOCAL statement_timeout = {int(settings.query_seconds * 1000)}")
    values = () if since is None else (_bound(since),)
    # A plain query's rows would all be held in memory; a cursor of the server gives some at a time.
    cursor.execute(f"DECLARE rows NO SCROLL CURSOR FOR {_statement(portal, since)}", values)
    while True:
        cursor.execute(f"FETCH FORWARD {_PIECE} FROM rows")
        names[:] = [str(each[0]) for each in cursor.description]
        rows = cursor.fetchall()
        if not rows:
            return
        yield list(rows)


def _of_mysql(
    connection: Any,
    portal: DatabasePortal,
    since: str | None,
    settings: DatabaseSettings,
    names: list[str],
) -> Iterator[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET time_zone = '+00:00'")
        cursor.execute("START TRANSACTION READ ONLY")
        values = () if since is None else (_mysql_bound(since),)
        cursor.execute(_statement(portal, since), values or None)
        names[:] = [str(each[0]) for each in cursor.description]
        while rows := cursor.fetchmany(_PIECE):
            yield list(rows)


def _bound(since: str) -> object:
    """Return a watermark as a value of its own type."""
    if since.removeprefix("-").isdigit():
        return int(since)
    return datetime.datetime.fromisoformat(since)


def _mysql_bound(since: str) -> object:
    value = _bound(since)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).replace(tzinfo=None)
    return value


_PLAIN: list[tuple[type | tuple[type, ...], Callable[[Any], str]]] = [
    (str, str),
    (bool, lambda each: "true" if each else "false"),
    (float, repr),
    (int, str),
    (Decimal, lambda each: format(each, "f")),
    ((datetime.date, datetime.time), lambda each: each.isoformat()),
    ((bytes, bytearray, memoryview), lambda each: base64.b64encode(bytes(each)).decode()),
    ((dict, list), lambda each: json.dumps(each, ensure_ascii=False, default=str)),
]
"""How values of each kind are written; the first that fits counts (a bool is an int too)."""


def _text(value: object) -> str | None:
    """Return a value of a driver as text."""
    if value is None:
        return None
    for kind, text in _PLAIN:
        if isinstance(value, kind):
            return text(value)
    return str(value)


def _reason(error: Exception) -> str:
    """Return what the server said; both drivers hide it in a structure."""
    told = error.args[0] if error.args else type(error).__name__
    if isinstance(told, dict):
        told = told.get("M", told)
    elif isinstance(told, int) and len(error.args) > 1:
        told = error.args[1]
    # A message may show a value of a row in quotes: only the sentence itself is passed on.
    return re.sub(r"\s+", " ", str(told))[:_SHOWN]
