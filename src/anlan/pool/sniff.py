"""Guess how a text file is written (encoding, delimiter, dates) and say so in a sentence.

A guess is shown, never hidden: a clerk who reads "dates of `opened`: 03/04/2014 may be March or
April" can mend it in the contract before a wrong number is made of it.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from itertools import islice
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from anlan.model.errors import SourceError
from anlan.words import Language, say

# Ideographs, radicals, punctuation, compatibility and full-width forms: The Unicode Standard,
# blocks 2E80-9FFF, F900-FAFF, FE30-FE4F, FF00-FFEF and planes 2-3; 2010-2042 and 00B7 are the
# dashes, quotes, dots and ellipses that Chinese text shares with others.
_CHINESE = re.compile(
    "[\u00b7\u2010-\u2042\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A cell that doesn't begin like this is no date in any format: most cells are settled here.
_LIKE_A_DATE = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}|(?:19|20)\d{6}", re.ASCII)
_LONGEST_DATE = 40
_JOINTS = " T"
_ISO_DAY = "YYYY-MM-DD"
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


class DatePart(BaseModel):
    """How a day or a time of day is written: its name, an expression, a pattern of the parser."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    regex: str
    pattern: str


class SniffSettings(BaseModel):
    """How far to look into a text file, what to look for, and how sure a guess must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    head_bytes: int
    tail_bytes: int
    search_bytes: int
    date_rows: int
    date_share: float
    chinese_share: float
    common_least: int
    common_share: float
    delimiters: list[str]
    dates: list[DatePart]
    times: list[DatePart]


@cache
def sniff_settings() -> SniffSettings:
    """Return the settings of ``data/sniff.yaml``, read once."""
    file = resources.files("anlan.pool") / "data" / "sniff.yaml"
    return SniffSettings.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class DateGuess:
    """How the dates of a column are written.

    Attributes:
        column: the column's name.
        names: how people write the format, such as ``MM/DD/YYYY``; more than one when the cells
            seen fit several and only the sender can say which is meant.
        patterns: the same as patterns of the parser (``polars.Expr.str.to_datetime``).
        example: a cell, as sent.
        share: the share of the cells seen that fit.
    """

    column: str
    names: tuple[str, ...]
    patterns: tuple[str, ...]
    example: str
    share: float

    @property
    def ambiguous(self) -> bool:
        """Whether the cells seen leave more than one reading."""
        return len(self.names) > 1

    def say(self, lang: Language = "en") -> str:
        """Return the guess as a sentence."""
        key = "connectors.guess.date_ambiguous" if self.ambiguous else "connectors.guess.date"
        formats = say("connectors.guess.or", lang).join(self.names)
        return say(key, lang, column=self.column, formats=formats, example=self.example)


@dataclass(frozen=True)
class Guess:
    """How a text file is written.

    Attributes:
        encoding: ``utf-8``, ``utf-16`` or ``gb18030``, as Python names them.
        bom: whether a byte order mark stands at the beginning.
        delimiter: the character between cells; ``None`` where the format has none.
        dates: one guess for each column that looks like dates.
    """

    encoding: str
    bom: bool = False
    delimiter: str | None = None
    dates: tuple[DateGuess, ...] = field(default=())

    @property
    def plain(self) -> bool:
        """Whether there is nothing to tell: UTF-8, commas, and days as ISO 8601 writes them."""
        written = {part.split(" ")[0] for each in self.dates for part in each.names}
        usual = self.encoding == "utf-8" and self.delimiter in (None, ",")
        return usual and not self.bom and written <= {_ISO_DAY}

    def of(self, columns: Iterable[str]) -> "Guess":
        """Return the guess with the dates of these columns only."""
        known = set(columns)
        return replace(self, dates=tuple(each for each in self.dates if each.column in known))

    @classmethod
    def kept(cls, told: Mapping[str, Any]) -> "Guess":
        """Return the guess that ``dataclasses.asdict`` made ``told`` of."""
        dates = (
            DateGuess(**each | {name: tuple(each[name]) for name in ("names", "patterns")})
            for each in told["dates"]
        )
        return cls(told["encoding"], told["bom"], told["delimiter"], tuple(dates))

    def say(self, lang: Language = "en") -> str:
        """Return the whole guess as sentences."""
        encoding = self.encoding.upper() + (say("connectors.guess.bom", lang) if self.bom else "")
        if self.delimiter is None:
            text = say("connectors.guess.encoding", lang, encoding=encoding)
        else:
            name = say(f"connectors.delimiter.{_DELIMITER_NAMES[self.delimiter]}", lang)
            text = say("connectors.guess.delimited", lang, encoding=encoding, delimiter=name)
        return say("connectors.guess.space", lang).join([text, *(d.say(lang) for d in self.dates)])


def guess_encoding(samples: Iterable[tuple[int, bytes]], file: str) -> tuple[str, bool]:
    """Return the encoding of a file and whether it begins with a byte order mark.

    Args:
        samples: pieces of the file as (offset, bytes), the first from offset 0; a piece may be
            cut in the middle of a character at its end, not at its beginning.
        file: the file's name, for messages.

    Valid UTF-8 is UTF-8: other text of any length practically never is by accident. Else GB18030,
    if it decodes and what it gives is mostly Chinese.

    Raises:
        SourceError: neither; names the offset of the first byte that is not UTF-8, or of a zero
            byte in the first line: UTF-16 that lost its mark, not text of one byte a letter.
    """
    pieces = list(samples)
    for mark, encoding in _MARKS:
        if pieces[0][1].startswith(mark):
            return encoding, True
    zero = pieces[0][1].partition(b"\n")[0].find(b"\0")
    if zero >= 0:
        raise SourceError("error.source.encoding", file=file, offset=zero)
    problem = next(
        (at for at in (_undecodable(p, "utf-8") for p in pieces) if at is not None), None
    )
    if problem is None:
        return "utf-8", False
    if all(_undecodable(piece, "gb18030") is None for piece in pieces) and _is_chinese(pieces):
        return "gb18030", False
    raise SourceError("error.source.encoding", file=file, offset=problem)


def _undecodable(piece: tuple[int, bytes], encoding: str) -> int | None:
    """Return the offset of the first byte that doesn't decode, or None."""
    offset, data = piece
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, final=False)
    except UnicodeDecodeError as error:
        return offset + error.start
    return None


