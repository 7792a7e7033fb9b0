"""The one shape every connector has: open a source, know its columns, read it in chunks."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar, cast

import polars as pl

from anlan.model.errors import SourceError
from anlan.model.portal import WHOLE, FileFormat, Part, Portal
from anlan.pool.connectors.settings import defaults
from anlan.pool.sniff import Guess

ROW = "_row"
"""Name of the column that holds the number of a row in its file."""

CHUNK_ROWS = 500_000

BROKEN_SCHEMA: dict[str, type[pl.DataType]] = {
    ROW: pl.Int64,
    "raw": pl.String,
    "problem": pl.String,
}


class Broken(NamedTuple):
    """A row that could not be read: its number, its text, and the catalogue key of the problem."""

    row: int
    raw: str
    problem: str


@dataclass(frozen=True)
class Chunk:
    """A run of rows of a source.

    Attributes:
        frame: every column of the source as ``pl.String``, named and valued exactly as sent, then
            ``_row`` (Int64). A cell is null when it is empty or absent, never otherwise.
            ``_row`` counts the rows of data from 1: the header and blank lines of a CSV file are
            not counted, and a row over several lines is one row. In JSON lines it is the line of
            the file, in GeoJSON the number of the feature, at a portal the place in the order
            asked for.
        broken: the rows of this stretch that could not be read: ``_row`` (Int64), ``raw`` (the
            text as sent) and ``problem`` (a key of the catalogue).
        bytes_done: bytes of the source read so far, to hold against ``Opened.total_bytes``.
    """

    frame: pl.DataFrame
    broken: pl.DataFrame
    bytes_done: int


@dataclass(frozen=True)
class Mark:
    """How far a portal was read, kept with the batch for the next reading.

    Attributes:
        asked: digest of what was asked; after another question all is read anew.
        columns: the columns it has had.
        content: digest of the rows it gave.
        fingerprint: that of ``Opened``.
        watermark: the greatest value of the column that says what is new; of dropped files, which
            of them were taken in.
    """

    asked: str
    columns: tuple[str, ...]
    content: str
    fingerprint: str
    watermark: str | None


@dataclass(frozen=True)
class Opened:
    """A source that is open: what it is, and an iterator that reads it once.

    Attributes:
        name: what to call it in messages: the file's name, or ``domain/dataset``.
        columns: the names of the columns, in order, without ``_row``.
        guess: how the text was understood, where something had to be guessed.
        fingerprint: hex SHA-256 of the file's bytes; at a portal, of the dataset's id, the time
            its rows were last changed, their number and what was asked for. The same fingerprint
            means the same content.
        total_bytes: size of the file on disk, if it is a file.
        total_rows: number of rows, where the source says so beforehand.
        chunks: reads the source; raises ``SourceError`` when it turns out damaged on the way, in
            which case nothing that came before may be kept.
        mark: what to remember when all of it has been taken in; None for a file.
    """

    name: str
    columns: tuple[str, ...]
    guess: Guess | None
    fingerprint: str
    total_bytes: int | None
    total_rows: int | None
    chunks: Iterator[Chunk]
    mark: Mark | None = None


Place_contra = TypeVar("Place_contra", contravariant=True)


class Connector(Protocol[Place_contra]):
    """Open a source at a place: the path of a file."""

    def open(self, location: Place_contra, *, chunk_rows: int = CHUNK_ROWS) -> Opened:
        """Open the source and look at its beginning; rows are read as ``chunks`` is iterated.

        Raises:
            SourceError: it is missing, empty, of another kind than said, or not readable.
        """
        ...


class PortalConnector(Protocol[Place_contra]):
    """Open what a pack declares as a source's portal, from where it was read the last time."""

    def open(
        self, location: Place_contra, *, chunk_rows: int = CHUNK_ROWS, mark: Mark | None = None
    ) -> Opened:
        """Open the portal; rows are read as ``chunks`` is iterated.

        Raises:
            SourceError: it is unknown, refuses, is down or gives something else than data.
        """
        ...


@dataclass(frozen=True)
class Dropped:
    """A file that lies at a place where files are dropped.

    ``version`` says which: it changes when the file is written anew.
    """

    name: str
    size: int
    version: str


class DropConnector(Protocol[Place_contra]):
    """Watch a place where files are dropped, as a pack declares it."""

    def waiting(self, location: Place_contra, *, mark: Mark | None = None) -> list[Dropped]:
        """Return the files that weren't taken in yet and are whole, in the order of their names.

        Raises:
            SourceError: the place is missing, refuses or is down.
        """
        ...

    def open(
        self,
        location: Place_contra,
        dropped: Dropped,
        *,
        chunk_rows: int = CHUNK_ROWS,
        mark: Mark | None = None,
    ) -> Opened:
        """Open one of the files that wait.

        Raises:
            SourceError: it is gone, changes, or is no file of the format.
        """
        ...


