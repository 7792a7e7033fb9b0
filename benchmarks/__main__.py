"""Run the benchmarks, print a table and write ``benchmarks/results.json``.

Each benchmark is a module of this package with ``NAME`` and ``run(quick, chicago)``, which yields
one ``Result`` a figure. A figure that isn't measured again stays as it was.
"""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from benchmarks import (
    access_kills,
    accuracy,
    alert_kills,
    alert_publish,
    asset_page,
    authorise,
    cap_rate,
    cases_pages,
    cases_rate,
    chicago_job,
    demo,
    demo_cold,
    due_dates,
    escalation,
    evaluation,
    features,
    field_page,
    fleet_page,
    grade,
    ingest,
    join,
    ledger,
    link,
    load,
    nab,
    picture_quality,
    pool_kills,
    risk_map,
    rules_rate,
    share,
    stamp,
    watch_batch,
    watch_kills,
    watch_limits,
    watch_mqtt,
    what_if,
)
from benchmarks.chicago import NoFilesError
from benchmarks.result import Result, commit, rows, save, table

ALL = (
    accuracy,
    chicago_job,
    ingest,
    rules_rate,
    watch_mqtt,
    share,
    stamp,
    features,
    demo,
    demo_cold,
    ledger,
    alert_publish,
    alert_kills,
    authorise,
    access_kills,
    link,
    load,
    asset_page,
    cases_pages,
    cases_rate,
    pool_kills,
    join,
    escalation,
    field_page,
    evaluation,
    grade,
    due_dates,
    what_if,
    risk_map,
    nab,
    cap_rate,
    watch_kills,
    fleet_page,
    picture_quality,
    watch_batch,
    watch_limits,
)
MODULES = {m.NAME: m for m in ALL}


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(MODULES))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--chicago", type=Path, default=Path("../shared/data/chicago"))
    options = parser.parse_args()
    # A log has no width of its own; the table needs this much.
    console, at = Console(width=None if sys.stdout.isatty() else 200), commit()
    results: list[Result] = []
    for name in [options.only] if options.only else MODULES:
        console.print(f"{name} …", highlight=False)
        try:
            found = list(MODULES[name].run(options.quick, options.chicago))
        except NoFilesError as error:
            console.print(f"{name} was not measured: {error}", style="yellow", highlight=False)
            continue
        save(rows(found, options.quick, at))
        results += found
    console.print(table(results))


if __name__ == "__main__":
    main()
