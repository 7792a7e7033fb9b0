"""Every rule: it finds what it should, and its sentence names file, row, column and value."""

import pytest
from pool_town import DAY_TWO, Town, row

from anlan.model.errors import StoreError
from anlan.pool import quarantine, records
from anlan.pool.replay import Replayed, replay
from anlan.store import Workspace

BAD = [
    ("required", "name", {"name": ""}),
    ("required", "id", {"id": " "}),
    ("required", "day", {"day": ""}),
    ("not_integer", "score", {"score": "12.5"}),
    ("not_integer", "score", {"score": "twelve"}),
    ("not_number", "lon", {"lon": "east"}),
    ("not_number", "lat", {"lat": "NaN"}),
    ("not_date", "day", {"day": "2024-02-30"}),
    ("not_date", "day", {"day": "15/02/2024"}),
    ("pattern", "address", {"address": "nowhere"}),
    ("enum", "kind", {"kind": "bakery"}),
    ("too_long", "name", {"name": "a" * 21}),
    ("too_short", "district", {"district": "42"}),
    ("too_low", "score", {"score": "-1"}),
    ("too_high", "score", {"score": "101"}),
    ("too_low", "day", {"day": "1924-02-15"}),
    ("position_half", "lon, lat", {"lat": ""}),
    ("position_zero", "lon, lat", {"lon": "0", "lat": "0.0"}),
    ("position_swapped", "lon, lat", {"lon": "30.55", "lat": "114.1"}),
    ("position_outside", "lon, lat", {"lon": "121.5", "lat": "31.2"}),
    ("unknown_division", "district", {"district": "9999"}),
]


@pytest.fixture
def strict(town: Town) -> Town:
    """Return the town with a rule of every sort in its contract."""
    town.contract(
        "{name: address, logicalType: string}",
        "{name: address, logicalType: string, logicalTypeOptions: {pattern: '^[0-9]+ '}}",
    )
    town.contract("{format: yyyy-MM-dd}", "{format: yyyy-MM-dd, minimum: '2000-01-01'}")
    town.contract(
        "{name: district, logicalType: string}",
        "{name: district, logicalType: string, logicalTypeOptions: {minLength: 4}}",
    )
    return town


@pytest.mark.parametrize(("rule", "column", "change"), BAD)
def test_a_bad_cell_is_found_and_explained(
    strict: Town, workspace: Workspace, rule: str, column: str, change: dict[str, str]
) -> None:
    strict.write([row(1), row(2, **change), row(3)])
    [result] = strict.ingest(workspace)
    assert (result.counts.new, result.counts.quarantined) == (2, 1)
    [item] = quarantine.listing(workspace).items
    problem = item.first
    assert (item.row, problem.rule, problem.column) == (2, rule, column)
    value = next(value for value in change.values())
    for sentence in (item.say("en"), item.say("zh")):
        assert all(part in sentence for part in ("visits.csv", "2", column, value))


def test_every_problem_of_a_row_is_told(town: Town, workspace: Workspace) -> None:
    town.write([row(1, name="", kind="bakery", score="x")])
    town.ingest(workspace)
    [item] = quarantine.listing(workspace).items
    assert [each.rule for each in item.problems] == ["required", "enum", "not_integer"]
    assert "score" in item.say("en", item.problems[2])
    _, raw = quarantine.show(workspace, item.id)
    assert (raw["kind"], raw["score"]) == ("bakery", "x")


def test_the_list_filters_and_counts(town: Town, workspace: Workspace) -> None:
    town.write([row(n, kind="bakery") for n in range(5)] + [row(9, name="")])
    town.ingest(workspace)
    [first] = quarantine.listing(workspace, rule="enum", limit=1).items
    batch, number = map(int, first.id.split("-"))
    page = quarantine.listing(workspace, rule="enum", limit=2, after=(batch, number))
    assert (page.total, [item.row for item in page.items]) == (5, [2, 3])
    counts = quarantine.listing(workspace, source="visits").by_rule
    assert [(each.rule, each.count) for each in counts] == [("enum", 5), ("required", 1)]
    assert all(each.say(lang) for each in counts for lang in ("en", "zh"))
    assert quarantine.listing(workspace, source="other").total == 0


