"""Rows read as columns are those that are read one by one, on each database."""

from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import select

from anlan.store.columns import columns
from anlan.store.database import Database
from anlan.store.risk import RiskFact, RiskPoint

AT = datetime(2026, 7, 18, 2, 0, 0, 250, tzinfo=UTC)
NAMES = ["plain", 'quoted "and", comma', "two\nlines", "", "中文%s 100%", "\\N", "it's"]


def fill(database: Database) -> None:
    with database.writing() as session:
        for n, name in enumerate(NAMES):
            row = {each.name: "x" for each in RiskPoint.__table__.columns}
            numbers = {
                each.name: 0
                for each in RiskPoint.__table__.columns
                if each.type.python_type in (int, float)
            }
            moments = {"made_at": AT, "reviewed_at": AT, "review_at": AT}
            given = row | numbers | moments | {
                "id": n + 1, "code": f"P-{n}", "name": name, "lon": None if n % 2 else 114.3,
                "retired_at": AT if n == 3 else None, "now_value": 0.1 * n, "asset_id": None,
                "patrolled_at": None, "patrol_due": AT.date(), "patrol_late": False,
            }  # fmt: skip
            session.add(RiskPoint(**given))
        session.flush()
        ended = AT + timedelta(days=1)
        session.add(RiskFact(city="x", point_id=1, modifier="storm", key="a", began_at=AT))
        session.add(
            RiskFact(city="x", point_id=2, modifier="heat", key="b", began_at=AT, ended_at=ended)
        )


def test_columns_are_what_rows_are(database: Database) -> None:
    fill(database)
    query = select(RiskPoint.id, RiskPoint.name, RiskPoint.lon, RiskPoint.now_value)
    query = query.where(RiskPoint.city == "x").order_by(RiskPoint.id)
    with database.session() as session:
        told = columns(session, query)
        assert [tuple(each.values()) for each in told.to_pylist()] == [
            tuple(row) for row in session.execute(query)
        ]
    assert told["name"].to_pylist() == NAMES


def test_moments_are_in_utc_and_absent_ones_absent(database: Database) -> None:
    fill(database)
    query = select(RiskFact.point_id, RiskFact.began_at, RiskFact.ended_at).order_by(RiskFact.id)
    with database.session() as session:
        told = columns(session, query)
    began = told["began_at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    assert began.tolist() == [int(AT.timestamp() * 1e6)] * 2
    assert told["ended_at"].is_null().to_pylist() == [True, False]


def test_no_row_is_a_table_of_none(database: Database) -> None:
    with database.session() as session:
        told = columns(session, select(RiskPoint.id, RiskPoint.name, RiskPoint.made_at))
    assert told.num_rows == 0
    assert told.column_names == ["id", "name", "made_at"]
