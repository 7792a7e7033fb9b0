"""Rules are switched on by what proves them, and off by anybody who may."""

from datetime import datetime

from sqlalchemy import select

from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.store.watch import WatchRule
from anlan.watch.live.plans import together
from anlan.watch.rulebook.book import Listed, find, subject
from anlan.watch.rules import Rules


def switch_on(
    made: Change, city: str, rule: str, at: datetime, version: int | None = None
) -> Listed:
    """Switch a rule on, by the newest certificate that covers it; another version of it goes off.

    Raises:
        WatchError: there is no such rule, no certificate covers it, or it doesn't fit those that
            are on.
    """
    found = find(made.session, city, rule, version)
    row = found.row
    if row.on_since is not None:
        return found
    if found.proof is None:
        raise WatchError("error.watch.unproved", rule=rule, version=row.version, city=city)
    query = select(WatchRule).where(WatchRule.city == city, WatchRule.on_since.is_not(None))
    others = made.session.scalars(query.with_for_update()).all()
    stays = [Rules.model_validate_json(each.body) for each in others if each.rule != rule]
    together([*stays, found.rules])
    for each in others:
        if each.rule == rule:
            _off(made, each)
            # The database holds that no two are on, so this one must be off before.
            made.session.flush()
    row.on_since, row.certificate_id = at, found.proof.id
    row.judged_from, row.drift_case, row.changed = at, "", row.changed + 1
    after = {"version": row.version, "certificate": found.proof.digest}
    made.record(subject(city, rule), "watch_rule.switched_on", after=after)
    made.session.flush()
    return found


def switch_off(made: Change, city: str, rule: str, version: int | None = None) -> Listed:
    """Switch a rule off, the version that is on unless one is named.

    Raises:
        WatchError: there is no such rule.
    """
    on = select(WatchRule.version).where(
        WatchRule.city == city, WatchRule.rule == rule, WatchRule.on_since.is_not(None)
    )
    found = find(made.session, city, rule, version or made.session.scalar(on))
    if found.row.on_since is not None:
        _off(made, found.row)
        made.session.flush()
    return found


def _off(made: Change, row: WatchRule) -> None:
    row.on_since, row.judged_from, row.changed = None, None, row.changed + 1
    made.record(
        subject(row.city, row.rule), "watch_rule.switched_off", after={"version": row.version}
    )