CONNECTORS = {
    "csv": "CsvConnector",
    "excel": "ExcelConnector",
    "geojson": "GeoJsonConnector",
    "geopackage": "GeoPackageConnector",
    "jsonl": "JsonLinesConnector",
    "parquet": "ParquetConnector",
    "arcgis": "ArcGisConnector",
    "ckan": "CkanConnector",
    "database": "DatabaseConnector",
    "http_json": "HttpJsonConnector",
    "ogc_features": "OgcFeaturesConnector",
    "open311": "Open311Connector",
    "socrata": "SocrataConnector",
    "folder": "FolderConnector",
    "sftp": "SftpConnector",
}
"""The class of each connector: of files, of portals, of dropped files. Its module has its name."""


def connector_for(name: FileFormat, part: Part = WHOLE) -> Connector[Path]:
    """Return the connector of files called ``name``; ``part`` says which sheet or layer to read.

    A connector is imported when it is asked for, so that reading a CSV file doesn't load an HTTP
    client.

    Raises:
        KeyError: there is no such connector; packs are checked, so this is a fault in Anlan.
    """
    made = _class(name)
    options: dict[str, dict[str, object]] = {
        "excel": {"sheet": part.sheet, "header_row": part.header_row},
        "geopackage": {"layer": part.layer},
    }
    return cast("Connector[Path]", made(**options.get(name, {})))


def portal_connector(name: str) -> PortalConnector[Portal]:
    """Return the connector of portals called ``name``, with its default settings.

    Raises:
        KeyError: there is no such connector; packs are checked, so this is a fault in Anlan.
    """
    return cast("PortalConnector[Portal]", _class(name)())


def drop_connector(name: str) -> DropConnector[Portal]:
    """Return the connector of dropped files called ``name``.

    Raises:
        KeyError: there is no such connector; packs are checked, so this is a fault in Anlan.
    """
    return cast("DropConnector[Portal]", _class(name)())


def _class(name: str) -> Callable[..., object]:
    found = getattr(import_module(f"{__package__}.{name}"), CONNECTORS[name])
    return cast("Callable[..., object]", found)


def check_columns(columns: tuple[str, ...], name: str) -> None:
    """Raise ``SourceError`` for too many columns, one twice, or the name of the row number."""
    most = defaults().most_columns
    if len(columns) > most:
        raise SourceError("error.source.columns", file=name, n=len(columns), most=most)
    twice = [column for column, count in Counter(columns).items() if count > 1]
    if twice:
        raise SourceError("error.source.column_twice", file=name, column=twice[0])
    if ROW in columns:
        raise SourceError("error.source.column_reserved", file=name, column=ROW)


def broken_frame(rows: Iterable[Broken]) -> pl.DataFrame:
    """Return the broken rows as a frame of ``BROKEN_SCHEMA``."""
    return pl.DataFrame(list(rows), schema=BROKEN_SCHEMA, orient="row")


def text_frame(
    columns: tuple[str, ...], cells: Iterable[list[str | None]], numbers: list[int]
) -> pl.DataFrame:
    """Return the frame of a chunk from its columns' cells; empty text becomes null."""
    series = [
        pl.Series(name, values, dtype=pl.String)
        for name, values in zip(columns, cells, strict=True)
    ]
    numbered = pl.Series(ROW, numbers, dtype=pl.Int64)
    return pl.DataFrame([*empty_to_null(pl.DataFrame(series)), numbered])


def empty_to_null(frame: pl.DataFrame) -> pl.DataFrame:
    """Return ``frame`` with empty text as null: a cell without text holds no value."""
    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text != "").then(text)) if frame.width else frame


def regroup(pieces: Iterable[Chunk], rows: int) -> Iterator[Chunk]:
    """Join and cut chunks so that each but the last has exactly ``rows`` rows.

    Rows are neither copied nor reordered; broken rows travel with the rows they stood among.
    """
    held: list[Chunk] = []
    height = 0
    for piece in pieces:
        held.append(piece)
        height += piece.frame.height
        if height >= rows:
            joined = _join(held)
            while joined.frame.height >= rows:
                yield Chunk(joined.frame.head(rows), joined.broken, joined.bytes_done)
                joined = Chunk(joined.frame.slice(rows), joined.broken.clear(), joined.bytes_done)
            held, height = [joined], joined.frame.height
    rest = _join(held) if held else None
    if rest and (rest.frame.height or rest.broken.height):
        yield rest


def _join(pieces: list[Chunk]) -> Chunk:
    return Chunk(
        pl.concat([piece.frame for piece in pieces], rechunk=False),
        pl.concat([piece.broken for piece in pieces], rechunk=False),
        pieces[-1].bytes_done,
    )
