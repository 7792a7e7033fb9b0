"""``anlan watch fleet``: take devices in, see how many answer, measure their pictures."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.progress import Progress

from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import columns, work
from anlan.model.permission import WHOLE, Scope
from anlan.watch.fleet import given, intake, rates
from anlan.watch.fleet.judging import judge
from anlan.watch.fleet.live import LiveFleet
from anlan.watch.fleet.settings import settings
from anlan.watch.pictures.folder import Measured, measured
from anlan.words import Language, say

group = typer.Typer(help=words("watch.fleet.help"), no_args_is_help=True)
SHOWN = 20
"""So many refused rows are shown; the rest stand in the file."""
EVERYWHERE = Scope((WHOLE,))


@group.command("import", help=words("watch.fleet.import.help"))
def take(
    city: options.City,
    file: Annotated[Path, typer.Argument(help=words("option.fleet_file"))],
    refused: Annotated[Path | None, typer.Option(help=words("option.fleet_refused"))] = None,
) -> None:
    """Take the devices of a file into the city's fleet."""
    here = common()
    with work(city) as at:
        table = given.read(file)
        tree = at.pack.divisions(at.workspace.layers)
        found = given.check(table, at.pack.city, tree)
        now = datetime.now(UTC)
        with here.console.status(say("cli.watch.fleet.taking", here.lang, n=found.rows.height)):
            done = intake.take(at.workspace.database, here.cause, city, found.rows, file.name, now)
    for each in found.refused[:SHOWN]:
        here.tell("watch.fleet.refused", row=each.row, device=each.key, reason=each.say(here.lang))
    if refused is not None:
        given.write_refused(refused, found.refused, here.lang)
    here.tell(
        "watch.fleet.taken", new=f"{done.new:,}", changed=f"{done.changed:,}",
        same=f"{done.same:,}", refused=f"{len(found.refused):,}",
    )  # fmt: skip


@group.command("rates", help=words("watch.fleet.rates.help"))
def show_rates(
    city: options.City,
    by: Annotated[
        str,
        typer.Option(metavar=f"[{'|'.join(get_args(rates.By))}]", help=words("option.fleet_by")),
    ] = "type",
) -> None:
    """Show how much of the fleet answers."""
    here = common()
    chosen = next((each for each in rates.BYS if each == by), None)
    if chosen is None:
        told = say("cli.watch.fleet.by", here.lang, found=by, known=", ".join(rates.BYS))
        raise typer.BadParameter(told, param_hint="--by")
    table = columns(here, "name", "counted", "online", "well", "excused")
    with work(city) as at:
        shown = LiveFleet(at.workspace.database, city).snapshot()
        with at.workspace.database.session() as session:
            out = rates.excused(session, city, shown, datetime.now(UTC))
        for each in rates.now(shown, EVERYWHERE, out, chosen):
            shares = [each.share(settings().rate(name)) for name in ("online", "well")]
            cells = ["–" if share is None else f"{share:.2%}" for share in shares]
            table.add_row(each.name or "*", f"{each.counted:,}", *cells, f"{each.excused:,}")
    here.console.print(table)
    for rate in settings().rates:
        here.console.print(f"{rate.name.of(here.lang)}: {rate.formula.of(here.lang)}")


@group.command("judge", help=words("watch.fleet.judge.help"))
def judge_now(city: options.City) -> None:
    """Judge now which devices answer; a server does so each minute."""
    here = common()
    with work(city) as at:
        database = at.workspace.database
        fleet = LiveFleet(database, city)
        done = judge(database, here.cause, fleet, at.pack.city.zone, datetime.now(UTC))
    here.tell("watch.fleet.judged", devices=f"{done.devices:,}", turned=f"{done.turned:,}")


@group.command("pictures", help=words("watch.fleet.pictures.help"))
def pictures(
    folder: Annotated[Path, typer.Argument(help=words("option.picture_folder"))],
) -> None:
    """Measure the still frames of a folder; each is compared with the one before by its name."""
    here = common()
    table = columns(here, "file", "sharpness", "light", "noise", "faults")
    with Progress(console=here.console, transient=True) as progress:
        for each in progress.track(measured(folder), description=""):
            table.add_row(each.name, *_picture(each, here.lang))
    here.console.print(table)


def _picture(each: Measured, lang: Language) -> tuple[str, ...]:
    """Return what a frame measured, or why it was not measured."""
    if each.frame is None:
        return "", "", "", each.refused.say(lang) if each.refused else ""
    found = each.frame.measures
    told = "; ".join(fault.say(lang) for fault in each.frame.faults)
    return f"{found.sharpness:.3f}", f"{found.light:.0f}", f"{found.noise:.1f}", told
