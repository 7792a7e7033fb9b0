"""The offices of the two shipped cities."""

import pytest

from anlan.cases.clock import Calendar, calendars
from anlan.cities import load


def offices_of(name: str) -> dict[str, Calendar]:
    pack = load(name)
    return calendars(pack.city.calendars, pack.city.zone, pack.finder())


@pytest.fixture(scope="session")
def jiangcheng() -> dict[str, Calendar]:
    return offices_of("jiangcheng")


@pytest.fixture(scope="session")
def shanghai(jiangcheng) -> Calendar:
    return jiangcheng["offices"]


@pytest.fixture(scope="session")
def chicago() -> Calendar:
    return offices_of("chicago")["offices"]
