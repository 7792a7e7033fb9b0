"""One measured figure beside its goal and its peer, and the file that all figures are kept in."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from rich.table import Table

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Result:
    """A figure: what, how much, what it should be, and the peer measured in the same run.

    ``limit`` and ``sense`` make the goal: "<=" a most, ">=" a least; no limit where it is only
    told. ``ratio`` is the peer's value over ours for "<=", ours over the peer's for ">=": above 1
    is better than the peer.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    sense: Literal["<=", ">="] = "<="
    peer: str = ""
    peer_value: float | None = None
    size: str = ""
    goal: str = field(init=False, default="")
    ratio: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.limit is not None:
            object.__setattr__(self, "goal", f"{self.sense} {self.limit:,g} {self.unit}".strip())
        if self.peer_value and self.value:
            better = self.peer_value / self.value
            object.__setattr__(self, "ratio", better if self.sense == "<=" else 1 / better)

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.limit is None:
            return None
        return self.value <= self.limit if self.sense == "<=" else self.value >= self.limit


def machine() -> str:
    """Return the processors and memory of this machine in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}"


def commit() -> str:
    """Return the short commit, with a plus where the code differs from it."""
    head = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--", ".", f":!{RESULTS.relative_to(ROOT)}")
    return f"{head}+" if head and changed else head or "unknown"


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def rows(results: Iterable[Result], quick: bool, at: str) -> list[dict[str, Any]]:
    """Return the figures as rows of the file; ``at`` is the commit, ``quick`` a small size."""
    about = {"quick": quick, "machine": machine(), "commit": at}
    return [{**asdict(one), "holds": one.holds, **about} for one in results]


def save(fresh: list[dict[str, Any]], path: Path = RESULTS) -> None:
    """Write figures into the file; those of the same name are replaced, all others stay."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    by_name = {row["name"]: row for row in [*kept, *fresh]}
    text = json.dumps([by_name[name] for name in sorted(by_name)], indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def table(results: Iterable[Result]) -> Table:
    """Return the figures as a table to print."""
    shown = Table("name", "value", "unit", "goal", "holds", "peer", "ratio", "size")
    for one in results:
        held = {True: "yes", False: "NO", None: ""}[one.holds]
        peer = "" if one.peer_value is None else f"{one.peer}: {one.peer_value:,.3f}"
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}×"
        value = f"{one.value:,.3f}"
        shown.add_row(one.name, value, one.unit, one.goal, held, peer, ratio, one.size)
    return shown
