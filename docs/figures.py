"""Write the measured figures into both READMEs, from ``benchmarks/results.json``.

Run ``python docs/figures.py`` after ``make bench``; a test fails while they differ.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
ROW = re.compile(r"^(\| [^|]* \| `([\w-]+)` \|)(?:[^|]*\|){4}(.*)$", flags=re.MULTILINE)
# Timing differs by a tenth from run to run, so no more digits than that are shown.
DIGITS = {"AUC": 3, "days": 1, "folds": 0, "GB": 1, "s": 0, "ms": 2, "%": 1, "faults": 0,
          "bytes/row": 0, "F1": 3, "precision": 4, "recall": 3, "taps": 0,
          "frames/s": 1, "µs": 1, "": 1}  # fmt: skip
ROUNDED = {"rows/s": -4, "points/s": -4, "writes/s": -2, "entries/s": -4, "cases/s": -1,
           "/s": -2, "evaluations/s": -4, "readings/s": -2, "messages/s": -1,
           "devices/s": -2}  # fmt: skip
"""Rates, by the last digit that is shown."""


def number(value: float, unit: str) -> str:
    """Return a figure with its unit, rounded to what the measurement bears.

    >>> number(309620.9, "rows/s"), number(0.05267, "AUC"), number(8.52, "s")
    ('310,000 rows/s', '0.053', '8.5 s')
    """
    if unit in ROUNDED:
        return f"{round(value, ROUNDED[unit]):,.0f} {unit}"
    digits = 1 if unit == "s" and value < 10 else DIGITS[unit]
    shown = f"{value:.{digits}f}"
    return shown if unit in ("AUC", "folds", "") else f"{shown} {unit}"


def cells(result: dict[str, Any]) -> str:
    """Return the four cells of a row: figure, goal, peer, ratio."""
    unit, peer, goal = result["unit"], result["peer"], "–"
    if result["limit"] is not None:
        sign = "≥" if result["sense"] == ">=" else "≤"
        limit = f"{result['limit']:,} {unit}".rstrip()
        goal = f"{sign} {limit.removesuffix(' AUC').removesuffix(' folds')}"
        goal += "" if result["holds"] else ", missed"
    beside = f"{number(result['peer_value'], unit)} ({peer})" if peer else "–"
    ratio = f"{result['ratio']:.2f}" if peer else "–"
    return f" {number(result['value'], unit)} | {goal} | {beside} | {ratio} |"


def filled(text: str, results: dict[str, dict[str, Any]]) -> str:
    """Return a README's text with the figures of ``results`` in their rows."""

    def row(match: re.Match[str]) -> str:
        return match[1] + cells(results[match[2]]) + match[3]

    return ROW.sub(row, text)


def load() -> dict[str, dict[str, Any]]:
    """Return the results by name."""
    return {each["name"]: each for each in json.loads(RESULTS.read_text(encoding="utf-8"))}


def main() -> None:
    """Write the figures."""
    for path in READMES:
        path.write_text(filled(path.read_text(encoding="utf-8"), load()), encoding="utf-8")
        sys.stdout.write(f"wrote {path.name}\n")


if __name__ == "__main__":
    main()
