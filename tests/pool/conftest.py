"""A town per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pool_town import Town

from anlan.store import Workspace


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return an empty town."""
    return Town(tmp_path)


@pytest.fixture
def workspace(town: Town) -> Iterator[Workspace]:
    """Return the town's workspace."""
    made = town.workspace()
    yield made
    made.close()
