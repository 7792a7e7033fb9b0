"""``anlan backtest``."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import work, work_on_folder
from anlan.risk.jobs import judge
from anlan.store.runs import Run

APART = "apart"
"""Where a back-test of a folder is kept, beside the runs that decide how the city is ranked."""


@app.command(help=words("backtest.help"))
def backtest(
    city: options.City,
    data: options.DataAlone = None,
    target: options.Target = None,
    out: Annotated[Path | None, typer.Option(help=words("option.out"))] = None,
) -> None:
    """Back-test the city's target; print the figures and write the report."""
    opened = work_on_folder(city, data) if data else work(city)
    with opened as here:
        desk = here.desk(target)
        run = judge(desk, out or (common().home / desk.city.name / APART if data else None))
    show(run)
    if data:
        common().tell("judged_apart", city=desk.city.name, folder=data)


def show(run: Run) -> None:
    """Print every pooled figure and the verdict; intervals are in the report."""
    here = common()
    report: dict[str, Any] = run.json(f"report.{here.lang}.json")
    pooled = {(row["method"], row["metric"]): row for row in report["pooled"]}
    methods = report["methods"]
    numbers = [str(number) for number, _ in enumerate(methods, 1)]
    table = Table("", *numbers, title=report["title"], box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for metric in report["metrics"]:
        cells = [_cell(pooled.get((method["name"], metric["key"]))) for method in methods]
        table.add_row(metric["label"], *cells)
    for number, method in enumerate(methods, 1):
        here.console.print(f"{number}  {method['text']}", highlight=False)
    here.console.print(table)
    here.console.print(report["verdict"]["text"], highlight=False)
    here.tell("report", path=run.folder / f"report.{here.lang}.html")


def _cell(row: dict[str, Any] | None) -> str:
    if row is None or row["value"] is None:
        return "–"
    return f"{row['value']:.3f}"
