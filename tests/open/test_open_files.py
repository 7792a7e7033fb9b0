"""The current records as files: the same in every form, within scope, in bounded memory."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from open_town import CITY, NOW, OPEN, Town, row

from anlan.api.open import download
from anlan.pool.sharing import snapshot
from anlan.pool.sharing.settings import Settings, settings

pytestmark = pytest.mark.xdist_group("open")
VISITS = f"{OPEN}/sources/visits"


def parquet(answer: httpx.Response) -> pl.DataFrame:
    assert answer.status_code == 200, answer.text
    return pl.read_parquet(io.BytesIO(answer.content))


def test_every_form_holds_the_same(reader: httpx.Client) -> None:
    file = reader.get(f"{VISITS}/records.parquet")
    assert file.headers["content-type"] == "application/vnd.apache.parquet"
    frame = parquet(file)
    assert frame.height == frame["id"].n_unique() == 25
    assert frame.schema["score"] == pl.Int64
    assert frame.schema["at"] == pl.Datetime("us", "UTC")
    assert not {"caller", "phone"} & set(frame.columns)
    stream = reader.get(f"{VISITS}/records.arrow")
    assert stream.headers["content-type"] == "application/vnd.apache.arrow.stream"
    arrow = pl.from_arrow(pa.ipc.open_stream(stream.content).read_all())
    assert frame.equals(arrow)
    text = reader.get(f"{VISITS}/records.csv")
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    csv = pl.read_csv(io.BytesIO(text.content))
    assert csv["id"].to_list() == frame["id"].to_list()
    # A name that a spreadsheet would run is text there, and what it was everywhere else.
    assert csv["name"][0] == "'=Shop 4"
    assert frame["name"][0] == "=Shop 4"


def test_as_of_a_day(reader: httpx.Client) -> None:
    early = parquet(reader.get(f"{VISITS}/records.parquet", params={"as_of": "2024-02-10"}))
    # Known by then: events of 2 to 9 February, none of them corrected yet.
    assert sorted(early["id"]) == [f"V{number}" for number in range(1, 9)]
    assert early["anlan_version"].unique().to_list() == [1]
    now = parquet(reader.get(f"{VISITS}/records.parquet", params={"as_of": "2024-04-01"}))
    assert now.filter(pl.col("id") == "V1")["score"].item() == 99
    wrong = reader.get(f"{VISITS}/records.parquet", params={"as_of": "yesterday"})
    assert (wrong.status_code, wrong.json()["place"]) == (422, "query.as_of")


def test_what_is_unchanged_is_not_sent_again(reader: httpx.Client) -> None:
    for form in ("parquet", "arrow", "csv"):
        first = reader.get(f"{VISITS}/records.{form}")
        assert first.headers["cache-control"] == "private, no-cache"
        tag = first.headers["etag"]
        again = reader.get(f"{VISITS}/records.{form}", headers={"If-None-Match": f'"x", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    other = reader.get(f"{VISITS}/records.parquet", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_a_source_that_sent_nothing_is_an_empty_file(town: Town) -> None:
    with town.client("east_fire") as client:
        empty = parquet(
            client.get(f"{OPEN}/sources/alarms/records.parquet", params={"as_of": "2020-01-01"})
        )
    assert empty.height == 0
    assert {"id", "score", "anlan_id"} <= set(empty.columns)


def test_everybody_gets_their_part(town: Town) -> None:
    with town.client("east") as client:
        mine = parquet(client.get(f"{VISITS}/records.parquet"))
        assert set(mine["anlan_division"]) == {"town/42/4201"}
        assert mine.height == 12
        tag = client.get(f"{VISITS}/records.parquet").headers["etag"]
    with town.client("reader") as client:
        assert client.get(f"{VISITS}/records.parquet").headers["etag"] != tag
    with town.client("fire") as client:
        assert parquet(client.get(f"{OPEN}/sources/alarms/records.parquet")).height == 5
        for place in (
            "records.parquet",
            "records.arrow",
            "records.csv",
            "changes",
            "contract.yaml",
        ):
            answer = client.get(f"{VISITS}/{place}")
            nowhere = client.get(f"{OPEN}/sources/nothing/{place}")
            assert answer.status_code == nowhere.status_code == 404
            assert answer.json()["code"] == nowhere.json()["code"] == "api.open.no_source"


def test_the_contract_is_the_one_in_the_pack(town: Town, reader: httpx.Client) -> None:
    answer = reader.get(f"{VISITS}/contract.yaml")
    assert answer.headers["content-type"] == "application/yaml"
    assert answer.content == (town.pack / "visits.yaml").read_bytes()


def test_a_large_source_is_sent_in_bounded_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is held at a time doesn't grow with the source: many row groups, each small."""
    small = Settings(**vars(settings()) | {"batch_rows": 100})
    monkeypatch.setattr(snapshot, "settings", lambda: small)
    town = Town(tmp_path)
    town.load([row(number % 100, id=f"V{number}") for number in range(1, 1001)])
    state = _state(town)
    shared = state.shelf.source("visits")
    assert shared is not None
    found = download.Opened(shared, ("",))
    pieces = list(download.parquet_bytes(download.frames(found, shared.now(("",)))))
    file = pq.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert file.metadata.num_rows == 1000
    groups = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
    assert groups == [100] * 10
    assert max(map(len, pieces)) < 3 * sum(map(len, pieces)) / len(pieces)
    state.close()


def _state(town: Town):
    from anlan.api.state import CityState
    from anlan.cities import load

    return CityState(load(town.pack), town.home)


def test_who_has_the_file_goes_on_with_the_changes(
    live: Callable[..., str], tmp_path: Path
) -> None:
    town = Town(tmp_path)
    town.load([row(number) for number in range(1, 6)], "alarms")
    with httpx.Client(base_url=live(town.home, [str(town.pack)]), timeout=60) as client:
        file = client.get(f"{OPEN}/sources/alarms/records.parquet")
        cursor = file.headers["changes-cursor"]
        changes = f"{OPEN}/sources/alarms/changes"
        assert client.get(changes, params={"cursor": cursor}).json()["changes"] == []
        town.load([row(1, score="50"), row(6)], "alarms", NOW + timedelta(days=1))
        told = client.get(changes, params={"cursor": cursor}).json()
        assert [each["kind"] for each in told["changes"]] == ["changed", "new"]
        assert told["changes"][0]["record"]["score"] == 50


def test_names_of_files_say_what_is_in_them(reader: httpx.Client) -> None:
    answer = reader.get(f"{VISITS}/records.csv", params={"as_of": "2024-02-10"})
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="{CITY}-visits-2024-02-10.csv"'
    )
