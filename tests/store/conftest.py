"""What the tests of the store share: somebody outside who is told, somebody who stamps the time."""

from collections.abc import Iterator

import pytest

from support.receiver import Receiver
from support.time_authority import TimeAuthority, answering, missing


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A web address that takes what it is told."""
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """A time-stamp authority; skipped where openssl is missing."""
    if missing():
        pytest.skip("no openssl on this machine; the time-stamp authority of the tests needs it")
    folder = tmp_path_factory.mktemp("authority") / "one"
    with answering(TimeAuthority(folder, "City notary")) as made:
        yield made
