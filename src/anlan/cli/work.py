"""What the verbs of the main chain share: a city's pack and workspace, progress, tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from anlan import cities
from anlan.cities.work import Work, opened
from anlan.cli.app import Common, common
from anlan.pool import ingest as pool
from anlan.pool.ingest import IngestResult
from anlan.store.database import Database, unreachable
from anlan.store.schema import prepare
from anlan.words import say


def ingest(at: Work, data: Path | None, sources: list[str] | None = None) -> list[IngestResult]:
    """Take a folder's files (or the portals' rows) in, with progress, rate and time left."""
    with bar(common()) as progress:
        tasks: dict[str, TaskID] = {}

        def told(now: pool.Progress) -> None:
            if now.location not in tasks:
                tasks[now.location] = progress.add_task(now.source, total=None, rate="")
            task = tasks[now.location]
            total = now.total_bytes or None
            seconds = progress.tasks[task].elapsed or 0.001
            progress.update(
                task, completed=now.bytes_done, total=total, rate=f"{now.rows / seconds:,.0f}"
            )

        return at.ingest(data, sources, told)


def index(at: Work) -> int:
    """Bring the index of places up to date, with progress; return how many records were new."""
    with bar(common(), "records_rate") as progress:
        task = progress.add_task("", total=None, rate="")

        def told(step: str, rows: int) -> None:
            seconds = progress.tasks[task].elapsed or 0.001
            progress.update(task, description=step, rate=f"{rows / seconds:,.0f}")

        return at.index(told).rows


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
def database(patience: float = 0.0) -> Iterator[Database]:
    """Open the installation's database, waiting ``patience`` seconds for one that is starting."""
    here = common()
    found = Database(here.database) if here.database else Database.in_folder(here.home)
    try:
        for attempt in _attempts(patience):
            with attempt:
                prepare(found)
        yield found
    finally:
        found.close()


def _attempts(seconds: float) -> Retrying:
    """Return tries, for so long, while the database is out of reach; any other fault ends them."""
    return Retrying(
        retry=retry_if_exception(unreachable),
        wait=wait_fixed(0.5),
        stop=stop_after_delay(seconds),
        reraise=True,
    )


def with_workspace(home: Path) -> list[str]:
    """Return the shipped packs that have a workspace under ``home``."""
    return [name for name in cities.names() if (home / name).is_dir()]


@contextmanager
def work(city: str, data: Path | None = None) -> Iterator[Work]:
    """Open a city's own workspace."""
    here = common()
    with opened(cities.load(city), here.home, here.database, here.cause, data) as at:
        yield at


@contextmanager
def work_on_folder(city: str, data: Path) -> Iterator[Work]:
    """Open a workspace for the time of the block that holds a folder's files and nothing else.

    What the city's targets read must be there; of other sources, what is there is taken in.
    """
    with (
        TemporaryDirectory(prefix="anlan-") as folder,
        opened(cities.load(city), Path(folder), data=data) as at,
    ):
        read = {name for target in at.pack.city.targets for name in target.source_names()}
        sources = [
            each.name
            for each in at.pack.city.sources
            if each.name in read
            or all(Path(name).is_absolute() or any(data.glob(name)) for name in each.files)
        ]
        ingest(at, data, sources)
        yield at


def columns(here: Common, *names: str) -> Table:
    """Return an empty table with translated headings."""
    return Table(*(say(f"cli.column.{name}", here.lang) for name in names))
