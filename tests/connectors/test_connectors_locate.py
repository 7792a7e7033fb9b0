"""From a pack's source to files: what is found, and what is said when it isn't."""

from pathlib import Path
from typing import get_args

import pytest

from anlan.model.city import KnownAt, Source
from anlan.model.declared import Text
from anlan.model.errors import SourceError
from anlan.model.portal import FileFormat
from anlan.pool.connectors import open_source, resolve_files
from anlan.pool.connectors.base import CONNECTORS, connector_for, portal_connector


def source(*files: str) -> Source:
    return Source(
        name="complaints",
        title=Text(en="Complaints", zh="投诉"),
        department="health",
        files=list(files),
        contract="contracts/complaints.yaml",
        key=["id"],
        event_time="day",
        known_at=KnownAt(column="day"),
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("complaints_2014.csv", "complaints_2013.csv", "weather.csv", "sub/old.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"id,day\n{name},2014-01-02\n")
    return tmp_path


def test_files_come_sorted_and_once(data: Path) -> None:
    declared = source("complaints_2014.csv", "complaints_*.csv", "sub/*.csv")
    names = [path.name for path in resolve_files(declared, data)]
    assert names == ["complaints_2013.csv", "complaints_2014.csv", "old.csv"]


def test_each_file_is_opened(data: Path) -> None:
    opened = open_source(source("complaints_*.csv"), data)
    assert [file.name for file in opened] == ["complaints_2013.csv", "complaints_2014.csv"]
    assert [next(file.chunks).frame.height for file in opened] == [1, 1]


@pytest.mark.parametrize(
    ("files", "key", "said"),
    [
        (("complaint_2014.csv",), "error.source.missing_near", "complaints_2014.csv"),
        (("weather.csv", "zzz.bin"), "error.source.missing", "holds 4 other entries"),
        (("licences_*.csv",), "error.source.missing", "licences_*.csv"),
        (("../secret.csv",), "error.source.outside", "../secret.csv"),
        (("/etc/passwd",), "error.source.outside", "complaints"),
    ],
)
def test_what_is_missing_is_said(data: Path, files: tuple[str, ...], key: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(source(*files), data)
    assert caught.value.key == key
    assert said in str(caught.value)
    assert caught.value.say("zh")


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        open_source(source("a.csv"), tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["csv", "jsonl", "geojson", "parquet"])
def test_every_connector_says_what_is_wrong_with_a_path(tmp_path: Path, name: str) -> None:
    connector = connector_for(name)
    (tmp_path / "empty").write_bytes(b"")
    keys = []
    for path in (tmp_path / "none", tmp_path, tmp_path / "empty"):
        with pytest.raises(SourceError) as caught:
            connector.open(path)
        keys.append(caught.value.key)
    assert keys == [
        "error.source.missing_near" if name == "none" else "error.source.missing",
        "error.source.folder",
        "error.source.empty",
    ]


def test_a_file_that_cannot_be_read_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match="Permission denied") as caught:
        connector_for("csv").open(data / "weather.csv")
    assert caught.value.key == "error.source.unreadable"


@pytest.mark.parametrize("name", get_args(FileFormat))
def test_there_is_a_connector_for_each_format(name: FileFormat) -> None:
    assert callable(connector_for(name).open)


@pytest.mark.parametrize("name", sorted(set(CONNECTORS) - set(get_args(FileFormat))))
def test_there_is_a_connector_for_everything_else(name: str) -> None:
    assert callable(portal_connector(name).open)
