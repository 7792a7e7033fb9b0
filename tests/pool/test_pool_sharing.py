"""What is given to others: the current records and every change, as they really stand."""

import threading
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pool_town import DAY_ONE, DAY_TWO, Town, row, source

from anlan.pool import batches, quarantine, records
from anlan.pool.replay import replay
from anlan.pool.sharing import changes as feed
from anlan.pool.sharing.changes import KIND, changes
from anlan.pool.sharing.columns import given as told
from anlan.pool.sharing.columns import identities
from anlan.pool.sharing.shelf import START, Mark, Shared, Shelf, mark_of, spot_of
from anlan.pool.sharing.snapshot import BEGINNING, PLACE, Snapshot
from anlan.pool.sharing.wanted import Wanted
from anlan.store import Workspace

ALL = ("",)
EAST, WEST = ("town/42/4201",), ("town/42/4202",)


def shared(town: Town, workspace: Workspace) -> Shared:
    found = Shelf(workspace, town.city, town.pack.joinpath).source("visits")
    assert found is not None
    return found


def ids(frame: pl.DataFrame) -> list[str]:
    return frame["id"].to_list()


def everything(snapshot: Snapshot) -> pl.DataFrame:
    return pl.concat([snapshot.page(Wanted(), BEGINNING, 0)[0], *snapshot.batches()])


def load(town: Town, workspace: Workspace, rows: list[dict[str, str]], day: int = 0) -> None:
    town.write(rows)
    town.ingest(workspace, DAY_ONE + timedelta(days=day))


def walked(one: Shared, divisions: tuple[str, ...], mark: Mark, limit: int) -> tuple[list, Mark]:
    """Return every change behind a mark as (key, kind, version), read in pages."""
    found: list[tuple[str, str, int]] = []
    while True:
        now = one.now(divisions)
        spot = spot_of(now, mark)
        assert spot is not None
        page = changes(now, spot, limit)
        found += page.rows.select("_key_hash", KIND, "_version").rows()
        mark = mark_of(now, page.last)
        if not page.more:
            return found, mark


versions = st.lists(
    st.dictionaries(
        st.integers(1, 8),
        st.tuples(st.sampled_from(["4201", "4202"]), st.integers(0, 100)),
        min_size=1,
        max_size=6,
    ),
    min_size=2,
    max_size=3,
)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=versions, limit=st.integers(1, 5))
def test_who_follows_the_changes_holds_what_stands(
    tmp_path_factory: pytest.TempPathFactory, loads: list, limit: int
) -> None:
    """For each reader: the changes, applied in order, make up exactly the current records."""
    town = Town(tmp_path_factory.mktemp("town"))
    workspace = town.workspace()
    one = shared(town, workspace)
    held: dict[tuple[str, ...], dict[int, int]] = {ALL: {}, EAST: {}, WEST: {}}
    marks = dict.fromkeys(held, START)
    for day, each in enumerate(loads):
        load(town, workspace, [row(n, district=d, score=str(s)) for n, (d, s) in each.items()], day)
        for divisions, mine in held.items():
            new, marks[divisions] = walked(one, divisions, marks[divisions], limit)
            for key, kind, version in new:
                assert (key in mine) == (kind != "new")
                if kind == "withdrawn":
                    del mine[key]
                else:
                    mine[key] = version
            stands = everything(one.now(divisions))
            assert dict(stands.select("_key_hash", "_version").rows()) == mine
            assert walked(one, divisions, marks[divisions], limit)[0] == []
    assert sorted(ids(everything(one.now(ALL)))) == sorted(
        records.read(workspace, town.city, "visits")["id"]
    )
    workspace.close()


def test_only_columns_that_are_nobodys_leave_and_typed(town: Town, workspace: Workspace) -> None:
    load(town, workspace, [row(1), row(2, score="")])
    one = shared(town, workspace)
    frame = told(everything(one.now(ALL)), one.columns, one.source, "Asia/Shanghai")
    assert "phone" not in frame.columns
    assert not [name for name in frame.columns if name.startswith("_")]
    assert frame["score"].to_list() == [1, None]
    assert frame["day"].to_list() == [date(2024, 2, 15)] * 2
    assert frame["anlan_division"].unique().to_list() == list(EAST)
    assert set(frame.columns) == {"anlan_id", *one.kinds}


def test_a_column_declared_personal_since_does_not_leave(town: Town, workspace: Workspace) -> None:
    load(town, workspace, [row(1)])
    town.contract(
        "{name: address, logicalType: string}",
        "{name: address, logicalType: string, classification: personal}",
    )
    one = shared(town, workspace)
    town.sources[0]["asset"].pop("address")
    one = shared(town, workspace)
    assert "address" not in everything(one.now(ALL)).columns
    changed = changes(one.now(ALL), BEGINNING, 10).rows
    assert changed.height == 1
    assert "address" not in changed.columns


