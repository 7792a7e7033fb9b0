"""``anlan risk``: the register of risks, its sheets, reports and maps."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from anlan.cli import options, risk_packs
from anlan.cli.app import Common, app, common, words
from anlan.cli.risk_ground import ground
from anlan.cli.risk_notices import group as notices
from anlan.cli.risk_plates import plates
from anlan.cli.risk_print import print_
from anlan.cli.work import columns, work
from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.cascade import kinds
from anlan.risk.register import Source, installations, rows
from anlan.risk.register.equipment import put_many
from anlan.risk.register.grading import why
from anlan.risk.register.influences import ask, graph_of, kept, replace_all
from anlan.risk.register.influences import read as read_influences
from anlan.risk.register.month_report import FORMS, MonthTold, tell
from anlan.risk.register.placing import derive
from anlan.risk.register.regrading import regrade
from anlan.risk.register.room import Put, RegisterRoom
from anlan.risk.register.sheet import Given, Problem, Sheet, pieces
from anlan.risk.register.sheet import read as read_sheet
from anlan.risk.schemes.installations import explain
from anlan.store.change import change
from anlan.store.whole import whole_file
from anlan.words import say

group = typer.Typer(help=words("risk.help"), no_args_is_help=True)
app.add_typer(group, name="risk")
group.command(help=words("risk.ground.help"))(ground)
group.add_typer(notices, name="notice")
group.command(help=words("risk.plates.help"))(plates)
group.command("packs", help=words("risk.packs.help"))(risk_packs.show_packs)
group.command("sheet", help=words("risk.sheet.help"))(risk_packs.write)
group.command("print", help=words("risk.print.help"))(print_)
DryRun = Annotated[bool, typer.Option("--dry-run", help=words("option.dry_run"))]


@group.command("import", help=words("risk.import.help"))
def take_in(
    city: options.City,
    file: Annotated[Path, typer.Argument(help=words("option.risk_file"))],
    sheet: Annotated[str | None, typer.Option(help=words("option.risk_sheet"))] = None,
    field: Annotated[str, typer.Option(help=words("option.risk_field"))] = "",
    unit: Annotated[str, typer.Option(help=words("option.risk_unit"))] = "",
    unit_code: Annotated[str, typer.Option(help=words("option.risk_unit_code"))] = "",
    department: Annotated[str, typer.Option(help=words("option.risk_department"))] = "",
    division: Annotated[str, typer.Option(help=words("option.risk_division"))] = "",
    lon: Annotated[str, typer.Option(help=words("option.risk_lon"))] = "",
    lat: Annotated[str, typer.Option(help=words("option.risk_lat"))] = "",
    dry_run: DryRun = False,
) -> None:
    """Register the risk points of a firm's spreadsheet; what can't be is told with its row."""
    here, at_ = common(), datetime.now(UTC)
    given = {
        "field": field, "unit": unit, "unit_code": unit_code, "department": department,
        "division": division, "lon": lon, "lat": lat,
    }  # fmt: skip
    filled = {name: value for name, value in given.items() if value}
    with work(city) as at:
        told = read_sheet(file, filled, sheet=sheet, risks=at.pack.city.risks)
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        good, bad = placed(room, told, at_)
        put: list[Put] = []
        if good:
            with change(at.workspace.database, here.cause, dry_run=dry_run) as made:
                put = room.put_many(made, [each.draft for each in good], at_)
    _tell(here, told, good, [*told.problems, *bad])
    fresh = sum(each.fresh for each in put)
    said = "risk.imported_dry" if dry_run else "risk.imported"
    here.tell(said, n=len(put), fresh=fresh, again=len(put) - fresh)


@group.command(help=words("risk.show.help"))
def show(
    city: options.City,
    code: Annotated[str, typer.Argument(help=words("option.risk_code"))],
) -> None:
    """Show a risk point with how it was graded."""
    here = common()
    with work(city) as at, at.workspace.database.session() as session:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        row = rows.find(session, city, code)
        here.console.print(f"{row.code}  {row.name}", highlight=False)
        for kind in ("inherent", "residual", "now"):
            value = getattr(row, f"{kind}_value")
            colour = say(f"risk.colour.{COLOURS[getattr(row, f'{kind}_colour')]}", here.lang)
            here.tell(f"risk.{kind}", value=f"{value:g}", colour=colour)
        for source in rows.sources_of(session, row):
            told = Source(source.name, source.event, source.inherent, source.residual)
            here.console.print(why(told, room.scheme_of(row), here.lang), highlight=False)


@group.command("regrade", help=words("risk.regrade.help"))
def grade_anew(
    city: options.City,
    old: Annotated[str, typer.Option("--from", help=words("option.risk_from"))],
    new: Annotated[str, typer.Option("--to", help=words("option.risk_to"))],
    dry_run: DryRun = False,
) -> None:
    """Grade all points of one scheme by another with the same factors, and tell what moved."""
    here = common()
    with work(city) as at:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        with change(at.workspace.database, here.cause, dry_run=dry_run) as made:
            moved = regrade(made, room, old, new, datetime.now(UTC))
    table = columns(here, "code", "name", "before", "after")
    for each in moved:
        colours = (say(f"risk.colour.{COLOURS[n]}", here.lang) for n in (each.before, each.after))
        table.add_row(each.code, each.name, *colours)
    if moved:
        here.console.print(table)
    here.tell("risk.regraded", n=len(moved))


@group.command(help=words("risk.equipment.help"))
def equipment(
    city: options.City,
    file: Annotated[Path, typer.Argument(help=words("option.risk_file"))],
    sheet: Annotated[str | None, typer.Option(help=words("option.risk_sheet"))] = None,
    unit: Annotated[str, typer.Option(help=words("option.risk_unit"))] = "",
    unit_code: Annotated[str, typer.Option(help=words("option.risk_unit_code"))] = "",
    department: Annotated[str, typer.Option(help=words("option.risk_department"))] = "",
    division: Annotated[str, typer.Option(help=words("option.risk_division"))] = "",
    dry_run: DryRun = False,
) -> None:
    """Register the equipment of a spreadsheet; what can't be is told with its row."""
    here = common()
    given = {
        "unit": unit, "unit_code": unit_code, "department": department, "division": division,
    }  # fmt: skip
    listed = pieces.read(file, {name: value for name, value in given.items() if value}, sheet)
    fresh = 0
    with work(city) as at:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        with at.workspace.database.session() as session:
            good = pieces.ready(session, room, listed)
        if good and not dry_run:
            with change(at.workspace.database, here.cause) as made:
                fresh = put_many(made, room, good)
    _told_of_columns(here, listed.personal, listed.unknown)
    _refused(here, listed.problems)
    n = 0 if dry_run else len(good)
    here.tell("risk.equipment", n=n, fresh=fresh, again=n - fresh)


