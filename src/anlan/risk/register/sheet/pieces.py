"""Rows of a list of equipment become pieces with their duties; what can't is named with its row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.declared import Declared
from anlan.model.errors import RegisterError
from anlan.risk.cycles import cycles
from anlan.risk.declared import DATA, read_declared
from anlan.risk.register import rows
from anlan.risk.register.equipment import Done, Piece
from anlan.risk.register.room import RegisterRoom
from anlan.risk.register.sheet import cells
from anlan.risk.register.sheet.points import PERSONAL, Problem
from anlan.risk.register.sheet.settings import Form, columns, plain, settings
from anlan.risk.register.sheet.table import Table, read_table
from anlan.store.risk import RiskDuty, RiskEquipment, RiskPoint

FILE = DATA / "pieces.toml"
LAST = "last_"
_TEXTS = ("name", "unit", "unit_code", "point_code", "department", "division")
_DAYS = ("accepted", "used_from", "idle", "restarted")


class PieceSettings(Declared):
    """See the file for what each means."""

    least: int
    kinds: dict[str, tuple[str, ...]]


@dataclass
class Listed:
    """What a list holds: pieces by their row, what is wrong, and the columns that weren't read."""

    pieces: dict[int, Piece] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)


@cache
def piece_settings() -> PieceSettings:
    """Return how lists of equipment are read."""
    return read_declared(FILE, PieceSettings)


def read(location: Path, given: Mapping[str, str], sheet: str | None = None) -> Listed:
    """Read the pieces of a list of equipment.

    Args:
        location: the file: ``.xlsx``, ``.xls`` or a text file of values.
        given: what holds for pieces that don't say it themselves, by the meaning of the column.
        sheet: of a workbook; the only visible one unless named.

    Raises:
        SourceError: the file can't be read.
        RegisterError: it is no list of equipment.
    """
    examples = ("设备编号", "设备种类", "设备名称", "上次检验日期")
    form = Form(columns("pieces"), piece_settings().least, "error.pieces.header", examples)
    table = read_table(location, sheet, form)
    both = list(zip(table.names, table.columns, strict=True))
    found = Listed(
        unknown=[name for name, of in both if name and not of],
        personal=[name for name, of in both if of == PERSONAL],
    )
    seen: dict[str, int] = {}
    for number, texts in enumerate(table.rows, start=table.first):
        told = {of: each for of, each in zip(table.columns, texts, strict=True) if of and each}
        told.pop(PERSONAL, None)
        signed = all(plain(each).startswith(settings().signatures) for each in told.values())
        if signed or not told.keys() - {"number", "remark"}:
            continue
        maker = _Maker(table, number, dict(given) | told)
        piece = maker.piece()
        if piece is not None and piece.code in seen:
            maker.wrong("code", RegisterError("error.pieces.twice", code=piece.code,
                                              row=seen[piece.code]))  # fmt: skip
        elif piece is not None:
            seen[piece.code] = number
            found.pieces[number] = piece
        found.problems += maker.problems
    if not found.pieces and not found.problems:
        raise RegisterError("error.pieces.empty", file=location.name)
    return found


def ready(session: Session, room: RegisterRoom, listed: Listed) -> list[Piece]:
    """Return the pieces that can be registered; why the others can't is added to the problems.

    A list is from some day: what was done after it, and is known here, stays.
    """
    points = _points(session, room.city.name, listed.pieces.values())
    later = _known(session, room.city.name, [each.code for each in listed.pieces.values()])
    paths = _paths(room, list(listed.pieces.values()))
    good = []
    for (number, piece), path in zip(listed.pieces.items(), paths, strict=True):
        try:
            placed = replace(piece, division=path or piece.division)
            placed.check()
            room.path_of(piece.code, placed.division)
            if piece.point_code and piece.point_code not in points:
                raise rows.none(room.city.name, piece.point_code)
        except RegisterError as error:
            listed.problems.append(Problem(number, "", error))
            continue
        good.append(replace(placed, done=_newest(piece.done, later.get(piece.code, {}))))
    return good


