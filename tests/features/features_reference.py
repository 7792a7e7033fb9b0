"""The features once more, slowly: every rule written out on plain rows, nothing shared."""

import math
from typing import Any

import polars as pl
from hypothesis import strategies as st

from anlan.model.target import FeatureGroup, Label, Measure, Target, Visits
from anlan.risk.features import Feature

Row = dict[str, Any]
KEYS = {"asset": "_asset", "address": "_address", "operator": "_operator", "type": "_type"}
NAN = float("nan")
SCHEMA = {
    "_asset": pl.String, "_address": pl.String, "_operator": pl.String, "_type": pl.String,
    "_lon": pl.Float64, "_lat": pl.Float64, "_known_day": pl.Int32, "_event_day": pl.Int32,
    "_known_until": pl.Int32, "value": pl.Float64, "kind": pl.String, "_expected": pl.Float64,
    "since": pl.Date, "day": pl.Int32,
}  # fmt: skip


def places() -> st.SearchStrategy[Row]:
    """Return where a row or visit is tied: few keys, so that they meet; any may be empty."""

    def key(letters: str) -> st.SearchStrategy[str | None]:
        return st.sampled_from([*letters, None])

    steps = st.sampled_from([0.0, 0.0008, 0.0031, 0.02])
    at = st.tuples(steps, steps).map(lambda p: (114.3 + p[0], 30.6 + p[1]))
    keys = st.tuples(key("abc"), key("xy"), key("op"), key("tu"), st.one_of(st.none(), at))
    return keys.map(
        lambda k: {
            "_asset": k[0], "_address": k[1], "_operator": k[2], "_type": k[3],
            "_lon": k[4] and k[4][0], "_lat": k[4] and k[4][1],
        }
    )  # fmt: skip


def past_rows() -> st.SearchStrategy[Row]:
    """Return past rows: ties on a day, late news, corrections, empty values and days."""
    lags = st.sampled_from([0, 0, 0, 1, 9, -3])
    days = st.tuples(st.integers(0, 25), lags, st.one_of(st.none(), st.integers(0, 30)))
    values = st.sampled_from([0.0, 1.0, 2.5, -1.0, None])
    said = st.tuples(values, st.sampled_from(["k", "l", None]), st.sampled_from([0.25, 0.5, None]))
    return st.tuples(places(), days, said).map(lambda parts: past_row(*parts))


def past_row(place: Row, days: tuple[int, int, int | None], said: tuple[Any, ...]) -> Row:
    known, lag, until = days
    dates = {"_known_day": known, "_event_day": known - lag, "_known_until": until}
    return {**place, **dates, "value": said[0], "kind": said[1], "_expected": said[2]}


def visits() -> st.SearchStrategy[Row]:
    return st.tuples(places(), st.integers(0, 32)).map(lambda p: {**p[0], "day": p[1]})


def frame(rows: list[Row], *more: str) -> pl.DataFrame:
    columns = {name: SCHEMA[name] for name in [*list(SCHEMA)[:6], *more]}
    return pl.DataFrame(rows, schema=columns)


def past_frame(rows: list[Row]) -> pl.DataFrame:
    return frame(rows, *list(SCHEMA)[6:12])


def target_of(*groups: FeatureGroup, **more: Any) -> Target:
    return Target(
        name="t", title={"en": "t", "zh": "t"}, asset="premises",
        visits=Visits(source="past"), label=Label(column="value", at_least=1),
        features=list(groups), **{"season": False, **more},
    )  # fmt: skip


def everything(by: str, own: bool) -> FeatureGroup:
    """Return a group that asks for every statistic."""
    return FeatureGroup(
        name="g", source="past", by=by, own=own, where={"kind": ["k"]},
        measures={"v": Measure(column="value"), "hit": Measure(column="value", at_least=1)},
        statistics=[
            "count", "sum", "mean", "max", "last", "previous", "decayed", "days_since",
            "days_since_positive", "excess",
        ],
        windows=[1, 4, 12], half_lives=[3, 10], radii=[100.0, 400.0], shrink=2.0,
    )  # fmt: skip


def is_visible(row: Row, day: int) -> bool:
    until = math.inf if row["_known_until"] is None else row["_known_until"]
    return bool(row["_known_day"] < day <= until)


def dated(row: Row) -> int:
    return int(min(row["_event_day"], row["_known_day"]))


