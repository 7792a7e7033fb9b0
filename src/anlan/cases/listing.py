"""Listed supervision: a case on a list with a number, by an office, until a day, in public or not.

A case goes on the list by the act ``supervise.list`` and off it by ``supervise.delist``; what the
acts were given is the notice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from anlan.cases.flow import Move
from anlan.cases.flow.fields import moment_of
from anlan.cases.numbers import next_listing
from anlan.store.cases import CaseListing, CaseRow
from anlan.store.change import Change

Place = tuple[datetime, int, int]


@dataclass(frozen=True, slots=True)
class Listed:
    """A case on the list, or taken off it."""

    notice: CaseListing
    case: CaseRow


def note(made: Change, row: CaseRow, by: Move, *, was: bool) -> None:
    """Write what a move of a case that was made does to the list; ``was`` is it on it before."""
    if row.listed and not was:
        deadline = moment_of(by.fields["deadline"])
        assert deadline is not None  # noqa: S101 - the machine has seen that it is a moment
        made.session.add(
            CaseListing(
                city=row.city,
                number=next_listing(made.session, row.city, by.at),
                case_id=row.id,
                seq=row.moves,
                issuer=str(by.fields["issuer"]),
                leader=str(by.fields["leader"]).strip(),
                reason=str(by.fields["reason"]).strip(),
                deadline=deadline,
                public=by.fields["public"] == "yes",
                listed_at=by.at,
                delisted_at=None,
                delisted_seq=None,
            )
        )
        made.session.flush()
    elif was and not row.listed:
        query = select(CaseListing).where(
            CaseListing.case_id == row.id, CaseListing.delisted_at.is_(None)
        )
        found = made.session.scalars(query).one()
        found.delisted_at, found.delisted_seq = by.at, row.moves


def listings_of(session: Session, row: CaseRow) -> Sequence[CaseListing]:
    """Return the notices of a case, the first one first."""
    query = select(CaseListing).where(CaseListing.case_id == row.id)
    return session.scalars(query.order_by(CaseListing.listed_at, CaseListing.number)).all()


def public_notices(
    session: Session, city: str, before: Place | None = None, limit: int = 50
) -> list[Listed]:
    """Return the notices that are public, the newest first; those after ``before`` in that order.

    A notice stays when its case is taken off the list: that it was solved is public too.
    """
    query = select(CaseListing, CaseRow).join(CaseRow, CaseRow.id == CaseListing.case_id)
    query = query.where(CaseListing.city == city, CaseListing.public.is_(True))
    place = (CaseListing.listed_at, CaseListing.case_id, CaseListing.seq)
    if before is not None:
        query = query.where(tuple_(*place) < tuple_(*before))
    order = [each.desc() for each in place]
    return [Listed(*row) for row in session.execute(query.order_by(*order).limit(limit))]


def place_of(notice: CaseListing) -> Place:
    """Return where a notice stands in the order of :func:`public_notices`."""
    return notice.listed_at, notice.case_id, notice.seq
