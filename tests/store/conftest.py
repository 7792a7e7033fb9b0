"""Every store test runs on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anlan.store.database import Database
from anlan.store.schema import prepare
from support.postgres import Cluster, running
from support.receiver import Receiver
from support.time_authority import TimeAuthority, answering, missing


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster | None]:
    """A PostgreSQL server for the session, None where it isn't installed."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'anlan.db'}"
    server: Cluster | None = request.getfixturevalue("cluster")
    if server is None:
        pytest.skip("no PostgreSQL on this machine; install it or set ANLAN_POSTGRES_BIN")
    return server.url()


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Database]]:
    """A function that opens the database, ready for use, once more each time."""
    made: list[Database] = []

    def again() -> Database:
        made.append(Database(url))
        prepare(made[-1])
        return made[-1]

    yield again
    for each in made:
        each.close()


@pytest.fixture
def database(opened: Callable[[], Database]) -> Database:
    """The database, ready for use."""
    return opened()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A web address that takes what it is told."""
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """A time-stamp authority; skipped where openssl is missing."""
    if missing():
        pytest.skip("no openssl on this machine; the time-stamp authority of the tests needs it")
    folder = tmp_path_factory.mktemp("authority") / "one"
    with answering(TimeAuthority(folder, "City notary")) as made:
        yield made
