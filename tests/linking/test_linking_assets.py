"""The index of assets: added to bit by bit it is that of a build over all, and links move it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from linking_city import desk, take_in
from test_linking_run import cut

from anlan import cities
from anlan.cities.work import opened
from anlan.model.permission import WHOLE, Area, Scope
from anlan.pool.assets import page, store
from anlan.pool.assets.search import search
from anlan.pool.assets.update import Updated, update
from anlan.pool.linking import desk as clerks

ALL = Scope((WHOLE,))
CITY = cities.load("jiangcheng").city


def renew(home: Path) -> Updated:
    with opened(cities.load("jiangcheng"), home) as at:
        return update(at.pack.city, at.workspace, at.find)


@contextmanager
def index(home: Path) -> Iterator[Any]:
    with opened(cities.load("jiangcheng"), home) as at:
        path = store.latest(at.workspace)
        assert path is not None
        with closing(store.reading(path)) as found:
            yield found


def contents(home: Path) -> dict[str, set[tuple[Any, ...]]]:
    """Return what an index says, without the numbers that depend on when a row came in."""
    docs = ", ".join(f"d.{name}" for name in (
        "source", "department", "key", "event", "name", "address", "type", "lon", "lat",
        "division", "place", "core", "address_key"))  # fmt: skip
    with index(home) as found:
        return {
            name: {tuple(row) for row in found.execute(query)}
            for name, query in {
                "units": "SELECT u.kind, u.id, u.way, a.id"
                " FROM unit u JOIN unit a ON a.n = u.asset",
                "records": "SELECT u.id, r.key, r.version, r.known, r.body"
                " FROM record r JOIN unit u ON u.n = r.unit",
                "docs": f"SELECT u.id, {docs} FROM doc d"  # noqa: S608 - our own names
                " JOIN unit u ON u.n = d.unit",
                "held": "SELECT u.id, h.source, h.problems FROM held h JOIN unit u ON u.n = h.unit",
            }.items()
        }


def test_an_index_added_to_is_that_of_a_build_over_all(files: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, cut(files, tmp_path / "first", range(900)))
    take_in(home, cut(files, tmp_path / "second", range(800, 10**9)))
    assert renew(home) == Updated(0, False, False), "taking in has brought it up to date"
    added = contents(home)
    with index(home) as found:
        hits = [search(found, "便利店", ALL, 50), search(found, "秋浦", ALL, 50)]
    with opened(cities.load("jiangcheng"), home) as at:
        (at.workspace.folder / store.FOLDER / store.LATEST).unlink()
    assert renew(home).anew
    assert contents(home) == added
    with index(home) as found:
        again = [search(found, "便利店", ALL, 50), search(found, "秋浦", ALL, 50)]
    assert [len(each) for each in again] == [len(each) for each in hits]
    assert all(hits)


def test_a_correction_is_a_new_version_and_the_old_name_is_still_found(
    own_home: Path, files: Path, tmp_path: Path
) -> None:
    renew(own_home)
    with desk(own_home) as made:
        one = made.latest().records.filter(source="shopfronts").row(0, named=True)
    folder = tmp_path / "late"
    folder.mkdir()
    shops = pl.read_parquet(files / "shopfronts.parquet").filter(shopfront_id=one["key"])
    shops.with_columns(sign=pl.lit("别处别名")).write_parquet(folder / "shopfronts.parquet")
    take_in(own_home, folder, ["shopfronts"])
    with index(own_home) as found:
        for name in ("别处别名", one["name_sent"]):
            hits = search(found, name, ALL, 50)
            kept = [page.find(found, CITY, hit.id, ALL) for hit in hits]
            (asset,) = (each for each in kept if each and f"shopfronts/{one['key']}" in each.ids)
        told = page.records(found, CITY, asset, ALL, None, 100)
    versions = [each for each in told if each.key == one["key"]]
    assert [each.version for each in versions] == [2, 1]
    assert [each.values["sign"] for each in versions] == ["别处别名", one["name_sent"]]


def test_links_and_decisions_move_records_from_asset_to_asset(own_home: Path) -> None:
    with desk(own_home) as made:
        groups = made.clusters().join(made.latest().records, on="id")
        pair = clerks.doubtful(made, None).row(0, named=True)
        one, other = ((pair[f"source_{s}"], pair[f"key_{s}"]) for s in ("one", "other"))
    with index(own_home) as found:
        led = dict(found.execute("SELECT u.id, a.id FROM unit u JOIN unit a ON a.n = u.asset"))
        apart = asset_of(found, one), asset_of(found, other)
    named = groups.with_columns(
        unit=pl.when(pl.col("source") == "premises")
        .then("key")
        .otherwise(pl.concat_str("source", "key", separator="/"))
    )
    for units in named.group_by("cluster").agg("unit")["unit"].to_list():
        leaders = {led[unit] for unit in units}
        assert len(leaders) == 1
        real = [unit for unit in units if "/" not in unit]
        assert leaders == {min(real or units)}
    assert apart[0] != apart[1]
    with desk(own_home) as made:
        clerks.judge(made, one, other, True, "seen")
    assert renew(own_home) == Updated(0, True, False)
    with index(own_home) as found:
        assert asset_of(found, one) == asset_of(found, other)


def asset_of(found: Any, record: tuple[str, str]) -> str:
    source, key = record
    unit = key if source == "premises" else f"{source}/{key}"
    asset = page.find(found, CITY, unit, ALL)
    assert asset is not None
    return asset.id


def test_a_scope_narrows_what_is_found_and_what_is_told(own_home: Path) -> None:
    renew(own_home)
    with index(own_home) as found:
        whole = search(found, "便利店", ALL, 50)
        district = "/".join(str(whole[0].division).split("/")[:2])
        mine = search(found, "便利店", Scope((Area(district, ""),)), 50)
        assert mine
        assert {"/".join(str(hit.division).split("/")[:2]) for hit in mine} == {district}
        fire = Scope((Area("", "fire_rescue"),))
        assert {hit.source for hit in search(found, "便利店", fire, 50)} == {"fire_units"}
        both = Scope((Area(district, "fire_rescue"),))
        hits = search(found, "便利店", both, 50)
        assert {hit.source for hit in hits} <= {"fire_units"}
        many = next(
            asset
            for hit in whole
            if (asset := page.find(found, CITY, hit.id, ALL)) and len(asset.sources) > 2
            and "fire_units" in {name for name, *_ in asset.sources}
        )  # fmt: skip
        part = page.find(found, CITY, many.id, fire)
        assert part is not None
        assert {name for name, *_ in part.sources} == {"fire_units"}
        told = page.records(found, CITY, part, fire, None, 100)
        assert {each.source for each in told} == {"fire_units"}
        values = page.golden_values(part, CITY)
        assert {each.source for each in values} == {"fire_units"}
        nowhere = Scope((Area("jiangcheng/999999", ""),))
        assert page.find(found, CITY, many.id, nowhere) is None


def test_no_personal_column_is_in_the_index(own_home: Path) -> None:
    renew(own_home)
    with index(own_home) as found:
        columns = " ".join(row[0] for row in found.execute("SELECT columns FROM layout"))
    assert "sign" in columns
    assert "phone" not in columns
    assert "电话" not in columns
