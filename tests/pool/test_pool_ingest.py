"""What is taken in, what is not, and what a second time does."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from pool_town import DAY_ONE, DAY_TWO, Town, row, source, state

from anlan.model.errors import ContractError, SourceError, StoreError
from anlan.model.geo import wgs84_to_gcj02
from anlan.pool import quarantine, records
from anlan.pool.sieve import Counts
from anlan.store import Workspace


def read(town: Town, workspace: Workspace, as_of: date | None = None) -> pl.DataFrame:
    return records.read(workspace, town.city, "visits", as_of)


def test_good_rows_become_typed_stamped_records(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, district="", lon="", lat="")])
    [result] = town.ingest(workspace)
    assert result.counts == Counts(read=2, new=2)
    first, second = read(town, workspace).sort("_key").to_dicts()
    assert first["score"] == 1
    assert first["day"] == date(2024, 2, 15)
    assert first["_event_day"] == (date(2024, 2, 15) - date(1970, 1, 1)).days
    assert first["_known_day"] == first["_event_day"] + 2
    assert (first["_key"], first["_asset"], first["_version"]) == ("V1", "V1", 1)
    assert (first["_division"], second["_division"]) == ("town/42/4201", "town")
    assert (first["_address"], first["_operator"]) == ("1 N BROADWAY ST", "SHOP 1")
    assert first["_cell"] is not None
    assert (second["_lon"], second["_cell"]) == (None, None)


def test_the_same_file_again_changes_nothing(town: Town, workspace: Workspace) -> None:
    path = town.write([row(1), row(2)])
    town.ingest(workspace)
    before = state(town, workspace)
    path.rename(path.with_name("visits_copy.csv"))
    [result] = town.ingest(workspace, now=DAY_TWO)
    assert result.already
    assert state(town, workspace) == before


def test_a_corrected_file_makes_a_new_version_and_keeps_the_old(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1), row(2), row(3)])
    town.ingest(workspace)
    town.write([row(1), row(2, score="77")])
    [result] = town.ingest(workspace, now=DAY_TWO)
    assert result.counts == Counts(read=2, updated=1, unchanged=1)
    now = {each["_key"]: each["score"] for each in read(town, workspace).to_dicts()}
    assert now == {"V1": 1, "V2": 77, "V3": 3}
    then = {
        each["_key"]: each["score"]
        for each in read(town, workspace, as_of=date(2024, 4, 1)).to_dicts()
    }
    assert then == {"V1": 1, "V2": 2, "V3": 3}
    old, new = records.history(workspace, town.city, "visits", "V2").to_dicts()
    assert (old["score"], old["_version"], old["_row"], old["_file"]) == ("2", 1, 2, "visits.csv")
    assert (new["score"], new["_version"], new["_known_at"]) == ("77", 2, DAY_TWO)
    assert (old["_received_at"], new["_received_at"]) == (DAY_ONE, DAY_TWO)


def test_each_version_stands_until_the_next_one_is_known(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2), row(3)])
    town.ingest(workspace)
    before = records.versions(workspace, town.city, "visits")
    town.write([row(2, score="50"), row(3)])
    town.ingest(workspace, now=DAY_TWO)
    town.write([row(2, score="60")])
    town.ingest(workspace, now=DAY_TWO + timedelta(hours=1))
    town.write([row(2, score="70")])
    town.ingest(workspace, now=DAY_TWO + timedelta(days=9))
    found = records.versions(workspace, town.city, "visits")
    assert before["_known_until"].to_list() == [None, None, None]
    assert found["_key"].to_list() == ["V1", "V2", "V2", "V2", "V3"]
    second = found.filter(pl.col("_key") == "V2")
    known, two = before["_known_day"][1], (DAY_TWO.date() - date(1970, 1, 1)).days
    # What was replaced within the hour was never known on any morning.
    assert second["score"].to_list() == [2, 60, 70]
    assert second["_known_day"].to_list() == [known, two, two + 9]
    assert second["_known_until"].to_list() == [two, two + 9, None]
    assert second["_since_day"].to_list() == [known] * 3


def test_nothing_is_known_before_its_delay_has_passed(town: Town, workspace: Workspace) -> None:
    town.write([row(1, day="2024-02-15")])
    town.ingest(workspace)
    assert read(town, workspace, as_of=date(2024, 2, 17)).height == 0
    assert read(town, workspace, as_of=date(2024, 2, 18)).height == 1
    moment = datetime(2024, 2, 16, 16, 0, 1, tzinfo=UTC)
    assert read(town, workspace, as_of=moment).height == 1


def test_a_key_twice_counts_once_and_goes_to_quarantine_if_it_differs(
    town: Town, workspace: Workspace
) -> None:
    town.write([row(1), row(1), row(1, score="9")])
    [result] = town.ingest(workspace)
    assert result.counts == Counts(read=3, new=1, repeated=1, quarantined=1)
    [item] = quarantine.listing(workspace).items
    assert (item.row, item.first.rule) == (3, "duplicate_key")
    assert read(town, workspace)["score"].to_list() == [1]


def test_personal_columns_are_nowhere_on_disk(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, score="999")])
    town.ingest(workspace)
    frames = [pl.read_parquet(path) for path in workspace.folder.rglob("*.parquet")]
    assert len(frames) == 2
    assert not any("555-0199" in str(frame.rows()) for frame in frames)


def test_hashed_columns_tell_equal_from_different(town: Town, workspace: Workspace) -> None:
    town.contract("value: drop", "value: hash")
    town.write([row(1), row(2), row(3, phone="555-0100")])
    town.ingest(workspace)
    a, b, c = read(town, workspace).sort("_key")["phone"].to_list()
    assert a == b != c
    assert "555-0100" not in a
    assert (workspace.folder / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_line_that_cannot_be_read_keeps_no_personal_text(
    town: Town, workspace: Workspace
) -> None:
    path = town.write([row(1), row(2), row(3)])
    path.write_text(path.read_text().replace("V2,", "V2,555-0199,extra,", 1))
    [result] = town.ingest(workspace)
    assert result.counts == Counts(read=3, new=2, quarantined=1)
    [item] = quarantine.listing(workspace).items
    assert item.first.rule == "broken_line"
    assert "555-0199" not in str(quarantine.show(workspace, item.id))
    assert "row 2" in item.say("en")


def test_rows_vanished_from_a_later_file_are_kept(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2)])
    town.ingest(workspace)
    town.write([row(2), row(3)])
    town.ingest(workspace, now=DAY_TWO)
    assert read(town, workspace).sort("_key")["_key"].to_list() == ["V1", "V2", "V3"]


def test_extra_columns_are_kept_and_told_of(town: Town, workspace: Workspace) -> None:
    town.write([row(1) | {"colour": "red"}])
    [result] = town.ingest(workspace)
    assert "colour" in result.notes[0].say("en")
    assert "colour" in result.notes[0].say("zh")
    assert records.history(workspace, town.city, "visits", "V1")["colour"].to_list() == ["red"]


@pytest.mark.parametrize(
    ("renamed", "told"), [("nmae", "name"), ("unrelated", "name")], ids=["typo", "missing"]
)
def test_a_missing_column_is_named(
    town: Town, workspace: Workspace, renamed: str, told: str
) -> None:
    rows = [{(renamed if name == told else name): v for name, v in row(1).items()}]
    town.write(rows)
    with pytest.raises(ContractError) as caught:
        town.ingest(workspace)
    assert told in caught.value.say("en")
    assert "visits.csv" in caught.value.say("zh")
    assert read(town, workspace).height == 0


def test_a_file_cut_off_leaves_nothing(town: Town, workspace: Workspace) -> None:
    import gzip

    town.sources = [source(files=["visits.csv.gz"])]
    path = town.write([row(n) for n in range(20_000)])
    packed = gzip.compress(path.read_bytes())
    (town.data / "visits.csv.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(SourceError):
        town.ingest(workspace)
    assert read(town, workspace).height == 0
    (town.data / "visits.csv.gz").write_bytes(packed)
    [result] = town.ingest(workspace)
    assert (result.counts.new, result.resumed) == (20_000, False)


def test_a_changed_key_is_refused(town: Town, workspace: Workspace) -> None:
    town.write([row(1)])
    town.ingest(workspace)
    town.sources = [source(key=["id", "day"])]
    town.contract("primaryKey: true, ", "")
    with pytest.raises(StoreError) as caught:
        town.ingest(workspace)
    assert "visits" in caught.value.say("en")


def test_gcj02_declared_as_wgs84_is_found_by_what_another_source_says(
    town: Town, workspace: Workspace
) -> None:
    rows = [row(n) for n in range(60)]
    town.sources = [source("licences", files=["licences.csv"]), source(files=["visits.csv"])]
    town.write(rows, "licences.csv")
    shifted = []
    for each in rows:
        lon, lat = wgs84_to_gcj02(float(each["lon"]), float(each["lat"]))
        shifted.append(each | {"lon": f"{float(lon):.6f}", "lat": f"{float(lat):.6f}"})
    town.write(shifted, "visits.csv")
    with pytest.raises(ContractError) as caught:
        town.ingest(workspace)
    assert "GCJ02" in caught.value.say("en")
    assert read(town, workspace).height == 0
    declared = {"longitude": "lon", "latitude": "lat", "crs": "GCJ02"}
    town.sources[1] = source(files=["visits.csv"], coordinates=declared)
    town.ingest(workspace)
    true = [float(each["lon"]) for each in rows]
    found = read(town, workspace).sort(pl.col("_key").str.slice(1).cast(pl.Int64))["_lon"]
    assert found.to_list() == pytest.approx(true, abs=2e-6)


def test_a_new_contract_checks_the_same_file_anew(town: Town, workspace: Workspace) -> None:
    town.write([row(1), row(2, kind="bakery")])
    town.ingest(workspace)
    assert quarantine.listing(workspace).total == 1
    town.contract("[shop, school]", "[shop, school, bakery]")
    [result] = town.ingest(workspace, now=DAY_TWO)
    assert result.counts == Counts(read=2, new=1, unchanged=1)
    assert quarantine.listing(workspace).total == 0
