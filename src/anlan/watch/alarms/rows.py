"""Alarms as the database has them, and as their life has them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anlan.cases.clock.wall import micros, moment
from anlan.store.cases.bulk import put_many, set_many
from anlan.store.change import Change
from anlan.store.watch import AlarmHead, AlarmMove, AlarmRow
from anlan.watch.alarms.life import Alarm
from anlan.watch.alarms.placing import parts
from anlan.watch.alarms.site import Site

TOLD = {
    "raise": "raised", "rise": "risen", "worsen": "worsened", "ease": "eased", "clear": "cleared",
    "acknowledge": "acknowledged", "own": "owned", "escalate": "escalated",
    "de_escalate": "de_escalated", "shelve": "shelved", "unshelve": "unshelved", "close": "closed",
    "note": "noted", "tell": "told", "case": "case_opened", "outcome": "outcome",
}  # fmt: skip
"""What the ledger calls each act."""
KEY = ("city", "number")
NEWS = frozenset({"raise", "rise", "worsen", "escalate", "unshelve", "tell"})
"""Acts that are told to somebody."""


@dataclass
class Work:
    """An alarm in the course of a transaction.

    Attributes:
        row: its columns, as they will be written.
        alarm: the same as its life has it; ``settle`` brings the row up to it.
        fresh: whether it isn't in the database yet.
        seen: the moment of the newest claim of an earlier transaction.
        moves: what was done in this transaction, in order.
    """

    row: dict[str, Any]
    alarm: Alarm
    fresh: bool = False
    seen: int | None = None
    moves: list[dict[str, Any]] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its number."""
        return int(self.row["number"])

    @property
    def acts(self) -> list[str]:
        """What was done to it, in order."""
        return [each["act"] for each in self.moves]

    @property
    def news(self) -> dict[str, Any] | None:
        """The last of its moves that is told to somebody; None where none is."""
        return next((each for each in reversed(self.moves) if each["act"] in NEWS), None)

    def move(
        self, made: Change, act: str, after: Alarm, at: datetime, post: str = "", **fields: Any
    ) -> None:
        """Note a move, and that the alarm is now as ``after``."""
        self.row["moves"] += 1
        self.moves.append(
            {
                "city": self.row["city"],
                "number": self.number,
                "seq": self.row["moves"],
                "act": act,
                "from_state": "" if act == "raise" else self.alarm.state,
                "to_state": after.state,
                "who": made.entries.cause.who,
                "post": post,
                "at": moment(after.changed),
                "done_at": at,
                "fields": fields,
            }
        )
        self.alarm = after


def of(row: dict[str, Any]) -> Work:
    """Return an alarm by its row."""
    alarm = Alarm.model_construct(
        rule=row["rule"],
        object=row["object"],
        raised=micros(row["raised_at"]),
        changed=micros(row["changed_at"]),
        colour=row["colour"],
        state=row["state"],
        standing=row["standing"],
        owner=row["owner"],
        step=row["step"],
        shelved_until=row["shelved_until"] and micros(row["shelved_until"]),
        flaps=row["flaps"],
        reason=row["reason"],
        cause=row["cause"],
    )
    return Work(dict(row), alarm, seen=micros(row["claimed_at"]))


def settle(work: Work, at: datetime) -> None:
    """Bring an alarm's row up to its life."""
    alarm, row = work.alarm, work.row
    row |= {
        "changed_at": moment(alarm.changed),
        "colour": alarm.colour,
        "state": alarm.state,
        "standing": alarm.standing,
        "owner": alarm.owner,
        "step": alarm.step,
        "shelved_until": None if alarm.shelved_until is None else moment(alarm.shelved_until),
        "flaps": alarm.flaps,
        "reason": alarm.reason,
        "cause": alarm.cause,
    }
    for each in work.moves:
        match each["act"]:
            case "clear":
                row["cleared_at"] = each["at"]
            case "rise":
                row["cleared_at"] = None
            case "worsen":
                row |= {"acknowledged_at": None, "owned_at": None}
            case "acknowledge":
                row["acknowledged_at"] = at
            case "own":
                row |= {"owned_at": at, "acknowledged_at": row["acknowledged_at"] or at}
            case "close":
                row |= {"closed_at": at, "next_at": None}


def write(made: Change, site: Site, works: Sequence[Work], at: datetime) -> None:
    """Write alarms with their moves and their entries in the ledger."""
    for each in works:
        settle(each, at)
        each.row["version"] += 1
    put_many(made.session, AlarmRow, [each.row for each in works if each.fresh])
    set_many(made.session, AlarmRow, KEY, [each.row for each in works if not each.fresh])
    put_many(made.session, AlarmMove, [move for each in works for move in each.moves])
    for each in works:
        title, row = each.row["title"], each.row
        about = {"rule": row["rule"], "rule_en": title["en"], "rule_zh": title["zh"],
                 "object": row["object"], "name": row["name"]}  # fmt: skip
        for move in each.moves:
            post = {"post": move["post"]} if move["post"] else {}
            made.record(
                site.subject(each.number),
                f"alarm.{TOLD[move['act']]}",
                after=about | post | move["fields"],
            )


def queue(session: Session, city: str, more: int = 0, groups: int = 0) -> AlarmHead:
    """Wait for whoever writes many alarms of a city, and take numbers; return the last of them.

    One that has waited here sees what the one before has committed.
    """
    taken = (
        update(AlarmHead)
        .where(AlarmHead.city == city)
        .values(number=AlarmHead.number + more, groups=AlarmHead.groups + groups)
        .returning(AlarmHead.number, AlarmHead.groups)
        .execution_options(synchronize_session=False)
    )
    found = session.execute(taken).one_or_none()
    if found is None:
        try:
            with session.begin_nested():
                session.execute(insert(AlarmHead).values(city=city, number=0, groups=0))
        except IntegrityError:
            pass  # another began the same city a moment before
        found = session.execute(taken).one()
    return AlarmHead(city=city, number=found.number, groups=found.groups)


def lock(session: Session, city: str, number: int) -> Work | None:
    """Return an alarm that nobody else changes until the commit; None where there is none."""
    table = AlarmRow.__table__
    query = select(table).where(table.c.city == city, table.c.number == number)
    row = session.execute(query.with_for_update()).mappings().one_or_none()
    return None if row is None else of(dict(row))


def lock_many(session: Session, city: str, numbers: Sequence[int]) -> list[Work]:
    """Return those alarms among some that are open, which nobody else changes until the commit."""
    table = AlarmRow.__table__
    found = []
    for some in parts(numbers):
        here = (table.c.city == city, table.c.number.in_(some), table.c.closed_at.is_(None))
        query = select(table).where(*here).order_by(table.c.number)
        rows = session.execute(query.with_for_update()).mappings()
        found += [of(dict(row)) for row in rows]
    return found


def finite(value: float | None) -> float | None:
    """Return a number; None where it is none."""
    return value if value is not None and math.isfinite(value) else None
