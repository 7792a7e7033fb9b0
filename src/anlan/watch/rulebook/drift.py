r"""Whether a rule does as well in life as its certificate says; where it doesn't, a case is opened.

Of the alarms of a version closed as true (k) or false, n in all, since it was switched on, the
precision is k/n. With :math:`\hat p = k/n`, the upper end of Wilson's interval is

.. math:: \frac{\hat p + \frac{z^2}{2n} + z \sqrt{\frac{\hat p (1 - \hat p)}{n}
   + \frac{z^2}{4 n^2}}}{1 + \frac{z^2}{n}}.

It has fallen when that lies below the precision of the certificate, less what may be.
"""

import math
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.cases.report import Report
from anlan.cases.room import CaseRoom
from anlan.model.declared import Declared
from anlan.store.cases import CaseRow
from anlan.store.change import Change
from anlan.store.watch import AlarmRow, WatchCertificate, WatchRule
from anlan.watch.replay.figures import Figures
from anlan.watch.rulebook.book import subject
from anlan.watch.rulebook.proof import precision
from anlan.watch.rules import Rules
from anlan.words import say

FILE = Path(__file__).parents[1] / "data" / "drift.toml"
KIND, CHANNEL = "rule_review", "alarm"


class Limits(Declared):
    """See the file for what each means."""

    z: float
    less: float
    least: int
    without: float
    days: int


@cache
def limits() -> Limits:
    """Return the limits that ship with Anlan."""
    return Limits.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class InLife:
    """How a rule that is on has done.

    Attributes:
        true, false: its alarms closed so, of late.
        promised: the precision of its certificate.
    """

    true: int
    false: int
    promised: float

    @property
    def judged(self) -> int:
        """How many alarms were closed as either."""
        return self.true + self.false

    @property
    def precision(self) -> float | None:
        """The share of true ones; None where there are none of either."""
        return self.true / self.judged if self.judged else None

    @property
    def fallen(self) -> bool:
        """Whether it does worse than its certificate says, and not by chance."""
        by = limits()
        enough = self.judged >= by.least
        return enough and upper(self.true, self.judged, by.z) < self.promised - by.less


def upper(true: int, judged: int, z: float) -> float:
    """Return the upper end of Wilson's interval of a share.

    >>> round(upper(10, 20, 1.96), 3)
    0.701
    """
    share, square = true / judged, z * z
    spread = z * math.sqrt(share * (1 - share) / judged + square / (4 * judged * judged))
    return (share + square / (2 * judged) + spread) / (1 + square / judged)


def in_life(session: Session, row: WatchRule, at: datetime) -> InLife:
    """Return how a rule has done since it was switched on, or was last looked into."""
    begin = at - timedelta(days=limits().days)
    since = max(begin, row.judged_from) if row.judged_from else begin
    query = select(AlarmRow.reason, func.count()).where(
        AlarmRow.city == row.city,
        AlarmRow.rule == row.rule,
        AlarmRow.rule_version == row.version,
        AlarmRow.closed_at >= since,
    )
    rows = session.execute(query.group_by(AlarmRow.reason))
    counts = {row[0]: int(row[1]) for row in rows}
    proof = session.get(WatchCertificate, row.certificate_id) if row.certificate_id else None
    told = None if proof is None else precision(Figures.model_validate(proof.figures))
    promised = limits().without if told is None else told
    return InLife(counts.get("true", 0), counts.get("false", 0), promised)


def any_on(session: Session, city: str) -> bool:
    """Return whether any rule of a city is on."""
    query = select(WatchRule.id).where(WatchRule.city == city, WatchRule.on_since.is_not(None))
    return session.scalars(query.limit(1)).first() is not None


def look(made: Change, cases: CaseRoom, at: datetime) -> list[str]:
    """Open a case for each rule that has fallen, one at a time; return their numbers.

    While its case is open nothing more is said of a rule; from its end on it is judged anew.
    """
    city = cases.city.name
    query = select(WatchRule).where(WatchRule.city == city, WatchRule.on_since.is_not(None))
    opened = []
    for row in made.session.scalars(query.order_by(WatchRule.rule).with_for_update()):
        if row.drift_case and not _ended(made.session, row):
            continue
        found = in_life(made.session, row, at)
        if found.fallen:
            case = cases.open(made, _report(cases, row, found, at))
            row.drift_case = case.number
            opened.append(case.number)
            after = {"case": case.number, "true": found.true, "judged": found.judged}
            made.record(subject(city, row.rule), "watch_rule.drifted", after=after)
    made.session.flush()
    return opened


def _ended(session: Session, row: WatchRule) -> bool:
    """Return whether the case of a rule is over; then the rule is judged anew from there."""
    case = session.scalar(
        select(CaseRow).where(CaseRow.city == row.city, CaseRow.number == row.drift_case)
    )
    if case is not None and case.ended_at is None:
        return False
    row.judged_from = row.judged_from if case is None else case.ended_at
    row.drift_case = ""
    return True


def _report(cases: CaseRoom, row: WatchRule, found: InLife, at: datetime) -> Report:
    """Return what the case says, in the language of its city's desks; it is the whole city's."""
    name = Rules.model_validate_json(row.body).rules[0].name.of("zh")
    text = say(
        "watch.drift.text", "zh", rule=row.rule, version=row.version, owner=row.owner,
        true=found.true, judged=found.judged, share=f"{100 * (found.precision or 0):.0f}",
        promised=f"{100 * found.promised:.0f}",
    )  # fmt: skip
    return Report(
        kind=KIND,
        channel=CHANNEL,
        title=say("watch.drift.title", "zh", name=name)[:200],
        text=text,
        at=at,
        known_at=at,
        division=cases.city.name,
        source=subject(row.city, row.rule),
        outside_key=f"{row.rule} {row.version} drift {at:%Y-%m-%dT%H:%M:%S}",
    )
