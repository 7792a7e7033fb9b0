"""Links feed the register: from the day they are known, for what others leave open."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from linking_city import desk

from anlan.pool.linking import desk as clerks
from anlan.pool.linking import since
from anlan.pool.linking.golden import golden
from anlan.pool.register import assets
from anlan.store.runs import Run

DAY = date(2026, 3, 1)


def ties(*pairs: tuple[str, str]) -> pl.DataFrame:
    rows = [("shops", key, "premises", by) for key, by in pairs]
    return pl.DataFrame(rows, schema=since.PAIR, orient="row")


def kept(folder: Path, known: pl.DataFrame) -> Run:
    folder.mkdir(exist_ok=True)
    known.write_parquet(folder / since.FILE)
    return Run(folder, "x", datetime.now(UTC))


def standing(run: Run, day: date | None) -> set[tuple[str, str]]:
    return set(since.holding(run, day).select("key", "by_key").iter_rows())


def test_a_tie_holds_from_the_day_after_it_was_made_until_it_is_no_more(tmp_path: Path) -> None:
    run = kept(tmp_path, since.carried(None, ties(("a", "1"), ("b", "2")), DAY))
    later = DAY + timedelta(days=10)
    run = kept(tmp_path, since.carried(run, ties(("a", "1"), ("b", "3")), later))
    assert standing(run, DAY) == set()
    assert standing(run, DAY + timedelta(days=1)) == {("a", "1"), ("b", "2")}
    assert standing(run, later) == {("a", "1"), ("b", "2")}
    assert standing(run, later + timedelta(days=1)) == {("a", "1"), ("b", "3")}
    assert standing(run, None) == {("a", "1"), ("b", "3")}
    again = kept(tmp_path, since.carried(run, ties(("a", "1"), ("b", "2")), later))
    assert standing(again, DAY + timedelta(days=1)) == {("a", "1"), ("b", "2")}
    assert standing(again, None) == {("a", "1"), ("b", "2")}


def test_linked_records_join_the_asset_from_the_day_the_link_is_known(own_home: Path) -> None:
    with desk(own_home) as made:
        linked = made.latest()
        rows = linked.records.join(made.clusters(linked), on="id")
        today = datetime.now(ZoneInfo(made.city.zone)).date()
        now, before, after = (
            assets(made.workspace, made.city, "premises", day)
            for day in (None, today, today + timedelta(days=1))
        )
        shops = rows.filter(source="shopfronts").select("cluster", shop="key")
        tied = rows.filter(source="premises").join(shops, on="cluster")
        names = ("shopfronts", "fire_units", "enterprises")
        assert not any(set(names) & set(each) for each in before["sources"].to_list())
        assert after.select("asset", "sources").equals(now.select("asset", "sources"))
        assert before["asset"].to_list() == now["asset"].to_list()
        told = pl.col("sources").list.contains("shopfronts")
        assert set(now.filter(told)["asset"]) == set(tied["key"])
        # What the register of premises says of itself stays as it was.
        facts = ["asset", "name", "address", "type", "lon", "lat", "division"]
        assert now.select(facts).equals(before.select(facts))


def test_what_a_clerk_split_leaves_the_asset_with_the_next_linking(own_home: Path) -> None:
    with desk(own_home) as made:
        rows = made.latest().records.join(made.clusters(), on="id")
        both = rows.filter(source="premises").join(
            rows.filter(source="fire_units"), on="cluster", suffix="_fire"
        )
        alone = both.filter(pl.col("cluster").is_in(
            rows.group_by("cluster").len().filter(len=2)["cluster"].implode()
        )).row(0, named=True)  # fmt: skip
        one, other = ("premises", alone["key"]), ("fire_units", alone["key_fire"])
        clerks.judge(made, one, other, False, "another floor")
        made.link()
        now = assets(made.workspace, made.city, "premises")
        assert "fire_units" not in now.filter(asset=alone["key"])["sources"][0].to_list()


def test_an_address_without_its_district_is_no_contradiction(own_home: Path) -> None:
    with desk(own_home) as made:
        linked = made.latest()
        groups = made.clusters(linked)
        things = linked.records.join(groups, on="id").partition_by("cluster")
        told = [
            [each for each in golden(rows.iter_rows(named=True), made.linking)
             if each.field == "address" and each.agrees]
            for rows in things
        ]  # fmt: skip
    assert any("区" not in each.value for known in told for each in known if not each.chosen)
    for known in told:
        numbers = [re.search(r"([0-9]+)号?$", each.value) for each in known]
        assert len({found[1] for found in numbers if found}) <= 1
