"""The tutorial's commands, run as they are written."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
COMMANDS = re.findall(r"^```sh\n(.*?)\n```$", TUTORIAL.read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Run the commands in an empty folder; return it and what each verb printed."""
    folder, told = tmp_path_factory.mktemp("tutorial"), {}
    settings = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    for command in COMMANDS:
        name, verb, *rest = shlex.split(command)
        assert name == "anlan"
        words = [sys.executable, "-m", "anlan", verb, *rest]
        ran = subprocess.run(
            words, cwd=folder, env={**settings, "COLUMNS": "200"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, f"{command}: {ran.stderr}"
        told[verb] = ran.stdout
    return folder, told


def test_the_tutorial_goes_from_files_to_routes():
    verbs = [shlex.split(command)[1] for command in COMMANDS]
    assert verbs == ["generate", "ingest", "quarantine", "backtest", "score", "plan"]


def test_the_files_are_as_described(done):
    folder, told = done
    assert "spoilt on purpose" in told["generate"]
    assert (folder / "files" / "truth").is_dir()
    hotline = next((folder / "files").glob("12345*.csv")).read_bytes()
    assert "工单编号" in hotline.decode("gb18030")
    assert "community_code" in told["quarantine"]


def test_the_routes_are_where_the_tutorial_says(done):
    runs = done[0] / "anlan-data" / "jiangcheng" / "runs" / "plan"
    run = runs / (runs / "latest").read_text("utf-8").strip()
    plan = json.loads((run / "plan.json").read_text("utf-8"))
    assert len(plan["teams"]) == 8
    assert all(0 < team["minutes"] <= plan["shift_minutes"] for team in plan["teams"])
    assert any(stop["random"] for team in plan["teams"] for stop in team["stops"])
    assert {path.suffix for path in run.iterdir()} >= {".gpx", ".csv", ".html"}
