"""Run the benchmarks, print a table and write ``benchmarks/results.json``.

Each benchmark is a module of this package with ``NAME`` and ``run(quick, chicago)``, which yields
one ``Result`` a figure. A figure that another run already wrote is kept when it isn't run again.
"""

import argparse
import json
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import accuracy, chicago_job, demo, features, ingest
from benchmarks.result import Result

RESULTS = Path(__file__).parent / "results.json"
MODULES = {m.NAME: m for m in (accuracy, chicago_job, ingest, features, demo)}


def machine() -> str:
    """Return the processors and memory of this machine in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}"


def commit() -> str:
    """Return the short commit, with a plus where the tree differs from it."""
    command = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def save(results: Iterable[Result], quick: bool) -> None:
    """Write the figures; those of a quick run are marked so."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else []
    fresh = [
        {**asdict(r), "holds": r.holds, "quick": quick, "machine": machine(), "commit": commit()}
        for r in results
    ]
    names = {entry["name"] for entry in fresh}
    rows = [entry for entry in kept if entry["name"] not in names] + fresh
    text = json.dumps(sorted(rows, key=lambda row: row["name"]), indent=2, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def show(results: Iterable[Result]) -> None:
    """Print the figures as a table."""
    table = Table("name", "value", "unit", "goal", "holds", "peer", "ratio", "size")
    for r in results:
        held = {True: "yes", False: "NO", None: ""}[r.holds]
        ratio = "" if r.ratio is None else f"{r.ratio:.2f}×"
        table.add_row(r.name, f"{r.value:,.3f}", r.unit, r.goal, held, r.peer, ratio, r.size)
    Console().print(table)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(MODULES))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--chicago", type=Path, default=Path("../shared/data/chicago"))
    options = parser.parse_args()
    chosen = [MODULES[options.only]] if options.only else list(MODULES.values())
    results: list[Result] = []
    for module in chosen:
        results += module.run(options.quick, options.chicago)
        save(results, options.quick)
    show(results)


if __name__ == "__main__":
    main()
