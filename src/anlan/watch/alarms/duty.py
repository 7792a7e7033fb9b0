"""Who is told: wardens are named, listed and taken away. A warden is a post with an endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.store.outbox.tables import Endpoint
from anlan.store.watch import AlarmWarden
from anlan.watch.alarms.silences import ChangedError
from anlan.watch.alarms.site import Site


@dataclass(frozen=True)
class Post:
    """A warden to be: of an object (and one of its floors), or of a division with all below it."""

    post: str
    endpoint: int
    step: int = 0
    object: str = ""
    floor: str = ""
    division: str = ""


def name(made: Change, site: Site, post: Post, at: datetime) -> AlarmWarden:
    """Name a warden; one that is there already is returned as it is.

    Raises:
        WatchError: it is of nothing, of a floor of no object, at no step of the ladder, or there is
            no such endpoint.
    """
    _check(made.session, site, post)
    query = select(AlarmWarden).where(
        AlarmWarden.city == site.city,
        AlarmWarden.object == post.object,
        AlarmWarden.floor == post.floor,
        AlarmWarden.division == post.division,
        AlarmWarden.step == post.step,
        AlarmWarden.endpoint_id == post.endpoint,
    )
    known = made.session.scalar(query)
    if known is not None:
        return known
    row = AlarmWarden(
        city=site.city,
        object=post.object,
        floor=post.floor,
        division=post.division,
        step=post.step,
        post=post.post,
        endpoint_id=post.endpoint,
        made_at=at,
        version=1,
    )
    made.session.add(row)
    made.session.flush()
    told = {
        name: value for name in ("object", "floor", "division") if (value := getattr(post, name))
    }
    about = {"post": post.post, "step": post.step, "endpoint": post.endpoint}
    made.record(subject(site, row.id), "alarm_warden.named", after=told | about)
    return row


def _check(session: Session, site: Site, post: Post) -> None:
    if not post.object and post.floor:
        raise WatchError("error.warden.floor")
    if bool(post.object) == bool(post.division):
        raise WatchError("error.warden.where")
    if not 0 <= post.step < len(site.ladder.steps):
        raise WatchError("error.warden.step", last=len(site.ladder.steps) - 1)
    if session.get(Endpoint, post.endpoint) is None:
        raise WatchError("error.warden.endpoint", id=post.endpoint)


def take_away(made: Change, site: Site, number: int, version: int) -> None:
    """Take a warden away.

    Raises:
        WatchError: there is no such warden, or somebody else has changed it.
    """
    row = find(made.session, site, number)
    if row.version != version:
        raise ChangedError(number)
    before = {"post": row.post, "object": row.object, "division": row.division, "step": row.step}
    made.session.delete(row)
    made.record(subject(site, number), "alarm_warden.taken_away", before=before)


def find(session: Session, site: Site, number: int) -> AlarmWarden:
    """Return a warden.

    Raises:
        WatchError: there is none.
    """
    query = select(AlarmWarden).where(AlarmWarden.city == site.city, AlarmWarden.id == number)
    row = session.scalar(query.with_for_update())
    if row is None:
        raise WatchError("error.warden.none", id=number, city=site.city)
    return row


def wardens(
    session: Session, site: Site, of: str = "", after: int = 0, limit: int = 100
) -> Sequence[AlarmWarden]:
    """Return wardens, by number; ``of`` one object, asset or division only."""
    query = select(AlarmWarden).where(AlarmWarden.city == site.city, AlarmWarden.id > after)
    if of:
        query = query.where((AlarmWarden.object == of) | (AlarmWarden.division == of))
    return session.scalars(query.order_by(AlarmWarden.id).limit(limit)).all()


def subject(site: Site, number: int) -> str:
    """Return what the ledger calls a warden."""
    return f"alarm_warden:{site.city}/{number}"
