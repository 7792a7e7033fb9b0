"""The pool: what waits in quarantine, one row of it, and mending, replaying, setting aside."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds
from anlan.api.parameters import Create, Cursor, Lang, Limit, Strict, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.schemas import Quarantine, QuarantineRow
from anlan.api.view import CityView, quarantine_row
from anlan.cities.work import Work
from anlan.model.errors import StoreError
from anlan.pool import mending
from anlan.pool.quarantine import Mends
from anlan.pool.replay import Replayed, replay_in
from anlan.store.change import Change
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}", tags=["pool"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("quarantine.read"))]
Mender = Annotated[CityView, Depends(CityNeeds("quarantine.mend"))]
RowId = Annotated[str, Path(pattern=r"^\d{1,9}-\d{1,15}$", description="Of the list.")]
Name = Annotated[str, Field(min_length=1, max_length=64, examples=["hotline"])]
Column = Annotated[str, Field(min_length=1, max_length=200, examples=["district"])]
Cell = Annotated[str | None, Field(max_length=10_000, description="Null or empty: no value.")]
Why = Annotated[
    str, Field(min_length=3, max_length=500, examples=["The licence office gave the right code"])
]
Ids = Annotated[list[str], Field(min_length=1, max_length=1000, examples=[["3-1042"]])]


class QuarantineCell(BaseModel):
    """One column of a row as it was sent; ``hidden`` ones are about people and not shown."""

    name: str
    value: str | None
    hidden: bool
    mendable: bool


class QuarantineProblem(BaseModel):
    """One rule that a row breaks, in words."""

    column: str
    value: str | None
    rule: str
    rule_text: str
    text: str


class QuarantineDetail(BaseModel):
    """A quarantined row whole: where it came from, all that is wrong with it, its cells."""

    id: str
    source: str
    title: str
    file: str
    row: int
    line: str | None = Field(description="The line as sent, where it couldn't be split.")
    problems: list[QuarantineProblem]
    cells: list[QuarantineCell]


class Mend(Strict):
    """Rows to mend: for each row's id the new value of each column to change."""

    source: Name
    rows: dict[str, dict[str, Cell]] = Field(
        min_length=1, max_length=1000, examples=[{"3-1042": {"district": "4201"}}]
    )
    why: Why


class RuleMend(Strict):
    """All rows whose column breaks a rule with one value: what it shall be instead."""

    source: Name
    rule: Annotated[str, Field(min_length=1, max_length=64, examples=["enum"])]
    column: Column
    value: Cell = None
    now: Cell
    why: Why


class Again(Strict):
    """A source whose rows shall be checked again, as after a change of its contract."""

    source: Name
    why: Why


class Withdrawal(Strict):
    """Rows to set aside for good."""

    source: Name
    ids: Ids
    why: Why


class Mended(BaseModel):
    """What became of the rows; ``refused`` are the first that still break a rule, and which."""

    mended: int
    overtaken: int
    still_bad: int
    refused: list[QuarantineRow]


class Withdrawn(BaseModel):
    """How many rows were set aside."""

    withdrawn: int


@router.get("/quarantine")
def quarantine(
    city: City,
    lang: Lang = "en",
    source: Annotated[str | None, Query(max_length=64)] = None,
    rule: Annotated[str | None, Query(max_length=64, description="The first rule broken.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Quarantine:
    """Return the quarantined rows, counted by rule, with a sentence for each."""
    return city.quarantine(source, rule, limit, cursor, lang)


@router.get("/quarantine/{row}")
def one(city: City, row: RowId, lang: Lang = "en") -> QuarantineDetail:
    """Return a row as its source sent it, without what is about people."""
    try:
        item, cells, line = mending.cells(city.state.workspace, row)
        source = _source(city, item.source)
    except (StoreError, RefusalError) as error:
        # Out of scope and not there are told alike.
        raise RefusalError(404, "error.store.quarantine_id", "path.row", id=row) from error
    return QuarantineDetail(
        id=item.id,
        source=item.source,
        title=city.city.source(source).title.of(lang),
        file=item.file,
        row=item.row,
        line=line,
        problems=[
            QuarantineProblem(
                column=each.column,
                value=each.value,
                rule=each.rule,
                rule_text=each.named(lang),
                text=item.say(lang, each),
            )
            for each in item.problems
        ],
        cells=[
            QuarantineCell(name=c.name, value=c.value, hidden=c.hidden, mendable=c.mendable)
            for c in cells
        ],
    )


@router.post("/quarantine/mends", status_code=201, response_model=Mended)
def mend(city: Mender, asked: Mend, create: Create, lang: Lang = "en") -> Response:
    """Mend rows by hand and check these rows again; those that pass are records from now on."""
    source = _source(city, asked.source)
    return create.make(
        city.person, lambda made: _replay(made, city, source, asked.rows, lang), asked.why
    )


@router.post("/quarantine/rule-mends", status_code=201, response_model=Mended)
def mend_rule(city: Mender, asked: RuleMend, create: Create, lang: Lang = "en") -> Response:
    """Give all rows that break a rule with one value another one, and check them again."""
    source = _source(city, asked.source)

    def make(made: Change) -> Mended:
        place = city.state.workspace
        ids = mending.of_rule(place, source, asked.rule, asked.column, asked.value)
        return _replay(made, city, source, mending.replacing(ids, asked.column, asked.now), lang)

    return create.make(city.person, make, asked.why)


@router.post("/quarantine/replays", status_code=201, response_model=Mended)
def replay(city: Mender, asked: Again, create: Create, lang: Lang = "en") -> Response:
    """Check all open rows of a source again, under its contract of now."""
    source = _source(city, asked.source)
    return create.make(city.person, lambda made: _replay(made, city, source, None, lang), asked.why)


@router.post("/quarantine/withdrawals", status_code=201, response_model=Withdrawn)
def withdraw(city: Mender, asked: Withdrawal, create: Create, lang: Lang = "en") -> Response:
    """Set rows aside for good; who did it and why is in the ledger."""
    source = _source(city, asked.source)

    def make(made: Change) -> Withdrawn:
        place = city.state.workspace
        return Withdrawn(withdrawn=mending.withdraw(made, place, source, asked.ids))

    return create.make(city.person, make, asked.why)


def _source(city: CityView, name: str) -> str:
    """Return the name of a source that is in scope.

    Raises:
        RefusalError: there is none, or it is another department's.
    """
    mine = city.own_sources()
    if name not in mine:
        raise RefusalError(404, "api.no_source", "body.source", source=name, names=", ".join(mine))
    return name


def _replay(
    made: Change, city: CityView, source: str, mends: Mends | None, lang: Language
) -> Mended:
    place, pack = city.state.workspace, city.state.pack
    find, only = Work(pack, place).find, None if mends is None else list(mends)
    done: Replayed = replay_in(made, pack.city, find, place, source, mends, only)
    return Mended(
        mended=done.mended,
        overtaken=done.overtaken,
        still_bad=done.still_bad,
        refused=[quarantine_row(item, lang) for item in done.refused],
    )
