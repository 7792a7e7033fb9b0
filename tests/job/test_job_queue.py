"""The main job, asked for piece by piece and done by real workers that end in every way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from anlan.cities.jobs import Installation, checked
from anlan.model.errors import AnlanError
from anlan.store.database import Database
from anlan.store.jobs import queue
from anlan.store.jobs.tables import DONE, RUNNING, WAITING, Job
from anlan.store.verify import verify

PACK = Path(__file__).parents[1] / "cities" / "thirdcity"
CITY = "valbains"
PATIENCE = 180


def command(home: Path, *words: object) -> list[str]:
    return [sys.executable, "-m", "anlan", "--home", str(home), *map(str, words)]


def anlan(home: Path, *words: object, code: int = 0) -> str:
    wide = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(
        command(home, *words), capture_output=True, text=True, env=wide, timeout=120, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose intake holds the city's files; nothing is taken in yet."""
    shutil.copytree(PACK / "data", tmp_path / "intake" / "spring")
    return tmp_path


@contextmanager
def store(home: Path) -> Iterator[Database]:
    database = Database.in_folder(home)
    yield database
    database.close()


def job(home: Path, number: int) -> Job:
    with store(home) as database:
        return queue.get(database, number)


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_main_job_by_the_queue(home: Path) -> None:
    asked = [("ingest", "folder=spring"), ("backtest",), ("score",), ("plan", "teams=2")]
    for words in asked:
        anlan(home, "job", "ask", PACK, *words)
    assert "Did 4 jobs." in anlan(home, "worker", PACK, "--once")
    done = [job(home, n + 1) for n in range(len(asked))]
    assert [each.state for each in done] == [DONE] * 4, [each.error for each in done]
    read = {each["source"]: each["read"] for each in done[0].result["files"]}
    assert read["baths"] == 111
    for kind, each in zip(("backtest", "score", "plan"), done[1:], strict=True):
        assert (home / CITY / "runs" / kind / "latest").read_text() == each.result["run"]
    assert "Did 0 jobs." in anlan(home, "worker", PACK, "--once")
    anlan(home, "job", "ask", PACK, "score")
    anlan(home, "job", "ask", PACK, "score", "fresh=true")
    anlan(home, "worker", PACK, "--once")
    same, anew = job(home, 5).result["run"], job(home, 6).result["run"]
    assert same == done[2].result["run"] != anew
    told = anlan(home, "ledger", "history", "job:2")
    assert "Did a job: back-test, for valbains" in told
    assert "100%" in anlan(home, "job", "show", 2)
    assert anlan(home, "job", "list", "--state", "done", "--limit", 2).count("done") == 3
    # Upkeep has kept the head of the ledger outside.
    assert "The ledger is whole" in anlan(home, "ledger", "verify")
    assert (home / "anchors.jsonl").is_file()


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("dance", {}, "There are: ingest, backtest, score, plan"),
        ("plan", {"teams": "many"}, "argument teams"),
        ("plan", {"teams": 0}, "argument teams"),
        ("plan", {"speed": 9}, "It takes: target, fresh, day, teams"),
        ("score", {"as_of": "soon"}, "argument as_of"),
        ("score", {"target": "none"}, "no target none"),
        ("ingest", {}, "either folder=NAME or portal=true"),
        ("ingest", {"folder": "spring", "portal": True}, "either folder=NAME or portal=true"),
        ("ingest", {"folder": "spring", "sources": ["none"]}, "none"),
        ("ingest", {"folder": "autumn"}, "must be a folder within"),
        ("ingest", {"folder": "../.."}, "must be a folder within"),
        ("ingest", {"folder": "/etc"}, "must be a folder within"),
        ("ingest", {"folder": "away"}, "must be a folder within"),
    ],
)
def test_what_is_wrong_with_a_job_is_told_when_it_is_asked_for(
    home: Path, kind: str, given: dict[str, object], said: str
) -> None:
    (home / "intake" / "away").symlink_to("/etc")
    with pytest.raises(AnlanError, match=said):
        checked(Installation.of(home, None, [str(PACK)]), CITY, kind, given)


def test_a_wrong_word_leaves_no_job(home: Path) -> None:
    assert "NAME=VALUE" in anlan(home, "job", "ask", PACK, "score", "target", code=1)
    assert "argument teams" in anlan(home, "job", "ask", PACK, "plan", "teams=x", code=1)
    assert not (home / "anlan.db").exists()


def test_a_killed_worker_leaves_its_job_to_the_next_which_goes_on(home: Path) -> None:
    anlan(home, "job", "ask", PACK, "ingest", "folder=spring")
    worker = subprocess.Popen(command(home, "worker", PACK), stdout=subprocess.DEVNULL)
    lake = home / CITY / "lake"
    wait(lambda: lake.is_dir() and any(lake.rglob("*.parquet")))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    left = job(home, 1)
    if left.state == RUNNING:
        assert "Did 0 jobs." in anlan(home, "worker", PACK, "--once"), "its lease isn't over"
        with store(home) as database, database.writing() as session:
            session.execute(text("UPDATE jobs SET leased_until = '2020-01-01 00:00:00.000000'"))
        assert "Did 1 job." in anlan(home, "worker", PACK, "--once")
    done = job(home, 1)
    assert done.state == DONE, done.error
    with store(home) as database:
        assert verify(database).fault is None
    assert sum(each["read"] for each in done.result["files"]) > 500


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_end_hands_its_job_back(home: Path, how: int) -> None:
    anlan(home, "ingest", PACK, "--data", PACK / "data")
    anlan(home, "job", "ask", PACK, "backtest")
    with subprocess.Popen(command(home, "worker", PACK), stdout=subprocess.DEVNULL) as worker:
        wait(lambda: job(home, 1).state == RUNNING)
        worker.send_signal(how)
        assert worker.wait(PATIENCE) == 0
    assert job(home, 1).state in (WAITING, DONE)
    anlan(home, "worker", PACK, "--once")
    assert job(home, 1).state == DONE


def test_the_server_does_the_jobs_itself_unless_workers_are_apart(home: Path) -> None:
    anlan(home, "ingest", PACK, "--data", PACK / "data")
    anlan(home, "job", "ask", PACK, "score")
    for words, state in ((["--workers-apart"], WAITING), ([], DONE)):
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
        server = subprocess.Popen(
            command(home, "serve", PACK, "--port", port, *words), stdout=subprocess.DEVNULL
        )
        if state == DONE:
            wait(lambda: job(home, 1).state == DONE)
        else:
            time.sleep(4)
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
        assert job(home, 1).state == state
