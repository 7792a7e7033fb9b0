"""What the verbs of the main chain share: a city's pack and workspace, progress, tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from anlan import cities
from anlan.cities import Pack
from anlan.cli.app import Common, common
from anlan.pool import ingest as pool
from anlan.pool.ingest import IngestResult
from anlan.risk.jobs import Desk
from anlan.store import Workspace
from anlan.store.database import Database
from anlan.store.schema import prepare
from anlan.words import say


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

    def ingest(self, data: Path | None, sources: list[str] | None = None) -> list[IngestResult]:
        """Take a folder's files (or the portals' rows) in, with progress, rate and time left."""
        here = common()
        with bar(here) as progress:
            tasks: dict[str, TaskID] = {}

            def told(at: pool.Progress) -> None:
                if at.location not in tasks:
                    tasks[at.location] = progress.add_task(at.source, total=None, rate="")
                task = tasks[at.location]
                total = at.total_bytes or None
                seconds = progress.tasks[task].elapsed or 0.001
                progress.update(
                    task, completed=at.bytes_done, total=total, rate=f"{at.rows / seconds:,.0f}"
                )

            taken = pool.ingest(
                self.pack.city, self.find, self.workspace, data, sources or None, told
            )
        if data:
            self._keep_layers(data)
        return taken

    def _keep_layers(self, data: Path) -> None:
        """Keep the shapes that the map draws: the folder they came in may go away."""
        city = self.pack.city
        for name in filter(None, (city.divisions.polygons, city.basemap)):
            found = self.pack.find(name, data)
            if found:
                self.workspace.keep_layer(name, found)


@contextmanager
def bar(here: Common, unit: str = "rate") -> Iterator[Progress]:
    """Show a progress bar with the rows (or what ``unit`` names) a second and the time left."""
    unit = say(f"cli.column.{unit}", here.lang)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rate]} " + unit),
        TimeRemainingColumn(),
        console=here.console,
        transient=True,
    ) as progress:
        yield progress


@contextmanager
def database() -> Iterator[Database]:
    """Open the installation's database."""
    here = common()
    opened = Database(here.database) if here.database else Database.in_folder(here.home)
    try:
        prepare(opened)
        yield opened
    finally:
        opened.close()


@contextmanager
def work(city: str, data: Path | None = None) -> Iterator[Work]:
    """Open a city's own workspace."""
    pack = cities.load(city)
    here = common()
    workspace = Workspace(here.home, pack.city.name, here.database, here.cause)
    try:
        yield Work(pack, workspace, data)
    finally:
        workspace.close()


@contextmanager
def work_on_folder(city: str, data: Path) -> Iterator[Work]:
    """Open a passing workspace that holds a folder's files and nothing else."""
    pack = cities.load(city)
    with TemporaryDirectory(prefix="anlan-") as folder:
        workspace = Workspace(Path(folder), pack.city.name)
        try:
            here = Work(pack, workspace, data)
            here.ingest(data)
            yield here
        finally:
            workspace.close()


def columns(here: Common, *names: str) -> Table:
    """Return an empty table with translated headings."""
    return Table(*(say(f"cli.column.{name}", here.lang) for name in names))
