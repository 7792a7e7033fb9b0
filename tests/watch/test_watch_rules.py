"""Rules are read strictly, say themselves in words, combine, and compare with forecasts."""

import re
from pathlib import Path

import pyarrow as pa
import pytest
from watch_rows import HOUR, MINUTE, SECOND, claims_of, levels, rule, rules, single, streams

from anlan.model.errors import WatchError
from anlan.watch.batch import FORECASTS, Streams
from anlan.watch.engine import plan
from anlan.watch.rules import every, read, shipped
from anlan.watch.rules.says import says, told
from anlan.watch.rules.span import span

GOOD = """
[[rules]]
id = "gas"
version = 1
name = { en = "Gas", zh = "燃气" }
form = "threshold"
kind = "gas_underground"
unit = "%VOL"
priority = "high"
consequence = { en = "c", zh = "c" }
response = { en = "r", zh = "r" }
respond_within = "5min"
source = { en = "s", zh = "s" }
basis = "choice"
levels = [
  { colour = "yellow", limit = 1 },
  { colour = "red", limit = 2.5 },
]
"""


def problem(tmp_path, old="", new=""):
    assert old in GOOD
    file = tmp_path / "rules.toml"
    file.write_text('zone = "UTC"\n' + GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WatchError) as caught:
        read(file)
    for lang in ("en", "zh"):
        assert "rules.toml" in caught.value.say(lang)
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "says_"),
    [
        ('unit = "%VOL"', 'unit = "%LEL"', "measured in %VOL, not in %LEL"),
        ('kind = "gas_underground"', 'kind = "ghosts"', "no kind of sensor is known as `ghosts`"),
        ('"yellow", limit = 1', '"yellow", limit = 3', "a worse colour needs a farther limit"),
        ('"yellow"', '"red"', "colours go from blue to red, each once"),
        ('"yellow"', '"purple"', "blue"),
        ('"5min"', '"5 minutes"', "a length of time"),
        ('form = "threshold"', 'form = "guess"', "threshold"),
        ('form = "threshold"', 'form = "threshold"\ndead = -1', "greater than or equal to 0"),
        ('form = "threshold"', 'form = "threshold"\ndeed = 1', "Extra inputs"),
        ('form = "threshold"', 'form = "threshold"\nhours = [7, 7]', "are the same"),
        ('form = "threshold"', 'form = "threshold"\nmonths = [13]', "12"),
        (
            "levels = [",
            "lasting = '1min'\nreadings = { least = 2, of = 3 }\nlevels = [",
            "not both",
        ),
        ("levels = [", "readings = { least = 4, of = 3 }\nlevels = [", "must not be more"),
        ('source = { en = "s", zh = "s" }\n', "", "Field required"),
    ],
)
def test_a_rule_that_does_not_fit_is_told_with_its_place(tmp_path, old, new, says_):
    error = problem(tmp_path, old, new)
    assert error.values["rule"] == "gas"
    assert says_ in error.say("en"), error.say("en")


def test_a_rule_that_is_there_twice_and_a_part_that_is_not_there(tmp_path):
    assert problem(tmp_path, GOOD, GOOD + GOOD).key == "error.rules.twice"
    both = GOOD.replace('id = "gas"', 'id = "both"').replace("threshold", "combine")
    both = both[: both.index("levels")].replace('kind = "gas_underground"\nunit = "%VOL"\n', "")
    both += 'across = "object"\nneed = "all"\ncolour = "red"\nparts = [{ rule = "absent" }]\n'
    assert problem(tmp_path, GOOD, both).key == "error.rules.part"


def test_files_that_hold_no_rules_are_told(tmp_path):
    for text in ("zone = ", "\x00", 'zone = "Nowhere/Land"\nrules = []\n'):
        (tmp_path / "x.toml").write_text(text, encoding="utf-8")
        with pytest.raises(WatchError):
            read(tmp_path / "x.toml")
    with pytest.raises(WatchError, match="absent"):
        read(tmp_path / "absent.toml")


@pytest.mark.parametrize("name", shipped())
def test_each_set_that_ships_can_be_used_by_itself_and_says_itself(name):
    found = read(Path(name))
    for each in found.rules:
        assert each.name.en in says(found, each, "en")
        assert each.source.zh in says(found, each, "zh")


