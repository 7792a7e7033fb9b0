"""Queries to a real PostgreSQL and a real MariaDB: all rows, what is new, and what is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pg8000.dbapi
import pytest
from reading import declared, frame_of

from anlan.model.errors import SourceError
from anlan.pool.connectors.base import Mark, Opened
from anlan.pool.connectors.database import DatabaseConnector
from support.mariadb import PASSWORD, Server
from support.mariadb import running as running_mariadb
from support.postgres import Cluster


@dataclass
class Base:
    """A database: its address for the pack, and how to change it."""

    url: str
    run: Callable[..., None]

    def open(self, query: str, mark: Mark | None = None, **more: object) -> Opened:
        password = {"env": "CITY_PASSWORD"} if self.url.startswith("mysql") else None
        given = {"url": self.url, "query": query, "tls": False, "password": password, **more}
        portal = declared(connector="database", **given)
        return DatabaseConnector().open(portal, mark=mark)


@pytest.fixture(scope="session")
def maria() -> Iterator[Server | None]:
    with running_mariadb() as server:
        yield server


@pytest.fixture(params=["postgresql", "mysql"])
def base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Base:
    monkeypatch.setenv("CITY_PASSWORD", PASSWORD)
    if request.param == "mysql":
        server: Server | None = request.getfixturevalue("maria")
        if server is None:
            pytest.skip("no MariaDB on this machine; install it or set ANLAN_MARIADB")
        server.run("DROP TABLE IF EXISTS city.lifts")
        at = Base(
            f"mysql://reader@127.0.0.1:{server.port}/city",
            lambda *all_: server.run("USE city", *all_),
        )
    else:
        cluster: Cluster | None = request.getfixturevalue("cluster")
        if cluster is None:
            pytest.skip("no PostgreSQL on this machine; install it or set ANLAN_POSTGRES_BIN")
        at = Base(cluster.url(), lambda *all_: execute(at.url, *all_))
    at.run(
        "CREATE TABLE lifts (id INTEGER PRIMARY KEY, name VARCHAR(40), load_t DECIMAL(6,2),"
        " edited TIMESTAMP NOT NULL)",
        *(
            f"INSERT INTO lifts VALUES ({n}, 'Lift 电梯 50% {n}', {n}.10, '2026-03-0{n} 10:00:00')"  # noqa: S608
            for n in range(1, 6)
        ),
    )
    return at


def execute(url: str, *statements: str) -> None:
    """Run statements in a PostgreSQL."""
    parts = urlsplit(url)
    connection = pg8000.dbapi.connect(
        user=parts.username, host=parts.hostname, port=parts.port, database=parts.path[1:]
    )
    connection.autocommit = True
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    connection.close()


def test_a_query_gives_all_rows_as_text(base: Base) -> None:
    opened = base.open(
        "SELECT id, name, load_t, edited FROM lifts WHERE name LIKE 'Lift%' ORDER BY id"
    )
    frame = frame_of(opened)
    assert opened.columns == ("id", "name", "load_t", "edited")
    assert frame.row(0) == ("1", "Lift 电梯 50% 1", "1.10", "2026-03-01T10:00:00", 1)
    assert frame["_row"].to_list() == [1, 2, 3, 4, 5]


def test_only_rows_from_the_watermark_on_are_read(base: Base) -> None:
    query = "SELECT * FROM lifts WHERE name LIKE '%50%%'"
    since = {"column": "edited", "overlap": "1 h"}
    first = base.open(query, since=since)
    assert first.mark is not None
    assert first.mark.watermark == "2026-03-05T10:00:00+00:00"
    base.run("UPDATE lifts SET name = 'new 50% 2', edited = '2026-03-06 00:00:00' WHERE id = 2")
    again = base.open(query, first.mark, since=since)
    assert frame_of(again)["id"].to_list() == ["5", "2"]
    base.run("UPDATE lifts SET edited = '2020-01-01 00:00:00'")
    assert frame_of(base.open(query, again.mark, since=since)).height == 5


def test_numbers_may_say_what_is_new(base: Base) -> None:
    since = {"column": "id"}
    first = base.open("SELECT * FROM lifts", since=since)
    base.run("INSERT INTO lifts VALUES (9, 'late', 1, '2026-01-01 00:00:00')")
    again = base.open("SELECT * FROM lifts", first.mark, since=since)
    assert frame_of(again)["id"].to_list() == ["5", "9"]


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ("SELECT * FROM none", {}),
        ("DELETE FROM lifts", {}),
        ("SELECT * FROM lifts", {"since": {"column": "none"}}),
    ],
)
def test_a_query_that_is_wrong_or_would_write_is_refused(
    base: Base, query: str, more: dict[str, object]
) -> None:
    with pytest.raises(SourceError) as caught:
        base.open(query, **more)
    assert caught.value.key == "error.source.database"
    assert frame_of(base.open("SELECT * FROM lifts")).height == 5


def test_a_database_inside_is_refused_unless_allowed(base: Base) -> None:
    with pytest.raises(SourceError) as caught:
        base.open("SELECT * FROM lifts", allow_networks=["10.0.0.0/8"])
    assert caught.value.key == "error.source.portal_inside"


def test_a_database_that_is_away_or_refuses_is_told(base: Base) -> None:
    kind = urlsplit(base.url).scheme
    for url in (f"{kind}://reader@127.0.0.1:9/city", f"{base.url}_none"):
        with pytest.raises(SourceError) as caught:
            Base(url, base.run).open("SELECT 1 AS id")
        assert caught.value.key == "error.source.database"


def test_a_password_is_named_and_never_shown(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITY_PASSWORD", "not-the-one")
    named = {"password": {"env": "NO_SUCH_VARIABLE"}}
    with pytest.raises(SourceError, match="NO_SUCH_VARIABLE"):
        base.open("SELECT * FROM lifts", **named)
    if base.url.startswith("mysql"):
        with pytest.raises(SourceError) as caught:
            base.open("SELECT * FROM lifts")
        assert "not-the-one" not in f"{caught.value!r}{caught.value.values}"
