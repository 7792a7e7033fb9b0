"""The open town, served."""

from collections.abc import Iterator

import httpx
import pytest
from open_town import Town, row

from support.serving import serving

COUNT = 25


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town with 25 visits, three of them corrected since, and five alarms."""
    made = Town(tmp_path_factory.mktemp("open"))
    made.load([row(number) for number in range(1, COUNT + 1)])
    changed = [row(1, score="99"), row(2, lon="", lat=""), row(3, district="4202", lon="114.2")]
    made.load(changed + [row(number) for number in range(4, COUNT + 1)])
    made.load([row(number) for number in range(1, 6)], "alarms")
    made.people()
    with serving() as start:
        made.url = start(made.home, [str(made.pack)], door="sign-in")
        yield made


@pytest.fixture
def reader(town: Town) -> Iterator[httpx.Client]:
    """A client of somebody who may read the whole town."""
    with town.client("reader") as client:
        yield client
