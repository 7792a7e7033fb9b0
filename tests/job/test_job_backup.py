"""A city that was worked on is backed up and restored by two commands, and goes on."""

import os
import subprocess
import sys
from pathlib import Path

PACK = Path(__file__).parents[1] / "cities" / "thirdcity"


def anlan(home: Path, *words: object, code: int = 0, lang: str = "en") -> str:
    command = [sys.executable, "-m", "anlan", "--home", str(home), "--lang", lang]
    wide = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(
        [*command, *map(str, words)], capture_output=True, text=True, env=wide, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_two_commands(tmp_path: Path) -> None:
    home, there, out = tmp_path / "home", tmp_path / "there", tmp_path / "kept" / "a.backup"
    assert "nothing to back up" in anlan(home, "backup", out, code=1)
    anlan(home, "ingest", PACK, "--data", PACK / "data")
    anlan(home, "score", PACK)
    listed = anlan(home, "quarantine", "list", PACK)
    anlan(home, "ledger", "anchor", "--heads", tmp_path / "heads")
    said = anlan(home, "backup", out)
    assert f"Wrote {out}" in said
    assert "is whole" in anlan(home, "backup", "--check", out)
    assert "there already" in anlan(home, "backup", out, code=1)
    assert "Restored and compared" in anlan(there, "restore", out)
    assert "empty place only" in anlan(there, "restore", out, code=1)
    assert "只能恢复到空的位置" in anlan(there, "restore", out, code=1, lang="zh")
    assert anlan(there, "quarantine", "list", PACK) == listed
    again = anlan(there, "ingest", PACK, "--data", PACK / "data")
    assert "0" in again
    anlan(there, "plan", PACK)
    assert "The ledger is whole" in anlan(there, "ledger", "verify", "--heads", tmp_path / "heads")
    out.write_bytes(out.read_bytes()[:-1])
    assert "cut off or altered" in anlan(home, "backup", "--check", out, code=1)
