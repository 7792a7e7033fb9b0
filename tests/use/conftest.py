"""The town, taken in once and ranked once; each test works on a copy of its own."""

import shutil
from pathlib import Path

import pytest
from use_town import DATA, PACK, anlan

from support.shared import made_once


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a home that holds the town's files, and what the command said of them."""

    def make(folder: Path) -> None:
        done = anlan(folder / "home", "ingest", PACK, "--data", DATA)
        assert done.code == 0, done.said
        (folder / "said").write_text(done.said, encoding="utf-8")

    folder = made_once(tmp_path_factory, "valbains", make)
    return folder / "home", (folder / "said").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def ranked(taken_in: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which the town has been ranked."""

    def make(home: Path) -> None:
        shutil.copytree(taken_in[0], home, dirs_exist_ok=True)
        done = anlan(home, "score", PACK)
        assert done.code == 0, done.said

    return made_once(tmp_path_factory, "valbains-ranked", make)


@pytest.fixture
def home(ranked: Path, tmp_path: Path) -> Path:
    """Return a copy of the home in which the town has been ranked."""
    return Path(shutil.copytree(ranked, tmp_path / "home"))
