"""The live engine: along the log, once, whatever happens to it; late readings are no misses."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_watch_laws import MANY, READINGS, SET, cut
from watch_city import (
    CITY,
    ENGINES,
    GAS,
    QUICK,
    WELLS,
    engine,
    off,
    on,
    place,
    send,
    told,
    until_done,
)
from watch_rows import HOUR, MINUTE, SECOND, in_one_table, levels, rows, rule, streams

from anlan.model.errors import WatchError
from anlan.store.watch import WatchChunk, WatchPlan
from anlan.store.watch.log import Chunk
from anlan.watch.batch import Batch
from anlan.watch.engine import begin, carry, carrying, evaluate, load, plan, save
from anlan.watch.live import snapshot
from anlan.watch.live.course import Course, Laid
from anlan.watch.live.lease import LostError
from anlan.watch.rules import Rules


@pytest.fixture(autouse=True)
def closed(request):
    """Let no engine work beside a database that is gone."""
    if "database" in request.fixturenames:
        request.getfixturevalue("database")
    yield
    while ENGINES:
        ENGINES.pop().close()


LAID = Laid(0, plan(SET, MANY), frozenset(each.id for each in SET.rules))


def along(chunks, folder=None, kill_at=()):
    """Claims of chunks with a short allowance; killed after some, and begun again from a file."""
    course, found, room = Course.begun(0, LAID, MINUTE), [], None
    for seq, (given_rows, floor) in enumerate(chunks, 1):
        found.append(course.take(Chunk(seq, 0, floor, "test", rows(given_rows))))
        if seq in kill_at:
            picture = snapshot.Picture.of(course, room)
            room = picture.state.moving
            # What comes after it is taken is not in it.
            course.take(Chunk(seq + 1, 0, 99 * HOUR, "test", rows([])))
            picture.keep(folder)
            kept = snapshot.newest(folder, seq)
            course = kept.course(LAID, MINUTE)
    return in_one_table(found)


@settings(max_examples=40)
@given(
    READINGS,
    st.lists(st.integers(0, 80), max_size=8),
    st.sets(st.integers(1, 9)),
    st.integers(0, 8),
)
def test_the_same_chunks_give_the_same_claims_wherever_it_is_killed(
    tmp_path_factory, readings, places, kills, ticks
):
    chunks = [(part, -(2**63)) for part in cut(readings, places)]
    chunks.insert(min(ticks, len(chunks)), ([], HOUR))
    folder = tmp_path_factory.mktemp("kept")
    assert along(chunks, folder, kills) == along(chunks)


FEWER = plan(
    Rules(zone="UTC", rules=(SET.of("gas_strange"), *SET.rules[:3], SET.of("rain"))),
    MANY.only(MANY.text("object") != "w1"),
)


@settings(max_examples=40)
@given(READINGS, READINGS)
def test_carried_over_while_it_runs_as_kept_and_laid_out_anew(readings, later):
    def state():
        return evaluate(LAID.plan, Batch(rows(readings), HOUR), begin(LAID.plan))[1]

    kept = load(FEWER, save(LAID.plan, state()))
    carried = carry(carrying(LAID.plan, FEWER), state())
    assert save(FEWER, carried) == save(FEWER, kept)
    last = Batch(rows(later), 9 * HOUR)
    assert evaluate(FEWER, last, carried)[0] == evaluate(FEWER, last, kept)[0]


def claims_of(*chunks):
    """(seconds, object, change) of claims on gas, chunk by chunk."""
    laid = Laid(0, plan(GAS_RULES, WELLS), frozenset({"gas"}))
    course, found = Course.begun(0, laid, SECOND), []
    for seq, given_rows in enumerate(chunks, 1):
        moved = [(stream, at * SECOND, value) for stream, at, value in given_rows]
        claims = course.take(Chunk(seq, 0, -(2**63), "test", rows(moved)))
        found.append([(c["at"] / SECOND, c["object"], c["change"]) for c in claims.to_pylist()])
    return found, course.state.tallies


GAS_RULES = Rules(zone="UTC", rules=(SET.of("gas").model_copy(update={"lasting": 0}),))


def test_a_late_reading_newer_than_its_own_is_told_with_its_own_time():
    found, tallies = claims_of([(1, 0, 0.0)], [(2, 100, 0.0)], [(1, 50, 1.5)])
    assert found == [[], [], [(50.0, "w1", "raised")]]
    assert tallies["late"] == 1 and tallies["behind"] == 0


def test_a_late_reading_older_than_its_own_is_counted_only():
    found, tallies = claims_of([(1, 60, 0.0)], [(2, 100, 0.0)], [(1, 50, 1.5)], [(1, 60, 1.5)])
    assert found == [[], [], [], []]
    assert tallies["late"] == 0 and tallies["behind"] == 2


def test_a_late_reading_ends_a_silence_that_was_told():
    silent = rule("silent", "missing", levels=[{"colour": "blue", "longest": "60s"}])
    laid = Laid(0, plan(SET.model_validate({"zone": "UTC", "rules": [silent]}), WELLS), {"silent"})
    course, found = Course.begun(0, laid, SECOND), []
    for seq, (stream, at) in enumerate([(1, 0), (2, 100), (2, 110), (1, 59), (2, 150)], 1):
        claims = course.take(Chunk(seq, 0, -(2**63), "t", rows([(stream, at * SECOND, 0.0)])))
        found += [(c["at"] / SECOND, c["object"], c["change"]) for c in claims.to_pylist()]
    assert found == [
        (60.0, "w1", "raised"), (60.000001, "w1", "cleared"), (119.0, "w1", "raised"),
    ]  # fmt: skip


def test_an_alarm_is_told_once_together_with_how_far_the_engine_is(database, tmp_path):
    on(database, GAS)
    running = engine(database, tmp_path)
    send(database, (1, 0, 0.0), (2, 0, 1.0))
    send(database, (1, 5, 2.5))
    send(database, (2, 10, 0.0))
    until_done(running)
    assert told(database) == [("gas/w2", "raised", 0, "blue"), ("gas/w1", "raised", 5, "yellow")]
    assert place(database).applied == 3
    again = engine(database, tmp_path)
    send(database, (1, 20, 0.0), (2, 20, 0.0), (1, 21, 0.0))
    until_done(again)
    assert told(database)[2:] == [("gas/w2", "cleared", 10, None), ("gas/w1", "cleared", 20, None)]


@pytest.mark.parametrize("snapshots", [0.0, 1e9], ids=["always", "never"])
def test_whoever_goes_on_tells_no_claim_twice_and_misses_none(database, tmp_path, snapshots):
    """Each engine is left in the middle, without a word, for another that takes over."""
    on(database, GAS)
    chosen = replace(QUICK, snapshot_seconds=snapshots, chunks=2)
    for second in range(40):
        send(database, (1 + second % 2, second, 1.5 * (second % 3)))
        if second % 4 == 3:
            engines = engine(database, tmp_path, chosen)
            assert engines.begin()
            for _ in range(second % 5 + 1):
                engines.step()
    last = engine(database, tmp_path, chosen)
    send(database, floor=100)
    until_done(last)
    through = claims_of_all(range(40))
    assert told(database) == through
    assert len(told(database)) == len(set(told(database))) > 20


def claims_of_all(seconds):
    laid = Laid(0, plan(SET.model_validate({"zone": "UTC", "rules": [GAS]}), WELLS), {"gas"})
    course, found = Course.begun(0, laid, 300_000), []
    given_rows = [(1 + s % 2, s * SECOND, 1.5 * (s % 3)) for s in seconds]
    for seq, each in enumerate([[one] for one in given_rows] + [[]], 1):
        floor = 100 * SECOND if not each else -(2**63)
        found.append(course.take(Chunk(seq, 0, floor, "t", rows(each))))
    return [
        (f"gas/{c['object']}", c["change"], c["at"] / SECOND, c["colour"])
        for c in in_one_table(found)
    ]


def test_who_lost_its_place_writes_nothing(database, tmp_path):
    on(database, GAS)
    first, second = engine(database, tmp_path), engine(database, tmp_path)
    assert first.begin() and second.begin()
    send(database, (1, 0, 1.5), (2, 9, 0.0))
    with pytest.raises(LostError):
        first.step()
    assert told(database) == []
    until_done(second)
    assert told(database) == [("gas/w1", "raised", 0, "blue")]


def test_as_long_as_one_holds_a_city_no_other_does(database, tmp_path):
    chosen = replace(QUICK, lease_seconds=60.0)
    first, second = engine(database, tmp_path, chosen), engine(database, tmp_path, chosen)
    assert first.begin()
    assert not second.begin()
    first.end()
    assert second.begin()


def test_time_comes_on_by_the_clock_when_no_reading_does(database, tmp_path):
    on(database, rule("silent", "missing", levels=[{"colour": "blue", "longest": "60s"}]))
    send(database, (1, 0, 0.0))
    until_done(engine(database, tmp_path, now=30.0))
    assert told(database) == []
    until_done(engine(database, tmp_path, now=90.0))
    assert told(database) == [("silent/w1", "raised", 60, "blue")]


def test_a_rule_takes_effect_while_it_runs_and_goes_as_it_came(database, tmp_path):
    running = engine(database, tmp_path, replace(QUICK, snapshot_seconds=0.0))
    send(database, (1, 0, 1.5), (2, 0, 0.0))
    until_done(running)
    on(database, GAS)
    turned(running, database, 1)
    send(database, (1, 10, 1.5), (2, 20, 0.0))
    until_done(running)
    assert told(database) == [("gas/w1", "raised", 10, "blue")]
    off(database, "gas")
    turned(running, database, 0)
    assert [each[:2] for each in told(database)] == [("gas/w1", "raised"), ("gas/w1", "cleared")]
    until_done(engine(database, tmp_path))
    assert len(told(database)) == 2


def turned(running, database, many):
    """Let an engine run until it runs so many rules."""
    seconds = 30
    while len(running.course.laid.claiming) != many:
        seconds += 1
        send(database, (2, seconds, 0.0))
        running.step()


def test_datastreams_that_come_and_go(database, tmp_path):
    on(database, GAS)
    now = [streams((1, "gas_underground", "w1", "a1"))]
    running = engine(database, tmp_path, given=lambda: now[0])
    send(database, (1, 0, 1.5), (2, 1, 1.5))
    until_done(running)
    assert told(database) == [("gas/w1", "raised", 0, "blue")]
    now[0] = streams((2, "gas_underground", "w2", "a1"))
    while len(running.course.laid.plan.streams.ids) != 1 or running.course.laid.seq < 2:
        send(database, (2, 5, 0.0))
        running.step()
    send(database, (2, 6, 1.5), (2, 9, 1.5))
    until_done(running)
    found = [each[:2] for each in told(database)]
    assert found == [("gas/w1", "raised"), ("gas/w1", "cleared"), ("gas/w2", "raised")]
    # Begun anew from the start, it turns to the same plans at the same places, and tells nothing.
    until_done(engine(database, tmp_path, given=lambda: now[0]))
    assert [each[:2] for each in told(database)] == found
    with database.session() as session:
        assert session.query(WatchPlan).count() == 2


def test_a_spoilt_file_is_passed_over_for_the_one_before(database, tmp_path):
    on(database, GAS)
    for second in (0, 10, 20):
        send(database, (1, second, 1.5))
        running = engine(database, tmp_path)
        until_done(running)
        running.end()
    newest, before = snapshot.files(tmp_path)
    whole = newest.read_bytes()
    newest.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    send(database, (1, 30, 0.0), (2, 40, 0.0))
    running = engine(database, tmp_path)
    assert running.begin()
    assert running.course.seq == int(before.stem)
    until_done(running)
    assert [each[:3] for each in told(database)] == [
        ("gas/w1", "raised", 0), ("gas/w1", "cleared", 30),
    ]  # fmt: skip


def test_a_gap_in_the_log_is_no_reason_to_go_on(database, tmp_path):
    on(database, GAS)
    running = engine(database, tmp_path)
    for second in range(3):
        send(database, (1, second, 0.0))
    with database.writing() as session:
        session.delete(session.get_one(WatchChunk, (CITY, 2)))
    assert running.begin()
    with pytest.raises(WatchError) as caught:
        running.step()
    assert caught.value.key == "error.watch.gap"


def test_a_detector_watches_as_a_rule(database, tmp_path):
    strange = rule(
        "strange", "detector", detector={"detector": "level", "window": 1, "side": "up"},
        levels=levels(2.0),
    )  # fmt: skip
    on(database, strange)
    for second in range(100):
        send(database, (1, second, 9.0 if second == 90 else 0.1 * (second % 2)))
        if second % 30 == 0:
            until_done(engine(database, tmp_path))
    until_done(engine(database, tmp_path))
    assert [each[:3] for each in told(database)] == [
        ("strange/w1", "raised", 90), ("strange/w1", "cleared", 91),
    ]  # fmt: skip
