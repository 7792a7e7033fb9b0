"""The history: moved from the log into files of days, and read while it is moved."""

import threading

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from watch_log import (
    CITY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    compact_all,
    firsts,
    place_of,
    read,
    send,
)  # fmt: skip
from watch_rows import levels, rule, rules

from anlan.model.cause import Cause
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.schema import prepare
from anlan.store.verify import verify
from anlan.store.watch import WatchChunk, WatchFile, WatchPlace
from anlan.store.watch.log import after, head
from anlan.watch.history import compact as compacting
from anlan.watch.history import settings as chosen
from anlan.watch.history.days import DAY, day_of
from anlan.watch.history.erase import erase
from anlan.watch.history.playback import last_at
from anlan.watch.history.rollup import roll_up
from anlan.watch.history.series import series
from anlan.watch.history.settings import Retention
from anlan.watch.history.sweep import sweep
from anlan.watch.replay import Files, Settings, replay

CAUSE = Cause("local:test", origin="a test")


@pytest.fixture
def place(database, tmp_path):
    return place_of(database, tmp_path / "home")


def files(place, grain="reading"):
    with place.database.session() as session:
        query = select(WatchFile).where(WatchFile.grain == grain, WatchFile.gone_at.is_(None))
        return session.scalars(query.order_by(WatchFile.id)).all()


def test_what_is_moved_is_read_as_before(place):
    sent = [(1, NOW - HOUR, 1.0), (2, NOW - HOUR, 2.0), (1, NOW - 2 * DAY, 3.0)]
    send(place, sent, NOW - HOUR)
    assert read(place) == firsts(sent)
    done = compacting.compact(place, NOW)
    assert (done.chunks, done.rows, done.files, done.more) == (1, 3, 2, False)
    assert read(place) == firsts(sent)
    with place.database.session() as session:
        assert session.scalars(select(WatchChunk)).all() == []
        assert head(session, CITY).compacted == 1
    assert compacting.compact(place, NOW) is None


def test_a_reading_sent_again_counts_as_it_was_first_wherever_the_first_lies(place):
    send(place, [(1, NOW - DAY, 1.0)], NOW - DAY)
    compact_all(place, NOW)
    send(place, [(1, NOW - DAY, 2.0), (1, NOW - DAY, 3.0)], NOW - HOUR)
    assert read(place) == {(1, NOW - DAY): 1.0}
    compact_all(place, NOW)
    assert read(place) == {(1, NOW - DAY): 1.0}
    assert [each.rows for each in files(place)] == [1]


def test_files_are_sorted_and_tell_when_each_reading_was_known(place):
    send(place, [(2, NOW - HOUR, 1.0), (1, NOW - MINUTE, 2.0)], NOW - 2 * MINUTE)
    send(place, [(1, NOW - HOUR, 3.0)], NOW - MINUTE)
    compact_all(place, NOW + HOUR)
    table = pq.read_table(place.folder / files(place)[0].name)
    assert table.column_names == ["stream", "at", "value", "quality", "text", "flags", "known"]
    assert table["stream"].to_pylist() == [1, 1, 2]
    assert table["at"].to_pylist() == [NOW - HOUR, NOW - MINUTE, NOW - HOUR]
    assert table["known"].to_pylist() == [NOW - MINUTE, NOW - 2 * MINUTE, NOW - 2 * MINUTE]


def test_only_what_every_reader_has_kept_is_moved(place):
    for number in range(5):
        send(place, [(1, NOW - HOUR + number, 1.0)], NOW - HOUR)
    with place.database.writing() as session:
        session.add_all(
            WatchPlace(city=CITY, reader=reader, applied=5, kept=kept, state={})
            for reader, kept in (("engine", 4), ("other", 3))
        )
    compact_all(place, NOW)
    with place.database.session() as session:
        assert [each.seq for each in after(session, CITY, 0)] == [4, 5]
    assert len(read(place)) == 5


def test_what_has_just_come_in_stays_in_the_log(place):
    send(place, [(1, NOW - HOUR, 1.0)], NOW - HOUR)
    send(place, [(1, NOW - HOUR + 1, 1.0)], NOW - SECOND)
    done = compacting.compact(place, NOW)
    assert (done.chunks, done.rows) == (1, 1)
    assert len(read(place)) == 2


def test_a_day_has_few_files_however_often_it_is_added_to(place, monkeypatch):
    for number in range(40):
        send(place, [(1, NOW - HOUR + 10 * number + k, 1.0) for k in range(10)], NOW - HOUR)
        compacting.compact(place, NOW)
    assert len(files(place)) <= 5
    assert len(read(place)) == 400


def test_passes_take_a_part_each(place, monkeypatch):
    small = chosen.Settings(**{**vars(chosen.settings()), "most_rows": 10, "piece_rows": 7})
    monkeypatch.setattr(compacting, "settings", lambda: small)
    sent = [(number % 9, NOW - HOUR + number, float(number)) for number in range(100)]
    for first in range(0, 100, 5):
        send(place, sent[first : first + 5], NOW - HOUR)
    assert compact_all(place, NOW) == 10
    assert read(place) == firsts(sent)


