"""How the register is told: names in the reader's language, reasons in words."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from anlan.api.cases_shapes import Named
from anlan.api.risk_shapes import (
    ChangeTold,
    FactTold,
    Graded,
    InstallationTold,
    MeasureTold,
    RiskDetail,
    RiskLine,
    RiskSourceTold,
    StockTold,
)
from anlan.api.view import CityView
from anlan.model.colour import COLOURS
from anlan.model.declared import Text
from anlan.risk.register import Source, installations, kinds, reading, rows
from anlan.risk.register.grading import why as source_why
from anlan.risk.register.renewing import Now, now
from anlan.risk.register.renewing import why as reasons_of
from anlan.risk.register.room import RegisterRoom
from anlan.risk.schemes.installations import Installation, explain, substances
from anlan.store.risk import RiskChange, RiskInstallation, RiskMeasure, RiskPoint, RiskSource
from anlan.words import Language, say

FEWEST = 10
"""Fewer people are not told: they could be known one by one."""


class Teller:
    """Tells points of a city in a language."""

    def __init__(self, city: CityView, lang: Language) -> None:
        self._city, self._lang = city, lang
        self._room: RegisterRoom = city.state.register

    def line(self, row: RiskPoint) -> RiskLine:
        """Return a point as a list shows it."""
        return RiskLine(
            code=row.code,
            name=row.name,
            type=self._named(row.type, kinds().types[row.type]),
            field=self._named(row.field, kinds().fields[row.field]),
            unit=row.unit,
            division=self._city.division_names(row.division, self._lang),
            lon=row.lon,
            lat=row.lat,
            inherent=self._graded(row.inherent_value, row.inherent_colour),
            residual=self._graded(row.residual_value, row.residual_colour),
            now=self._graded(row.now_value, row.now_colour),
            review_at=row.review_at,
        )

    def detail(self, session: Session, row: RiskPoint, at: datetime) -> RiskDetail:
        """Return all of a point."""
        scheme = self._room.scheme_of(row)
        shown = now(self._room, [row], rows.facts_of(session, [row.id]), at)
        control = kinds().control[COLOURS[row.inherent_colour]]
        changes = reading.changes(session, row)
        return RiskDetail(
            **self.line(row).model_dump(),
            department=row.department,
            owner=row.owner,
            scheme=self._named(row.scheme, scheme.name),
            formula=scheme.formula,
            why=self._why(row, reasons_of(shown, self._room, 0, row)),
            control=control.unit.of(self._lang),
            patrol_days=control.patrol_days,
            patrolled_at=row.patrolled_at,
            patrol_due=row.patrol_due,
            reviewed_at=row.reviewed_at,
            review_why=self._named(row.review_why, kinds().reviews[row.review_why].name),
            review_case=row.review_case,
            retired_at=row.retired_at,
            installation=installation_told(installations.of(session, row), self._lang),
            sources=self._sources(session, row),
            facts=self._facts(shown),
            changes=[self._change(each) for each in changes],
        )

    def _sources(self, session: Session, row: RiskPoint) -> list[RiskSourceTold]:
        measures: dict[int, list[RiskMeasure]] = {}
        for each in rows.measures_of(session, row):
            measures.setdefault(each.source_id, []).append(each)
        return [
            self._source(row, each, measures.get(each.id, []))
            for each in rows.sources_of(session, row)
        ]

    def _source(
        self, row: RiskPoint, source: RiskSource, measures: list[RiskMeasure]
    ) -> RiskSourceTold:
        given = Source(source.name, source.event, source.inherent, source.residual)
        return RiskSourceTold(
            name=source.name,
            event=self._named(source.event, kinds().accidents[source.event]),
            cause=source.cause,
            consequence=source.consequence,
            inherent=source.inherent,
            residual=source.residual,
            why=source_why(given, self._room.scheme_of(row), self._lang),
            measures=[
                MeasureTold(
                    group=self._named(each.group, kinds().measures[each.group]), text=each.text
                )
                for each in measures
            ],
        )

    def _facts(self, shown: Now) -> list[FactTold]:
        told = []
        for fact, much in shown.counting[0]:
            modifier = self._room.modifiers.of(fact.modifier)
            told.append(
                FactTold(
                    modifier=self._named(modifier.id, modifier.name),
                    key=fact.key,
                    began_at=fact.began_at,
                    ended_at=fact.ended_at,
                    factor=round(modifier.factor**much, 3),
                )
            )
        return told

    def _change(self, change: RiskChange) -> ChangeTold:
        return ChangeTold(
            at=change.at,
            before=None if change.before is None else self._colour(change.before),
            after=self._colour(change.after),
            value=change.value,
            why=self.reasons(change.why),
        )

    def _why(self, row: RiskPoint, reasons: list[dict[str, Any]]) -> str:
        return say(
            "risk.register.why",
            self._lang,
            value=f"{row.now_value:.4g}",
            residual=f"{row.residual_value:.4g}",
            colour=self._colour(row.now_colour).title,
            reasons=self.reasons(reasons),
        )

    def reasons(self, told: list[dict[str, Any]]) -> str:
        """Return the reasons of a change of colour in words."""
        said = []
        for each in told:
            if "floor" in each:
                said.append(say("risk.register.floor", self._lang, rule=self._floor(each["floor"])))
                continue
            name = self._room.modifiers.of(each["modifier"]).name.of(self._lang)
            said.append(
                say(
                    "risk.register.fact",
                    self._lang,
                    modifier=name,
                    key=each["key"],
                    factor=f"{each['factor']:g}",
                )
            )
        none = say("risk.register.no_fact", self._lang)
        return say("risk.register.and", self._lang).join(said) or none

    def _floor(self, name: str) -> str:
        floor = kinds().floors.get(name)
        return (floor.name if floor else self._room.modifiers.of(name).name).of(self._lang)

    def _graded(self, value: float, colour: int) -> Graded:
        return Graded(value=value, colour=self._colour(colour))

    def _colour(self, colour: int) -> Named:
        name = COLOURS[colour]
        return Named(name=name, title=say(f"risk.colour.{name}", self._lang))

    def _named(self, name: str, text: Text) -> Named:
        return Named(name=name, title=text.of(self._lang))


def installation_told(kept: RiskInstallation | None, lang: Language) -> InstallationTold | None:
    """Return what a point holds; None for nothing."""
    if kept is None:
        return None
    known = substances()
    stocks = [
        StockTold(
            substance=Named(name=code, title=known[code].name.of(lang)),
            tonnes=tonnes,
            threshold=known[code].threshold,
        )
        for code, tonnes in kept.stocks.items()
    ]
    return InstallationTold(
        stocks=stocks,
        residents=None if 0 < kept.residents < FEWEST else kept.residents,
        s=round(kept.s, 4),
        r=round(kept.r, 4),
        rank=kept.rank,
        why=explain(Installation(kept.s, kept.r, kept.alpha, kept.rank), lang),
        at=kept.at,
    )
