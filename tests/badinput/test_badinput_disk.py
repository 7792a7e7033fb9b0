"""A really full disk: told in a sentence, nothing half-written, and room is all it takes to go on.

Each case fills a small file system in memory of its own, mounted where only the test sees it.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from badinput_city import CITY, MAIN, command, half_written, held, latest, unknown_files, wide

IN_A_SMALL_DISK = """
import json, pathlib, shutil, subprocess, sys
place, free, kept, command = sys.argv[1], int(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place], check=True)
disk = pathlib.Path(place)
if pathlib.Path(kept).is_dir():
    shutil.copytree(kept, disk / "home")
ballast = disk / "ballast"
with ballast.open("wb", buffering=0) as file:
    file.write(bytes(shutil.disk_usage(place).free - free * 1024))
first = subprocess.run(command, capture_output=True, text=True)
shutil.copytree(disk / "home", kept + ".full") if (disk / "home").is_dir() else None
ballast.unlink()
second = subprocess.run(command, capture_output=True, text=True)
shutil.copytree(disk / "home", kept + ".room")
print(json.dumps([[done.returncode, done.stdout + done.stderr] for done in (first, second)]))
"""


def may_mount(folder: Path) -> bool:
    """Return whether this user may mount a disk of its own here."""
    try_it = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    return (
        shutil.which("unshare") is not None
        and not subprocess.run(try_it, capture_output=True, check=False).returncode
    )


@dataclass(frozen=True)
class Tried:
    """What a command said on a full disk and again with room, and what it left each time."""

    codes: list[int]
    said: list[str]
    full: Path
    room: Path


def on_a_full_disk(tmp_path: Path, free_kib: int, *words: object, lang: str = "en") -> Tried:
    """Run a command with so much room, then again with plenty; what is there before is kept."""
    place, kept = tmp_path / "disk", tmp_path / "home"
    place.mkdir()
    if not may_mount(place):
        pytest.skip("no file system can be mounted here: needs unshare and user namespaces")
    given = json.dumps(command(place / "home", *words, lang=lang))
    script = [sys.executable, "-c", IN_A_SMALL_DISK, str(place), str(free_kib), str(kept), given]
    done = subprocess.run(
        ["unshare", "-rm", *script], env=wide(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    said = [" ".join(text.split()) for _, text in answers]
    assert not any("Traceback" in each for each in said), answers
    codes = [code for code, _ in answers]
    return Tried(codes, said, Path(f"{kept}.full"), Path(f"{kept}.room"))


@pytest.mark.parametrize("free_kib", [0, 200, 520])
def test_a_full_disk_ends_an_ingest_with_a_sentence_and_room_ends_the_trouble(
    clean_data: Path, clean_home: Path, tmp_path: Path, free_kib: int
) -> None:
    tried = on_a_full_disk(tmp_path, free_kib, "ingest", CITY, "--data", clean_data, *MAIN)
    assert tried.codes[0] == 1, "the disk was not full"
    assert "un the same command again" in tried.said[0]
    assert "full" in tried.said[0] or "No space left" in tried.said[0]
    assert not half_written(tried.full, tried.room)
    assert tried.codes[1] == 0
    assert held(tried.room) == held(clean_home)
    assert not unknown_files(tried.room)


@pytest.mark.parametrize(("free_kib", "lang"), [(48, "en"), (72, "zh")])
def test_a_full_disk_keeps_no_half_of_a_ranking(
    home: Path, tmp_path: Path, free_kib: int, lang: str
) -> None:
    tried = on_a_full_disk(tmp_path, free_kib, "score", CITY, lang=lang)
    assert tried.codes == [1, 0]
    assert ("run the same command again" if lang == "en" else "再次运行同一命令") in tried.said[0]
    assert not half_written(tried.full, tried.room)
    assert held(tried.full) == held(home)
    runs = tried.full / CITY / "runs" / "score"
    assert not runs.exists() or not list(runs.iterdir())
    assert (latest(tried.room, "score") / "ranking.parquet").is_file()


def test_a_full_disk_keeps_no_half_of_a_file_for_people(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "disk" / "bad.csv"
    # A reader of the database needs 32 KiB of its own; what is left is too little for the file.
    tried = on_a_full_disk(
        tmp_path, 32, "quarantine", "list", CITY, "--source", "premises", "--out", out
    )
    assert tried.codes == [1, 0]
    assert f"{out} cannot be written: No space left on device" in tried.said[0]
    assert "Make room" in tried.said[0]
    assert held(tried.full) == held(home)
