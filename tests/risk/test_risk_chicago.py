"""On the public Chicago inspections the model keeps what it promises."""

from pathlib import Path

import polars as pl
import pytest

from anlan.cities import load
from anlan.model.city import City
from anlan.pool.linking.address import address_key
from anlan.pool.linking.names import operator_key
from anlan.risk.backtest import Backtest, backtest

pytestmark = pytest.mark.chicago


def records(city: City, name: str, folder: Path) -> pl.DataFrame:
    """Return the typed records of a source, read directly: what ingesting would give."""
    source = city.source(name)
    rows = pl.read_csv(folder / source.files[0], infer_schema_length=None)
    dates = [column for column in rows.columns if "date" in column]
    rows = rows.with_columns(pl.col(dates).cast(pl.String).str.to_date(strict=False))
    empty = pl.lit(None, pl.String)
    asset, place, zone = source.asset, source.coordinates, source.division
    day = pl.col(source.event_time).cast(pl.Int32)

    def text(column: str | None) -> pl.Expr:
        return pl.col(column).cast(pl.String) if column else empty

    return rows.with_columns(
        _key=pl.concat_str(pl.col(source.key).cast(pl.String)),
        _event_day=day,
        _known_day=pl.col(source.known_at.column).cast(pl.Int32) + source.known_at.delay_days,
        _lon=pl.col(place.longitude) if place else pl.lit(None, pl.Float64),
        _lat=pl.col(place.latitude) if place else pl.lit(None, pl.Float64),
        _division=pl.concat_str(pl.lit("chicago/"), text(zone and zone.column)),
        _asset=text(asset and asset.id),
        _address=address_key(text(asset and asset.address)),
        _operator=operator_key(text(asset and asset.name)),
        _type=text(asset and asset.type),
    )


@pytest.fixture(scope="module")
def judged(chicago_data: Path) -> Backtest:
    city = load("chicago").city
    tables = {source.name: records(city, source.name, chicago_data) for source in city.sources}
    return backtest(city.target(), tables)


def test_the_visits_score_beats_the_published_model(judged):
    folds = [one.values for one in judged.folds]
    for metric in ("auc", "days_earlier"):
        ahead = [
            one["score", metric].value > one["logistic_regression", metric].value for one in folds
        ]
        assert sum(ahead) >= len(folds) - 1
    assert judged.pooled["score", "auc"].value >= 0.72


def test_the_premises_score_stands_within_the_same_inspector(judged):
    ours = judged.pooled["score_premises", "within_inspector"].value
    theirs = judged.pooled["logistic_regression", "within_inspector"].value
    assert ours >= 0.61
    assert ours - theirs >= 0.04


def test_nothing_leaks(judged):
    assert all(check.ok for check in judged.checks)
