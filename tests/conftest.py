"""What every test shares: where the public data lie, and a small city already worked through."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from anlan.api.logs import configure
from anlan.store.database import Database
from anlan.store.schema import prepare
from support.postgres import Cluster, running
from support.serving import serving
from support.shared import made_once

ROOT = Path(__file__).parent.parent
configure("info")

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("anlan", deadline=None)
settings.load_profile("anlan")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that share what a module makes to one process, where it is then made once."""
    for item in items:
        fixtures = getattr(item, "_fixtureinfo", None)
        if fixtures is None or item.get_closest_marker("xdist_group"):
            continue
        made = (each for several in fixtures.name2fixturedefs.values() for each in several)
        if any(each.scope == "module" for each in made):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of public data, or skip saying where it was looked for."""
    shared = Path(os.environ.get("ANLAN_SHARED", ROOT.parent / "shared"))
    folder = shared / "data"
    if not folder.is_dir():
        pytest.skip(f"no public data at {folder}; set ANLAN_SHARED to the folder that holds data/")
    return folder


@pytest.fixture(scope="session")
def chicago_data(shared_data: Path) -> Path:
    """Return the folder of the public Chicago files, or skip saying so."""
    folder = shared_data / "chicago"
    if not folder.is_dir():
        pytest.skip(f"no Chicago files at {folder}")
    return folder


@pytest.fixture
def live() -> Iterator[Callable[[Path, list[str]], str]]:
    """Return a function that serves cities for real and returns the server's address."""
    with serving() as start:
        yield start


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a small Jiangcheng that ``anlan demo`` has worked through."""

    def make(home: Path) -> None:
        command = [sys.executable, "-m", "anlan", "--home", str(home), "demo", "--once"]
        subprocess.run(command, check=True, timeout=600)

    return made_once(tmp_path_factory, "demo", make)


@pytest.fixture(scope="session")
def console_url(demo_home: Path) -> Iterator[str]:
    """Return the address of the console of that city."""
    with serving() as start:
        yield start(demo_home, ["jiangcheng"])


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster | None]:
    """A PostgreSQL server for the session, None where it isn't installed."""
    with running(durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of SQLite with its tables, to be copied."""
    file = tmp_path_factory.mktemp("ready") / "anlan.db"
    with closing(Database(f"sqlite:///{file}")) as database:
        prepare(database)
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of each kind: empty, but for a test that asks for one ready for use."""
    ready = "opened" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "anlan.db"
        if ready:
            shutil.copy(request.getfixturevalue("ready_file"), file)
        yield f"sqlite:///{file}"
        return
    server: Cluster | None = request.getfixturevalue("cluster")
    if server is None:
        pytest.skip("no PostgreSQL on this machine; install it or set ANLAN_POSTGRES_BIN")
    made = server.ready_url() if ready else server.url()
    yield made
    server.drop(made)


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