@group.command(help=words("risk.installation.help"))
def installation(
    city: options.City,
    code: Annotated[str, typer.Argument(help=words("option.risk_code"))],
    file: Annotated[Path, typer.Argument(help=words("option.risk_stocks"))],
    residents: Annotated[int, typer.Option(min=0, help=words("option.risk_residents"))],
) -> None:
    """Say which hazardous chemicals a risk point holds."""
    here = common()
    stocks = installations.read(file)
    with work(city) as at:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        with change(at.workspace.database, here.cause) as made:
            found = installations.put(made, room, code, stocks, residents, datetime.now(UTC))
    here.console.print(explain(found, here.lang), highlight=False)


@group.command(help=words("risk.influences.help"))
def influences(
    city: options.City,
    file: Annotated[Path | None, typer.Argument(help=words("option.risk_influences"))] = None,
    by_place: Annotated[
        bool, typer.Option("--by-place", help=words("option.risk_by_place"))
    ] = False,
) -> None:
    """Put the influences of a file in place of all that were declared; derive those by place."""
    here = common()
    if file is None and not by_place:
        raise RegisterError("error.influence.nothing")
    given = read_influences(file) if file else []
    with work(city) as at, change(at.workspace.database, here.cause) as made:
        if file:
            named = replace_all(made, city, given)
        if by_place:
            named = derive(made, city)
        placed = len(kept(made.session, city, declared=False))
    if file:
        here.tell("risk.influences", n=len(given), assets=len(named.names))
    if by_place:
        here.tell("risk.influences_placed", n=placed, assets=len(named.names))


