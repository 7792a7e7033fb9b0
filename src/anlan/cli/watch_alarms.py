"""``anlan watch alarms``: a city's open alarms, acts on them, and what was decided of each rule."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from anlan.cities import load
from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import columns, database
from anlan.model.colour import COLOURS
from anlan.store.change import change
from anlan.watch.alarms import Handling, Site, handle
from anlan.watch.alarms.desk import STATES, OpenAlarms, Snapshot
from anlan.watch.alarms.handle import Handled
from anlan.watch.alarms.life import Reason
from anlan.watch.alarms.rational import rational
from anlan.watch.alarms.settings import PRIORITIES
from anlan.watch.rules.span import words as length
from anlan.words import say

group = typer.Typer(help=words("watch.alarms.help"), no_args_is_help=True)
Number = Annotated[int, typer.Argument(min=1, help=words("option.alarm"))]
Post = Annotated[str, typer.Option(help=words("option.alarm_post"))]
Note = Annotated[str, typer.Option(help=words("option.alarm_note"))]


class Why(StrEnum):
    """Why an alarm is closed."""

    true = "true"
    false = "false"
    test = "test"


REASONS: dict[Why, Reason] = {Why.true: "true", Why.false: "false", Why.test: "test"}


@group.command("list", help=words("watch.alarms.list.help"))
def listing(city: options.City, limit: options.Limit = 20) -> None:
    """Show the open alarms, the most urgent first."""
    here, name = common(), load(city).city.name
    table = columns(
        here, "alarm", "priority", "colour", "rule", "object", "state", "owner", "since"
    )
    with database() as opened:
        shown: Snapshot = OpenAlarms(opened, name).snapshot()
    for row in shown.rows[:limit]:
        since = datetime.fromtimestamp(int(row["raised"]) / 1e6, UTC)
        state = say(f"alarm.state.{STATES[row['state']]}", here.lang)
        colour = say(f"ledger.value.colour.{COLOURS[row['colour']]}", here.lang)
        table.add_row(
            str(row["id"]),
            say(f"alarm.priority.{PRIORITIES[row['priority']]}", here.lang),
            colour,
            row["title"][here.lang],
            row["name"],
            state,
            row["owner"],
            f"{since:%Y-%m-%d %H:%M:%S}",
        )
    here.console.print(table)
    here.tell("watch.alarms.open", n=len(shown.rows))


@group.command(help=words("watch.alarms.ack.help"))
def ack(city: options.City, number: Number, post: Post = "", note: Note = "") -> None:
    """Acknowledge an alarm."""
    _do(city, number, "acknowledge", post, note)


@group.command(help=words("watch.alarms.own.help"))
def own(city: options.City, number: Number, post: Post = "", note: Note = "") -> None:
    """Take an alarm on."""
    _do(city, number, "own", post, note)


@group.command(help=words("watch.alarms.close.help"))
def close(
    city: options.City,
    number: Number,
    why: Annotated[Why, typer.Option(help=words("option.alarm_why"))],
    cause: Annotated[str, typer.Option(help=words("option.alarm_cause"))] = "",
    post: Post = "",
    note: Note = "",
) -> None:
    """Close an alarm as true, as false with its cause, or as a test."""
    _do(city, number, "close", post, note, why, cause)


def _do(
    city: str, number: int, act: Handled, post: str, note: str, why: Why | None = None,
    cause: str = "",
) -> None:  # fmt: skip
    here, name = common(), load(city).city.name
    reason = None if why is None else REASONS[why]
    # Whoever sits at the machine itself has no role; the post says where it stands.
    by = Handling(act, post or f"console@{name}", reason=reason, cause=cause, note=note)
    with database() as opened, change(opened, here.cause) as made:
        done = handle(made, Site(name), number, by, datetime.now(UTC))
    state = say(f"alarm.state.{done.alarm.state}", here.lang)
    here.tell("watch.alarms.done", number=number, state=state)


@group.command("rules", help=words("watch.alarms.rules.help"))
def rules(city: options.City) -> None:
    """Show what was decided of each rule that is on: priority, consequence, response, time."""
    here, name = common(), load(city).city.name
    table = columns(here, "rule", "priority", "consequence", "response", "respond_within")
    with database() as opened, opened.session() as session:
        _, found = rational(session, name)
    for each in found:
        table.add_row(
            each.name.of(here.lang),
            say(f"alarm.priority.{each.priority}", here.lang),
            each.consequence.of(here.lang),
            each.response.of(here.lang),
            length(each.respond_within, here.lang),
        )
    here.console.print(table)
