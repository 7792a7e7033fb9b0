"""Keep the results of jobs: one folder a run, the latest reached by a pointer.

A run is written to a hidden folder and becomes visible by one rename, so a reader never sees half
of it and a killed job leaves nothing behind but a hidden folder that the next one sweeps.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from anlan.store.whole import refusing, whole_file

Kind = str
"""The name of a kind's folder: ``score``, ``backtest``, ``plan``, ``link_premises`` and so on."""
META = "run.json"
LATEST = "latest"


@dataclass(frozen=True)
class Run:
    """A finished run: its folder and what is known of it."""

    folder: Path
    fingerprint: str
    made_at: datetime

    def json(self, name: str) -> Any:
        """Return the JSON file ``name`` of the run."""
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


class Runs:
    """The runs of one workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def latest(self, kind: Kind) -> Run | None:
        """Return the newest finished run of a kind, or None."""
        pointer = self.root / kind / LATEST
        if not pointer.is_file():
            return None
        folder = self.root / kind / pointer.read_text(encoding="utf-8").strip()
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        return Run(folder, meta["fingerprint"], datetime.fromisoformat(meta["made_at"]))

    def save(self, kind: Kind, fingerprint: str, write: Callable[[Path], None]) -> Run:
        """Let ``write`` fill a folder, then make it the latest run of its kind.

        Raises:
            StoreError: the disk is full or the folder can't be written; nothing changes then.
        """
        made_at = datetime.now(UTC)
        name = made_at.strftime("%Y%m%dT%H%M%S.%fZ")
        base = self.root / kind
        hidden = base / f".{name}"
        with refusing(base):
            base.mkdir(parents=True, exist_ok=True)
            for stale in base.glob(".*Z"):
                shutil.rmtree(stale, ignore_errors=True)
            try:
                hidden.mkdir()
                write(hidden)
                meta = {"fingerprint": fingerprint, "made_at": made_at.isoformat()}
                (hidden / META).write_text(json.dumps(meta), encoding="utf-8")
                hidden.rename(base / name)
                _point(base / LATEST, name)
            except BaseException:
                for begun in (hidden, base / name):
                    shutil.rmtree(begun, ignore_errors=True)
                raise
        _keep_newest(base, name)
        return Run(base / name, fingerprint, made_at)


def _point(pointer: Path, name: str) -> None:
    with whole_file(pointer) as draft, draft.open("w", encoding="utf-8") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())


def _keep_newest(base: Path, newest: str, keep: int = 5) -> None:
    """Drop all but the last few runs: a run can be made again from the records."""
    runs = sorted(entry.name for entry in base.iterdir() if entry.is_dir() and entry.name[0] != ".")
    for name in runs[:-keep]:
        if name != newest:
            shutil.rmtree(base / name, ignore_errors=True)
