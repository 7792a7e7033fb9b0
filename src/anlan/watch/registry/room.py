"""What the registry must know of a city to check what it is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.model.city import City
from anlan.model.errors import WatchError
from anlan.pool.divisions import DivisionTree


@dataclass(frozen=True)
class WatchRoom:
    """The room of a city's sensing.

    Attributes:
        city: its name.
        paths: the path of each division by its code.
        departments: the names of its departments.
    """

    city: str
    paths: Mapping[str, str]
    departments: frozenset[str]

    @classmethod
    def of(cls, city: City, tree: DivisionTree) -> "WatchRoom":
        """Return the room of a city by its pack."""
        return cls(city.name, tree.paths, frozenset(each.name for each in city.departments))

    @classmethod
    def bare(cls, city: City) -> "WatchRoom":
        """Return the room of a city for what asks for no division."""
        return cls(city.name, {}, frozenset(each.name for each in city.departments))

    def division(self, code_or_path: str) -> str:
        """Return a division's path by its code or path; the city's own name for the whole of it.

        Raises:
            WatchError: the city has no such division.
        """
        if code_or_path in {"", self.city}:
            return self.city
        code = code_or_path.rpartition("/")[2]
        path = self.paths.get(code, "")
        if not path or code_or_path not in {code, path}:
            raise WatchError("error.watch.division", division=code_or_path, city=self.city)
        return path

    def subject(self, what: str, key: str) -> str:
        """Return what the ledger calls something of the registry."""
        return f"{what}:{self.city}/{key}"
