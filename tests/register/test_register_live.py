"""The register in memory: the same as in the database, whatever happened since."""

import math

import numpy as np
import pytest
from register_town import AT, CAUSE, CITY, DAY, LAMP, LOCK, draft, room
from sqlalchemy import select

from anlan.model.permission import Area, scope_of
from anlan.risk.register import live, rows
from anlan.risk.register.draft import Told
from anlan.risk.register.live import LiveRegister, Shown
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.risk import RiskPoint


@pytest.fixture
def kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> LiveRegister:
    monkeypatch.setattr(live, "FRESH_SECONDS", 0.0)
    return LiveRegister(database, CITY, room())


def held(shown: Shown) -> list[tuple]:
    lines = zip(shown.rows, shown.names, strict=True)
    return sorted(
        (row["id"], *name, row["now_colour"], shown.offices[row["office"]].division,
         shown.areas[row["area"][2]])
        for row, name in lines
    )  # fmt: skip


def test_it_holds_what_the_database_holds_whatever_was_done(database, kept):
    here, chance = room(), np.random.default_rng(7)
    standing: list[str] = []
    for turn in range(40):
        code = f"A-{turn}"
        with change(database, CAUSE) as made:
            if turn % 2 == 0 or not standing:
                place = (LAMP, LOCK)[chance.integers(2)]
                one = draft(code, name=f"Pit {turn}", lon=place[0], lat=place[1])
                here.put_many(made, here.placed_many([one], AT), AT)
                standing.append(code)
            else:
                code = standing[chance.integers(len(standing))]
                if turn % 3:
                    here.tell(made, [Told(code, "hazard_major", f"case {turn}", AT)], AT + DAY)
                else:
                    version = rows.find(made.session, CITY, code).version
                    here.retire(made, code, version, AT + DAY)
                    standing.remove(code)
        with database.session() as session:
            query = select(RiskPoint).where(RiskPoint.retired_at.is_(None))
            told = sorted(
                (each.id, each.code, each.name, each.now_colour, each.division, each.division)
                for each in session.scalars(query)
            )
        assert held(kept.snapshot()) == told
    assert held(LiveRegister(database, CITY, here).snapshot()) == told


def test_a_point_without_a_position_and_one_outside_of_scope(database, kept):
    here = room()
    bare = draft("A-1", lon=None, lat=None, division="990101001")
    other = draft("A-2", lon=LOCK[0], lat=LOCK[1])
    with change(database, CAUSE) as made:
        here.put_many(made, here.placed_many([bare, other], AT), AT)
    shown = kept.snapshot()
    assert math.isnan(shown.rows[shown.names.index((bare.code, bare.name))]["lon"])
    lock = scope_of([Area(f"{CITY}/990101/990101002")])
    assert [shown.names[n][0] for n in np.flatnonzero(shown.within(lock))] == ["A-2"]
