"""Hazards found at a risk point become cases; the point is the more dangerous until they end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from anlan.cases.endings import UNFOUNDED
from anlan.cases.report import Report
from anlan.cases.room import CaseRoom
from anlan.cases.rows import joined_to
from anlan.model.cause import Cause
from anlan.model.errors import RegisterError
from anlan.risk.register import reviews, rows
from anlan.risk.register.draft import Told
from anlan.risk.register.renewing import renew, renew_all
from anlan.risk.register.room import RegisterRoom
from anlan.store.cases import CaseRow
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.ledger import Head, changed_since
from anlan.store.risk import RiskFact, RiskMeasure, RiskPoint, RiskSource

KINDS = {False: "hazard_general", True: "hazard_major"}
FAILED = "measure_failed"
HALVINGS, LATELY_DAYS = 10, 1
"""After so many half-lives a fact's effect is a thousandth, and isn't looked at again; what began
or ended within so many days always is."""
FEW = 0.02
"""The share by which a value must differ to count as moved."""


@dataclass(frozen=True)
class Finding:
    """What somebody found at a risk point.

    Attributes:
        title: what it is, in a few words.
        text: more of it.
        major: whether it is a major hazard; the conclusion is a person's.
        key: what the finder calls it; the same again opens nothing twice.
        channel: of the case.
        measure: which measure is missing or has failed: the source's number and its own.
        photos: codes of photos that show it.
    """

    title: str
    key: str
    text: str = ""
    major: bool = False
    channel: str = "inspection"
    measure: tuple[int, int] | None = None
    photos: tuple[str, ...] = ()


def found(
    made: Change,
    room: RegisterRoom,
    cases: CaseRoom,
    code: str,
    finding: Finding,
    at: datetime,
    role: str = "reporter",
) -> str:
    """Open the case of a hazard, and let it weigh on its risk point; return the case's number.

    Raises:
        RegisterError: there is no such point or measure.
        CaseError: the finding can't become a case.
    """
    row = rows.find(made.session, room.city.name, code)
    measure = _measure(made, row, finding) if finding.measure else None
    report = Report(
        kind=KINDS[finding.major],
        channel=finding.channel,
        title=finding.title,
        text=finding.text,
        at=at,
        known_at=at,
        division=row.division,
        lon=row.lon,
        lat=row.lat,
        asset_id=row.asset_id,
        source=rows.subject(row),
        outside_key=f"{code} {finding.key}",
        photos=finding.photos,
    )
    number = cases.open(made, cases.placed(report), role).number
    facts = [Told(code, KINDS[finding.major], number, at)]
    if measure is not None:
        measure.failed_by = number
        facts.append(Told(code, FAILED, number, at))
    room.tell(made, facts, at)
    return number


class Follower:
    """Lets risk points follow the cases of their hazards, by what the ledger says of those."""

    def __init__(self, database: Database, room: RegisterRoom) -> None:
        self._database, self._room = database, room
        self._seq: int | None = None

    def look(self, cause: Cause, at: datetime) -> list[str]:
        """Follow what has happened since the last look; the first looks at all.

        Returns:
            The codes of the points whose colour changed.
        """
        with self._database.session() as session:
            # The head first: what is committed after it is seen the next time.
            head = session.scalar(select(Head.seq)) or 0
            if head == self._seq:
                return []
            start = f"case:{self._room.city.name}/"
            numbers = None if self._seq is None else changed_since(session, self._seq, start)
            city = self._room.city.name
            concerned = numbers is None or _any_fact(session, city, numbers)
            reviewed = reviews.any_of(session, city, numbers)
        changed: list[str] = []
        if concerned or reviewed:
            with change(self._database, cause) as made:
                changed = follow(made, self._room, at, numbers)
                reviews.follow(made, city, numbers)
        self._seq = head
        return changed


def _any_fact(session: Session, city: str, numbers: Sequence[str]) -> bool:
    return any(
        session.scalar(
            select(RiskFact.id).where(RiskFact.city == city, RiskFact.key.in_(few)).limit(1)
        )
        for few in rows.few(numbers)
    )


def follow(
    made: Change, room: RegisterRoom, at: datetime, numbers: Sequence[str] | None = None
) -> list[str]:
    """Let facts end with their cases, and hold again with those that were reopened.

    Args:
        made: the transaction.
        room: of the city.
        at: now.
        numbers: of which cases; None for all.

    Returns:
        The codes of the points whose colour changed.
    """
    ended, again = _turned(made.session, room.city.name, numbers)
    touched = rows.points_of(made.session, [fact for fact, _ in (*ended, *again)])
    points = {row.id: row for row in touched}
    for fact, case in ended:
        if _end(made.session, fact, case):
            reviews.ask_if(made, points[fact.point_id], fact.modifier, "ended", at)
    for fact, _ in again:
        fact.ended_at = None
    made.session.flush()
    return renew(made, room, touched, at)


Turned = list[tuple[RiskFact, CaseRow]]


def _turned(session: Session, city: str, numbers: Sequence[str] | None) -> tuple[Turned, Turned]:
    """Return facts that hold though their case has ended, and those the other way round."""
    both = (
        select(RiskFact, CaseRow)
        .join(CaseRow, (CaseRow.city == RiskFact.city) & (CaseRow.number == RiskFact.key))
        .where(RiskFact.city == city)
    )
    parts = [None] if numbers is None else list(rows.few(numbers))
    ended: Turned = []
    again: Turned = []
    for part in parts:
        query = both if part is None else both.where(RiskFact.key.in_(part))
        over = query.where(RiskFact.ended_at.is_(None), CaseRow.ended_at.is_not(None))
        ended += session.execute(over)
        anew = query.where(RiskFact.ended_at.is_not(None), CaseRow.ended_at.is_(None))
        again += session.execute(anew)
    return ended, again


def _end(session: Session, fact: RiskFact, case: CaseRow) -> bool:
    """Let a fact end with its case; return whether it was put right.

    Of a case that was merged the other one goes on, and one that was unfounded leaves nothing.
    """
    lead = joined_to(session, case)
    query = update(RiskMeasure).where(RiskMeasure.failed_by == case.number)
    session.execute(query.values(failed_by=lead.number if lead else ""))
    if lead is not None:
        same = select(RiskFact.id).where(
            RiskFact.point_id == fact.point_id,
            RiskFact.modifier == fact.modifier,
            RiskFact.key == lead.number,
        )
        if session.scalar(same) is None:
            fact.key = lead.number
            return False
    if lead is not None or case.state in UNFOUNDED:
        session.delete(fact)
        return False
    if case.ended_at is not None:
        fact.ended_at = max(case.ended_at, fact.began_at)
    return True


def fading(database: Database, cause: Cause, room: RegisterRoom, at: datetime) -> list[str]:
    """Grade those points anew whose facts began of late, end, or have ended and still weigh.

    Returns:
        The codes of the points whose colour changed.
    """
    with database.session() as session:
        ids = sorted({key for query in _moving(room, at) for key in session.scalars(query)})
    return renew_all(database, cause, room, ids, at)


def _moving(room: RegisterRoom, at: datetime) -> Iterator[Select[int]]:
    """Yield queries for the ids of points whose value moves with time, each by an index."""
    spans = {
        each.id: timedelta(days=HALVINGS * each.half_life_days + LATELY_DAYS)
        for each in room.modifiers.modifiers
    }
    facts = select(RiskFact.point_id).where(RiskFact.city == room.city.name).distinct()
    yield facts.where(RiskFact.began_at >= at - timedelta(days=LATELY_DAYS))
    weighs = [
        (RiskFact.modifier == name) & (RiskFact.ended_at >= at - span)
        for name, span in spans.items()
    ]
    yield facts.where(RiskFact.ended_at >= at - max(spans.values()), or_(*weighs))
    # Moved, though nothing holds: nobody looked while its facts faded.
    holds = select(RiskFact.id).where(
        RiskFact.point_id == RiskPoint.id, RiskFact.ended_at.is_(None)
    )
    moved = func.abs(RiskPoint.now_value - RiskPoint.residual_value)
    yield select(RiskPoint.id).where(
        RiskPoint.city == room.city.name,
        RiskPoint.retired_at.is_(None),
        moved > RiskPoint.residual_value * FEW,
        ~holds.exists(),
    )


def _measure(made: Change, row: RiskPoint, finding: Finding) -> RiskMeasure:
    assert finding.measure is not None  # noqa: S101 - the caller has seen it
    source, measure = finding.measure
    query = (
        select(RiskMeasure)
        .join(RiskSource, RiskSource.id == RiskMeasure.source_id)
        .where(RiskSource.point_id == row.id, RiskSource.n == source, RiskMeasure.n == measure)
    )
    kept = made.session.scalar(query)
    if kept is None:
        raise RegisterError(
            "error.register.measure", code=row.code, source=source + 1, n=measure + 1
        )
    return kept
