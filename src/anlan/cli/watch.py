"""``anlan watch rules`` and ``replay``; the verbs of a city are in modules of their own."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from anlan.cities import load
from anlan.cli import (
    watch_alarms,
    watch_engine,
    watch_fleet,
    watch_mqtt,
    watch_registry,
    watch_rule,
)
from anlan.cli.app import app, common, words
from anlan.cli.work import database
from anlan.store.change import change
from anlan.watch.replay import Certificate, Files, Settings
from anlan.watch.replay import replay as through
from anlan.watch.replay.figures import Figures
from anlan.watch.rulebook import keep_certificate
from anlan.watch.rules import every, read
from anlan.watch.rules.says import says
from anlan.watch.rules.span import span
from anlan.words import Language, say

group = typer.Typer(help=words("watch.help"), no_args_is_help=True)
app.add_typer(group, name="watch")
group.add_typer(watch_fleet.group, name="fleet")
group.add_typer(watch_rule.group, name="rule")
group.add_typer(watch_alarms.group, name="alarms")
group.command("run", help=words("watch.run.help"))(watch_engine.run)
group.command("status", help=words("watch.status.help"))(watch_engine.show)
group.command("import", help=words("watch.import.help"))(watch_registry.take_in_files)
group.command(help=words("watch.client.help"))(watch_registry.client)
group.command("forecast", help=words("watch.forecast.help"))(watch_engine.forecast)
group.command("mqtt", help=words("watch.mqtt.help"))(watch_mqtt.mqtt)
group.command("broker", help=words("watch.broker.help"))(watch_mqtt.broker)
group.command("gb26875", help=words("watch.gb26875.help"))(watch_mqtt.gb26875)
group.command("proposed", help=words("watch.proposed.help"))(watch_mqtt.waiting)
RULES = (
    "objects", "alarms", "alarms_per_object", "events", "caught", "before", "lead_minutes",
    "false_alarms", "false_per_week", "cost_per_week",
)  # fmt: skip
"""The figures shown, in their order."""


@group.command("rules", help=words("watch.rules.help"))
def show(
    rules: Annotated[Path | None, typer.Argument(help=words("option.watch_rules"))] = None,
) -> None:
    """Read rules, and say each in words."""
    here = common()
    found = every() if rules is None else read(rules)
    for each in found.rules:
        here.console.print(f"{each.id}  {says(found, each, here.lang)}", highlight=False)
    here.tell("watch.rules", n=len(found.rules))


@group.command(help=words("watch.replay.help"))
def replay(
    rules: Annotated[Path, typer.Argument(help=words("option.watch_rules"))],
    history: Annotated[Path, typer.Option(help=words("option.watch_history"))],
    streams: Annotated[Path | None, typer.Option(help=words("option.watch_streams"))] = None,
    events: Annotated[Path | None, typer.Option(help=words("option.watch_events"))] = None,
    forecasts: Annotated[Path | None, typer.Option(help=words("option.watch_forecasts"))] = None,
    against: Annotated[Path | None, typer.Option(help=words("option.watch_against"))] = None,
    allowance: Annotated[str, typer.Option(help=words("option.watch_allowance"))] = "10min",
    horizon: Annotated[str, typer.Option(help=words("option.watch_horizon"))] = "6h",
    out: Annotated[Path, typer.Option(help=words("option.watch_out"))] = Path("certificate.json"),
    keep: Annotated[str, typer.Option(help=words("option.watch_keep"))] = "",
) -> None:
    """Replay rules on a history and write their certificate."""
    here = common()
    city = load(keep).city.name if keep else ""
    files = Files(history, streams, events, forecasts)
    by = Settings(_span("--allowance", allowance), _span("--horizon", horizon))
    found, others = read(rules), None if against is None else read(against)
    made = through(found, files, by)
    if others is not None:
        made = made.model_copy(update={"against": through(others, files, by)})
    made.write(out)
    here.console.print(_figures(made, here.lang))
    here.console.print(_by_rule(made, here.lang))
    history_of = made.history
    here.tell(
        "watch.history", readings=f"{history_of.readings:,}", streams=history_of.streams,
        unusable=history_of.unusable, unknown=history_of.unknown, repeated=history_of.repeated,
    )  # fmt: skip
    for each in made.lacking:
        here.tell("watch.lacking", rule=each.rule, n=each.streams, figure=each.figure)
    here.tell("watch.written", file=out)
    if city:
        with database() as opened, change(opened, here.cause) as to:
            kept = keep_certificate(to, city, made, datetime.now(UTC))
        here.tell("watch.certified", n=kept, city=city)


def _span(option: str, text: str) -> int:
    try:
        return span(text)
    except ValueError as error:
        reason = say("cli.usage.span", common().lang, found=text)
        raise typer.BadParameter(reason, param_hint=option) from error


def _figures(made: Certificate, lang: Language) -> Table:
    """Return all figures, of both versions if there are two."""
    both = [made] if made.against is None else [made, made.against]
    names = [say(f"watch.version.{which}", lang) for which in ("these", "against")]
    table = Table("", *names[: len(both)], box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in RULES:
        cells = [_cell(each.whole, name, lang) for each in both]
        table.add_row(say(f"watch.figures.{name}", lang), *cells)
    return table


def _by_rule(made: Certificate, lang: Language) -> Table:
    """Return the main figures of each rule that watched anything, beside those of its other one."""
    shown = ("alarms", "events", "caught", "lead_minutes", "false_per_week")
    heads = [say(f"watch.figures.{name}", lang) for name in shown]
    table = Table(say("watch.figures.rule", lang), *heads, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    others = {} if made.against is None else {each.id: each for each in made.against.rules}
    for each in made.rules:
        if each.figures.objects == 0:
            continue
        other = others.get(each.id)
        cells = [
            _cell(each.figures, name, lang)
            + (f" / {_cell(other.figures, name, lang)}" if other else "")
            for name in shown
        ]
        table.add_row(f"{each.id} {each.version}", *cells)
    return table


def _cell(figures: Figures, name: str, lang: Language) -> str:
    value = getattr(figures, name)
    if value is None:
        return "–"
    if isinstance(value, tuple):
        low, middle, high = value
        return say(
            "watch.figures.quartiles", lang, low=f"{low:.1f}", middle=f"{middle:.1f}",
            high=f"{high:.1f}",
        )  # fmt: skip
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