def test_as_of_a_day_is_what_was_known_then(town: Town, workspace: Workspace) -> None:
    load(town, workspace, [row(1), row(2)])
    town.write([row(1, score="99"), row(3, day="2024-03-30")])
    town.ingest(workspace, DAY_TWO)
    one = shared(town, workspace)
    for day in (date(2024, 2, 1), date(2024, 3, 5), date(2024, 4, 1), date(2024, 4, 2)):
        stood = everything(one.now(ALL, day))
        expected = records.read(workspace, town.city, "visits", day)
        assert sorted(stood.select("id", "score").rows()) == sorted(
            (key, str(score)) for key, score in expected.select("id", "score").rows()
        )


def test_pages_of_a_moment_stay_those_of_the_moment(town: Town, workspace: Workspace) -> None:
    load(town, workspace, [row(n) for n in range(1, 8)])
    one = shared(town, workspace)
    first = one.now(ALL)
    assert first.commit is not None
    page, last = first.page(Wanted(), BEGINNING, 3)
    assert last is not None
    load(town, workspace, [row(n, score="99") for n in range(1, 5)] + [row(9)], 1)
    pinned = one.at(ALL, first.commit.batch, first.commit.check)
    assert pinned is not None
    seen = ids(page)
    while last is not None:
        page, last = pinned.page(Wanted(), last, 3)
        seen += ids(page)
    assert seen == [f"V{n}" for n in range(1, 8)]
    assert pinned.count(Wanted()) == 7
    assert sorted(ids(everything(one.now(ALL)))) == sorted([*(f"V{n}" for n in range(1, 8)), "V9"])


def test_where_when_and_which(town: Town, workspace: Workspace) -> None:
    load(
        town,
        workspace,
        [
            row(1, lon="114.10", lat="30.50"),
            row(2, lon="114.20", lat="30.60", kind="school"),
            row(3, lon="114.30", lat="30.70", day="2024-02-20"),
            row(4, lon="", lat="", district="4202"),
        ],
    )
    now = shared(town, workspace).now(ALL)
    noon = datetime(2024, 2, 18, tzinfo=UTC)

    def found(**wanted: object) -> list[str]:
        return ids(now.page(Wanted(**wanted), BEGINNING, 10)[0])  # type: ignore[arg-type]

    assert found(box=(114.1, 30.5, 114.2, 30.6)) == ["V1", "V2"]
    assert found(box=(114.11, 30.5, 114.2, 30.6)) == ["V2"]
    assert found(box=(114.2, 30.5, 114.1, 30.7)) == ["V1", "V2", "V3"]
    assert found(box=(114.25, 30.5, 114.15, 30.8)) == ["V1", "V3"]
    assert found(start=noon) == ["V3"]
    assert found(end=noon) == ["V1", "V2", "V4"]
    assert found(equal={"kind": "school"}) == ["V2"]
    assert found(equal={"score": "3"}) == ["V3"]
    assert found(equal={"day": "2024-02-20"}) == ["V3"]
    key = now.page(Wanted(), BEGINNING, 1)[0]["_key_hash"]
    assert ids(now.one(key[0])) == ["V1"]
    assert identities(key)[0] == f"{key[0]:016x}"