def test_the_rainstorm_in_words():
    text = says(every(), every().of("rainstorm"), "en")
    assert "red from 100 mm in 3 h on" in text
    assert "(found)" in text


def test_a_claim_in_words_has_figure_limit_and_local_time():
    found = read(Path("gas"))
    well = streams((1, "gas_underground", "w1", "a1"))
    claim = claims_of(plan(found, well), [(1, 16 * HOUR, 1.2)])[0]
    assert told(found, claim, "en") == (
        "1970-01-02 00:00:00 Methane under the street at w1: yellow. 1.2 %VOL, limit 1."
    )
    assert "黄色" in told(found, claim, "zh")


def test_a_small_count_of_people_is_not_told():
    crowd = read(Path("crowd"))
    room = Streams(
        pa.table({"stream": [1], "kind": ["crowd_count"], "object": ["o"], "capacity": [10.0]})
    )
    few, many = claims_of(plan(crowd, room), [(1, 0, 8.0), (1, SECOND, 12.0)])
    assert told(crowd, few, "en") == (
        "1970-01-01 08:00:00 Place nearly full at o: yellow. It is fewer than 10 persons."
    )
    assert "少于 10" in told(crowd, few, "zh")
    assert "12 persons" in told(crowd, many, "en")


def test_dead_band_duration_and_clearing():
    one = rule("r", levels=levels(1), dead=0.2, lasting="2min", clear_after="1min")
    values = [1, 1, 0.9, 1, 1, 1.1, 0.9, 0.85, 0.79, 0.9, 0.5, 0.5, 0.5]
    # Unbroken from 3 to 5; inside the dead band from 6 on, twice beyond it for a minute at 11.
    assert single(one, values) == [(5, "blue"), (11, None)]


def test_hours_over_midnight_in_the_zone_of_the_rules():
    night = rule("r", levels=levels(1), hours=[22, 6])
    got = single(night, [2.0] * 24, HOUR, zone="Asia/Shanghai")
    # 22 o'clock there is 14 UTC, 6 o'clock is 22 UTC; the day begins at 8 there.
    assert got == [(14, "blue"), (22, None)]


def test_months_are_local_too():
    july = rule("r", levels=levels(1), months=[2])
    got = single(july, [2.0] * 60, 24 * HOUR, zone="UTC")
    assert got == [(31, "blue"), (59, None)]


def test_a_silence_is_told_at_its_moment_and_ends_with_the_next_reading():
    silent = rule("r", "missing", levels=[
        {"colour": "blue", "longest": "10min"}, {"colour": "red", "longest": "1h"}])  # fmt: skip
    well = plan(rules(silent), streams((1, "gas_underground", "w", "a")))
    got = claims_of(well, [(1, 0, 0.1), (1, 10 * MINUTE, 0.1), (1, 2 * HOUR, 0.1)])
    assert [(c["at"], c["colour"]) for c in got] == [
        (20 * MINUTE, "blue"), (70 * MINUTE, "red"), (2 * HOUR, None),
    ]  # fmt: skip
    assert got[0]["since"] == 10 * MINUTE


def test_a_sensor_that_never_spoke_is_missed_from_when_it_was_expected():
    silent = rule("r", "missing", levels=[{"colour": "blue", "longest": "10min"}])
    both = Streams(
        pa.table(
            {
                "stream": [1, 2, 3],
                "kind": ["gas_underground"] * 3,
                "object": ["spoke", "never", "not yet"],
                "expected_from": [None, HOUR, None],
            }
        )
    )
    got = claims_of(plan(rules(silent), both), [(1, t * MINUTE, 0.1) for t in range(0, 121, 5)])
    assert [(c["object"], c["at"]) for c in got] == [("never", 70 * MINUTE)]


def forecast(*each):
    columns = list(zip(*each, strict=True))
    return pa.table(dict(zip(FORECASTS.names, columns, strict=True))).cast(FORECASTS)


