"""What the tests of alerts share."""

from collections.abc import Iterator

import pytest

from support.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A web address that takes what it is told."""
    made = Receiver()
    yield made
    made.stop()
