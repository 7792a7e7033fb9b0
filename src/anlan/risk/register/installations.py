"""Stocks of hazardous chemicals: which make a point a major hazard installation, red regardless."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.city import City
from anlan.model.errors import RegisterError
from anlan.risk.living import Rules
from anlan.risk.register import reviews, rows
from anlan.risk.register.draft import Draft
from anlan.risk.register.grading import colour_of, floor_of
from anlan.risk.register.renewing import renew
from anlan.risk.register.sheet.cells import score
from anlan.risk.register.sheet.settings import plain
from anlan.risk.register.terms import patrol_due, review_at
from anlan.risk.schemes import Scheme
from anlan.risk.schemes.installations import Installation, assess, substances
from anlan.store.change import Change
from anlan.store.risk import RiskInstallation, RiskPoint

FLOOR = "major_installation"


class Room(Protocol):
    """What a point's grade follows from."""

    @property
    def city(self) -> City:
        """Whose points they are."""

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """The schemes, by their id."""

    @property
    def modifiers(self) -> Rules:
        """The modifiers."""

    def today(self, at: datetime) -> date:
        """Return the day in the city at a moment."""


def put(
    made: Change, room: Room, code: str, stocks: Mapping[str, float], residents: int, at: datetime
) -> Installation:
    """Note what a point holds; its colour follows. Without stocks it holds nothing any more.

    Raises:
        RegisterError: there is no such point or substance, or a figure is none.
    """
    row = rows.by_code(made.session, room.city.name, [code]).get(code)
    if row is None:
        raise rows.none(room.city.name, code)
    found = assess(stocks, residents)
    kept = of(made.session, row)
    before = {"rank": kept.rank if kept else ""}
    if stocks:
        kept = kept or RiskInstallation(city=row.city, point_id=row.id)
        kept.stocks, kept.residents, kept.at = dict(stocks), residents, at
        kept.s, kept.r, kept.alpha, kept.rank = found.s, found.r, found.alpha, found.rank
        made.session.add(kept)
    elif kept is not None:
        made.session.delete(kept)
    _floor(room, row, [*row.floors.split(), *([FLOOR] if found.rank else [])])
    row.version += 1
    after = {"rank": found.rank, "s": round(found.s, 3), "r": round(found.r, 3)}
    made.record(rows.subject(row), "risk.installation", before, after)
    made.session.flush()
    renew(made, room, [row], at)
    return found


def of(session: Session, row: RiskPoint) -> RiskInstallation | None:
    """Return what a point holds; None for nothing."""
    return session.scalar(select(RiskInstallation).where(RiskInstallation.point_id == row.id))


def major(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which points are major hazard installations."""
    found: set[int] = set()
    for part in rows.few(ids):
        query = select(RiskInstallation.point_id).where(RiskInstallation.point_id.in_(part))
        found |= set(session.scalars(query.where(RiskInstallation.rank != "")))
    return found


def floored(draft: Draft, row: RiskPoint | None, ids: set[int]) -> Draft:
    """Return a point that is graded anew with the floor that its stocks make."""
    if row is None or row.id not in ids:
        return draft
    return replace(draft, floors=(*draft.floors, FLOOR))


def read(file: Path) -> dict[str, float]:
    """Read stocks from a CSV file with the columns substance (code or name) and tonnes.

    Raises:
        RegisterError: it can't be read, lacks a column, or a row makes no sense; it is named.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            told = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError("error.installation.file", file=file.name, reason=error) from error
    names = {
        plain(name): code
        for code, each in substances().items()
        for name in (code, each.name.en, each.name.zh)
    }
    found: dict[str, float] = {}
    for line, row in enumerate(told, start=2):
        if row.keys() < {"substance", "tonnes"} or not row.get("substance"):
            raise RegisterError("error.installation.columns", file=file.name, line=line)
        code = names.get(plain(row["substance"]))
        if code is None:
            raise RegisterError("error.installation.substance", found=row["substance"])
        if code in found:
            raise RegisterError(
                "error.installation.twice", file=file.name, line=line, found=row["substance"]
            )
        found[code] = score(row["tonnes"] or "")
    return found


def _floor(room: Room, row: RiskPoint, rules: Sequence[str]) -> None:
    """Let a point have the floor of some rules; its terms follow its colour."""
    row.floor, row.floor_rule = floor_of(rules)
    scheme = room.schemes[row.scheme]
    row.inherent_colour = max(colour_of(scheme, row.inherent_value), row.floor)
    row.residual_colour = max(colour_of(scheme, row.residual_value), row.floor)
    row.patrol_due = patrol_due(row.inherent_colour, room.today(row.patrolled_at or row.made_at))
    if row.review_why == reviews.TERM and not row.review_case:
        row.review_at = review_at(row.inherent_colour, row.reviewed_at)
