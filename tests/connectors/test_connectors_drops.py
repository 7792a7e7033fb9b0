"""Places where files are dropped: a watched folder, and a real SFTP server."""

import os
import socket
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from anlan import cities
from anlan.cities.work import Work
from anlan.model.errors import SourceError
from anlan.model.portal import FolderPortal, Secret, SftpPortal
from anlan.pool import batches, records
from anlan.pool.connectors.base import Dropped
from anlan.pool.connectors.folder import FolderConnector
from anlan.pool.connectors.settings import defaults
from anlan.pool.connectors.sftp import SftpConnector
from anlan.store import Workspace
from anlan.store.ledger import Entry
from support.lifts import pack_in
from support.sftp import Server, running

HEAD = "id,at,load\n"


def rows(*loads: tuple[str, int]) -> str:
    return HEAD + "".join(f"{lift},2026-03-01T10:00:00Z,{load}\n" for lift, load in loads)


def drop(folder: Path, name: str, text: str) -> Path:
    """Drop a file as if it had lain there for a while."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    before = time.time() - 600
    os.utime(path, (before, before))
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as made:
        if made is None:
            pytest.skip("no OpenSSH server on this machine")
        yield made


class Place:
    """A folder to drop into, and how a pack declares it."""

    def __init__(self, folder: Path, declared: str) -> None:
        self.folder = folder
        self.declared = declared


@pytest.fixture(params=["folder", "sftp"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        (tmp_path / "drop").mkdir()
        declared = f'connector = "folder"\nfolder = "{tmp_path}/drop"\nfiles = ["lifts_*.csv"]\n'
        return Place(tmp_path / "drop", declared)
    made: Server = request.getfixturevalue("server")
    folder = made.folder / tmp_path.name
    folder.mkdir()
    return Place(
        folder,
        f'connector = "sftp"\nfiles = ["lifts_*.csv"]\nallow_networks = ["127.0.0.0/8"]\n'
        f'url = "sftp://{made.user}@127.0.0.1:{made.port}{folder}"\n'
        f'host_key = "{made.host_key}"\nkey = {{ file = "{made.key}" }}\n',
    )


@pytest.fixture
def work(place: Place, tmp_path: Path) -> Iterator[Work]:
    pack = pack_in(tmp_path / "pack", place.declared)
    workspace = Workspace(tmp_path / "home", "liftton")
    yield Work(cities.load(pack), workspace)
    workspace.close()


def loads(work: Work) -> dict[str, float]:
    found = records.read(work.workspace, work.pack.city, "lifts")
    return dict(zip(found["id"].to_list(), found["load"].to_list(), strict=True))


def test_each_file_is_taken_in_once_in_the_order_of_names(place: Place, work: Work) -> None:
    drop(place.folder, "lifts_2.csv", rows(("A", 2), ("B", 2)))
    drop(place.folder, "lifts_1.csv", rows(("A", 1)))
    drop(place.folder, "notes.txt", "not meant")
    taken = work.ingest(None)
    assert [result.location.rpartition("/")[2] for result in taken] == [
        "lifts_1.csv",
        "lifts_2.csv",
    ]
    assert [result.counts.new for result in taken] == [1, 1]
    assert loads(work) == {"A": 2.0, "B": 2.0}
    assert work.ingest(None) == []
    drop(place.folder, "lifts_3.csv", rows(("A", 1)))
    [third] = work.ingest(None)
    assert third.counts.updated == 1
    # Back to what the first file said: that is news, not a file known already.
    assert loads(work) == {"A": 1.0, "B": 2.0}


def test_a_file_written_anew_is_read_again(place: Place, work: Work) -> None:
    path = drop(place.folder, "lifts_1.csv", rows(("A", 1)))
    work.ingest(None)
    path.write_text(rows(("A", 1), ("B", 7)), encoding="utf-8")
    os.utime(path, (time.time() - 60, time.time() - 60))
    [again] = work.ingest(None)
    assert (again.counts.new, again.counts.read) == (1, 2)


def test_a_bad_file_keeps_no_other_out_and_is_told_once(place: Place, work: Work) -> None:
    drop(place.folder, "lifts_1.csv", "<html>Please sign in</html>")
    drop(place.folder, "lifts_2.csv", rows(("B", 2)))
    for _ in range(2):
        with pytest.raises(SourceError) as caught:
            work.ingest(None)
        assert caught.value.key == "error.source.web_page"
    assert loads(work) == {"B": 2.0}
    drop(place.folder, "lifts_1.csv", rows(("A", 1)))
    [mended] = work.ingest(None)
    assert mended.counts.new == 1
    with work.workspace.session() as session:
        acts = session.scalars(select(Entry.act).order_by(Entry.seq)).all()
    assert [act for act in acts if act in {"source.down", "source.back"}] == [
        "source.down",
        "source.back",
    ]


def test_a_reading_that_was_broken_off_goes_on(
    place: Place, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(place.folder, "lifts_1.csv", rows(("A", 1)))
    drop(place.folder, "lifts_2.csv", rows(("B", 2), ("C", 3)))
    closed = batches.close

    def breaks(*given: object) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        closed(*given)  # type: ignore[arg-type]

    done: list[int] = []
    monkeypatch.setattr(batches, "close", breaks)
    with pytest.raises(KeyboardInterrupt):
        work.ingest(None)
    monkeypatch.undo()
    [second] = work.ingest(None)
    assert (second.resumed, second.location.rpartition("/")[2]) == (True, "lifts_2.csv")
    assert loads(work) == {"A": 1.0, "B": 2.0, "C": 3.0}


def test_other_columns_than_before_are_refused(place: Place, work: Work) -> None:
    drop(place.folder, "lifts_1.csv", rows(("A", 1)))
    work.ingest(None)
    drop(place.folder, "lifts_2.csv", rows(("B", 2)).replace("load", "weight"))
    with pytest.raises(SourceError) as caught:
        work.ingest(None)
    assert caught.value.key == "error.source.schema"
    assert loads(work) == {"A": 1.0}


def test_a_link_is_no_file_that_was_dropped(place: Place, work: Work, tmp_path: Path) -> None:
    drop(place.folder, "lifts_1.csv", rows(("A", 1)))
    secret = drop(tmp_path, "elsewhere.csv", rows(("S", 9)))
    (place.folder / "lifts_2.csv").symlink_to(secret)
    work.ingest(None)
    assert loads(work) == {"A": 1.0}


def test_a_file_still_written_to_waits(tmp_path: Path) -> None:
    portal = FolderPortal(connector="folder", folder=str(tmp_path), files=["*.csv"], settle="10 s")
    path = drop(tmp_path, "lifts.csv", rows(("A", 1)))
    moment = path.stat().st_mtime

    def waiting(now: float) -> list[str]:
        return [each.name for each in FolderConnector(lambda: now).waiting(portal)]

    assert waiting(moment + 9) == []
    assert waiting(moment + 11) == ["lifts.csv"]
    # Written by a machine whose clock goes ahead: its time says nothing, the file is not lost.
    assert waiting(moment - 3600) == ["lifts.csv"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    portal = FolderPortal(connector="folder", folder=f"{tmp_path}/none", files=["*.csv"])
    with pytest.raises(SourceError, match="none") as caught:
        FolderConnector().waiting(portal)
    assert caught.value.key == "error.source.drop_missing"


def _portal(server: Server, folder: Path, **other: object) -> SftpPortal:
    declared: dict[str, object] = {
        "connector": "sftp",
        "url": f"sftp://{server.user}@127.0.0.1:{server.port}{folder}",
        "host_key": server.host_key,
        "key": Secret(file=str(server.key)),
        "files": ["*.csv"],
        "allow_networks": ["127.0.0.0/8"],
    }
    return SftpPortal.model_validate(declared | other)


def _other_key(server: Server, folder: Path) -> SftpPortal:
    kind, text = server.host_key.split()
    return _portal(server, folder, host_key=f"{kind} {text[:-6]}AAAAAA")


def _foreign_key(server: Server, folder: Path) -> SftpPortal:
    return _portal(server, folder, key=Secret(file=str(server.folder.parent / "host")))


BAD: dict[str, tuple[Callable[[Server, Path], SftpPortal], str, str]] = {
    "another server's key": (_other_key, "error.source.sftp", "erification failed"),
    "a key it doesn't know": (_foreign_key, "error.source.sftp", "Permission denied"),
    "no such folder": (
        lambda server, folder: _portal(server, folder / "none"),
        "error.source.sftp",
        "No such file",
    ),
    "a host inside": (
        lambda server, folder: _portal(server, folder, allow_networks=[]),
        "error.source.portal_inside",
        "127.0.0.1",
    ),
    "no such variable": (
        lambda server, folder: _portal(server, folder, key=Secret(env="NO_SUCH_KEY_HERE")),
        "error.source.secret_env",
        "NO_SUCH_KEY_HERE",
    ),
    "a quote in the path": (
        lambda server, folder: _portal(
            server, folder, url=f"sftp://{server.user}@127.0.0.1:{server.port}/a%22b"
        ),
        "error.source.drop_name",
        "renam|Renam",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_server_that_is_wrong_is_told_clearly(server: Server, tmp_path: Path, name: str) -> None:
    folder = server.folder / tmp_path.name
    folder.mkdir()
    portal, key, said = BAD[name]
    with pytest.raises(SourceError, match=said) as caught:
        SftpConnector().waiting(portal(server, folder))
    assert caught.value.key == key


def test_a_machine_without_the_program_is_told(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError) as caught:
        SftpConnector().waiting(_portal(server, tmp_path))
    assert caught.value.key == "error.source.sftp_program"


def test_a_name_that_would_be_a_command_is_never_asked_for(server: Server, tmp_path: Path) -> None:
    folder = server.folder / tmp_path.name
    folder.mkdir()
    for name in ('x" "y.csv', "*.csv", "-R.csv", "a\\b.csv"):
        drop(folder, name, rows(("A", 1)))
    drop(folder, "消防 2026.csv", rows(("A", 1)))
    connector, portal = SftpConnector(), _portal(server, folder)
    opened, refused = [], []
    for each in connector.waiting(portal):
        try:
            opened.append(connector.open(portal, each).name.rpartition("/")[2])
        except SourceError as error:
            refused.append(error.key)
    assert opened == ["消防 2026.csv"]
    assert refused == ["error.source.drop_name"] * 4


def test_a_file_too_large_or_gone_is_refused(server: Server, tmp_path: Path) -> None:
    folder = server.folder / tmp_path.name
    folder.mkdir()
    drop(folder, "large.csv", rows(*((f"L{n}", n) for n in range(2000))))
    portal = _portal(server, folder)
    few = defaults().fetch.model_copy(update={"most_bytes": 1000})
    [large] = SftpConnector().waiting(portal)
    with pytest.raises(SourceError) as caught:
        SftpConnector(limits=few).open(portal, large)
    assert caught.value.key == "error.source.drop_large"
    with pytest.raises(SourceError) as caught:
        SftpConnector().open(portal, Dropped("gone.csv", 1, "Jan 1 10:00"))
    assert caught.value.key == "error.source.sftp"
    with pytest.raises(SourceError) as caught:
        SftpConnector().open(portal, Dropped("large.csv", 1, large.version))
    assert caught.value.key == "error.source.changed"


def test_a_server_that_never_answers_is_left(server: Server, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        portal = _portal(replace(server, port=silent.getsockname()[1]), tmp_path)
        for settings in ({"connect_seconds": 1}, {"run_seconds": 0.0}):
            hasty = defaults().sftp.model_copy(update=settings)
            with pytest.raises(SourceError, match="timed out") as caught:
                SftpConnector(settings=hasty).waiting(portal)
            assert caught.value.key == "error.source.sftp"


def test_our_key_lies_where_nobody_else_reads_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = server.folder / tmp_path.name
    folder.mkdir()
    spy = tmp_path / "bin" / "sftp"
    spy.parent.mkdir()
    spy.write_text(
        "#!/bin/sh\n"
        'for word in "$@"; do case "$word" in IdentityFile=*) '
        f'cp -p "${{word#IdentityFile=}}" {tmp_path}/seen\n'
        f'echo "$word" > {tmp_path}/at;; esac; done\n',
        encoding="utf-8",
    )
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}:/usr/bin:/bin")
    SftpConnector().waiting(_portal(server, folder))
    assert stat.S_IMODE((tmp_path / "seen").stat().st_mode) == 0o600
    at = Path((tmp_path / "at").read_text(encoding="utf-8").strip().partition("=")[2])
    assert not at.exists()
