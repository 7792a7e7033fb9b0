"""Rules on places: in the division the row names, valid shapes, apart from each other."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pool_town import DAY_ONE, Town, row

from anlan.model.errors import ContractError
from anlan.pool import health, quarantine
from anlan.pool.checks.places import invalid_shapes, too_close
from anlan.pool.ingest import IngestResult
from anlan.pool.settle import settle
from anlan.store import Workspace

PHONE = "- name: phone"
EAST, WEST = (114.1, 30.5, 114.3, 30.7), (114.3, 30.5, 114.5, 30.7)


def square(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


@pytest.fixture
def drawn(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return the town with the polygons of its two districts."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name_en": code, "name_zh": code, "level": "district",
                           "parent": "42"},
            "geometry": {"type": "Polygon", "coordinates": square(*box)},
        }
        for code, box in (("4201", EAST), ("4202", WEST))
    ]  # fmt: skip
    shapes = {"type": "FeatureCollection", "features": features}
    (town.pack / "shapes.geojson").write_text(json.dumps(shapes), encoding="utf-8")
    plain = Town.city.fget

    def with_polygons(self: Town):  # type: ignore[no-untyped-def]
        city = plain(self)  # type: ignore[misc]
        divisions = city.divisions.model_copy(update={"polygons": "shapes.geojson"})
        return city.model_copy(update={"divisions": divisions})

    monkeypatch.setattr(Town, "city", property(with_polygons))
    return town


def ask(town: Town, name: str, value: object) -> None:
    town.contract(
        "  - name: visits\n",
        f"  - name: visits\n    customProperties: [{{property: anlan.{name}, value: {value}}}]\n",
    )


def load(town: Town, workspace: Workspace) -> IngestResult:
    [taken] = settle(
        town.city, town.pack.joinpath, workspace, town.ingest(workspace, DAY_ONE), DAY_ONE
    )
    return taken


ROWS = [
    row(1, lon="114.2"),
    row(2, lon="114.4"),
    row(3, lon="114.3"),  # on the border of both
    row(4, lon="114.05"),  # in no district
    row(5, lon="114.4", district="4202"),
    row(6, lon="", lat=""),
]


def test_a_position_in_another_division_is_quarantined(drawn: Town, workspace: Workspace) -> None:
    ask(drawn, "inside", "quarantine")
    drawn.write(ROWS)
    taken = load(drawn, workspace)
    assert taken.counts.new == 5
    [item] = quarantine.listing(workspace).items
    assert (item.row, item.first.rule) == (2, "position_elsewhere")
    assert all("114.4, 30.55, 4201" in item.say(lang) for lang in ("en", "zh"))


def test_a_position_in_another_division_is_only_told_of_where_the_contract_says_so(
    drawn: Town, workspace: Workspace
) -> None:
    ask(drawn, "inside", "warn")
    drawn.write(ROWS)
    taken = load(drawn, workspace)
    assert taken.counts.new == 6
    [warned] = health.known(workspace, "visits").warned
    assert (warned.rule, warned.count) == ("position_elsewhere", 1)
    assert any("another district" in note.say() for note in taken.notes)


def test_positions_too_close_are_told_of(town: Town, workspace: Workspace) -> None:
    ask(town, "apart", 20)
    town.write([row(1, lon="114.2"), row(2, lon="114.2001"), row(3, lon="114.3")])
    load(town, workspace)
    [warned] = health.known(workspace, "visits").warned
    assert (warned.rule, warned.about, warned.count) == ("too_close", "20 m", 2)


def test_shapes_must_be_valid(town: Town, workspace: Workspace) -> None:
    town.contract(
        PHONE,
        "- {name: area, logicalType: string, "
        f"customProperties: [{{property: anlan.geometry, value: wkt}}]}}\n      {PHONE}",
    )
    good = "POLYGON ((0 0, 1 0, 1 1, 0 0))"
    bow = "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"
    given_ = [good, bow, "POLYGON ((0 0", "", "POINT EMPTY"]
    town.write([row(n) | {"area": text} for n, text in enumerate(given_)])
    load(town, workspace)
    found = quarantine.listing(workspace).items
    assert [(item.row, item.first.rule) for item in found] == [
        (2, "invalid_shape"),
        (3, "invalid_shape"),
        (5, "invalid_shape"),
    ]


@pytest.mark.parametrize(
    ("name", "value"), [("inside", "drop"), ("apart", 0), ("apart", "near"), ("apart", 20_000)]
)
def test_a_rule_that_is_none_is_refused(
    town: Town, workspace: Workspace, name: str, value: object
) -> None:
    ask(town, name, value)
    with pytest.raises(ContractError, match="customProperties"):
        town.ingest(workspace)


@given(st.lists(st.text(alphabet="POLYGNEMTINT ()0123.,-", max_size=40), max_size=8))
def test_any_text_is_a_shape_or_not(texts: list[str]) -> None:
    found = invalid_shapes(pl.Series([*texts, None], dtype=pl.String))
    assert found.dtype == pl.Boolean
    assert not found[-1]


def test_too_close_agrees_with_every_pair() -> None:
    random = np.random.default_rng(5)
    lon, lat = 114.3 + random.random(200) / 1000, 30.6 + random.random(200) / 1000
    east = np.radians(lon) * 6_371_009 * np.cos(np.radians(lat.mean()))
    north = np.radians(lat) * 6_371_009
    apart = np.hypot(east[:, None] - east, north[:, None] - north)
    np.fill_diagonal(apart, np.inf)
    assert too_close(lon, lat, 4.0) == int((apart.min(axis=1) < 4.0).sum()) > 0
    assert too_close(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), 5.0) == 0
