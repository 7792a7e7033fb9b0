"""The small city, made once; each test spoils a copy of its own."""

import shutil
from pathlib import Path

import pytest
from badinput_city import CITY, MAIN, anlan


@pytest.fixture(scope="session")
def clean_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the files of a small Jiangcheng's main job, as the generator makes them."""
    folder = tmp_path_factory.mktemp("badinput") / "data"
    done = anlan(folder.parent, "generate", folder, "--scale", "0.001", *MAIN)
    assert done.code == 0, done.said
    return folder


@pytest.fixture(scope="session")
def clean_home(clean_data: Path) -> Path:
    """Return a home that has taken those files in, undisturbed."""
    home = clean_data.parent / "home"
    done = anlan(home, "ingest", CITY, "--data", clean_data, *MAIN)
    assert done.code == 0, done.said
    return home


@pytest.fixture
def data(clean_data: Path, tmp_path: Path) -> Path:
    """Return a copy of the files, to be spoilt."""
    return Path(shutil.copytree(clean_data, tmp_path / "data"))


@pytest.fixture
def home(clean_home: Path, tmp_path: Path) -> Path:
    """Return a copy of the home that holds the clean files."""
    return Path(shutil.copytree(clean_home, tmp_path / "home"))
