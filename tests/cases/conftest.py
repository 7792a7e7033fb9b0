"""The offices of the two shipped cities."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cases_hall import Hall, opened
from cases_resident import Resident

from anlan.cases.clock import Calendar, calendars
from anlan.cities import load
from anlan.store.database import Database


def offices_of(name: str) -> dict[str, Calendar]:
    pack = load(name)
    return calendars(pack.city.calendars, pack.city.zone, pack.finder())


@pytest.fixture(scope="session")
def jiangcheng() -> dict[str, Calendar]:
    return offices_of("jiangcheng")


@pytest.fixture(scope="session")
def shanghai(jiangcheng) -> Calendar:
    return jiangcheng["offices"]


@pytest.fixture(scope="session")
def chicago() -> Calendar:
    return offices_of("chicago")["offices"]


@pytest.fixture(scope="module")
def hall(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The server, with one person of every post."""
    with opened(demo_home, tmp_path_factory.mktemp("hall") / "home") as here:
        yield here


@pytest.fixture
def resident(hall: Hall) -> Resident:
    """Somebody without an account, at an address of their own."""
    return Resident(hall)


@pytest.fixture
def store(hall: Hall) -> Iterator[Database]:
    """The database behind the server."""
    database = Database.in_folder(hall.home)
    yield database
    database.close()
