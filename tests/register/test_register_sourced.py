"""Permits of road works move the risk points beside them, as long as they hold."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from register_town import AT, DAY, LAMP, room

from anlan.model.notices import NoticeSource
from anlan.risk.register.notices import Around
from anlan.risk.register.sourced import holding

TODAY = date(2026, 7, 18)
WORKS = NoticeSource(
    source="road_works", modifier="works_nearby", metres=100, title="事由", until="结束日期"
)


def told(**given: object) -> list:
    row = {
        "_key": "ZD1", "开始日期": TODAY - timedelta(days=3), "结束日期": TODAY, "事由": "管线施工",
        "_lon": LAMP[0], "_lat": LAMP[1],
    }  # fmt: skip
    at = room()
    rows = pl.DataFrame([row | given], schema_overrides={"_lon": pl.Float64, "_lat": pl.Float64})
    return list(holding(at, WORKS, at.city.source("road_works"), rows, AT))


def test_a_permit_holds_from_its_first_day_to_the_end_of_its_last():
    (notice,) = told()
    assert (notice.key, notice.modifier, notice.title) == (
        "road_works ZD1",
        "works_nearby",
        "管线施工",
    )
    assert notice.since == datetime(2026, 7, 14, 16, tzinfo=UTC)
    assert notice.until == datetime(2026, 7, 18, 16, tzinfo=UTC)
    assert notice.around == Around(*LAMP, 100)


@pytest.mark.parametrize(
    ("given", "many"),
    [
        ({"结束日期": TODAY - timedelta(days=1)}, 0),
        ({"开始日期": TODAY + timedelta(days=1), "结束日期": TODAY + timedelta(days=9)}, 0),
        ({"结束日期": None}, 1),
        ({"开始日期": AT - DAY, "结束日期": AT + DAY}, 1),
        ({"结束日期": TODAY - timedelta(days=9)}, 0),  # ends before it begins: no permit
        ({"_lon": None}, 0),
    ],
)
def test_what_holds_today_and_has_a_place_is_told(given, many):
    assert len(told(**given)) == many
