"""A PostgreSQL that may be killed: not the one that other tests use."""

from collections.abc import Iterator

import pytest

from support.postgres import Cluster, running


@pytest.fixture
def own_cluster() -> Iterator[Cluster | None]:
    """A server of the test's own; None where PostgreSQL isn't installed."""
    with running() as server:
        yield server
