"""Replay: known figures of a known history, and what is said of files that can't be used."""

import json
import re
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from watch_rows import levels, rule, rules

from anlan.model.errors import WatchError
from anlan.watch.replay import Certificate, Files, Settings, replay
from anlan.watch.replay import history as recorded
from anlan.watch.rules import read
from anlan.watch.rules.span import span

BY = Settings(span("10min"), span("1h"))
GAS = rules(rule("gas", levels=levels(1)), rule("gas_late", levels=levels(1), lasting="10min"))
WEEK = 7 * 24 * 60


def stamp(minute):
    days, rest = divmod(minute, 1440)
    return f"2026-06-{1 + days:02d}T{rest // 60:02d}:{rest % 60:02d}:00+08:00"


def written(file, header, lines):
    text = [",".join(header), *(",".join(str(cell) for cell in line) for line in lines)]
    file.write_text("\n".join(text) + "\n", encoding="utf-8")
    return file


STREAMS = ("stream", "kind", "object", "area")
WELLS = [("s1", "gas_underground", "w1", "a1"), ("s2", "gas_underground", "w2", "a1")]


def fortnight():
    """Two weeks of two wells every five minutes: high for the minutes below, else low."""
    high = {
        "s1": [(1000, 1100), (5000, 5030), (9000, 9200)],
        "s2": [(3000, 3060), (12000, 12005)],
    }
    for minute in range(0, 2 * WEEK + 1, 5):
        for name, times in high.items():
            value = 1.5 if any(a <= minute < b for a, b in times) else 0.2
            yield name, stamp(minute), value


EVENTS = [
    ("w1", stamp(1030), stamp(1090), "gas_underground"),  # told 30 min before
    ("w1", stamp(5010), stamp(5040), ""),  # told 10 min before
    ("w1", stamp(8990), stamp(9100), ""),  # told 10 min late
    ("w2", stamp(3000), stamp(3010), "rain"),  # of another kind: not told of
    ("w2", stamp(7000), stamp(7010), ""),  # missed
]


@pytest.fixture
def files(tmp_path):
    return Files(
        written(tmp_path / "h.csv", ("stream", "at", "value"), fortnight()),
        written(tmp_path / "s.csv", STREAMS, WELLS),
        written(tmp_path / "e.csv", ("object", "from", "to", "kind"), EVENTS),
    )


