"""The standards' tables, row by row, by the rules that ship."""

import pyarrow as pa
import pytest
from watch_rows import HOUR, MINUTE, SECOND, claims_of, told

from anlan.watch.batch import Streams
from anlan.watch.engine import plan
from anlan.watch.rules import every


def found(kind, given, sort="", **figures):
    """What the rules that ship claim of one datastream: rule, colour, moment."""
    about = {"stream": [1], "kind": [kind], "object": ["o"], "class": [sort]}
    streams = Streams(pa.table(about | {name: [value] for name, value in figures.items()}))
    claims = told(claims_of(plan(every(), streams), [(1, at, value) for at, value in given]))
    return [(rule, colour, at) for at, rule, _, _, colour in claims]


def steady(value, many=1, every=SECOND):
    return [(place * every, value) for place in range(many)]


def worst(kind, given, rule, sort="", **figures):
    colours = [colour for name, colour, _ in found(kind, given, sort, **figures) if name == rule]
    return colours[-1] if colours else None


@pytest.mark.parametrize(
    ("hours", "amount", "colour"),
    [
        (12, 50, "blue"), (12, 49.9, None),
        (6, 50, "yellow"), (6, 49.9, None),
        (3, 50, "orange"), (3, 49.9, None),
        (3, 100, "red"), (3, 99.9, "orange"),
    ],
)  # fmt: skip
def test_signals_of_rainstorms(hours, amount, colour):
    # Evenly over the window, minute by minute, after a dry hour.
    minutes = hours * 60
    dry = [(place * MINUTE, 0.0) for place in range(60)]
    wet = [((60 + place) * MINUTE, amount / minutes) for place in range(minutes)]
    assert worst("rain", dry + wet, "rainstorm") == colour


