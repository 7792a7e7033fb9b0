"""Leagues in words of one language, for those who read them."""

from anlan.api.cases_shapes import Named
from anlan.api.evaluation_shapes import (
    Definition,
    FigureTold,
    League,
    LeagueRow,
    PeriodTold,
    SuddenTold,
)
from anlan.api.paging import cursor_of
from anlan.api.view import CityView
from anlan.cases.catalogue import catalogue
from anlan.cases.evaluation.indicators import Indicator
from anlan.cases.evaluation.league import Row, Standing
from anlan.cases.evaluation.periods import Period
from anlan.cases.evaluation.room import Asking
from anlan.cases.evaluation.settings import weights_of
from anlan.words import Language


class Names:
    """What things are called in one language."""

    def __init__(self, city: CityView, lang: Language) -> None:
        self._city, self._lang = city, lang
        self._departments = {each.name: each.title.of(lang) for each in city.city.departments}

    def department(self, name: str) -> Named | None:
        """Return a department with its title."""
        return Named(name=name, title=self._departments.get(name, name)) if name else None

    def class_(self, code: str | None) -> Named | None:
        """Return a class of the catalogue with its title."""
        known = catalogue().classes.get(code or "")
        return Named(name=known.code, title=known.title.of(self._lang)) if known else None

    def place(self, asked: Asking, key: str) -> list[str]:
        """Return the names along an object's path; none of a department."""
        by_department = asked.subject.kind == "department"
        return [] if by_department else self._city.division_names(key, self._lang)

    def title(self, asked: Asking, key: str) -> str:
        """Return what an object is called."""
        return self._city.state.evaluation.called(asked.subject, key, self._lang)


def league_told(city: CityView, asked: Asking, lang: Language, start: int, limit: int) -> League:
    """Return a page of a league."""
    room, names = city.state.evaluation, Names(city, lang)
    rows = room.league(asked)
    wanted = room.wanted(asked.subject)
    weights = dict(weights_of(room.city, asked.subject.scored))
    main = max(weights, key=lambda name: weights[name])
    trend = room.trend(asked, next(one for one in wanted if one.name == main))
    page = rows[start : start + limit]
    more = len(rows) > start + limit
    seen = {row.key for row in rows}
    kind = asked.subject.kind
    return League(
        period=_period(asked.period),
        before=_period(asked.period.before),
        year_before=_period(asked.period.year_before),
        object=kind,
        level=asked.subject.level if kind != "department" else None,
        post=asked.subject.post or None,
        main=main,
        indicators=[definition(one, lang) for one in wanted],
        weights=weights,
        next=cursor_of(start + limit) if more else None,
        items=[_row(names, asked, row, trend.get(row.key, [])) for row in page],
        sudden=[
            SuddenTold(
                key=each.key, title=names.title(asked, each.key), share=each.share,
                cases=each.cases, past_share=each.past_share, past_cases=each.past_cases, p=each.p,
            )
            for each in room.sudden(asked)
            if each.key in seen
        ],
    )  # fmt: skip


def definition(one: Indicator, lang: Language) -> Definition:
    """Return an indicator in words."""
    return Definition(
        name=one.name,
        title=one.title.of(lang),
        words=one.words.of(lang),
        symbols=one.symbols,
        unit=one.unit.of(lang),
        share=one.rate,
        better=one.better,
        least=one.least,
        source=one.source,
        by=one.by,
    )


def _row(names: Names, asked: Asking, row: Row, trend: list[float | None]) -> LeagueRow:
    return LeagueRow(
        key=row.key,
        title=names.title(asked, row.key),
        place=names.place(asked, row.key),
        score=None if row.score is None else round(row.score, 2),
        rank=row.rank,
        figures={name: _figure(each) for name, each in row.figures.items()},
        trend=trend,
    )


def _figure(each: Standing) -> FigureTold:
    return FigureTold(
        value=each.now.value,
        above=each.now.above,
        below=each.now.below,
        cases=each.now.cases,
        counted=each.counted.value,
        before=each.before,
        year_before=each.year_before,
    )


def _period(each: Period) -> PeriodTold:
    return PeriodTold(name=each.name, first=each.first, end=each.end)
