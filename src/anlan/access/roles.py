"""Roles by name: those of every installation, and a city's own, declared in its pack."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.model.city import City, Role
from anlan.model.permission import EVERYWHERE

FILE = Path(__file__).parent / "data" / "roles.toml"


@cache
def common_roles() -> Mapping[str, Role]:
    """Return the roles that every installation has."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    roles = [Role.model_validate(each) for each in read["roles"]]
    return {role.name: role for role in roles}


@dataclass(frozen=True)
class RoleBook:
    """Every role there is, by city."""

    of_city: Mapping[str, Mapping[str, Role]]

    @classmethod
    def of(cls, cities: Iterable[City]) -> "RoleBook":
        """Return the roles of ``cities``; a city's own stand before the common ones."""
        return cls(
            {
                city.name: {**common_roles(), **{role.name: role for role in city.roles}}
                for city in cities
            }
        )

    def roles(self, city: str) -> Mapping[str, Role]:
        """Return the roles that can be given in a city, or everywhere (``*``)."""
        return common_roles() if city == EVERYWHERE else self.of_city.get(city, {})

    def role(self, name: str, city: str) -> Role | None:
        """Return a role; None where the city's pack knows none of that name any more."""
        return self.roles(city).get(name)
