"""The straightforward pandas way: read all rows, flags for each count, group by grid."""

import json
import statistics
import sys
import time
from pathlib import Path

import pandas as pd


def main(folder: Path, begin: int, end: int, runs: int) -> None:
    """Count all indicators of the rows in ``folder`` by grid, and write the totals."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        grouped = count(pd.read_parquet(folder / "rows.parquet"), begin, end)
        seconds.append(time.perf_counter() - started)
    names = dict.fromkeys(name.partition(":")[0] for name in grouped.columns)
    totals = {
        name: [float(grouped[f"{name}:above"].sum()), int(grouped[f"{name}:below"].sum())]
        for name in names
        if name != "mean_handling"
    }
    told = {"seconds": statistics.median(seconds), "totals": totals}
    (folder / "pandas.json").write_text(json.dumps(told))


def count(rows: pd.DataFrame, begin: int, end: int) -> pd.DataFrame:
    """Return what is above and below the line of each indicator, by grid."""
    at = {name: rows[name].notna() for name in rows.columns if name.endswith("_at")}
    flag = {
        name: rows[name].fillna(0).astype("int64") > 0
        for name in ("part", "filed_in_time", "visit_in_time", "dispatched_in_time", "returns",
                     "handled_in_time", "closed_in_time", "checked_in_time", "checks_failed",
                     "reopened", "forced", "self_handled")
    }  # fmt: skip
    alive, whole = ~at["void_at"], ~flag["part"] & ~at["void_at"]
    single = alive & ~at["merged_at"]
    solved = at["closed_at"] & at["verified_at"] & ~flag["forced"]
    own = rows["channel"] == "collector"
    fast = (rows["closed_at"] - rows["opened_at"] < 600).fillna(value=False)
    answered = rows["satisfaction"].isin(["satisfied", "neutral", "unsatisfied"])
    filed, first = "filed_at", "first_handled_at"
    due, sent = "handling_due_at", "dispatched_at"
    handled = at["handled_at"] & flag["handled_in_time"]
    by_others = whole & ~rows["channel"].isin(["department", "alarm"])
    countable = whole & ~at["merged_at"] & ~flag["self_handled"]
    defined = {
        "reports": ("opened_at", whole, True),
        "filing_rate": ("opened_at", countable, at["filed_at"]),
        "filed_in_time": (filed, whole, flag["filed_in_time"]),
        "visited_in_time": ("visit_asked_at", alive, at["visited_at"] & flag["visit_in_time"]),
        "accurate_dispatch": (sent, alive, ~flag["returns"]),
        "dispatched_in_time": (sent, alive, flag["dispatched_in_time"]),
        "return_rate": (sent, alive, True),
        "handling_rate": (due, single, at["handled_at"]),
        "handled_in_time": (due, single, handled),
        "closing_rate": (due, single, solved),
        "closed_in_time": (due, single, solved & handled & flag["closed_in_time"]),
        "rework_rate": (first, alive, flag["checks_failed"]),
        "check_rate": (first, alive, at["first_checked_at"]),
        "checked_in_time": (first, alive, at["first_checked_at"] & flag["checked_in_time"]),
        "valid_reports": ("opened_at", whole & own, at["filed_at"] | flag["self_handled"]),
        "missed_reports": (filed, by_others, ~own),
        "overdue_open": (due, single & ~at["closed_at"], True),
        "mean_handling": ("handled_at", alive & at["dispatched_at"], True),
        "duplicates": ("opened_at", whole, at["merged_at"]),
        "satisfied": ("closed_at", answered, rows["satisfaction"] == "satisfied"),
        "coverage": ("opened_at", alive & own, True),
        "solved": ("closed_at", single & at["verified_at"] & ~flag["forced"], True),
        "reopened": (first, alive, flag["reopened"]),
        "forced": ("closed_at", alive, flag["forced"]),
        "closed_fast": ("closed_at", whole, flag["self_handled"] | fast),
    }  # fmt: skip
    flags = {}
    for name, (by, of, part) in defined.items():
        below = (rows[by] >= begin) & (rows[by] < end) & of
        flags[f"{name}:below"], flags[f"{name}:above"] = below, below & part
    took = rows["handled_at"] - rows["dispatched_at"]
    flags["mean_handling:above"] = took.where(flags["mean_handling:below"], 0)
    flags["return_rate:above"] = rows["returns"].where(flags["return_rate:below"], 0)
    grouped = pd.DataFrame(flags).groupby(rows["division"]).sum()
    grouped["coverage:above"] = (grouped["coverage:below"] > 0).astype("int64")
    return grouped


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
