"""An act on all alarms of a group at once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from anlan.model.errors import WatchError
from anlan.model.permission import Scope
from anlan.store.change import Change
from anlan.store.watch import AlarmRow
from anlan.watch.alarms.handle import Handling, act, allowed, check
from anlan.watch.alarms.rows import lock_many, queue
from anlan.watch.alarms.site import Site
from anlan.watch.alarms.telling import conclude

By = Callable[[Mapping[str, Any]], Handling]


def handle_group(
    made: Change, site: Site, group: int, by: By, scope: Scope, at: datetime
) -> tuple[list[int], int]:
    """Do an act to every open alarm of a group for which it is possible.

    Args:
        made: the transaction.
        site: whose alarms.
        group: the group's number.
        by: gives the act for an alarm, in the post that somebody has for it.
        scope: which alarms.
        at: now.

    Returns:
        The numbers of those it was done to, and of how many in scope it wasn't possible.

    Raises:
        WatchError: there is no open alarm in such a group, or the act lacks what it needs.
    """
    queue(made.session, site.city)
    query = select(AlarmRow.number).where(
        AlarmRow.city == site.city, AlarmRow.group_number == group, AlarmRow.closed_at.is_(None)
    )
    numbers = made.session.scalars(query.order_by(AlarmRow.number)).all()
    works = [
        each
        for each in lock_many(made.session, site.city, numbers)
        if scope.has_place(each.row["division"])
    ]
    if not works:
        raise WatchError("error.alarm.group", number=group, city=site.city)
    done, left = [], 0
    for each in works:
        mine = by(each.row)
        check(mine)
        standing = mine.act == "close" and mine.reason == "true" and each.alarm.standing
        if mine.act not in allowed(site, each.alarm) or standing:
            left += 1
            continue
        act(made, site, each, mine, at)
        done.append(each)
    conclude(made, site, done, at)
    return [each.number for each in done], left