STEP = st.one_of(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 12), st.integers(0, 99)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["compact", "sweep"]),
)


@given(steps=st.lists(STEP, max_size=14), piece=st.integers(1, 20))
def test_history_equals_the_firsts_of_the_log_whatever_happens(tmp_path_factory, steps, piece):
    home = tmp_path_factory.mktemp("history")
    database = Database.in_folder(home)
    prepare(database)
    place = place_of(database, home)
    sent = []
    with pytest.MonkeyPatch.context() as patch:
        small = chosen.Settings(**{**vars(chosen.settings()), "piece_rows": piece})
        patch.setattr("anlan.watch.history.days.settings", lambda: small)
        for number, step in enumerate(steps):
            now = NOW + number * HOUR
            if step == "compact":
                compacting.compact(place, now)
            elif step == "sweep":
                sweep(place, now)
            else:
                some = [(s, NOW - at * 7 * HOUR, float(v)) for s, at, v in step]
                send(place, some, now - HOUR)
                sent += some
            assert read(place) == firsts(sent)
            few = {key: v for key, v in firsts(sent).items() if key[0] in (2, 3)}
            assert read(place, [2, 3]) == few
            part = {key: v for key, v in few.items() if NOW - 3 * DAY <= key[1] < NOW - DAY}
            assert read(place, [2, 3], NOW - 3 * DAY, NOW - DAY) == part
    database.close()


def test_readers_never_see_a_gap_or_a_double_while_the_log_is_moved(place):
    sent, wrong, over = [], [], threading.Event()

    def look():
        while not over.is_set():
            least = len(sent)
            found = read(place)  # asserts that nothing is there twice
            if len(found) < least:
                wrong.append((least, len(found)))

    readers = [threading.Thread(target=look) for _ in range(2)]
    for each in readers:
        each.start()
    for number in range(60):
        some = [(k, NOW - HOUR + number, 1.0) for k in range(20)]
        send(place, some, NOW - HOUR)
        sent += some
        compacting.compact(place, NOW)
        sweep(place, NOW)
    over.set()
    for each in readers:
        each.join()
    assert wrong == []
    assert len(read(place)) == 1200


def test_files_that_were_replaced_stay_for_those_who_read_them(place):
    send(place, [(1, NOW - HOUR, 1.0)], NOW - HOUR)
    compact_all(place, NOW)
    old = place.folder / files(place)[0].name
    send(place, [(1, NOW - HOUR + 1, 1.0)], NOW - HOUR)
    compact_all(place, NOW)
    assert sweep(place, NOW + MINUTE) == 0
    assert old.exists()
    (place.folder / "reading" / "stray.tmp").write_bytes(b"half")
    assert sweep(place, NOW + HOUR) == 2
    assert not old.exists()
    assert [each.name for each in (place.folder / "reading").iterdir()] == [
        files(place)[0].name.partition("/")[2]
    ]
    assert len(read(place)) == 2


