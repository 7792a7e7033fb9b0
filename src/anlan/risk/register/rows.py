"""The register between its tables and the room: found, locked, written back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from anlan.model.errors import RegisterError
from anlan.risk.register.draft import Draft, Told
from anlan.risk.register.grading import Grading
from anlan.store.risk import RiskFact, RiskMeasure, RiskPoint, RiskSource

T = TypeVar("T")
FEW = 500
"""So many are asked for in one statement."""


def find(session: Session, city: str, code: str) -> RiskPoint:
    """Return a point.

    Raises:
        RegisterError: there is none of that code.
    """
    query = select(RiskPoint).where(RiskPoint.city == city, RiskPoint.code == code)
    row = session.scalar(query)
    if row is None:
        raise none(city, code)
    return row


def none(city: str, code: str) -> RegisterError:
    """Return the error that there is no such point."""
    return RegisterError("error.register.none", city=city, code=code)


def subject(row: Any) -> str:
    """Return what the ledger calls a point."""
    return f"risk_point:{row.city}/{row.code}"


def hold(session: Session, city: str, code: str, version: int) -> RiskPoint:
    """Return a point that nobody else can change until the end of the transaction.

    Raises:
        RegisterError: there is none, or it isn't in the version somebody saw.
    """
    query = select(RiskPoint).where(RiskPoint.city == city, RiskPoint.code == code)
    # What was read before the lock may have changed meanwhile.
    fresh = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(fresh)
    if row is None:
        raise none(city, code)
    if row.version != version:
        raise RegisterError("error.register.conflict", code=code, version=row.version, seen=version)
    return row


def by_code(session: Session, city: str, codes: Sequence[str]) -> dict[str, RiskPoint]:
    """Return those points that are there, by their codes, locked in one order."""
    found: dict[str, RiskPoint] = {}
    for part in few(sorted(set(codes))):
        query = select(RiskPoint).where(RiskPoint.city == city, RiskPoint.code.in_(part))
        query = query.order_by(RiskPoint.id).with_for_update()
        found |= {row.code: row for row in session.scalars(query)}
    return found


def sources_of(session: Session, row: RiskPoint) -> Sequence[RiskSource]:
    """Return what in a point is dangerous, in its order."""
    query = select(RiskSource).where(RiskSource.point_id == row.id).order_by(RiskSource.n)
    return session.scalars(query).all()


def measures_of(session: Session, row: RiskPoint) -> Sequence[RiskMeasure]:
    """Return the measures of all sources of a point, in their order."""
    query = select(RiskMeasure).join(RiskSource, RiskSource.id == RiskMeasure.source_id)
    query = query.where(RiskSource.point_id == row.id)
    return session.scalars(query.order_by(RiskSource.n, RiskMeasure.n)).all()


def facts_of(session: Session, ids: Sequence[int]) -> list[RiskFact]:
    """Return the living facts of points."""
    found: list[RiskFact] = []
    for part in few(sorted(ids)):
        query = select(RiskFact).where(RiskFact.point_id.in_(part)).order_by(RiskFact.id)
        found += session.scalars(query)
    return found


def open_facts(session: Session, city: str, key: str) -> Sequence[RiskFact]:
    """Return the facts that follow from something and still hold."""
    query = select(RiskFact).where(RiskFact.city == city, RiskFact.key == key)
    return session.scalars(query.where(RiskFact.ended_at.is_(None)).order_by(RiskFact.id)).all()


def points_of(session: Session, facts: Sequence[RiskFact]) -> list[RiskPoint]:
    """Return the points that facts are of, locked in one order."""
    found: list[RiskPoint] = []
    for part in few(sorted({each.point_id for each in facts})):
        query = select(RiskPoint).where(RiskPoint.id.in_(part)).order_by(RiskPoint.id)
        found += session.scalars(query.with_for_update())
    return found


def write_sources(
    session: Session,
    points: Sequence[RiskPoint],
    drafts: Sequence[Draft],
    graded: Sequence[Grading],
) -> None:
    """Put the sources and measures of points in place of those that were there."""
    for part in few([each.id for each in points if each.version > 1]):
        old = select(RiskSource.id).where(RiskSource.point_id.in_(part))
        session.execute(delete(RiskMeasure).where(RiskMeasure.source_id.in_(old)))
        session.execute(delete(RiskSource).where(RiskSource.point_id.in_(part)))
    made: list[tuple[RiskSource, int, Draft]] = []
    for row, draft, found in zip(points, drafts, graded, strict=True):
        for n, (source, (inherent, residual)) in enumerate(
            zip(draft.sources, found.values, strict=True)
        ):
            kept = RiskSource(
                point_id=row.id,
                n=n,
                name=source.name,
                event=source.event,
                cause=source.cause,
                consequence=source.consequence,
                inherent=dict(source.inherent),
                residual=dict(source.residual or source.inherent),
                inherent_value=inherent,
                residual_value=residual,
            )
            made.append((kept, n, draft))
    session.add_all(each for each, _, _ in made)
    session.flush()
    session.add_all(
        RiskMeasure(source_id=kept.id, n=n, group=each.group, text=each.text, failed_by="")
        for kept, of, draft in made
        for n, each in enumerate(draft.sources[of].measures)
    )
    session.flush()


def write_facts(
    session: Session, city: str, points: Mapping[str, RiskPoint], facts: Sequence[Told]
) -> list[Told]:
    """Write facts; one that is known by point, modifier and key is changed. Return the new ones."""
    fresh = []
    ids = [each.id for each in points.values()]
    known = {(each.point_id, each.modifier, each.key): each for each in facts_of(session, ids)}
    for told in facts:
        key = (points[told.code].id, told.modifier, told.key)
        fact = known.get(key)
        if fact is None:
            fact = RiskFact(city=city, point_id=key[0], modifier=told.modifier, key=told.key)
            known[key] = fact
            session.add(fact)
            fresh.append(told)
        fact.began_at, fact.ended_at = told.began, told.ended
    session.flush()
    return fresh


def few(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield items by the number that is asked for in one statement."""
    for first in range(0, len(items), FEW):
        yield items[first : first + FEW]