class _Maker:
    """Makes a piece of one row, and keeps what is wrong with it."""

    def __init__(self, table: Table, row: int, told: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self._row, self._told = row, told
        self._names = dict(zip(reversed(table.columns), reversed(table.names), strict=True))

    def piece(self) -> Piece | None:
        """Return the piece, None where something is wrong."""
        kind = self._cell("kind", _kind) or ""
        days: dict[str, Any] = {name: self._cell(name, cells.day) for name in _DAYS}
        place = {name: self._cell(name, cells.score) for name in ("lon", "lat")}
        done = self._done(kind)
        if not self._told.get("code"):
            self.wrong("code", RegisterError("error.pieces.code"))
        if not kind and not self.problems:
            self.wrong("kind", RegisterError("error.pieces.kind", found="-", known=_known_kinds()))
        if (place["lon"] is None) != (place["lat"] is None):
            self.wrong("lon", RegisterError("error.pieces.place"))
        if self.problems:
            return None
        texts: dict[str, Any] = {name: self._told.get(name, "") for name in _TEXTS}
        texts["name"] = texts["name"] or self._told["kind"]
        return Piece(code=self._told["code"], kind=kind, done=done, **texts, **days, **place)

    def wrong(self, key: str, reason: RegisterError) -> None:
        """Keep that something is wrong in a column."""
        self.problems.append(Problem(self._row, self._names.get(key, ""), reason))

    def _done(self, kind: str) -> dict[str, Done]:
        """Return when each duty of a kind was last done."""
        mine = {each.duty: name for name, each in cycles().items() if each.equipment == kind}
        found: dict[str, Done] = {}
        for key in self._told:
            if not key.startswith(LAST):
                continue
            day, duty = self._cell(key, cells.day), key.removeprefix(LAST)
            if kind and day is not None and duty not in mine:
                reason = RegisterError("error.pieces.duty", kind=self._told["kind"])
                self.wrong(key, reason)
            elif day is not None and duty in mine:
                found[mine[duty]] = Done(day)
        grade, stated = self._cell("grade", _grade), self._cell("stated_inspection", cells.day)
        name = mine.get("inspection")
        if name is not None and (grade or stated):
            last = found.get(name, Done()).last
            found[name] = Done(last, grade or 0, stated)
        return found

    def _cell(self, key: str, parse: Callable[[str], Any]) -> Any:
        """Return what a cell says; None where it is empty or wrong."""
        text = self._told.get(key, "")
        if not text or plain(text) in {"", "-"}:
            return None
        try:
            return parse(text)
        except RegisterError as error:
            self.wrong(key, error)
            return None


def _kind(text: str) -> str:
    """Return the kind of equipment that a name means.

    Raises:
        RegisterError: it means none that has cycles.

    >>> _kind("曳引驱动乘客电梯"), _kind("crane_yearly"), _kind("桥式起重机")
    ('lift', 'crane_yearly', 'crane')
    """
    told, known = plain(text), {each.equipment for each in cycles().values()}
    if text.strip() in known:
        return text.strip()
    kinds = piece_settings().kinds
    for kind, names in kinds.items():
        if told in {plain(each) for each in names}:
            return kind
    for kind, names in kinds.items():
        if any(plain(each) in told for each in names):
            return kind
    raise RegisterError("error.pieces.kind", found=text[:40], known=_known_kinds())


def _known_kinds() -> str:
    return ", ".join(names[0] for names in piece_settings().kinds.values())


def _grade(text: str) -> int:
    """Return the grade of an inspection, 1 to 5.

    Raises:
        RegisterError: it is none.
    """
    told = plain(text).removesuffix("级")
    digits = {each: n for n, each in enumerate("一二三四五", start=1)}
    found = digits.get(told) or (int(told) if told in {"1", "2", "3", "4", "5"} else 0)
    if not found:
        raise RegisterError("error.pieces.grade", found=text[:40])
    return found


def _points(session: Session, city: str, pieces: Any) -> set[str]:
    there: set[str] = set()
    for part in rows.few(sorted({each.point_code for each in pieces} - {""})):
        query = select(RiskPoint.code).where(RiskPoint.city == city, RiskPoint.code.in_(part))
        there |= set(session.scalars(query))
    return there


def _known(session: Session, city: str, codes: Sequence[str]) -> dict[str, dict[str, Done]]:
    """Return when duties of pieces were last done, as far as they are registered."""
    found: dict[str, dict[str, Done]] = {}
    for part in rows.few(codes):
        query = (
            select(RiskEquipment.code, RiskDuty)
            .join(RiskDuty, RiskDuty.equipment_id == RiskEquipment.id)
            .where(RiskEquipment.city == city, RiskEquipment.code.in_(part))
        )
        for code, duty in session.execute(query):
            done = Done(duty.last, duty.grade, duty.stated)
            found.setdefault(code, {})[duty.cycle] = done
    return found


def _newest(told: Mapping[str, Done], known: Mapping[str, Done]) -> dict[str, Done]:
    found = dict(told)
    for name, done in known.items():
        there = found.get(name, Done()).last
        if done.last is not None and (there is None or there < done.last):
            found[name] = done
    return found


def _paths(room: RegisterRoom, pieces: Sequence[Piece]) -> list[str]:
    """Return the path of the division that holds each piece; empty without a position in it."""
    placed = [n for n, each in enumerate(pieces) if each.lon is not None]
    paths = [""] * len(pieces)
    if placed and room.tree.has_polygons:
        lon = np.array([pieces[n].lon for n in placed], np.float64)
        lat = np.array([pieces[n].lat for n in placed], np.float64)
        for n, path in zip(placed, room.tree.paths_of_points(lon, lat), strict=True):
            paths[n] = str(path) if "/" in str(path) else ""
    return paths
