"""The town, taken in once and ranked once; each test works on a copy of its own."""

import shutil
from pathlib import Path

import pytest
from use_town import DATA, PACK, anlan


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a home that holds the town's files, and what the command said of them."""
    home = tmp_path_factory.mktemp("valbains") / "home"
    done = anlan(home, "ingest", PACK, "--data", DATA)
    assert done.code == 0, done.said
    return home, done.said


@pytest.fixture(scope="session")
def ranked(taken_in: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which the town has been ranked."""
    home = Path(shutil.copytree(taken_in[0], tmp_path_factory.mktemp("ranked") / "home"))
    done = anlan(home, "score", PACK)
    assert done.code == 0, done.said
    return home


@pytest.fixture
def home(ranked: Path, tmp_path: Path) -> Path:
    """Return a copy of the home in which the town has been ranked."""
    return Path(shutil.copytree(ranked, tmp_path / "home"))
