"""What the tests of the API share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_town import CITY, ROLES, Town, districts

from anlan.store.accounts import Grant
from support.people import People
from support.serving import serving


@pytest.fixture(scope="session")
def town(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The server with one person of every kind, and one (``nobody``) without any role."""
    home = tmp_path_factory.mktemp("town") / "home"
    shutil.copytree(demo_home, home)
    people = People(home)
    mine, other = districts(home)
    tokens = {}
    for login, (role, city, division, department) in ROLES.items():
        place = division.format(mine=mine)
        number = people.add(
            login, Grant(role=role, city=city, division=place, department=department)
        )
        tokens[login] = people.token(number)
    tokens["nobody"] = people.token(people.add("nobody"))
    with serving() as start:
        yield Town(start(home, [CITY], door="sign-in"), home, people, mine, other, tokens)
