"""``anlan plan``."""

from datetime import date
from typing import Annotated, Any

import typer

from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import columns, work
from anlan.model.errors import TargetError
from anlan.risk.jobs import Desk, run_plan
from anlan.risk.results import Ranking
from anlan.store.runs import Run


@app.command(help=words("plan.help"))
def plan(
    city: options.City,
    target: options.Target = None,
    day: Annotated[str | None, typer.Option("--date", help=words("option.date"))] = None,
    teams: Annotated[int | None, typer.Option(min=1, help=words("option.teams"))] = None,
) -> None:
    """Plan the routes of a day from the latest ranking."""
    with work(city) as here:
        desk = here.desk(target)
        run = desk.runs.latest("score")
        if run is None:
            raise TargetError("error.cli.no_ranking", city=desk.city.name)
        ranking = Ranking.read(run.folder)
        when = options.day("date", day) or date.fromisoformat(ranking.meta.as_of)
        show(arrange(desk, ranking, when, teams, run))


def arrange(desk: Desk, ranking: Ranking, when: date, teams: int | None, basis: Run) -> Run:
    """Plan the day and keep the run."""
    _, write = run_plan(desk, ranking, when, teams)
    return desk.runs.save("plan", desk.fingerprint(when, teams, basis.fingerprint), write)


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
    if left := record["left_out"]:
        assets = ", ".join(entry["asset"] for entry in left[:5]) + (" …" if len(left) > 5 else "")
        here.tell("plan_unserved", n=len(left), assets=assets)
