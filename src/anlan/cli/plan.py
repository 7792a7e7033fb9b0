"""``anlan plan``."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import columns, work
from anlan.risk.jobs import arrange, basis_of
from anlan.risk.results import Ranking
from anlan.store.runs import Run
from anlan.words import say

SHOWN = 5
"""So many ids of the visits left out are printed; ``plan.json`` has all."""


@app.command(help=words("plan.help"))
def plan(
    city: options.City,
    target: options.Target = None,
    day: Annotated[str | None, typer.Option("--date", help=words("option.date"))] = None,
    teams: Annotated[int | None, typer.Option(min=1, help=words("option.teams"))] = None,
    appointments: Annotated[Path | None, typer.Option(help=words("option.appointments"))] = None,
) -> None:
    """Plan the routes of a day from the latest ranking."""
    with work(city) as here:
        desk = here.desk(target)
        run = basis_of(desk)
        ranking = Ranking.read(run.folder)
        when = options.day("date", day) or date.fromisoformat(ranking.meta.as_of)
        show(arrange(desk, ranking, when, teams, run, appointments))


def show(run: Run) -> None:
    """Print each team's day, and what was due but found no place."""
    here = common()
    record: dict[str, Any] = run.json("plan.json")
    table = columns(here, "team", "stops", "random", "minutes", "km")
    for team in record["teams"]:
        random = sum(stop["random"] for stop in team["stops"])
        figures = (team["team"], len(team["stops"]), random)
        table.add_row(*map(str, figures), f"{team['minutes']:.0f}", f"{team['km']:.1f}")
    here.console.print(table)
    stops = [stop for team in record["teams"] for stop in team["stops"]]
    here.tell(
        "planned",
        day=record["date"],
        stops=len(stops),
        teams=len(record["teams"]),
        random=sum(stop["random"] for stop in stops),
        minutes=f"{record['shift_minutes']:.0f}",
    )
    law = record["overdue"]
    if law["due"]:
        here.tell("plan_overdue", **law, left=law["due"] - law["planned"])
    owed = Counter((entry["why"], entry["reason"]) for entry in record["left_out"])
    for (why, reason), n in owed.items():
        same = (each for each in record["left_out"] if each["why"] == why)
        left = [each["asset"] for each in same if each["reason"] == reason]
        here.tell(
            "plan_unserved",
            n=n,
            why=say(f"plan.why.{why}", here.lang),
            reason=say(f"plan.reason.{reason}", here.lang),
            assets=", ".join(left[:SHOWN]) + (" …" if len(left) > SHOWN else ""),
        )
