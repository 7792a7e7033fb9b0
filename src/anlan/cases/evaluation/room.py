"""The room of evaluation of one city: leagues, the cases behind a figure, trends and flags."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from sqlalchemy import select

from anlan.cases.evaluation import sudden
from anlan.cases.evaluation.appeals import rescored
from anlan.cases.evaluation.columns import Columns
from anlan.cases.evaluation.figures import Question, Rescored, Side, behind, figures
from anlan.cases.evaluation.indicators import Indicator, Object, Post, indicator, indicators
from anlan.cases.evaluation.league import Ask, Row, league
from anlan.cases.evaluation.periods import Period, containing
from anlan.cases.evaluation.settings import settings, weights_of
from anlan.model.cases import Scored
from anlan.model.city import City
from anlan.model.errors import CaseError
from anlan.model.permission import WHOLE, Area
from anlan.pool.divisions import DivisionTree
from anlan.store.cases import CaseRow
from anlan.store.database import Database
from anlan.words import Language

FOLDER = "evaluation"
POSTS: tuple[str, ...] = get_args(Post)


@dataclass(frozen=True)
class Subject:
    """What is evaluated: areas of a level, departments, or a post of the offices of a level."""

    kind: Object = "area"
    level: str = "district"
    post: str = ""

    @property
    def scored(self) -> Scored:
        """By whose weights it is scored."""
        return self.post if self.kind == "post" else self.kind  # type: ignore[return-value]


@dataclass(frozen=True)
class Asking:
    """A question as people put it: what, when, and within which areas they may look."""

    subject: Subject
    period: Period
    areas: tuple[Area, ...] = (WHOLE,)
    now: datetime | None = None


@dataclass(frozen=True)
class EvaluationRoom:
    """Evaluation by a city's pack, its divisions, and the copy of its milestones."""

    city: City
    tree: DivisionTree
    columns: Columns

    @classmethod
    def of(
        cls, city: City, tree: DivisionTree, database: Database, folder: Path
    ) -> "EvaluationRoom":
        """Return the room; ``folder`` is the city's workspace."""
        return cls(city, tree, Columns(database, city.name, folder / FOLDER))

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which a period begins."""
        return ZoneInfo(self.city.zone)

    def subject(self, kind: Object, level: str, post: str) -> Subject:
        """Return what is evaluated.

        Raises:
            CaseError: no such level or post.
        """
        levels = self.city.divisions.levels
        if kind != "department" and level not in levels:
            told = {"found": level[:40], "city": self.city.name, "known": ", ".join(levels)}
            raise CaseError("error.evaluation.level", **told)
        if (kind == "post") != bool(post) or post not in ("", *POSTS):
            raise CaseError("error.evaluation.post", found=post[:40], known=", ".join(POSTS))
        return Subject(kind, level, post)

    def wanted(self, subject: Subject) -> list[Indicator]:
        """Return the indicators by which it is evaluated."""
        return [one for one in indicators().values() if one.fits(subject.kind, subject.post)]

    def question(self, asking: Asking, period: Period | None = None) -> Question:
        """Return the question as the copy is asked it; ``period`` instead of the one asked for."""
        subject = asking.subject
        levels: list[str] = [*self.city.divisions.levels]
        begin, end = (period or asking.period).seconds(self.zone)
        depth = 0 if subject.kind == "department" else levels.index(subject.level) + 1
        return Question(
            subject.kind, begin, end, int((asking.now or datetime.now(UTC)).timestamp()), depth,
            asking.areas, self._grids, len(levels),
        )  # fmt: skip

    def league(self, asking: Asking) -> list[Row]:
        """Return the league: those that lie in scope, the best first."""
        self.columns.refresh()
        period, subject = asking.period, asking.subject
        ask = Ask(
            self.question(asking),
            self.question(asking, period.before),
            self.question(asking, period.year_before),
            self.wanted(subject),
            weights_of(self.city, subject.scored),
        )
        rows = league(self.columns, ask, self.rescored())
        return [row for row in rows if _seen(asking, row.key)]

    def trend(
        self, asking: Asking, one: Indicator, count: int = 8
    ) -> dict[str, list[float | None]]:
        """Return the figure of each object in the last periods, the latest last."""
        periods = [asking.period]
        while len(periods) < count:
            periods.append(periods[-1].before)
        changed = self.rescored()
        told = [
            figures(self.columns, replace(self.question(asking, each), rescored=changed), [one])
            for each in reversed(periods)
        ]
        keys = sorted({key for each in told for key in each})
        return {
            key: [each[key][one.name].value if key in each else None for each in told]
            for key in keys
        }

    def behind(
        self, asking: Asking, name: str, key: str, side: Side, after: int = 0, limit: int = 50
    ) -> list[CaseRow]:
        """Return the cases behind a figure, in the order of their opening here, from one on.

        Raises:
            CaseError: no such indicator, or the subject isn't evaluated by it.
        """
        one = indicator(name)
        if not one.fits(asking.subject.kind, asking.subject.post):
            known = ", ".join(each.name for each in self.wanted(asking.subject))
            raise CaseError("error.evaluation.indicator", found=name[:60], known=known)
        asked = replace(self.question(asking), rescored=self.rescored())
        ids = behind(self.columns, asked, one, key, side, after, limit)
        with self.columns.database.session() as session:
            query = select(CaseRow).where(CaseRow.id.in_(ids)).order_by(CaseRow.id)
            return list(session.scalars(query))

    def sudden(self, asking: Asking) -> list[sudden.Flag]:
        """Return the offices that suddenly close their own, against their past; never a post."""
        rule = settings().sudden
        one = indicators()[rule.indicator]
        if not one.fits(asking.subject.kind):
            return []
        now = self.question(asking)
        first = containing("month", asking.period.first)
        for _ in range(rule.past_months):
            first = first.before
        past = replace(now, begin=first.seconds(self.zone)[0], end=now.begin)
        changed = self.rescored()
        told = [
            {key: row[one.name] for key, row in
             figures(self.columns, replace(each, rescored=changed), [one]).items()}
            for each in (now, past)
        ]  # fmt: skip
        return sudden.sudden(*told)

    def called(self, subject: Subject, key: str, lang: Language) -> str:
        """Return what an object is called: a department's title, or a division's name."""
        if subject.kind == "department":
            titles = {each.name: each.title for each in self.city.departments}
            return titles[key].of(lang) if key in titles else key
        row = self.tree.rows.get(key.rpartition("/")[2])
        return row[f"name_{lang}"] if row else self.city.title.of(lang)

    def rescored(self) -> Rescored:
        """Return what accepted appeals change."""
        with self.columns.database.session() as session:
            return rescored(session, self.city.name)

    @cached_property
    def _grids(self) -> dict[str, int]:
        """How many unit grids stand in each division."""
        smallest = self.city.divisions.levels[-1]
        told: Counter[str] = Counter()
        for each in self.tree.standing(smallest):
            path = self.tree.paths[each.code].split("/")
            told.update("/".join(path[: n + 1]) for n in range(len(path)))
        return dict(told)


def _seen(asking: Asking, key: str) -> bool:
    """Return whether all of an object is in scope: a part's figure would pass for the whole's."""
    whole = Area("", key) if asking.subject.kind == "department" else Area(key)
    return any(area.covers(whole) for area in asking.areas)
