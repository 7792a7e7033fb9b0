"""One small city, taken in and linked, shared by the tests that only read it."""

import shutil
from pathlib import Path

import pytest
from linking_city import desk, take_in

from anlan.cities import jiangcheng

SCALE = 0.01


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small city."""
    folder = tmp_path_factory.mktemp("linking") / "files"
    jiangcheng.generate(folder, SCALE, seed=5, sources=jiangcheng.SPINE)
    return folder


@pytest.fixture(scope="session")
def linked_home(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose records have been linked; copy it to change it."""
    home = tmp_path_factory.mktemp("linked")
    take_in(home, files)
    with desk(home) as made:
        made.link()
    return home


@pytest.fixture
def own_home(linked_home: Path, tmp_path: Path) -> Path:
    """A copy of that home for one test."""
    return Path(shutil.copytree(linked_home, tmp_path / "home"))