def _is_chinese(pieces: list[tuple[int, bytes]]) -> bool:
    """Return whether pieces that decode as GB18030 read like Chinese."""
    settings = sniff_settings()
    decoder = codecs.getincrementaldecoder("gb18030")
    text = "".join(decoder().decode(data, final=False) for _, data in pieces)
    foreign, chinese = len(_FOREIGN.findall(text)), len(_CHINESE.findall(text))
    ideographs = _IDEOGRAPH.findall(text)
    common = sum(_is_common(character) for character in ideographs)
    usual = common >= settings.common_share * len(ideographs)
    enough = chinese >= settings.chinese_share * foreign > 0
    return enough and (usual or len(ideographs) < settings.common_least)


@cache
def _is_common(character: str) -> bool:
    return 0xB0 <= character.encode("gb2312", errors="replace")[0] <= 0xD7


def read_records(text: str, delimiter: str, limit: int) -> list[list[str]]:
    """Return up to ``limit`` records at the beginning of CSV ``text``; blank lines are left out.

    A record that Python's reader refuses (a cell over 128 KiB) ends the list.
    """
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        records.extend(islice((record for record in reader if record), limit))
    except csv.Error:
        return records
    return records


def guess_delimiter(text: str) -> str:
    """Return the delimiter that cuts most records of ``text`` into as many cells as the header.

    >>> guess_delimiter("name;price\\nnoodles;1,5\\nrice;2,0\\n")
    ';'
    """
    settings = sniff_settings()

    def fit(delimiter: str) -> tuple[float, int]:
        records = read_records(text, delimiter, settings.date_rows)
        width = len(records[0]) if records else 0
        if width < 2:
            return 0.0, width
        return sum(len(record) == width for record in records) / len(records), width

    return max(settings.delimiters, key=fit)


def guess_dates(
    columns: Sequence[str], rows: Sequence[Sequence[str | None]]
) -> tuple[DateGuess, ...]:
    """Return a guess for each column most of whose cells are dates.

    Args:
        columns: the names.
        rows: cells as text, each row as long as ``columns``.
    """
    guesses = []
    for index, column in enumerate(columns):
        cells = [cell for row in rows if (cell := row[index])]
        guess = _guess_column(column, cells)
        if guess:
            guesses.append(guess)
    return tuple(guesses)


def _guess_column(column: str, cells: list[str]) -> DateGuess | None:
    needed = sniff_settings().date_share * len(cells)
    if not cells:
        return None
    fits = Counter(name for cell in cells for name in _formats_of(cell))
    best = max(fits.values(), default=0)
    if best < max(needed, 1):
        return None
    names = tuple(name for name in _formats() if fits[name] == best)
    example = next(cell for cell in cells if names[0] in _formats_of(cell))
    patterns = tuple(_formats()[name] for name in names)
    return DateGuess(column, names, patterns, example, best / len(cells))


@cache
def _formats() -> dict[str, str]:
    """Return the parser's pattern of every format by its name: a day, perhaps with a clock."""
    clocks = [("", "")]
    for clock in sniff_settings().times:
        if clock.name:
            clocks += [(joint + clock.name, joint + clock.pattern) for joint in _JOINTS]
    days = sniff_settings().dates
    return {day.name + name: day.pattern + more for day in days for name, more in clocks}


@cache
def _expressions(part: Literal["dates", "times"]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    parts: list[DatePart] = getattr(sniff_settings(), part)
    return tuple((each.name, re.compile(each.regex, re.ASCII)) for each in parts if each.name)


@lru_cache(maxsize=4096)
def _formats_of(cell: str) -> tuple[str, ...]:
    """Return the names of the formats in which ``cell`` is a date that exists."""
    if len(cell) > _LONGEST_DATE or not _LIKE_A_DATE.match(cell):
        return ()
    found: list[str] = []
    for name, expression in _expressions("dates"):
        day = expression.match(cell)
        if day is not None and _is_date(day):
            found += [name + clock for clock in _clocks_of(cell[day.end() :])]
    return tuple(found)


@lru_cache(maxsize=4096)
def _clocks_of(rest: str) -> tuple[str, ...]:
    """Return what stands after a day, as names of clocks with what joins them to the day."""
    if not rest:
        return ("",)
    if rest[0] not in _JOINTS:
        return ()
    clocks = _expressions("times")
    return tuple(rest[0] + name for name, each in clocks if each.fullmatch(rest[1:]))


def _is_date(match: re.Match[str]) -> bool:
    try:
        date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return False
    return True
