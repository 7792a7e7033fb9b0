"""A city's pack with its workspace: what the command line and the jobs work on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from anlan.cities.pack import Pack
from anlan.model.cause import Cause
from anlan.pool import ingest as pool
from anlan.pool.assets.update import Updated, update
from anlan.pool.divisions import companions
from anlan.pool.ingest import IngestResult
from anlan.pool.settle import settle
from anlan.risk.jobs import Desk
from anlan.store import Workspace
from anlan.store.workspace import UNNAMED


@dataclass(frozen=True)
class Work:
    """A city's pack with its workspace."""

    pack: Pack
    workspace: Workspace
    data: Path | None = None

    def find(self, name: str) -> Path:
        """Return the path of a file the pack names: with the pack, the data, or kept from them."""
        for folder in (self.data, self.workspace.layers):
            if found := self.pack.find(name, folder):
                return found
        return self.pack.folder / name

    def desk(self, target: str | None = None) -> Desk:
        """Return the desk for a target of the city."""
        names = {
            code: {"en": row["name_en"], "zh": row["name_zh"]}
            for code, row in self.pack.divisions(self.data or self.workspace.layers).rows.items()
        }
        return Desk(self.pack.city, self.workspace, self.pack.city.target(target), names)

    def ingest(
        self,
        data: Path | None,
        sources: list[str] | None = None,
        progress: Callable[[pool.Progress], None] | None = None,
    ) -> list[IngestResult]:
        """Take a folder's files (or the portals' rows) in; the index of places stays as it is."""
        taken = pool.ingest(
            self.pack.city, self.find, self.workspace, data, sources or None, progress
        )
        taken = settle(self.pack.city, self.find, self.workspace, taken)
        if data:
            self._keep_layers(data)
        return taken

    def index(self, progress: Callable[[str, int], None] = lambda *_: None) -> Updated:
        """Bring the index of places up to what was taken in.

        Raises:
            StoreError: the disk is full or refuses; the index is as it was then.
        """
        return update(self.pack.city, self.workspace, self.find, progress)

    def _keep_layers(self, data: Path) -> None:
        """Keep the shapes that the map draws: the folder they came in may go away."""
        city = self.pack.city
        for name in filter(None, (city.divisions.polygons, city.basemap)):
            found = self.pack.find(name, data)
            for each in companions(found) if found else []:
                self.workspace.keep_layer(str(Path(name).with_name(each.name)), each)


@contextmanager
def opened(
    pack: Pack,
    home: Path,
    database: str | None = None,
    cause: Cause = UNNAMED,
    data: Path | None = None,
    guard: Callable[[Session], None] | None = None,
) -> Iterator[Work]:
    """Open a city's workspace under ``home`` for the time of the block."""
    workspace = Workspace(home, pack.city.name, database, cause, guard)
    try:
        yield Work(pack, workspace, data)
    finally:
        workspace.close()