def test_a_reading_is_compared_with_what_was_forecast_and_known_by_then():
    above = rule("r", "relation", measure="difference", within="1h", levels=levels(1))
    told_ = forecast(
        (1, 0, 10 * MINUTE, 5.0),  # for minute 10, known from the beginning
        (1, 20 * MINUTE, 15 * MINUTE, 1.0),  # for minute 15, but known at 20 only
    )
    got = single(above, [5.5] * 90, forecasts=told_)
    # From minute 20 on 4.5 above what was forecast; after an hour that forecast is too old.
    assert got == [(20, "blue")]
    ratio = above | {"measure": "ratio", "levels": levels(1.2)}
    assert single(ratio, [5.9] * 15, forecasts=forecast((1, 0, 0, 5.0))) == []
    assert single(ratio, [6.0] * 15, forecasts=forecast((1, 0, 0, 5.0))) == [(0, "blue")]


def test_limits_of_datastreams_and_what_lacks_them():
    full = rule("r", levels=[{"colour": "red", "limit": {"of": "capacity", "share": 0.8}}])
    two = streams(
        (1, "gas_underground", "a", ""), (2, "gas_underground", "b", ""), capacity=[10.0, None]
    )
    laid = plan(rules(full), two)
    assert [(each.figure, each.streams) for each in laid.unbound] == [("capacity", 1)]
    got = claims_of(laid, [(1, 0, 7.9), (2, 0, 9.0), (1, SECOND, 8.0), (2, SECOND, 9.0)])
    assert [(c["object"], c["limit"]) for c in got] == [("a", 8.0)]


def test_an_object_shows_the_worst_of_its_sensors_once():
    both = streams((1, "gas_underground", "w", ""), (2, "gas_underground", "w", ""))
    laid = plan(rules(rule("r", levels=levels(1, 2))), both)
    given = [(1, 0, 1.5), (2, SECOND, 1.5), (2, 2 * SECOND, 2.5), (1, 3 * SECOND, 0.0),
             (2, 4 * SECOND, 0.0)]  # fmt: skip
    got = claims_of(laid, given)
    assert [(c["change"], c["colour"], c["stream"]) for c in got] == [
        ("raised", "blue", 1), ("updated", "yellow", 2), ("cleared", None, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(("need", "wanted"), [("all", 3), (2, 2), ("any", 1)])
def test_so_many_parts_of_a_combination(need, wanted):
    parts = [rule(f"p{n}", kind=kind, levels=levels(1), silent=True)
             for n, kind in enumerate(("gas_underground", "smoke", "heat"))]  # fmt: skip
    whole = rule("w", "combine", across="area", need=need, colour="orange",
                 parts=[{"rule": f"p{n}"} for n in range(3)])  # fmt: skip
    three = streams((1, "gas_underground", "x", "a"), (2, "smoke", "y", "a"),
                    (3, "heat", "z", "a"), (4, "heat", "v", "b"))  # fmt: skip
    laid = plan(rules(*parts, whole), three)
    got = claims_of(laid, [(4, 0, 5.0), *((n, n * MINUTE, 5.0) for n in (1, 2, 3))])
    first = got[0]
    expected = {"any": ("b", 0)}.get(need, ("a", wanted * MINUTE))
    assert (first["object"], first["at"], first["colour"]) == (*expected, "orange")


@pytest.mark.parametrize("text", ["", "5", "min", "-5min", "5 weeks", "1h30", "1e3s"])
def test_a_length_of_time_that_is_none(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        span(text)


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        ({"kind": ["rain"], "object": ["o"]}, "column"),
        ({"stream": [1, 1], "kind": ["rain"] * 2, "object": ["o"] * 2}, "twice"),
        ({"stream": [1], "kind": ["rain"], "object": [None]}, "empty"),
        ({"stream": [1], "kind": ["ghosts"], "object": ["o"]}, "kind"),
    ],
)
def test_datastreams_that_cannot_be_used(columns, key):
    with pytest.raises(WatchError) as caught:
        Streams(pa.table(columns))
    assert caught.value.key == f"error.streams.{key}"


def test_the_rules_of_the_guide_can_be_used(tmp_path):
    guide = Path(__file__).parents[2] / "docs" / "howto" / "write-a-rule.md"
    blocks = re.findall(r"^```toml\n(.*?)^```$", guide.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "my-rules.toml").write_text("\n".join(blocks), encoding="utf-8")
    found = read(tmp_path / "my-rules.toml")
    assert [each.id for each in found.rules] == [
        "underpass_water", "underpass_and_rain", "rain_hour", "noisy_gauge",
    ]  # fmt: skip
