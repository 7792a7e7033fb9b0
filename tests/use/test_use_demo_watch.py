"""A stormy afternoon by one command, over a real broker, from readings to closed alarms."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from programs import mosquitto

FIGURES = ("raised", "rose", "inhibited", "climbed", "cases", "true", "false", "open")


def rows(said: str) -> dict[str, dict[str, int]]:
    """Return the figures of each rule, by what the rule is called."""
    found = re.findall(r"│ ([^│]+?) +│((?: +\d+ +│){8})", said)
    return {
        name: dict(zip(FIGURES, map(int, re.findall(r"\d+", told)), strict=True))
        for name, told in found
    }


def test_use_a_stormy_afternoon_runs_to_closed_alarms_by_one_command(tmp_path: Path) -> None:
    program = mosquitto()
    if program is None:
        pytest.skip("no Mosquitto on this machine: install it or set ANLAN_MOSQUITTO")
    command = [sys.executable, "-m", "anlan", "--lang", "en", "--home", str(tmp_path)]
    wide = os.environ | {"COLUMNS": "200", "ANLAN_MOSQUITTO": program}
    done = subprocess.run(
        [*command, "demo", "watch"],
        capture_output=True, text=True, env=wide, check=False, timeout=550,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    told = rows(said)
    fire, smoke = told["Smoke and heat in one building"], told["Smoke"]
    assert (fire["raised"], fire["true"]) == (1, 1)
    # A tower burns; in another one a dinner does.
    assert (smoke["raised"], smoke["true"], smoke["false"]) == (2, 1, 1)
    assert told["Power cut"]["raised"] == 2
    silent = told["Depth gauge silent"]
    assert 0 < silent["inhibited"] <= silent["raised"]
    assert told["Close the underpass"]["raised"] == told["Close the underpass"]["cases"] == 8
    assert told["Methane under the street"]["true"] >= 1
    assert told["Dense crowd that hardly moves"]["true"] == 1
    assert told["River above its mark"]["raised"] == 4
    assert sum(each["climbed"] for each in told.values()) > 0
    # Rain of twelve hours and a risen river still stand when the afternoon is over.
    standing = {"Rainstorm signal", "River above its mark"}
    assert sum(each["open"] for name, each in told.items() if name not in standing) <= 2
    assert int(re.search(r"in (\d+) groups", said).group(1)) > 5
    assert int(re.search(r"(\d+) readings were refused", said).group(1)) > 0
    assert int(re.search(r"wardens were told (\d+) times", said).group(1)) > 20
    assert "The ledger is whole" in said
