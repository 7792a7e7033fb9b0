"""``anlan watch run``, ``status``, ``forecast``: the engine that evaluates readings live."""

import signal
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from anlan.api.settings import settings
from anlan.cities import load
from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import columns, database
from anlan.store.change import change
from anlan.store.database import Database
from anlan.watch.live import Engine, begin_anew, forecasts, status, telling
from anlan.watch.registry import Registry
from anlan.words import Language, say


def run(
    city: options.City,
    anew: Annotated[bool, typer.Option("--anew", help=words("option.watch_anew"))] = False,
    keep_every: Annotated[
        float | None, typer.Option(min=0.1, help=words("option.watch_keep_every"))
    ] = None,
) -> None:
    """Evaluate a city's readings as they come in, until stopped."""
    here = common()
    name = load(city).city.name
    with database(settings().database_seconds) as opened:
        engine = engine_of(opened, here.home, name)
        if keep_every is not None:
            engine.chosen = replace(engine.chosen, snapshot_seconds=keep_every)
        if anew:
            begin_anew(engine)
        ended = _asked_to_end()
        here.tell("watch.running", city=name)
        engine.run(ended)


def engine_of(at: Database, home: Path, city: str) -> Engine:
    """Return the engine of a city, over its datastreams as the registry has them."""
    registry = Registry(at, city)
    folder = home / city / "watch" / "engine"
    return Engine(
        at, city, folder, lambda: registry.snapshot(fresh=True).streams, partial(telling, city)
    )


def show(city: options.City) -> None:
    """Tell how a city's engine is."""
    here = common()
    name = load(city).city.name
    with database() as opened, opened.session() as session:
        found = status(session, name)
    if found is None:
        here.tell("watch.no_engine", city=name)
        return
    table = columns(here, "figure", "value")
    for figure, value in vars(found).items():
        table.add_row(say(f"watch.status.{figure}", here.lang), _told(value, here.lang))
    here.console.print(table)


def _told(value: float | None, lang: Language) -> str:
    if isinstance(value, bool):
        return say(f"watch.status.{'yes' if value else 'no'}", lang)
    return "–" if value is None else f"{value:,}"


def forecast(
    city: options.City,
    file: Annotated[Path, typer.Argument(help=words("option.watch_forecast_file"))],
) -> None:
    """Keep forecasts of a city's datastreams."""
    here = common()
    name = load(city).city.name
    with database() as opened:
        known = Registry(opened, name).snapshot()
        read = forecasts.read(file, known)
        with change(opened, here.cause) as made:
            kept = forecasts.keep(made, name, read, datetime.now(UTC))
    here.tell("watch.forecasts", n=kept)


def _asked_to_end() -> Event:
    """Return what is set when somebody or the system asks this process to end."""
    ended = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    return ended