@group.command("what-if", help=words("risk.what_if.help"))
def what_if(
    city: options.City,
    asset: Annotated[list[str], typer.Argument(help=words("option.risk_asset"))],
    minutes: Annotated[float, typer.Option(help=words("option.risk_minutes"))] = 240.0,
) -> None:
    """Tell what fails if assets are down for some time."""
    here = common()
    with work(city) as at, at.workspace.database.session() as session:
        found = ask(graph_of(session, at.pack.city.name), asset, minutes)
    table = columns(here, "code", "start", "end", "cause", "kind")
    for each in found:
        kind = kinds()[each.kind].name.of(here.lang) if each.kind else ""
        table.add_row(each.code, f"{each.start:g}", f"{each.end:g}", each.cause, kind)
    here.console.print(table)


@group.command(help=words("risk.report.help"))
def report(
    city: options.City,
    month: Annotated[str, typer.Option(help=words("option.risk_month"))],
    level: Annotated[str, typer.Option(help=words("option.report_level"))] = "district",
    out: Annotated[Path | None, typer.Option(help=words("option.risk_report_out"))] = None,
) -> None:
    """Write the report of a month in all forms, in the language asked for."""
    with work(city) as at:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        with at.workspace.database.session() as session:
            told = tell(session, room, month, level)
        write_report(told, out or at.workspace.folder / "reports")


def write_report(told: MonthTold, folder: Path) -> None:
    """Write the report of a month in all forms, and say where."""
    here = common()
    folder.mkdir(parents=True, exist_ok=True)
    for form, written in FORMS.items():
        name = f"{told.room.city.name}-risk-{told.month.name}-{here.lang}.{form}"
        with whole_file(folder / name) as draft:
            draft.write_bytes(written(told, here.lang))
        here.tell("case.report", file=folder / name)


def placed(room: RegisterRoom, told: Sheet, at: datetime) -> tuple[list[Given], list[Problem]]:
    """Return the points of a sheet that lie in the city, and why the others don't."""
    good: list[Given] = []
    bad: list[Problem] = []
    placed = room.placed_many([each.draft for each in told.points], at)
    for given, found in zip(told.points, placed, strict=True):
        if isinstance(found, RegisterError):
            bad.append(Problem(given.row, "", found))
        else:
            good.append(Given(found, given.row, given.notes))
    return good, bad


def _tell(here: Common, told: Sheet, good: list[Given], problems: list[Problem]) -> None:
    _told_of_columns(here, told.personal, told.unknown)
    for each in good:
        for note in each.notes:
            here.console.print(note.say(here.lang), highlight=False)
    _refused(here, problems)


def _told_of_columns(here: Common, personal: Sequence[str], unknown: Sequence[str]) -> None:
    """Say which columns of a sheet weren't read."""
    if personal:
        here.tell("risk.personal", columns=", ".join(personal))
    if unknown:
        here.tell("risk.unknown", columns=", ".join(unknown))


def _refused(here: Common, problems: Sequence[Problem]) -> None:
    """Say which rows of a sheet were refused, and why."""
    if problems:
        here.console.print(problems_of(here, sorted(problems, key=lambda each: each.row)))
        here.tell("risk.refused", n=len({each.row for each in problems}))


def problems_of(here: Common, problems: Sequence[Problem]) -> Table:
    """Return a table of what is wrong in a sheet."""
    table = columns(here, "row", "column", "sentence")
    for problem in problems:
        table.add_row(str(problem.row), problem.column, problem.reason.say(here.lang))
    return table
