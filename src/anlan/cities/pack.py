"""A loaded pack, and where packs are found."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from anlan.model.city import City
from anlan.model.errors import PackError
from anlan.pool import divisions
from anlan.pool.divisions import DivisionTree

FILE = "city.toml"


@dataclass(frozen=True)
class Pack:
    """A city pack that passed its check: what it declares, and the folder it lies in."""

    city: City
    folder: Path

    def contract_path(self, source: str) -> Path:
        """Return the file of the data contract of ``source``."""
        return self.folder / self.city.source(source).contract

    def find(self, relative: str, data: Path | None = None) -> Path | None:
        """Return the file ``relative`` from the pack, else from the folder of data, else None."""
        places = [self.folder, *([data] if data else [])]
        return next((place / relative for place in places if (place / relative).is_file()), None)

    def text(self) -> str:
        """Return what the pack's ``city.toml`` says, as it is written."""
        return (self.folder / FILE).read_text(encoding="utf-8-sig")

    def divisions(self, data: Path | None = None) -> DivisionTree:
        """Read the tree of divisions from the pack, or from the folder of data.

        Raises:
            PackError: a file that the pack names is absent or wrong.
        """
        return divisions.load(self.city, self.finder(data))

    def finder(self, data: Path | None = None) -> Callable[[str], Path]:
        """Return what turns a declared name into a path; one that isn't there is the pack's."""
        return lambda name: self.find(name, data) or self.folder / name


def shipped() -> dict[str, Path]:
    """Return the folders of the packs that ship with Anlan, by name."""
    home = Path(str(resources.files("anlan.cities")))
    found = sorted(file.parent for file in home.glob(f"*/{FILE}"))
    return {folder.name: folder for folder in found}


def names() -> list[str]:
    """Return the names of the packs that ship with Anlan."""
    return list(shipped())


def folder_of(name_or_path: str | Path) -> Path:
    """Return the folder of a pack, given its name, its folder or its ``city.toml``.

    Raises:
        PackError: no such pack, or the folder has no ``city.toml``.
    """
    if str(name_or_path) in shipped():
        return shipped()[str(name_or_path)]
    path = Path(name_or_path)
    folder = path.parent if path.name == FILE else path
    if not folder.is_dir():
        raise PackError("error.pack.absent", found=name_or_path, expected=", ".join(names()))
    if not (folder / FILE).is_file():
        raise PackError("error.pack.no_file", file=folder / FILE)
    return folder