def again(town: Town, workspace: Workspace, mends: quarantine.Mends | None = None) -> Replayed:
    return replay(town.city, town.pack.joinpath, workspace, "visits", mends, DAY_TWO)


def test_a_mended_row_becomes_a_record_once(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, kind="bakery"), row(3, score="x")])
    town.ingest(workspace)
    first, second = quarantine.listing(workspace).items
    mends = {first.id: {"kind": "shop"}}
    assert again(town, workspace, mends) == Replayed(mended=1, overtaken=0, still_bad=1)
    assert again(town, workspace) == Replayed(mended=0, overtaken=0, still_bad=1)
    assert [item.id for item in quarantine.listing(workspace).items] == [second.id]
    found = records.read(workspace, town.city, "visits")
    assert sorted(found["_key"]) == ["V1", "V2"]
    [kept] = records.history(workspace, town.city, "visits", "V2").to_dicts()
    assert (kept["_file"], kept["_row"], kept["_mended"]) == ("visits.csv", 2, True)
    with pytest.raises(StoreError):
        again(town, workspace, mends)


def test_rows_are_checked_anew_after_the_contract_changed(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, kind="bakery"), row(3, score="x")])
    town.ingest(workspace)
    town.contract("[shop, school]", "[shop, school, bakery]")
    assert again(town, workspace) == Replayed(mended=1, overtaken=0, still_bad=1)


def test_a_quarantined_row_never_undoes_a_newer_one(town: Town, workspace: Workspace) -> None:
    town.write([row(1, kind="bakery", score="5")])
    town.ingest(workspace)
    town.write([row(1, score="6")])
    town.ingest(workspace, now=DAY_TWO)
    town.contract("[shop, school]", "[shop, school, bakery]")
    assert again(town, workspace) == Replayed(mended=0, overtaken=1, still_bad=0)
    assert records.read(workspace, town.city, "visits")["score"].to_list() == [6]
    assert quarantine.listing(workspace).total == 0


def test_a_second_row_with_the_same_key_stays_until_mended(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1), row(1, score="9")])
    town.ingest(workspace)
    [item] = quarantine.listing(workspace).items
    assert again(town, workspace) == Replayed(mended=0, overtaken=0, still_bad=1)
    assert again(town, workspace, {item.id: {"id": "V2"}}).mended == 1
    assert sorted(records.read(workspace, town.city, "visits")["_key"]) == ["V1", "V2"]


@pytest.mark.parametrize(
    ("mend", "told"), [({"1-99": {"kind": "shop"}}, "1-99"), ({"1-1": {"knid": "x"}}, "kind")]
)
def test_a_mend_that_fits_nothing_is_refused(
    town: Town, workspace: Workspace, mend: quarantine.Mends, told: str
) -> None:
    town.write([row(1, kind="bakery")])
    town.ingest(workspace)
    with pytest.raises(StoreError) as caught:
        again(town, workspace, mend)
    assert told in caught.value.say("en")
    assert told in caught.value.say("zh")


def test_an_export_mended_in_a_spreadsheet_comes_back(town: Town, workspace: Workspace) -> None:
    town.write([row(1, name="=1+1", kind="bakery"), row(2, lon="0", lat="0", name="-")])
    town.ingest(workspace)
    path = town.root / "bad.csv"
    assert quarantine.export(workspace, "visits", path) == 2
    text = path.read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    path.write_text(text.replace(",bakery,", ",shop,").replace(",0,0,", ",,,"), encoding="utf-8")
    mends = quarantine.read_mends(workspace, "visits", path)
    assert mends == {"1-1": {"kind": "shop"}, "1-2": {"lon": None, "lat": None}}
    assert again(town, workspace, mends).mended == 2
    names = records.read(workspace, town.city, "visits").sort("_key")["name"].to_list()
    assert names == ["=1+1", "-"]