def test_known_figures_of_a_known_fortnight(files):
    made = replay(GAS, files, BY)
    gas, late = made.rules
    assert gas.figures.model_dump() == {
        "objects": 2,
        "alarms": 5,
        "alarms_per_object": 2.5,
        "events": 4,  # not the one of rain
        "caught": 3,
        "before": 2,
        "lead_minutes": (0.0, 10.0, 20.0),  # of -10, 10, 30
        "false_alarms": 2,
        "false_per_week": 1.0,
        "cost_per_week": (1000 + 10 * 20 + 2 * 10) / 2,
    }
    # Ten minutes later each; the five minutes at well 2 never last that long.
    assert late.figures.alarms == 4
    assert late.figures.lead_minutes == (-10.0, 0.0, 10.0)
    assert made.whole.alarms == 9
    assert made.whole.events == 5
    assert made.history.readings == 2 * (2 * WEEK // 5 + 1)
    assert made.history.end - made.history.begin == 2 * WEEK * 60_000_000


def test_an_alarm_that_stood_long_before_leads_by_no_more_than_the_horizon(files, tmp_path):
    """It stands from minute 9000 to 9200: two hours and a half before the event, not one."""
    events = [("w1", stamp(9150), stamp(9160)), ("w1", stamp(9261), stamp(9270))]
    file = written(tmp_path / "late.csv", ("object", "from", "to"), events)
    gas = replay(GAS, Files(files.history, files.streams, file), BY).rules[0].figures
    assert gas.lead_minutes == (60.0, 60.0, 60.0)
    # It cleared 61 minutes before the second event, which it doesn't tell of.
    assert (gas.caught, gas.events) == (1, 2)


def test_the_same_history_in_other_forms_gives_the_same_figures(files, tmp_path):
    as_text = replay(GAS, files, BY)
    rows = list(fortnight())
    moments = pa.array([r[1] for r in rows]).cast(pa.timestamp("us", tz="UTC"))
    table = pa.table({"stream": [r[0] for r in rows], "at": moments, "value": [r[2] for r in rows]})
    for number, at in enumerate([moments, moments.cast(pa.int64())]):
        file = tmp_path / f"h{number}.parquet"
        pq.write_table(table.set_column(1, "at", at), file, row_group_size=500)
        assert replay(GAS, Files(file, files.streams, files.events), BY).rules == as_text.rules
    about = {name: (kind, thing, area) for name, kind, thing, area in WELLS}
    told = [(*row, *about[row[0]]) for row in rows]
    alone = written(tmp_path / "alone.csv", ("stream", "at", "value", *STREAMS[1:]), told)
    assert replay(GAS, Files(alone, None, files.events), BY).rules == as_text.rules


def test_the_size_of_pieces_changes_nothing(files, monkeypatch):
    whole = replay(GAS, files, BY)
    monkeypatch.setattr(recorded, "PIECE", 7)
    assert replay(GAS, files, BY) == whole


def test_a_certificate_is_the_same_each_time_and_can_be_read_again(files, tmp_path):
    made = replay(GAS, files, BY)
    assert replay(GAS, files, BY) == made
    made.write(tmp_path / "c.json")
    assert Certificate.read(tmp_path / "c.json") == made


def test_a_certificate_covers_the_rules_replayed_and_no_others(files):
    made = replay(GAS, files, BY)
    assert all(made.covers(GAS, each) for each in GAS.rules)
    changed = rules(rule("gas", levels=levels(1.1)), rule("rain", kind="rain", levels=levels(1)))
    assert not any(made.covers(changed, each) for each in changed.rules)
    # Rain was replayed, but there was no gauge to watch.
    assert not replay(changed, files, BY).covers(changed, changed.of("rain"))
    without = replay(GAS, Files(files.history, files.streams), BY)
    assert without.whole.events is None
    assert not without.covers(GAS, GAS.of("gas"))


def test_a_changed_part_uncovers_its_combination(files):
    def both(limit):
        return rules(
            rule("gas", levels=levels(limit)),
            rule("two", "combine", across="area", need="all", colour="red",
                 parts=[{"rule": "gas", "sensors": 2}]),
        )  # fmt: skip

    made = replay(both(1), files, BY)
    assert made.covers(both(1), both(1).of("two"))
    assert not made.covers(both(2), both(2).of("two"))


def test_flawed_readings_are_counted_and_told(files, tmp_path):
    flawed = [("s1", stamp(0), "NaN"), ("s9", stamp(0), 1), ("s1", stamp(1), ""),
              ("s1", stamp(2), -9999), ("s1", stamp(3), 0.5), ("s1", stamp(3), 0.6)]  # fmt: skip
    file = written(tmp_path / "f.csv", ("stream", "at", "value"), flawed)
    made = replay(GAS, Files(file, files.streams), BY).history
    assert (made.readings, made.unknown, made.unusable, made.repeated) == (6, 1, 3, 1)


def unsorted(rows):
    return [rows[50], *rows[:50]]


@pytest.mark.parametrize(
    ("header", "change", "key", "says"),
    [
        (("stream", "time", "value"), None, "column", "lacks the column at"),
        (("stream", "at", "reading"), None, "column", "lacks the column value"),
        (None, unsorted, "order", "Sort it by `at`"),
        (None, lambda rows: [("s1", "2026-06-01T00:00:00", 1)], "moment", "no zone|zone offset"),
        (None, lambda rows: [("s1", "tomorrow", 1)], "moment", "tomorrow"),
        (None, lambda rows: [*rows[:3], ("s1", "", 1)], "empty", "row 4"),
        (None, lambda rows: [*rows[:3], ("s1", stamp(15), "much")], "file", "much"),
    ],
)
def test_a_history_that_cannot_be_used_is_told_clearly(tmp_path, files, header, change, key, says):
    rows = list(fortnight())[:200]
    given = change(rows) if change else rows
    file = written(tmp_path / "bad.csv", header or ("stream", "at", "value"), given)
    with pytest.raises(WatchError) as caught:
        replay(GAS, Files(file, files.streams), BY)
    assert caught.value.key == f"error.replay.{key}"
    assert re.search(says, caught.value.say("en")), caught.value.say("en")
    assert "bad.csv" in caught.value.say("zh")


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (("w1", stamp(10), stamp(5), ""), "backwards"),
        (("w1", stamp(10), stamp(15), "volcano"), "kind"),
        (("", stamp(10), stamp(15), ""), "empty"),
        (("w1", "", stamp(15), ""), "empty"),
    ],
)
def test_events_that_cannot_be_used_are_told_with_their_row(tmp_path, files, row, key):
    file = written(tmp_path / "e2.csv", ("object", "from", "to", "kind"), [EVENTS[0], row])
    with pytest.raises(WatchError) as caught:
        replay(GAS, Files(files.history, files.streams, file), BY)
    assert caught.value.key == f"error.replay.{key}"
    assert caught.value.values["row"] == 2