def test_a_signal_of_a_rainstorm_falls_an_hour_after_its_rain():
    # 60 mm in the first minute: orange for the three hours that count it, and an hour more.
    given = [(place * MINUTE, 60.0 if place == 0 else 0.0) for place in range(14 * 60)]
    steps = [(colour, at // MINUTE) for _, colour, at in found("rain", given, "")]
    assert steps == [
        ("orange", 0), ("yellow", 180 + 60), ("blue", 360 + 60), (None, 720 + 60),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("depth", "colour"),
    [
        (4.9, None), (5, "blue"), (14.9, "blue"), (15, "yellow"), (26.9, "yellow"),
        (27, "orange"), (39.9, "orange"), (40, "red"), (120, "red"),
    ],
)  # fmt: skip
def test_bands_of_water_on_streets(depth, colour):
    assert worst("waterlogging", steady(depth), "waterlogging") == colour


@pytest.mark.parametrize(
    ("depth", "colour"), [(4.9, None), (5, "yellow"), (15, "orange"), (27, "red")]
)
def test_water_that_stands_for_half_an_hour_is_a_band_higher(depth, colour):
    given = steady(depth, 31, MINUTE)
    assert worst("waterlogging", given, "waterlogging_long") == colour
    assert worst("waterlogging", given[:-1], "waterlogging_long") is None


def test_an_underpass_closes_when_deep_and_rising():
    deep = [(place * MINUTE, 16.0) for place in range(20)]
    rising = [(place * MINUTE, 1.0 * place) for place in range(20)]
    assert worst("waterlogging", deep, "underpass_close", "underpass") is None
    assert worst("waterlogging", rising, "underpass_close", "underpass") == "red"
    assert worst("waterlogging", rising, "underpass_close", "road") is None


@pytest.mark.parametrize(
    ("kind", "value", "rule", "colour"),
    [
        ("gas_industrial", 24.9, "gas_industrial", None),
        ("gas_industrial", 25, "gas_industrial", "yellow"),
        ("gas_industrial", 50, "gas_industrial", "red"),
        ("gas_open_path", 1, "gas_open_path", "yellow"),
        ("gas_open_path", 2, "gas_open_path", "red"),
        ("gas_toxic", 100, "gas_toxic", "yellow"),
        ("gas_toxic", 200, "gas_toxic", "red"),
        ("oxygen", 19.6, "oxygen_low", None),
        ("oxygen", 19.5, "oxygen_low", "red"),
        ("oxygen", 23.4, "oxygen_high", None),
        ("oxygen", 23.5, "oxygen_high", "red"),
        ("gas_underground", 0.99, "gas_underground", None),
        ("gas_underground", 1, "gas_underground", "yellow"),
        ("gas_underground", 2.5, "gas_underground", "red"),
        ("gas_household", 9.9, "gas_household", None),
        ("gas_household", 10, "gas_household", "orange"),
        ("gas_household", 25, "gas_household", "red"),
        ("arc_fault", 13, "arc_fault", None),
        ("arc_fault", 14, "arc_fault", "red"),
        ("wind_force", 6, "gale_signal", "blue"),
        ("wind_force", 12, "gale_signal", "red"),
        ("air_temperature", 37, "heat_signal", "orange"),
        ("air_temperature", 40, "heat_signal", "red"),
        ("manual_call", 1, "manual_call", "red"),
    ],
)
def test_limits_reached_by_one_reading(kind, value, rule, colour):
    assert worst(kind, steady(value), rule) == colour


@pytest.mark.parametrize(("current", "colour"), [(299, None), (300, "yellow"), (500, "red")])
def test_residual_current_within_thirty_seconds(current, colour):
    assert worst("residual_current", steady(current, 30), "residual_current") == colour


@pytest.mark.parametrize(
    ("sort", "pressure", "colour"),
    [
        ("high_rise_public", 0.11, None), ("high_rise_public", 0.10, "orange"),
        ("above_100m", 0.15, "orange"), ("above_100m", 0.16, None),
        ("residential", 0.08, None), ("residential", 0.07, "orange"),
        ("industrial", 0.10, "orange"), ("sprinkler", 0.10, "orange"),
    ],
)  # fmt: skip
def test_static_head_by_class_of_building(sort, pressure, colour):
    given = steady(pressure, 6, MINUTE)
    assert worst("fire_pressure", given, f"fire_pressure_{sort}", sort) == colour


@pytest.mark.parametrize(
    ("density", "colour"),
    [
        (1.9, None), (2, "blue"), (3, "yellow"), (3.9, "yellow"), (4, "orange"),
        (4.9, "orange"), (5, "red"),
    ],
)  # fmt: skip
def test_density_of_crowds_by_the_minute(density, colour):
    assert worst("crowd_density", steady(density, 60), "crowd_density") == colour


def test_a_crowd_of_a_few_seconds_is_none():
    given = [*steady(1, 60), (60 * SECOND, 9.0)]
    assert worst("crowd_density", given, "crowd_density") is None


@pytest.mark.parametrize(
    ("count", "colour"), [(799, None), (800, "yellow"), (900, "orange"), (1000, "red")]
)
def test_share_of_a_places_capacity(count, colour):
    got = worst("crowd_count", steady(count), "crowd_capacity", capacity=1000.0)
    assert got == colour


def test_levels_of_a_river_are_those_of_its_gauge():
    own = {"warning_level": 10.0, "guarantee_level": 12.0, "design_level": 14.0}
    for level, colour in [(9.9, None), (10, "yellow"), (12, "orange"), (14, "red")]:
        assert worst("water_level", steady(level), "water_level", **own) == colour


def test_a_home_is_watched_more_closely_at_night():
    def rules_at(hour):
        at = (hour - 8) % 24 * HOUR  # the rules count in the time of Shanghai
        given = [(at + place * MINUTE, 6.0) for place in range(3)]
        return [rule for rule, _, _ in found("gas_household", given)]

    assert rules_at(12) == []
    assert rules_at(23) == rules_at(5) == ["gas_household_night"]
    assert rules_at(6) == []


def test_no_rule_that_ships_lacks_a_source_or_hides_that_it_is_from_memory():
    assert {rule.basis for rule in every().rules} == {"found", "from memory", "choice"}
    assert all(rule.source.en and rule.source.zh for rule in every().rules)
