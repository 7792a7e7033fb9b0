"""Read CSV with Arrow's streaming parser: millions of rows a second, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from anlan.model.errors import SourceError
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    ROW,
    Broken,
    Chunk,
    Opened,
    broken_frame,
    check_columns,
    empty_to_null,
    regroup,
    text_frame,
)
from anlan.pool.connectors.files import (
    CountingFile,
    Looked,
    WatchedStream,
    check_unchanged,
    locate_undecodable,
    look,
    os_problem,
    unpacked,
)
from anlan.pool.connectors.settings import defaults
from anlan.pool.sniff import (
    Guess,
    guess_dates,
    guess_delimiter,
    guess_encoding,
    read_records,
    sniff_settings,
)

_QUOTE = '"'
_ENDING = 1 << 16


class CsvConnector:
    """Read ``.csv`` and ``.csv.gz``; encoding and delimiter are guessed and the guess is shown."""

    def open(self, location: Path, *, chunk_rows: int = CHUNK_ROWS) -> Opened:
        """Open a CSV file.

        The first record is the header. A row with too few or too many cells is broken; blank
        lines are skipped, except in a file of one column, where they are empty cells.

        Raises:
            SourceError: missing, empty, only a header, another kind of file, of an unknown
                encoding, with a column named twice; while reading: cut off, damaged, changed, a
                byte that doesn't decode, a quote never closed.
        """
        looked = look(location)
        guess, columns = _guess(looked)
        pieces = _Reading(looked, guess, columns).chunks()
        return Opened(
            name=location.name,
            columns=columns,
            guess=guess,
            fingerprint=looked.fingerprint,
            total_bytes=looked.status.st_size,
            total_rows=None,
            chunks=regroup(pieces, chunk_rows),
        )


def _guess(looked: Looked) -> tuple[Guess, tuple[str, ...]]:
    file, settings = looked.path.name, defaults().csv
    encoding, bom = guess_encoding(looked.samples, file)
    text = looked.text(encoding)
    if text.lstrip().startswith(("{", "[")):
        raise SourceError("error.source.disguised", file=file, kind="JSON")
    delimiter = guess_delimiter(text)
    records = read_records(text, delimiter, sniff_settings().date_rows)
    if len(records) < 2 and looked.complete:
        raise SourceError("error.source.header_only", file=file)
    columns = tuple(records[0])
    check_columns(columns, file)
    whole = records[1:] if looked.complete else records[1:-1]
    rows = [record for record in whole if len(record) == len(columns)]
    if len(whole) >= settings.ragged_rows and len(rows) < settings.ragged_share * len(whole):
        raise SourceError("error.source.ragged", file=file, n=len(columns), rows=len(whole))
    return Guess(encoding, bom, delimiter, guess_dates(columns, rows)), columns


@dataclass
class _Reading:
    """One pass over a file: the parser's batches become numbered chunks, its errors ours."""

    looked: Looked
    guess: Guess
    columns: tuple[str, ...]
    next_row: int = 1
    broken: list[Broken] = field(default_factory=list)
    odd_quotes: bool = False
    ending: bytes = b""

    def chunks(self) -> Iterator[Chunk]:
        """Yield the file's chunks, one for each block of the parser."""
        looked, last_cell = self.looked, None
        try:
            with unpacked(looked.path, looked.gzipped) as (stream, counter):
                for batch in self._parser(stream):
                    chunk = self._chunk(batch, counter)
                    last_cell = chunk.frame.item(-1, -2) if chunk.frame.height else last_cell
                    yield chunk
                self._check_end(last_cell)
                yield self._rest(counter)
        except UnicodeDecodeError as error:
            raise self._undecodable() from error
        except pa.ArrowInvalid as error:
            raise self._invalid(str(error)) from error
        except OSError as error:
            raise os_problem(error, looked.path.name, self.next_row - 1) from error
        check_unchanged(looked.path, looked.status)

    def _parser(self, stream: pa.NativeFile) -> Iterator[pa.RecordBatch]:
        watched = pa.PythonFile(WatchedStream(stream, self._watch), mode="r")
        reader = arrow_csv.open_csv(
            watched,
            # Without threads the parser numbers the rows it refuses; it is as fast.
            read_options=arrow_csv.ReadOptions(
                use_threads=False,
                block_size=defaults().csv.block_bytes,
                encoding="utf8" if self.guess.encoding == "utf-8" else self.guess.encoding,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self.guess.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=len(self.columns) > 1,
                invalid_row_handler=self._refuse,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(self.columns, pa.large_string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
        if tuple(reader.schema.names) != self.columns:
            raise SourceError("error.source.header_unclear", file=self.looked.path.name)
        return iter(reader)

    def _watch(self, block: bytes) -> None:
        """Remember the end of the file and whether its quotes come in pairs."""
        if block:
            self.odd_quotes ^= block.count(b'"') % 2 == 1
            self.ending = (self.ending[-_ENDING:] + block[-_ENDING:])[-_ENDING:]

    def _refuse(self, row: arrow_csv.InvalidRow) -> str:
        few = row.actual_columns < row.expected_columns
        problem = "connectors.problem.too_few_cells" if few else "connectors.problem.too_many_cells"
        self.broken.append(Broken(row.number - 1, row.text, problem))
        return "skip"

    def _chunk(self, batch: pa.RecordBatch, counter: CountingFile) -> Chunk:
        frame = pl.DataFrame(batch)
        # The parser reads ahead, so it may have refused rows that come after this batch; every
        # refused row before the batch's end is known.
        refused = [row.row for row in self.broken]
        numbers = np.arange(self.next_row, self.next_row + frame.height + len(refused))
        numbers = numbers[~np.isin(numbers, refused)][: frame.height]
        self.next_row = int(numbers[-1]) + 1 if frame.height else self.next_row
        now = [row for row in self.broken if row.row < self.next_row]
        self.broken = self.broken[len(now) :]
        numbered = empty_to_null(frame).with_columns(pl.Series(ROW, numbers, dtype=pl.Int64))
        return Chunk(numbered, broken_frame(now), counter.bytes_done)

    def _rest(self, counter: CountingFile) -> Chunk:
        """Return the chunk after the last good row: rows refused at the very end, if any."""
        empty = text_frame(self.columns, [[] for _ in self.columns], [])
        return Chunk(empty, broken_frame(self.broken), counter.bytes_done)

    def _check_end(self, last_cell: str | None) -> None:
        """Raise when the file ends inside a quote; mark a last row that was cut off."""
        ending = self.ending.decode(self.guess.encoding, errors="ignore")
        last = self.broken[-1] if self.broken and self.broken[-1].row >= self.next_row else None
        if self.odd_quotes and _is_open(last.raw if last else None, last_cell or "", ending):
            raise self._unclosed()
        few = "connectors.problem.too_few_cells"
        if last and last.problem == few and not ending.endswith(("\n", "\r")):
            self.broken[-1] = last._replace(problem="connectors.problem.cut_off")

    def _unclosed(self) -> SourceError:
        file, size = self.looked.path.name, defaults().csv.block_bytes // 2**20
        return SourceError("error.source.unclosed_quote", file=file, row=self.next_row, size=size)

    def _undecodable(self) -> SourceError:
        return locate_undecodable(self.looked.path, self.looked.gzipped, self.guess.encoding)

    def _invalid(self, reason: str) -> SourceError:
        if "invalid UTF8" in reason:
            return self._undecodable()
        if "straddling" in reason:
            return self._unclosed()
        file, row = self.looked.path.name, self.next_row - 1
        return SourceError("error.source.damaged", file=file, row=row, reason=reason)


def _is_open(refused: str | None, cell: str, ending: str) -> bool:
    """Return whether a file that ends with ``ending`` ends inside a quote.

    ``refused`` is the text of the last row if the parser refused it, else ``cell`` its last cell.
    A cell whose quote was never closed is the file's very end, newline and all.
    """
    if refused is not None:
        return refused.count(_QUOTE) % 2 == 1
    if not cell:
        return ending.endswith(_QUOTE) and not ending.endswith(_QUOTE * 2)
    raw = _QUOTE + cell.replace(_QUOTE, _QUOTE * 2)
    return raw.endswith(ending[-len(raw) :])