def minutes(place, stream=1, days=3, every=MINUTE):
    """Readings every minute from some days ago until noon: the minute of the day, and a peak."""
    begin = NOW - DAY // 2 - days * DAY
    sent = [(stream, at, float(at % DAY // MINUTE)) for at in range(begin, NOW, every)]
    sent[700] = (stream, sent[700][1], 5000.0)
    send(place, sent, NOW - HOUR)
    return sent


def test_a_chart_of_few_readings_tells_them_as_they_are(place):
    sent = minutes(place)
    (found,) = series(place, [1], NOW - HOUR, NOW, 100)
    assert found.step == 0
    assert list(zip(found.rows["at"].to_pylist(), found.rows["last"].to_pylist(), strict=True)) == [
        (at, value) for _, at, value in sent[-60:]
    ]


@pytest.mark.parametrize("moved", [False, True], ids=["log", "files"])
def test_a_long_chart_keeps_every_peak_rolled_up_or_not(place, moved):
    sent = minutes(place)
    if moved:
        compact_all(place, NOW)
        while roll_up(place, NOW):
            pass
        assert [len(files(place, grain)) for grain in ("5min", "1h", "1d")] == [3, 3, 3]
    least = sent[0][1]
    (found,) = series(place, [1], least, NOW, 84)
    rows = found.rows.to_pylist()
    assert found.step == HOUR
    assert len(rows) == 84
    assert max(row["most"] for row in rows) == 5000
    for place_, row in enumerate(rows):
        values = [v for _, at, v in sent if row["at"] <= at < row["at"] + HOUR]
        assert row["at"] == least + place_ * HOUR
        assert (row["count"], row["bad"]) == (len(values), 0)
        assert (row["least"], row["most"], row["last"]) == (min(values), max(values), values[-1])
        assert row["mean"] == pytest.approx(np.mean(values))


def test_bad_readings_count_as_bad_and_for_nothing_else(place):
    begin = NOW - DAY
    given = [(1, begin, 1.0, 0), (1, begin + 1, 99.0, 2), (1, begin + 2, 3.0, 1)]
    given += [(1, begin + 2 * HOUR, float("nan"), 3)]
    send(place, given, NOW - HOUR)
    (found,) = series(place, [1], begin, begin + 4 * HOUR, 2)
    first, second = found.rows.to_pylist()
    assert (first["count"], first["bad"], first["mean"], first["most"]) == (3, 1, 2.0, 3.0)
    assert (second["count"], second["bad"]) == (1, 1)
    assert np.isnan(second["mean"])


def test_late_readings_change_a_roll_up(place):
    minutes(place)
    compact_all(place, NOW)
    while roll_up(place, NOW):
        pass
    late = NOW - DAY // 2 - DAY + 1
    send(place, [(1, late, 9999.0)], NOW)
    compact_all(place, NOW + HOUR)
    assert roll_up(place, NOW + 2 * HOUR)
    assert not roll_up(place, NOW + 2 * HOUR)
    (found,) = series(place, [1], NOW - DAY // 2 - 3 * DAY, NOW - DAY // 2, 3)
    assert [row["most"] for row in found.rows.to_pylist()] == [5000.0, 1439.0, 9999.0]


def test_the_map_shows_the_last_reading_before_a_moment(place):
    given = [(1, NOW - HOUR, 1.0), (1, NOW - MINUTE, 2.0), (2, NOW - 3 * HOUR, 5.0)]
    send(place, given, NOW - MINUTE)
    compact_all(place, NOW + HOUR)
    send(place, [(1, NOW, 3.0), (1, NOW - MINUTE, 7.0), (3, NOW - DAY // 2 - 1, 4.0)], NOW)
    streams = np.array([1, 2, 3])

    def shown(moment, back):
        found = last_at(place, streams, moment, back)
        return dict(zip(found.stream.tolist(), found.value.tolist(), strict=True))

    assert shown(NOW, 2 * HOUR) == {1: 3.0}
    assert shown(NOW - 1, 2 * HOUR) == {1: 2.0}
    assert shown(NOW - 1, 12 * HOUR + 1) == {1: 2.0, 2: 5.0, 3: 4.0}
    assert shown(NOW - MINUTE - 1, 2 * HOUR) == {1: 1.0}


KEEP = Retention.model_validate(
    {
        "otherwise": {"reading": 2, "5min": 3, "1h": 5, "1d": 30},
        "kinds": {"crowd_density": {"reading": 1, "5min": 2, "1h": 3, "1d": 30}},
    }
)


def erase_all(place, now):
    rows = 0
    while (done := erase(place, CAUSE, now, KEEP)).rows or done.more:
        rows += done.rows
    return rows


def test_what_was_kept_long_enough_is_erased_and_its_roll_ups_stay(place):
    minutes(place)
    compact_all(place, NOW)
    while roll_up(place, NOW):
        pass
    assert erase_all(place, NOW) == 1440  # of three days ago; that of two days ago is still kept
    days = {day_of(at) for _, at in read(place)}
    assert days == {day_of(NOW), day_of(NOW - DAY), day_of(NOW - 2 * DAY)}
    (found,) = series(place, [1], NOW - DAY // 2 - 3 * DAY, NOW - DAY // 2 - 2 * DAY, 24)
    assert [row["count"] for row in found.rows.to_pylist()] == [60] * 24
    with place.database.session() as session:
        told = session.scalars(select(Entry).where(Entry.act == "history.erased")).all()
    assert [each.subject for each in told] == [f"history:{CITY}"]
    assert '"rows":1440' in told[0].after.replace(" ", "")
    assert verify(place.database).fault is None


def test_roll_ups_outlive_their_readings_also_when_more_comes_late(place):
    minutes(place)
    compact_all(place, NOW)
    while roll_up(place, NOW):
        pass
    erase_all(place, NOW)
    begin = NOW - DAY // 2 - 3 * DAY
    send(place, [(2, begin, 7.0)], NOW)
    compact_all(place, NOW + HOUR)
    while roll_up(place, NOW + 2 * HOUR):
        pass
    one, two = series(place, [1, 2], begin, begin + DAY, 24)
    assert sum(row["count"] for row in one.rows.to_pylist()) == 1440
    assert [row["last"] for row in two.rows.to_pylist()] == [7.0]


def test_a_history_can_be_replayed_as_it_was_known(place, tmp_path):
    """A reading that came too late counts for nothing, as in life; the others in their order."""
    begin = NOW - 2 * DAY
    for minute in range(0, 300, 5):
        at = begin + minute * MINUTE
        send(place, [(1, at, 1.5 if 100 <= minute < 200 else 0.2), (2, at, 0.2)], at + SECOND)
    send(place, [(2, begin + 50 * MINUTE + 1, 9.0)], begin + 290 * MINUTE)
    compact_all(place, NOW)
    pq.write_table(
        pa.table({"stream": [1, 2], "kind": ["gas_underground"] * 2, "object": ["w1", "w2"]}),
        tmp_path / "streams.parquet",
    )
    gas = rules(rule("gas", levels=levels(1)))
    files_of = Files(place.folder / "reading", tmp_path / "streams.parquet")
    made = replay(gas, files_of, Settings(10 * MINUTE, HOUR))
    assert (made.history.readings, made.history.late) == (120, 1)
    assert made.whole.alarms == 1
    assert made.history.begin == begin
