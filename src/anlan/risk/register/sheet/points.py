"""Rows of a firm's sheet become risk points; what can't is named with row, column and reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.model.risks import Risks
from anlan.risk.register.draft import Draft, Measure, Source
from anlan.risk.register.grading import Graded, graded
from anlan.risk.register.kinds import kinds
from anlan.risk.register.sheet import cells
from anlan.risk.register.sheet.head import head_of
from anlan.risk.register.sheet.schemes import Schemes
from anlan.risk.register.sheet.settings import plain, settings
from anlan.risk.register.sheet.table import Table, read_table
from anlan.risk.schemes import Scheme, no_score, shipped

PERSONAL = "person"
"""The meaning of columns that name people: they are left out before anything is kept."""
_OF_POINT = ("code", "name", "type", "field", "place", "unit", "unit_code", "owner", "department",
             "division", "lon", "lat", "assessed", "floors", "scheme")  # fmt: skip
_LETTERS = ("L", "E", "C", "S", "M")


@dataclass(frozen=True)
class Given:
    """A point as a sheet gives it.

    Attributes:
        draft: the point with its grade.
        row: the first of its rows in the file.
        notes: what was seen that doesn't keep it out, such as another colour than was computed.
    """

    draft: Graded
    row: int
    notes: tuple[RegisterError, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Why a point isn't taken in: the row, the name of the column where it is one, the reason."""

    row: int
    column: str
    reason: RegisterError


@dataclass
class Sheet:
    """What a sheet holds: points, what is wrong, and the columns that weren't read."""

    points: list[Given] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)


def read(
    location: Path,
    given: Mapping[str, str],
    *,
    sheet: str | None = None,
    schemes: Mapping[str, Scheme] | None = None,
    risks: Risks | None = None,
) -> Sheet:
    """Read the risk points of a firm's sheet.

    Args:
        location: the file: ``.xlsx``, ``.xls`` or a text file of values.
        given: what holds for points that don't say it themselves, by the meaning of the column.
        sheet: of a workbook; the only visible one unless named.
        schemes: by which points may be graded; those that ship with Anlan unless given.
        risks: which of the schemes with the same letters the city uses.

    Raises:
        SourceError: the file can't be read.
        RegisterError: it is no sheet of risk points.
    """
    table = read_table(location, sheet)
    found = Sheet(
        unknown=[
            name for name, of in zip(table.names, table.columns, strict=True) if name and not of
        ],
        personal=[
            name for name, of in zip(table.names, table.columns, strict=True) if of == PERSONAL
        ],
    )
    known = Schemes(schemes or shipped(), risks or Risks())
    told = {of: value for of, value in head_of(table.head).items() if of in _OF_POINT}
    base = told | {of: value for of, value in given.items() if value}
    for rows in _points(table):
        maker = _Maker(table, base, known)
        point = maker.point(rows)
        found.problems += maker.problems
        if point is not None:
            found.points.append(Given(point, rows[0][0], tuple(maker.notes)))
    if not found.points and not found.problems:
        raise RegisterError("error.sheet.empty", file=location.name)
    return found


Row = tuple[int, dict[str, str]]
"""Its number in the file, and its texts by the meaning of their columns."""


def _points(table: Table) -> Iterator[list[Row]]:
    """Yield the rows of each point; what names no point goes on with the one before it."""
    rows: list[Row] = []
    for number, texts in enumerate(table.rows, start=table.first):
        told = {of: each for of, each in zip(table.columns, texts, strict=True) if of and each}
        told.pop(PERSONAL, None)
        signed = all(plain(each).startswith(settings().signatures) for each in told.values())
        if signed or not told.keys() - {"number", "remark", "name", "code", "unit"}:
            continue  # empty, a heading between points, or a line of signatures
        if rows and not _goes_on(told, rows[0][1]):
            yield rows
            rows = []
        rows.append((number, told))
    if rows:
        yield rows


def _goes_on(told: Mapping[str, str], first: Mapping[str, str]) -> bool:
    """Return whether a row is of the same point as the first one of those before it."""
    if code := told.get("code"):
        return code == first.get("code")
    return told.get("name", "") in {"", first.get("name")}


