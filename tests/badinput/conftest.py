"""The small city, made once; each test spoils a copy of its own."""

import shutil
from pathlib import Path

import pytest
from badinput_city import CITY, MAIN, anlan

from support.shared import made_once


@pytest.fixture(scope="session")
def clean_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the files of a small Jiangcheng's main job, as the generator makes them."""

    def make(folder: Path) -> None:
        done = anlan(folder, "generate", folder, "--scale", "0.001", *MAIN)
        assert done.code == 0, done.said

    return made_once(tmp_path_factory, "badinput-data", make)


@pytest.fixture(scope="session")
def clean_home(clean_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that has taken those files in, undisturbed."""

    def make(home: Path) -> None:
        done = anlan(home, "ingest", CITY, "--data", clean_data, *MAIN)
        assert done.code == 0, done.said

    return made_once(tmp_path_factory, "badinput-home", make)


@pytest.fixture
def data(clean_data: Path, tmp_path: Path) -> Path:
    """Return a copy of the files, to be spoilt."""
    return Path(shutil.copytree(clean_data, tmp_path / "data"))


@pytest.fixture
def home(clean_home: Path, tmp_path: Path) -> Path:
    """Return a copy of the home that holds the clean files."""
    return Path(shutil.copytree(clean_home, tmp_path / "home"))
