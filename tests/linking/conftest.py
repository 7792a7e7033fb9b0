"""One small city, taken in and linked, shared by the tests that only read it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from linking_city import desk, take_in
from linking_office import CITY, Office, doubtful_district, staff

from anlan import cities
from anlan.cities import jiangcheng
from anlan.cities.work import opened
from support.serving import serving
from support.shared import made_once

SCALE = 0.01


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small city."""
    return made_once(
        tmp_path_factory,
        "linking-files",
        lambda folder: jiangcheng.generate(folder, SCALE, seed=5, sources=jiangcheng.SPINE),
    )


@pytest.fixture(scope="session")
def linked_home(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose records have been linked; copy it to change it."""

    def make(home: Path) -> None:
        take_in(home, files)
        with desk(home) as made:
            made.link()
        with opened(cities.load(CITY), home) as at:
            at.index()

    return made_once(tmp_path_factory, "linked", make)


@pytest.fixture
def own_home(linked_home: Path, tmp_path: Path) -> Path:
    """A copy of that home for one test."""
    return Path(shutil.copytree(linked_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def staffed(linked_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A linked home with clerks that nobody serves; copy it to change it."""
    home = tmp_path_factory.mktemp("staffed") / "home"
    shutil.copytree(linked_home, home)
    return Office("", home, staff(home, doubtful_district(home)))


@pytest.fixture(scope="session")
def office(staffed: Office) -> Iterator[Office]:
    """An office for tests that only read."""
    with serving() as start:
        yield Office(start(staffed.home, [CITY], "sign-in"), staffed.home, staffed.tokens)


@pytest.fixture
def own_office(staffed: Office, tmp_path: Path) -> Iterator[Office]:
    """An office for one test."""
    home = Path(shutil.copytree(staffed.home, tmp_path / "home"))
    with serving() as start:
        yield Office(start(home, [CITY], "sign-in"), home, staffed.tokens)
