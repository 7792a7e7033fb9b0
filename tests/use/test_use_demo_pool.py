"""``anlan demo pool``: forty departments' files in one pool, and what happens on its days."""

import re
import subprocess
import sys
from pathlib import Path


def walked(home: Path, lang: str) -> str:
    command = [sys.executable, "-m", "anlan", "--lang", lang, "--home", str(home)]
    done = subprocess.run(
        [*command, "demo", "pool", "--scale", "0.002"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_the_walk_shows_each_day_of_a_pool_and_can_be_taken_again(tmp_path: Path) -> None:
    said = walked(tmp_path, "en")
    assert re.search(r"whose position was swapped: .* 1 rows are now records", said)
    assert re.search(r"Kept: \S+ and \S+ are (the same|different)\.", said)
    assert re.search(r"Version 1, .* Version 2, .*（更名）", said)
    assert said.index("source.down") < said.index("source.back")
    assert "The ledger is whole" in said
    again = walked(tmp_path, "zh")
    assert "账本完整" in again
