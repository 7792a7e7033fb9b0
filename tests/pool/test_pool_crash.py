"""Killed, out of disk, or two at once: nothing is lost, nothing is half there."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pool_town import DAY_ONE, DAY_TWO, Town, row, state

from anlan.model.errors import StoreError
from anlan.pool import quarantine, records
from anlan.store import Workspace, lock

CHUNK = 40
CHILD = """
import os, signal, sys
from pathlib import Path
from pool_town import DAY_TWO, Town
from anlan.pool import batches
from anlan.store import Workspace

where, count = sys.argv[2], int(sys.argv[3])

def dying(real, before):
    calls = iter(range(10_000))
    def wrapped(*args, **more):
        last = next(calls) >= count
        if last and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **more)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return wrapped

owner, name, before = {
    "after_file": (Workspace, "write_parquet", False),
    "before_part": (batches, "register", True),
    "after_part": (batches, "register", False),
    "before_close": (batches, "close", True),
    "after_close": (batches, "close", False),
    "while_renaming": (Path, "rename", True),
}[where]
setattr(owner, name, dying(getattr(owner, name), before))
town = Town(Path(sys.argv[1]))
town.ingest(town.workspace(), now=DAY_TWO, chunk_rows=40)
"""
LIMITED = """
import resource, signal, sys
from pathlib import Path
import pool_town
from anlan.model.errors import StoreError
town = pool_town.Town(Path(sys.argv[1]))
workspace = town.workspace()
town.ingest(workspace, chunk_rows=40) if sys.argv[2] == "0" else None
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    town.ingest(workspace, chunk_rows=40)
except StoreError as error:
    print(error.say("en"))
    sys.exit(7)
"""


def run(script: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n{script}"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def files(workspace: Workspace) -> set[str]:
    found = (p for kind in ("lake", "quarantine") for p in (workspace.folder / kind).rglob("*.*"))
    return {path.name for path in found}


def deliver(town: Town) -> None:
    """Take in a first file, then write its correction: new, changed, same, bad, repeated rows."""
    town.write([row(n) for n in range(100)])
    workspace = town.workspace()
    town.ingest(workspace, now=DAY_ONE, chunk_rows=CHUNK)
    workspace.close()
    rows = [row(n, score="50") if n % 3 else row(n) for n in range(180)]
    rows[20]["kind"] = rows[130]["kind"] = "bakery"
    town.write([*rows, row(6), row(6, score="51"), row(171)])


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[object], list[str]]:
    """Return what a run that nobody disturbs leaves."""
    town = Town(tmp_path_factory.mktemp("clean"))
    deliver(town)
    workspace = town.workspace()
    town.ingest(workspace, now=DAY_TWO, chunk_rows=CHUNK)
    told = [item.say("en") for item in quarantine.listing(workspace).items]
    assert len(told) == 3
    return list(state(town, workspace)), told


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ("after_file", 0),
        ("while_renaming", 3),
        ("before_part", 2),
        ("after_part", 0),
        ("before_close", 0),
        ("after_close", 0),
    ],
)
def test_a_run_killed_anywhere_ends_as_if_it_never_was(
    town: Town, clean: tuple[list[object], list[str]], where: str, count: int
) -> None:
    deliver(town)
    killed = run(CHILD, town.root, where, count)
    assert killed.returncode == -9, killed.stderr
    workspace = town.workspace()
    rows = records.read(workspace, town.city, "visits")
    assert rows.height in (100, 179)
    town.ingest(workspace, now=DAY_TWO, chunk_rows=CHUNK)
    told = [item.say("en") for item in quarantine.listing(workspace).items]
    assert (state(town, workspace), told) == clean
    with workspace.writing():
        left = files(workspace)
    known = {path.name for path in workspace.lake_files("visits")}
    known |= {path.name for path in (workspace.folder / "quarantine").rglob("*.parquet")}
    assert left == known
    workspace.close()


def test_an_interrupted_run_goes_on_where_it_stopped(town: Town) -> None:
    deliver(town)
    run(CHILD, town.root, "after_part", 2)
    workspace = town.workspace()
    seen: list[int] = []
    [result] = town.ingest(
        workspace, now=DAY_TWO, chunk_rows=CHUNK, progress=lambda p: seen.append(p.rows)
    )
    assert result.resumed
    assert min(seen) > 3 * CHUNK - 1
    assert result.counts.read == 183
    workspace.close()


def test_a_full_disk_is_told_and_leaves_nothing_half(town: Town) -> None:
    town.write([row(n, address=f"{hash(str(n))} Long Street") for n in range(400)])
    workspace = town.workspace()
    workspace.close()
    failed = run(LIMITED, town.root, 4096)
    assert failed.returncode == 7, failed.stderr
    assert "run the same command again" in failed.stdout
    workspace = town.workspace()
    assert records.read(workspace, town.city, "visits").height == 0
    assert not [name for name in files(workspace) if name.endswith(".tmp")]
    [result] = town.ingest(workspace)
    assert result.counts.new == 400
    workspace.close()


def test_two_at_once_are_refused_by_name(town: Town, workspace: Workspace) -> None:
    town.write([row(1)])
    with lock.held(workspace.folder), pytest.raises(StoreError) as caught:
        town.ingest(workspace)
    assert "town" in caught.value.say("en")
    assert "process" in caught.value.say("en")
    assert town.ingest(workspace)[0].counts.new == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    numbers=st.lists(st.integers(0, 60), min_size=1, max_size=60, unique=True),
    cuts=st.lists(st.integers(0, 60), max_size=3),
    chunk=st.integers(1, 70),
    order=st.randoms(),
)
def test_how_rows_are_split_and_ordered_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory,
    numbers: list[int],
    cuts: list[int],
    chunk: int,
    order: Random,
) -> None:
    town = Town(tmp_path_factory.mktemp("split"))
    bounds = [0, *sorted(min(cut, len(numbers)) for cut in cuts), len(numbers)]
    pieces = [numbers[a:b] for a, b in pairwise(bounds) if numbers[a:b]]
    order.shuffle(pieces)
    for index, piece in enumerate(pieces):
        town.write([row(n) for n in piece], f"visits{index}.csv")
    workspace = town.workspace()
    town.ingest(workspace, chunk_rows=chunk)
    found = records.read(workspace, town.city, "visits").sort("_key").drop("_version")
    workspace.close()
    for path in town.data.iterdir():
        path.unlink()
    town.write([row(n) for n in sorted(numbers)])
    whole = town.workspace("other")
    town.ingest(whole)
    expected = records.read(whole, town.city, "visits").sort("_key").drop("_version")
    whole.close()
    assert found.equals(expected)
    assert isinstance(found, pl.DataFrame)