def test_a_load_that_is_finished_late_comes_late_and_by_what_is_known_then(
    town: Town, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupted load must not appear behind a reader's back, nor repeat a version."""
    load(town, workspace, [row(1), row(2)])
    town.write([row(1, score="11"), row(3)], "visits_a.csv")
    (town.data / "visits.csv").unlink()
    with monkeypatch.context() as broken:
        broken.setattr(batches, "close", _killed)
        with pytest.raises(KeyboardInterrupt):
            town.ingest(workspace, DAY_TWO)
    (town.data / "visits_a.csv").rename(town.root / "kept.csv")
    town.write([row(1, score="22"), row(4)], "visits_b.csv")
    town.ingest(workspace, DAY_TWO)
    one = shared(town, workspace)
    early, mark = walked(one, ALL, START, 10)
    assert [kind for _, kind, _ in early] == ["new", "new", "changed", "new"]
    (town.root / "kept.csv").rename(town.data / "visits_a.csv")
    town.ingest(workspace, DAY_TWO - timedelta(days=3))
    late, _ = walked(one, ALL, mark, 10)
    assert [(kind, version) for _, kind, version in late] == [("changed", 3), ("new", 1)]
    stands = everything(one.now(ALL))
    assert dict(stands.select("id", "score").rows()) == {
        "V1": "11", "V2": "2", "V3": "3", "V4": "4",
    }  # fmt: skip
    assert stands.height == 4


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_mended_row_is_a_change(town: Town, workspace: Workspace) -> None:
    load(town, workspace, [row(1), row(2, score="many")])
    one = shared(town, workspace)
    first, mark = walked(one, ALL, START, 10)
    assert len(first) == 1
    waiting = quarantine.listing(workspace).items[0].id
    find = town.pack.joinpath
    done = replay(town.city, find, workspace, "visits", {waiting: {"score": "2"}}, DAY_TWO)
    assert done.mended == 1
    assert [kind for _, kind, _ in walked(one, ALL, mark, 10)[0]] == ["new"]
    assert ids(everything(one.now(ALL))) == ["V1", "V2"]


def test_the_order_is_the_same_in_either_database(town: Town, url: str) -> None:
    """Also where another source's name begins alike."""
    town.sources.append(source("visits2", files=["more*.csv"]))
    workspace = Workspace(town.root / "home", "town", url)
    shelf = Shelf(workspace, town.city, town.pack.joinpath)
    for day in range(3):
        town.write([row(day, score=str(day))])
        town.write([row(day + 10)], "more.csv")
        town.ingest(workspace, DAY_ONE - timedelta(days=day))
        for name, first in (("visits", 0), ("visits2", 10)):
            one = shelf.source(name)
            assert one is not None
            commits, pieces = one.commits.all()
            assert [each.seq for each in commits] == sorted({each.seq for each in commits})
            assert [each.commit for each in pieces] == commits
            assert ids(everything(one.now(ALL))) == [f"V{first + n}" for n in range(day + 1)]
            again = Shelf(workspace, town.city, town.pack.joinpath).source(name)
            assert again is not None
            assert again.commits.all() == (commits, pieces)
    workspace.close()


def test_a_mark_of_another_history_is_nowhere(town: Town, workspace: Workspace) -> None:
    load(town, workspace, [row(1)])
    one = shared(town, workspace)
    now = one.now(ALL)
    _, mark = walked(one, ALL, START, 1)
    for wrong in (
        mark._replace(check=mark.check ^ 1),
        mark._replace(row=5),
        mark._replace(batch=9),
    ):
        assert spot_of(now, wrong) is None
    assert now.commit is not None
    assert one.at(ALL, now.commit.batch, now.commit.check ^ 1) is None


def test_what_is_remembered_is_dropped_when_a_backup_was_put_back(
    town: Town, workspace: Workspace
) -> None:
    """A server that goes on over a restored database must not serve what is no longer there."""
    load(town, workspace, [row(1)])
    before = town.workspace("before")
    load(town, before, [row(2)])
    load(town, workspace, [row(3)], 1)
    one = shared(town, workspace)
    assert ids(everything(one.now(ALL))) == ["V1", "V3"]
    one.commits.workspace = before
    assert ids(everything(one.now(ALL))) == ["V2"]
    before.close()


def test_a_withdrawn_record_tells_nothing_but_that(town: Town, workspace: Workspace) -> None:
    load(town, workspace, [row(1)])
    one = shared(town, workspace)
    _, mark = walked(one, EAST, START, 10)
    load(town, workspace, [row(1, district="4202", name="Elsewhere")], 1)
    now = one.now(EAST)
    spot = spot_of(now, mark)
    assert spot is not None
    told_rows = changes(now, spot, 10).rows
    assert told_rows[KIND].to_list() == ["withdrawn"]
    left = {name for name in told_rows.columns if told_rows[name][0] is not None}
    assert left == {"_key_hash", "_version", "_known_at", KIND, PLACE, "_piece"}


def test_a_long_walk_for_little_is_cut_and_goes_on(
    town: Town, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(4):
        load(town, workspace, [row(day * 3 + n, district="4202") for n in range(3)], day)
    load(town, workspace, [row(99)], 5)
    one = shared(town, workspace)
    bounds = feed.settings().__class__(**vars(feed.settings()) | {"walk_rows": 4})
    monkeypatch.setattr(feed, "settings", lambda: bounds)
    first = changes(one.now(EAST), BEGINNING, 10)
    assert (first.rows.height, first.more) == (0, True)
    assert [kind for _, kind, _ in walked(one, EAST, START, 10)[0]] == ["new"]


def test_while_loads_run_nothing_is_missed_or_told_twice(town: Town, workspace: Workspace) -> None:
    """A reader reads on while loads go on in another thread."""
    loads, each = 5, 20
    done, troubles = threading.Event(), []

    def loading() -> None:
        writer = town.workspace()
        try:
            for number in range(loads):
                rows = [row(n, score=str(number)) for n in range(number, number + each)]
                town.write(rows)
                town.ingest(writer, DAY_ONE + timedelta(hours=number), chunk_rows=7)
        except Exception as error:
            troubles.append(error)
        finally:
            writer.close()
            done.set()

    thread = threading.Thread(target=loading)
    thread.start()
    seen: list[tuple[int, int]] = []
    mark, ended = START, False
    while not ended:
        ended = done.is_set()
        # A new reader each time, as after a restart: all it keeps is the mark.
        found, mark = walked(shared(town, workspace), ALL, mark, 9)
        seen += [(key, version) for key, _, version in found]
    thread.join()
    assert troubles == []
    stored = records.stored(workspace, "visits", records.contract_of(workspace, "visits"))
    assert seen == stored.select("_key_hash", "_version").rows()
    assert len(set(seen)) == len(seen) > loads * each / 2
