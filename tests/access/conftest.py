"""What the tests of access share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from access_office import Office

from anlan.access.gate import Gate
from anlan.access.roles import RoleBook
from anlan.store.database import Database
from anlan.store.keys import Keyring


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    """An office with nobody in it yet."""
    gate = Gate(database, RoleBook({}))
    yield Office(database, Keyring.of(tmp_path), gate)
    gate.close()
