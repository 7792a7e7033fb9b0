"""Valbains, the small made-up town of the guide, worked on by the real command line."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PACK = Path(__file__).parents[1] / "cities" / "thirdcity"
DATA = PACK / "data"
CITY = "valbains"


@dataclass(frozen=True)
class Done:
    """How a command ended, and all it printed on one line."""

    code: int
    said: str


def run(*words: object, **environment: str) -> Done:
    """Run a command as it is given; nobody is ever shown a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "anlan", *map(str, words)],
        env={**os.environ, "COLUMNS": "1000", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in said, done.stderr
    return Done(done.returncode, said)


def anlan(home: Path, *words: object, lang: str = "en") -> Done:
    """Run a command in a home."""
    return run("--home", home, "--lang", lang, *words)


def runs(home: Path, kind: str) -> list[Path]:
    """Return the runs of a kind that the town's workspace keeps."""
    folder = home / CITY / "runs" / kind
    return sorted(entry for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []
