"""The report of dual prevention of a month: as figures, and as a file."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.view import CityView
from anlan.model.declared import Level
from anlan.paper import MEDIA
from anlan.risk.register.month_report import FORMS, MonthTold, tell
from anlan.risk.register.monthly import FIGURES, GROUPS, Counts
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/risk/reports", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
MonthName = Annotated[str, Path(max_length=20, description="Year and month.", examples=["2026-10"])]


class MonthFigure(BaseModel):
    """What a figure is called and means."""

    name: str
    title: str
    words: str = Field(description="Its definition.")
    share: bool = Field(description="Whether it is a share, 0 to 1, or a count.")


class MonthGroup(BaseModel):
    """Figures that stand in one table."""

    name: str
    title: str
    figures: list[MonthFigure]


class MonthRow(BaseModel):
    """The figures of a division, by their names; none for a share of nothing."""

    code: str
    title: str
    values: dict[str, float | None]


class MonthReport(BaseModel):
    """The report of a month: by division, with sums, and those of the month before."""

    month: str
    first: date
    end: date = Field(description="The first day that it doesn't hold.")
    over: bool = Field(description="Whether the month is over; else these are figures so far.")
    as_of: datetime
    level: Level
    groups: list[MonthGroup]
    rows: list[MonthRow]
    total: dict[str, float | None]
    before: dict[str, float | None] = Field(description="The sums of the month before.")


@router.get("/{month}.{form}", response_class=Response)
def month_file(
    request: Request,
    city: City,
    month: MonthName,
    form: Literal["csv", "html", "pdf", "xlsx"],
    level: Level = "district",
    lang: Lang = "en",
) -> Response:
    """Return the report of a month of the whole city as a table, a page, a PDF or a spreadsheet."""
    told = _told(request, city, month, level)
    name = f"{city.city.name}-risk-{told.month.name}-{lang}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(FORMS[form](told, lang), 200, headers, MEDIA[form])


@router.get("/{month}")
def month_report(
    request: Request, city: City, month: MonthName, level: Level = "district", lang: Lang = "en"
) -> MonthReport:
    """Return the figures of a month of the whole city, by the divisions of a level."""
    told = _told(request, city, month, level)
    return MonthReport(
        month=told.month.name,
        first=told.month.first,
        end=told.month.end,
        over=told.month.over,
        as_of=told.at,
        level=told.level,
        groups=_groups(lang),
        rows=[
            MonthRow(
                code=path.rpartition("/")[2], title=told.called(path, lang), values=_values(counts)
            )
            for path, counts in told.rows
        ],
        total=_values(told.sums),
        before=_values(told.before),
    )


def _told(request: Request, city: CityView, month: str, level: str) -> MonthTold:
    city.whole()
    with state_of(request).database.session() as session:
        return tell(session, city.state.register, month, level)


def _groups(lang: Language) -> list[MonthGroup]:
    return [
        MonthGroup(
            name=group,
            title=say(f"risk.monthly.group.{group}", lang),
            figures=[
                MonthFigure(
                    name=each.name,
                    title=each.title(lang),
                    words=each.words(lang),
                    share=bool(each.above),
                )
                for each in FIGURES
                if each.group == group
            ],
        )
        for group in GROUPS
    ]


def _values(counts: Counts) -> dict[str, float | None]:
    return {each.name: each.of(counts) for each in FIGURES}
