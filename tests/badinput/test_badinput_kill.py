"""Killed at any moment: what was finished is whole, and running it again ends as if undisturbed."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from badinput_city import (
    CITY,
    MAIN,
    Rows,
    anlan,
    command,
    half_written,
    held,
    rewrite,
    take_in,
    unknown_files,
    wide,
)

from anlan.store.database import Database
from anlan.store.verify import verify

KILLS = 8
LONGEST_SECONDS = 1.6
"""Within this time after its first change a run of the small city is through."""


def corrected(data: Path) -> None:
    """Change one row in three, as a department's next export would."""

    def spoil(rows: Rows) -> None:
        area = rows[0].index("floor_area_m2")
        for row in rows[1::3]:
            row[area] = "77" if row[area].isdigit() else row[area]

    rewrite(data / "premises.csv.gz", spoil)
    rewrite(data / "weather.csv", lambda rows: rows[9].__setitem__(1, "31.5"))


def kill_after(delay: float, words: list[str], has_begun: Callable[[], bool]) -> int:
    """Start a command and kill it so many seconds after it has begun to write."""
    running = subprocess.Popen(
        words, env=wide(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while running.poll() is None and not has_begun():
        time.sleep(0.005)
    time.sleep(delay)
    running.send_signal(signal.SIGKILL)
    return running.wait(timeout=60)


def is_proved(home: Path) -> bool:
    """Return whether the ledger holds: entries of what was begun, none cut off or left out."""
    database = Database.in_folder(home)
    verdict = verify(database)
    database.close()
    return verdict.fault is None and verdict.trusted == verdict.entries > 0


@pytest.fixture(scope="module")
def undisturbed(
    clean_data: Path, clean_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, object]]:
    """Return corrected files, and what a run that nobody disturbs makes of them."""
    root = tmp_path_factory.mktemp("kill")
    data = Path(shutil.copytree(clean_data, root / "data"))
    corrected(data)
    home = Path(shutil.copytree(clean_home, root / "home"))
    assert anlan(home, "ingest", CITY, "--data", data, *MAIN).code == 0
    return data, held(home)


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_ingest_leaves_whole_files_and_goes_on(
    undisturbed: tuple[Path, dict[str, object]], home: Path, kill: int
) -> None:
    data, after = undisturbed
    before = held(home)
    lock = home / CITY / "lock.txt"
    lock.unlink()
    delay = Random(kill).uniform(kill, kill + 1) * LONGEST_SECONDS / KILLS  # noqa: S311
    words = command(home, "ingest", CITY, "--data", data, *MAIN)
    killed = kill_after(delay, words, lock.exists)
    assert killed in (-signal.SIGKILL, 0), "it died of nothing else"
    for source, kept in held(home).items():
        assert kept in (before[source], after[source]), "each file is taken in whole or not at all"
    assert is_proved(home)
    take_in(home, data)
    assert held(home) == after
    assert is_proved(home)
    assert not half_written(home)
    assert not unknown_files(home)


def test_the_same_command_after_a_kill_goes_on_by_itself(
    undisturbed: tuple[Path, dict[str, object]], home: Path
) -> None:
    data, after = undisturbed
    lake = home / CITY / "lake" / "premises"
    files = len(list(lake.iterdir()))
    words = command(home, "ingest", CITY, "--data", data, *MAIN)
    killed = kill_after(0, words, lambda: len(list(lake.iterdir())) > files)
    assert killed == -signal.SIGKILL
    again = anlan(home, "ingest", CITY, "--data", data, *MAIN)
    assert again.code == 0, again.said
    assert held(home) == after


def test_a_killed_replay_mends_all_rows_or_none(home: Path, tmp_path: Path) -> None:
    mends = tmp_path / "mends.csv"
    done = anlan(
        home, "quarantine", "list", CITY, "--source", "premises", "--rule", "not_integer",
        "--out", mends,
    )  # fmt: skip
    assert done.code == 0, done.said
    text = mends.read_text(encoding="utf-8-sig").replace("不详", "40").replace("2012-02-30", "")
    mends.write_text(text.replace(",0,0,", ",,,"), encoding="utf-8")
    words = command(home, "quarantine", "replay", CITY, "--source", "premises", "--mend", mends)
    before = held(home, "premises")
    whole = Path(shutil.copytree(home, tmp_path / "whole"))
    assert anlan(whole, *words[words.index("quarantine") :]).code == 0
    after = held(whole, "premises")
    assert after != before
    lock = home / CITY / "lock.txt"
    for moment in range(3):
        lock.unlink(missing_ok=True)
        kill_after(moment * 0.12, words, lock.exists)
        assert held(home, "premises") in (before, after)
    again = anlan(home, *words[words.index("quarantine") :])
    assert again.code == 0, again.said
    assert held(home, "premises") == after
    assert not half_written(home)
    assert not unknown_files(home)
