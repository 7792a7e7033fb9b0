"""Whom an alarm's news is told, decided in the transaction that brings the news.

The entry in the ledger names the endpoints that are told of it, so that it is told if and only if
it has happened; from there on the outbox tells them, in order for each alarm, until they have taken
it. See docs/decisions/0019.
"""

from collections.abc import Sequence
from datetime import datetime

from anlan.store.change import Change
from anlan.watch.alarms import wardens
from anlan.watch.alarms.groups import Groups
from anlan.watch.alarms.pace import pace
from anlan.watch.alarms.quiet import Why, quiets
from anlan.watch.alarms.rows import Work, write
from anlan.watch.alarms.site import Site

ALONE = frozenset({"rise", "unshelve"})
"""What is told of an alarm by itself, whatever its group was told."""


def conclude(made: Change, site: Site, works: Sequence[Work], at: datetime) -> None:
    """Decide who is told of what was done to alarms, and write them."""
    news = [each for each in works if _is_news(each)]
    if news:
        _tell(made, site, news, at)
    for each in works:
        pace(site, each, at)
    write(made, site, works, at)


def _is_news(work: Work) -> bool:
    return work.alarm.state not in {"shelved", "closed"} and work.news is not None


def _tell(made: Change, site: Site, news: Sequence[Work], at: datetime) -> None:
    known = wardens.Wardens(made.session, site.city, [each.row for each in news])
    groups = Groups(made, site, news, at)
    quiet = quiets(made.session, site, news, at)
    quiet.storms = groups.storms(news)
    for work in news:
        if work.fresh:
            groups.join(work)
        why = quiet.why(work)
        _note(work, why)
        if not why.reason:
            _to_wardens(work, known.of(work.row), groups)
    groups.write()


def _to_wardens(work: Work, steps: wardens.Steps, groups: Groups) -> None:
    """Note which endpoints are told of an alarm that isn't quiet."""
    told = work.news
    assert told is not None  # noqa: S101 - the caller has seen it
    step = work.alarm.step
    escalated = told["act"] == "escalate"
    targets = wardens.at(steps, step) if escalated else wardens.up_to(steps, step)
    untold = targets if told["act"] in ALONE else groups.untold(work, targets)
    if untold:
        told["fields"]["notify"] = untold
        groups.tell(work, untold)
    elif targets:
        work.row["quiet"] = "group"
        groups.wait(work)


def _note(work: Work, why: Why) -> None:
    work.row |= {"quiet": why.reason, "silence_id": why.silence, "inhibited_by": why.by}
    if why.reason and work.news is not None:
        work.news["fields"]["quiet"] = why.reason
        if why.by is not None:
            work.news["fields"]["by"] = why.by