def metres(visit: Row, row: Row) -> float:
    if row["_lon"] is None:
        return math.inf
    degree = math.radians(1) * 6_371_008.8
    east = (row["_lon"] - visit["_lon"]) * degree * math.cos(math.radians(visit["_lat"]))
    return math.hypot(east, (row["_lat"] - visit["_lat"]) * degree)


def is_tied(group: FeatureGroup, radius: float | None, visit: Row, row: Row) -> bool:
    same = visit["_asset"] is not None and visit["_asset"] == row["_asset"]
    if same and not group.own:
        return False
    if group.by == "near":
        return metres(visit, row) <= (radius or 0)
    return group.by == "city" or visit[KEYS[group.by]] == row[KEYS[group.by]]


def number(group: FeatureGroup, name: str | None, row: Row) -> float:
    """Return the measure of a row; without a measure each row is one."""
    if name is None:
        return 1.0
    value, least = row["value"], group.measures[name].at_least
    if value is None:
        return NAN
    return float(value) if least is None else float(value >= least)


def expected_value(feature: Feature, group: FeatureGroup, visit: Row, rows: list[Row]) -> float:
    """Return what a feature of one visit should be."""
    day, by = visit["day"], group.by
    if visit["_lon"] is None if by == "near" else by != "city" and visit[KEYS[by]] is None:
        return NAN
    seen = [r for r in rows if r["kind"] == "k" and is_visible(r, day)]
    tied = [r for r in seen if is_tied(group, feature.radius, visit, r)]
    order = sorted(range(len(tied)), key=lambda i: (dated(tied[i]), tied[i]["_known_day"], i))
    past = [tied[i] for i in order if day - dated(tied[i]) <= (feature.window or math.inf)]
    prior = [number(group, feature.measure, r) for r in seen]
    return STATISTICS[feature.statistic](feature, group, day, past, known(prior))


def known(values: list[float]) -> list[float]:
    return [value for value in values if not math.isnan(value)]


def numbers(feature: Feature, group: FeatureGroup, past: list[Row]) -> list[float]:
    return known([number(group, feature.measure, row) for row in past])


def _mean(feature: Feature, group: FeatureGroup, day: int, past: Any, prior: list[float]) -> float:
    values, shrink = numbers(feature, group, past), group.shrink * (group.by != "city")
    if not prior or not (values or shrink):
        return NAN
    return (sum(values) + shrink * sum(prior) / len(prior)) / (len(values) + shrink)


def _fade(feature: Feature, day: int, row: Row) -> float:
    return 2.0 ** (-(day - dated(row)) / feature.half_life) if feature.half_life else 1.0


def _decayed(feature: Feature, group: FeatureGroup, day: int, past: Any, prior: Any) -> float:
    parts = [_fade(feature, day, row) * number(group, feature.measure, row) for row in past]
    return sum(known(parts))


def _excess(feature: Feature, group: FeatureGroup, day: int, past: Any, prior: Any) -> float:
    told = [row for row in past if None not in (row["value"], row["_expected"])]
    weights = [_fade(feature, day, row) for row in told]
    over = [number(group, feature.measure, row) - row["_expected"] for row in told]
    above = sum(w * x for w, x in zip(weights, over, strict=True))
    return above / (sum(weights) + group.shrink)


def _nth_last(place: int) -> Any:
    def find(feature: Feature, group: FeatureGroup, day: int, past: Any, prior: Any) -> float:
        return [NAN, NAN, *numbers(feature, group, past)][-place]

    return find


def _since(positive: bool) -> Any:
    def find(feature: Feature, group: FeatureGroup, day: int, past: Any, prior: Any) -> float:
        chosen = [r for r in past if not positive or number(group, feature.measure, r) > 0]
        return day - dated(chosen[-1]) if chosen else NAN

    return find


STATISTICS: dict[str, Any] = {
    "count": lambda feature, group, day, past, prior: len(past),
    "sum": lambda feature, group, day, past, prior: sum(numbers(feature, group, past)),
    "mean": _mean,
    "max": lambda feature, group, day, past, prior: max(numbers(feature, group, past), default=NAN),
    "last": _nth_last(1),
    "previous": _nth_last(2),
    "decayed": _decayed,
    "days_since": _since(False),
    "days_since_positive": _since(True),
    "excess": _excess,
}
