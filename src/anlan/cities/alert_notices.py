"""Alerts of other authorities move the risk points of their divisions, by the rules of the pack."""

from datetime import datetime

from sqlalchemy import select

from anlan.alerts.inbound.rules import START, Raised, raised
from anlan.model.alerts import Alerts
from anlan.model.cause import Cause
from anlan.risk.register import notices
from anlan.risk.register.notices import Notice
from anlan.risk.register.renewing import renew_all
from anlan.risk.register.room import RegisterRoom
from anlan.store.alerts import AlertInbound
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.risk import RiskNotice


def keep_up(
    database: Database, room: RegisterRoom, alerts: Alerts, cause: Cause, now: datetime
) -> int:
    """Tell what alerts in force raise, and end what those raised that were taken back.

    Returns:
        How many notices were told or ended.
    """
    if not alerts.rules:
        return 0
    city = room.city.name
    with database.session() as session:
        running = session.scalars(
            select(AlertInbound).where(AlertInbound.city == city, AlertInbound.ended_at.is_(None))
        ).all()
        standing = {
            each.key
            for each in session.scalars(
                select(RiskNotice).where(
                    RiskNotice.city == city,
                    RiskNotice.key.startswith(START, autoescape=True),
                    RiskNotice.withdrawn_at.is_(None),
                    (RiskNotice.until.is_(None)) | (RiskNotice.until > now),
                )
            )
        }
    wanted = {each.key: each for each in raised(alerts.rules, running)}
    fresh = [each for key, each in wanted.items() if key not in standing]
    over = sorted(standing - set(wanted))
    if not fresh and not over:
        return 0
    touched: set[int] = set()
    with change(database, cause) as made:
        for each in fresh:
            notice = notices.placed(room, _notice(each, now))
            touched |= set(notices.tell(made, room, notice, now).touched)
        for key in over:
            touched |= set(notices.end(made, room, key, now).touched)
    renew_all(database, cause, room, sorted(touched), now)
    return len(fresh) + len(over)


def _notice(of: Raised, now: datetime) -> Notice:
    title = next(iter(of.row.headlines.values()), of.row.event) or of.row.identifier
    until = of.row.expires_at
    return Notice(
        key=of.key,
        modifier=of.rule.modifier,
        title=title[:200],
        since=min(of.row.sent_at, now),
        until=until,
        divisions=tuple(of.row.places),
    )
