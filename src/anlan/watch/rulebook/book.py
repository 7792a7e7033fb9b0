"""Which rules a city has, in which versions, and who answers for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.store.watch import WatchCertificate, WatchRule
from anlan.watch.registry import WatchRoom
from anlan.watch.rulebook.proof import proofs
from anlan.watch.rules import Combine, Rule, Rules


@dataclass(frozen=True)
class Listed:
    """A version of a rule as it stands.

    Attributes:
        rules: the rule, the first of them, with those it combines.
        proof: the newest certificate that covers it; None where it can't be switched on.
    """

    row: WatchRule
    rules: Rules
    proof: WatchCertificate | None

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.rules.rules[0]


def subject(city: str, rule: str) -> str:
    """Return what the ledger calls a rule."""
    return f"watch_rule:{city}/{rule}"


def add(
    made: Change, room: WatchRoom, rules: Rules, owner: str, at: datetime
) -> tuple[list[str], list[str]]:
    """Add rules; return those that are new or a new version, and those that were there.

    Silent rules are only added with those that combine them. A new version changes nothing before
    it is switched on.

    Args:
        made: the transaction.
        room: whose.
        rules: as read.
        owner: the department that answers for them; whoever answered before is replaced.
        at: now.

    Raises:
        WatchError: the city has no such department, or a rule says something else than its version
            did before.
    """
    if owner not in room.departments:
        known = ", ".join(sorted(room.departments))
        raise WatchError("error.watch.owner", owner=owner, city=room.city, known=known)
    query = select(WatchRule).where(WatchRule.city == room.city).with_for_update()
    there = {(row.rule, row.version): row for row in made.session.scalars(query)}
    fresh, known_ones = [], []
    for rule in rules.rules:
        if rule.silent:
            continue
        whole = alone(rules, rule)
        print_of = whole.fingerprint(whole.rules[0])
        row = there.get((rule.id, rule.version))
        if row is None:
            _put(made, room.city, whole, owner, at)
            fresh.append(rule.id)
            continue
        if row.fingerprint != print_of:
            raise WatchError("error.watch.version", rule=rule.id, version=rule.version)
        known_ones.append(rule.id)
        if row.owner != owner:
            before, row.owner, row.changed = row.owner, owner, row.changed + 1
            name = subject(room.city, rule.id)
            made.record(name, "watch_rule.owned", {"owner": before}, {"owner": owner})
    made.session.flush()
    return fresh, known_ones


def alone(rules: Rules, rule: Rule) -> Rules:
    """Return a rule, and after it those that it combines, as a set of its own."""
    parts = [part.rule for part in rule.parts] if isinstance(rule, Combine) else []
    names = [rule.id, *dict.fromkeys(parts)]
    return Rules(zone=rules.zone, rules=tuple(rules.rules[rules.places[each]] for each in names))


def _put(made: Change, city: str, rules: Rules, owner: str, at: datetime) -> None:
    rule = rules.rules[0]
    made.session.add(
        WatchRule(
            city=city, rule=rule.id, version=rule.version, fingerprint=rules.fingerprint(rule),
            body=rules.model_dump_json(), owner=owner, added_at=at, on_since=None,
            certificate_id=None, judged_from=None, drift_case="", changed=1,
        )
    )  # fmt: skip
    after = {"version": rule.version, "owner": owner}
    made.record(subject(city, rule.id), "watch_rule.added", after=after)


def listed(session: Session, city: str) -> list[Listed]:
    """Return every version of every rule of a city, the newest of each first."""
    query = select(WatchRule).where(WatchRule.city == city)
    rows = session.scalars(query.order_by(WatchRule.rule, WatchRule.version.desc())).all()
    known = proofs(session, city, [row.fingerprint for row in rows])
    return [
        Listed(row, Rules.model_validate_json(row.body), known.get(row.fingerprint))
        for row in rows
    ]  # fmt: skip


def find(session: Session, city: str, rule: str, version: int | None = None) -> Listed:
    """Return a version of a rule, the newest unless one is asked for.

    Raises:
        WatchError: the city has no such rule.
    """
    query = select(WatchRule).where(WatchRule.city == city, WatchRule.rule == rule)
    if version is not None:
        query = query.where(WatchRule.version == version)
    row = session.scalars(query.order_by(WatchRule.version.desc()).limit(1)).first()
    if row is None:
        raise WatchError("error.watch.no_rule", rule=rule, city=city)
    known = proofs(session, city, [row.fingerprint])
    return Listed(row, Rules.model_validate_json(row.body), known.get(row.fingerprint))