class _Maker:
    """Makes one point of its rows, and keeps what is wrong with them."""

    def __init__(self, table: Table, given: Mapping[str, str], schemes: Schemes):
        self.problems: list[Problem] = []
        self.notes: list[RegisterError] = []
        self._table, self._given, self._schemes = table, given, schemes
        self._names = dict(zip(reversed(table.columns), reversed(table.names), strict=True))

    def point(self, rows: list[Row]) -> Graded | None:
        """Return the point with its grade, None where something is wrong."""
        first = rows[0][0]
        told = dict(self._given)
        for _, texts in reversed(rows):
            told |= {key: texts[key] for key in _OF_POINT if key in texts}
        field_ = self._field(first, told)
        scheme = self._scheme(rows, told, field_)
        sources = [self._source(number, texts, scheme) for number, texts in rows]
        type_ = self._cell(first, told, "type", cells.point_type, "place")
        lon = self._cell(first, told, "lon", cells.score, None)
        lat = self._cell(first, told, "lat", cells.score, None)
        assessed = self._cell(first, told, "assessed", cells.day, None)
        stated = [texts["colour"] for _, texts in rows if "colour" in texts]
        if self.problems:
            return None
        draft = Draft(
            code=_code(told),
            name=told.get("name", ""),
            type=type_,
            field=field_,
            scheme=scheme,
            sources=tuple(each for each in sources if each is not None),
            unit=told.get("unit", ""),
            unit_code=told.get("unit_code", ""),
            owner=told.get("owner", ""),
            department=told.get("department", ""),
            division=told.get("division", ""),
            lon=lon,
            lat=lat,
            floors=cells.floors(told.get("floors", "")),
            assessed=assessed,
        )
        return self._graded(first, draft, stated)

    def _graded(self, row: int, draft: Draft, stated: list[str]) -> Graded | None:
        """Return the point if it can be graded; note where the sheet says another colour."""
        try:
            draft.check()
            found = graded(draft, self._schemes.known)
            said = max((COLOURS.index(cells.colour(each)) for each in stated), default=None)
        except RegisterError as error:
            self.problems.append(Problem(row, "", error))
            return None
        if said is not None and said != found.grade.inherent_colour:
            told, computed = COLOURS[said], COLOURS[found.grade.inherent_colour]
            self.notes.append(
                RegisterError(
                    "error.sheet.other_colour", code=draft.code, stated=told, computed=computed
                )
            )
        return found

    def _scheme(self, rows: list[Row], told: Mapping[str, str], field_: str) -> str:
        letters = {letter for _, texts in rows for letter in _LETTERS if letter in texts}
        try:
            named = self._schemes.called(told.get("scheme", ""), field_)
            return named or self._schemes.of(letters, field_)
        except RegisterError as error:
            self._wrong(rows[0][0], "scheme", error)
            return ""

    def _source(self, row: int, texts: dict[str, str], scheme: str) -> Source | None:
        if not scheme:
            return None
        by = self._schemes.known[scheme]
        inherent = self._scores(row, texts, by)
        residual = self._residual(row, texts, by, inherent)
        event = self._cell(row, texts, "event", cells.accident, "20")
        if inherent is None or event is None:
            return None
        self._check_value(row, texts, inherent)
        return Source(
            texts.get("source") or texts.get("name", ""),
            event,
            inherent,
            residual or None,
            self._cause(texts),
            texts.get("consequence", ""),
            tuple(Measure(each, texts[each]) for each in kinds().measures if each in texts),
        )

    def _cause(self, texts: Mapping[str, str]) -> str:
        """Return what may go wrong; in a safety checklist with the standard that isn't met then."""
        told = [texts["cause"]] if "cause" in texts else []
        if "standard" in texts:
            told.append(f"({self._names['standard']}: {texts['standard']})")
        return " ".join(told)

    def _scores(self, row: int, texts: dict[str, str], scheme: Scheme) -> dict[str, float] | None:
        """Return the scores of a row without measures; None where one is absent or wrong."""
        found: dict[str, float] = {}
        for factor in scheme.factors:
            letter = factor.symbol
            if letter not in texts:
                name = self._names.get(letter, letter)
                self._wrong(row, letter, RegisterError("error.sheet.no_score", column=name))
                continue
            value = self._score(row, texts, scheme, letter, letter)
            if value is not None:
                found[letter] = value
        return found if len(found) == len(scheme.factors) else None

    def _residual(
        self, row: int, texts: dict[str, str], scheme: Scheme, inherent: dict[str, float] | None
    ) -> dict[str, float] | None:
        """Return the scores with measures; those that aren't given are as without."""
        given = {
            factor.symbol: self._score(
                row, texts, scheme, factor.symbol, f"residual_{factor.symbol}"
            )
            for factor in scheme.factors
            if f"residual_{factor.symbol}" in texts
        }
        if inherent is None or not given:
            return None
        return inherent | {letter: each for letter, each in given.items() if each is not None}

    def _score(
        self, row: int, texts: dict[str, str], scheme: Scheme, letter: str, key: str
    ) -> float | None:
        value: float | None = self._cell(row, texts, key, cells.score, None)
        factor = next(each for each in scheme.factors if each.symbol == letter)
        if value is not None and value not in factor.values:
            self._wrong(row, key, no_score(scheme, letter, value))
            return None
        return value

    def _check_value(self, row: int, texts: dict[str, str], scores: dict[str, float]) -> None:
        """See that the product that stands in the sheet is that of its scores."""
        stated = self._cell(row, texts, "value", cells.score, None)
        made = 1.0
        for each in scores.values():
            made *= each
        if stated is not None and abs(stated - made) > 0.01 * max(made, 1):
            told = " × ".join(f"{each:g}" for each in scores.values())
            reason = RegisterError(
                "error.sheet.value", stated=f"{stated:g}", made=told, value=f"{made:g}"
            )
            self._wrong(row, "value", reason)

    def _field(self, row: int, told: Mapping[str, str]) -> str:
        said = told.get("field", "")
        for key, name in kinds().fields.items():
            if plain(said) in {key, plain(name.en), plain(name.zh)}:
                return key
        known = ", ".join(name.zh for name in kinds().fields.values())
        reason = RegisterError("error.sheet.field", found=said[:40] or "-", known=known)
        self._wrong(row, "field", reason)
        return ""

    def _cell(
        self,
        row: int,
        texts: Mapping[str, str],
        key: str,
        parse: Callable[[str], Any],
        absent: Any,
    ) -> Any:
        """Return what a cell says, ``absent`` where it is empty; None where it is wrong."""
        if not texts.get(key):
            return absent
        try:
            return parse(texts[key])
        except RegisterError as error:
            self._wrong(row, key, error)
            return None

    def _wrong(self, row: int, key: str, reason: RegisterError) -> None:
        self.problems.append(Problem(row, self._names.get(key, ""), reason))


def _code(told: Mapping[str, str]) -> str:
    """Return the city's code of a point: its unit's, and its own or one made of its name."""
    unit = told.get("unit_code") or told.get("unit", "")
    own = told.get("code")
    if not own:
        own = sha256(f"{unit}\n{told.get('name', '')}".encode()).hexdigest()[:10]
    return f"{unit}-{own}" if unit else own
