"""``anlan watch fleet``: devices of a file are taken in, judged, and their rates shown."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CITY = "jiangcheng"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("fleet")
    run(home, "generate", str(home / "files"), "--scale", "0.001")
    layers = home / CITY / "layers"
    layers.mkdir(parents=True)
    (layers / "divisions.geojson").write_bytes((home / "files/divisions.geojson").read_bytes())
    return home


def run(home: Path, *words: str, lang: str = "en", code: int = 0) -> str:
    command = [sys.executable, "-m", "anlan", "--home", str(home), "--lang", lang, *words]
    wide = os.environ | {"COLUMNS": "200"}
    done = subprocess.run(
        command, capture_output=True, text=True, env=wide, check=False, timeout=300
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_fleet_a_file_is_taken_in_and_what_is_wrong_is_told(home: Path, tmp_path: Path) -> None:
    told = json.loads((home / "files/divisions.geojson").read_text("utf-8"))["features"]
    street = next(e["properties"]["code"] for e in told if e["properties"]["level"] == "street")
    file, refused = tmp_path / "devices.csv", tmp_path / "refused.csv"
    file.write_text(
        "key,type,tier,department,division\n"
        f"A,camera,一类,public_security,{street}\n"
        f"B,sensor,,gas,{street}\n"
        f"C,drone,,gas,{street}\n",
        encoding="utf-8",
    )
    first = run(home, "watch", "fleet", "import", CITY, str(file), "--refused", str(refused))
    assert "2 new" in first
    assert "Row 3 (C)" in first
    assert "drone" in refused.read_text(encoding="utf-8")
    again = run(home, "watch", "fleet", "import", CITY, str(file), lang="zh")
    assert "未变 2" in again
    assert "2 devices" in run(home, "watch", "fleet", "judge", CITY)
    rates = run(home, "watch", "fleet", "rates", CITY, "--by", "type")
    assert "0.00%" in rates
    assert "Online rate" in rates
    assert "none of" in run(home, "watch", "fleet", "rates", CITY, "--by", "colour", code=2)
    assert "can't be read" in run(home, "watch", "fleet", "import", CITY, str(home), code=1)
