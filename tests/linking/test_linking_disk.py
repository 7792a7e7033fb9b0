"""An index that can't be written says so and leaves what was there."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anlan import cities
from anlan.cities.work import opened
from anlan.model.errors import StoreError
from anlan.pool.assets import store
from anlan.pool.assets.update import update


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond some bytes, as where the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_old_index_and_no_half_of_a_new_one(own_home: Path) -> None:
    with opened(cities.load("jiangcheng"), own_home) as at:
        folder = at.workspace.folder / store.FOLDER
        (folder / store.LATEST).unlink()
        before = sorted(folder.iterdir())
        with no_file_above(500_000), pytest.raises(StoreError) as refused:
            update(at.pack.city, at.workspace, at.find)
        assert "index" in refused.value.say("en")
        assert sorted(folder.iterdir()) == before
        assert store.latest(at.workspace) is None
        assert update(at.pack.city, at.workspace, at.find).anew
        assert len(list(folder.glob("*.sqlite"))) == 1