def test_an_empty_history_has_no_figures_by_the_week(tmp_path, files):
    file = written(tmp_path / "none.csv", ("stream", "at", "value"), [])
    made = replay(GAS, Files(file, files.streams, files.events), BY)
    assert (made.whole.alarms, made.whole.false_per_week) == (0, None)
    assert made.history.begin is None


RULE = """
[[rules]]
id = "gas"
version = {version}
name = {{ en = "Gas", zh = "燃气" }}
form = "threshold"
kind = "gas_underground"
unit = "%VOL"
priority = "high"
consequence = {{ en = "c", zh = "c" }}
response = {{ en = "r", zh = "r" }}
respond_within = "5min"
source = {{ en = "s", zh = "s" }}
basis = "choice"
lasting = "{lasting}"
levels = [{{ colour = "yellow", limit = 1 }}]
"""


def anlan(*words):
    command = [sys.executable, "-m", "anlan", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("lang", "word"), [("en", "false alarms per week"), ("zh", "每周误报")])
def test_the_command_shows_two_versions_side_by_side_and_writes_both(files, tmp_path, lang, word):
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text('zone = "UTC"\n' + RULE.format(version=1, lasting="0s"), encoding="utf-8")
    two.write_text('zone = "UTC"\n' + RULE.format(version=2, lasting="10min"), encoding="utf-8")
    out = tmp_path / "c.json"
    ended = anlan(
        "--lang", lang, "watch", "replay", one, "--history", files.history, "--streams",
        files.streams, "--events", files.events, "--against", two, "--horizon", "1h", "--out", out,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert word in ended.stdout
    row = next(line for line in ended.stdout.splitlines() if word in line)
    assert re.findall(r"\d+\.\d\d", row) == ["1.00", "0.50"]
    made = Certificate.read(out)
    assert made.against is not None
    assert made.covers(read(one), read(one).of("gas"))
    assert made.against.covers(read(two), read(two).of("gas"))
    assert str(tmp_path) not in json.dumps(made.model_dump(), ensure_ascii=False)


def test_the_command_tells_a_file_that_is_not_there(tmp_path):
    ended = anlan("watch", "replay", "gas", "--history", tmp_path / "absent.csv")
    assert ended.returncode == 1
    assert "absent.csv can't be read" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_history_larger_than_what_is_read_at_once_streams(tmp_path):
    """Pieces come one by one: no more than one is held."""
    many = 3 * recorded.PIECE
    file = tmp_path / "big.parquet"
    table = pa.table(
        {
            "stream": np.tile(["s1", "s2"], many // 2),
            "at": np.arange(many) * 1_000_000,
            "value": np.full(many, 0.5),
        }
    )
    pq.write_table(table, file, row_group_size=recorded.PIECE)
    streams = written(tmp_path / "s.csv", STREAMS, WELLS)
    sizes = [piece.num_rows for piece in recorded.read(file, streams).pieces()]
    assert max(sizes) <= recorded.PIECE
    assert sum(sizes) == many
