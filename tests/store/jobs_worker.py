"""A worker process of the tests: writes down when it begins and ends each job.

Run as ``python jobs_worker.py URL FILE SECONDS [drain]``. A job of the kind ``note`` takes as long
as its argument says; every line of the file is one JSON object, written whole.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from anlan.store.database import Database
from anlan.store.jobs.context import JobContext, Kind
from anlan.store.jobs.runner import Runner
from anlan.store.jobs.settings import JobSettings

CITIES = ("a", "b", "c")


def chosen(lease: float = 60.0, most_takes: int = 3) -> JobSettings:
    """Return settings for impatient tests."""
    upkeep = {"sweep": 0.2, "slow": 3600.0}
    return JobSettings(lease, lease / 10, 0.02, most_takes, 0.2, 0.5, upkeep)


def note_in(file: Path) -> Kind:
    """Return a kind of job that notes its beginning and its end."""

    def note(at: JobContext) -> dict[str, Any]:
        until = time.monotonic() + at.arguments.get("seconds", 0)
        _write(file, at, "begin")
        while time.monotonic() < until:
            at.progress(0.5)
            time.sleep(0.005)
        _write(file, at, "end")
        return {"fence": at.taken.fence}

    return note


def _write(file: Path, at: JobContext, what: str) -> None:
    line = {"job": at.taken.id, "lane": at.city, "what": what, "at": time.monotonic_ns()}
    with file.open("ab", buffering=0) as lines:
        lines.write((json.dumps(line | {"worker": os.getpid()}) + "\n").encode())


def noted(file: Path) -> list[dict[str, Any]]:
    """Return what was noted."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return [json.loads(line) for line in text.splitlines()]


def main() -> None:
    """Work until nothing is due, or until killed."""
    url, file, lease, *rest = sys.argv[1:]
    runner = Runner(Database(url), {"note": note_in(Path(file))}, CITIES, {}, chosen(float(lease)))
    if rest:
        while runner.drain():
            time.sleep(0.05)
        return
    with runner.running():
        time.sleep(600)


if __name__ == "__main__":
    main()
