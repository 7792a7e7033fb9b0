"""``anlan risk print``."""

import json
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import work
from anlan.risk.register.ground import known
from anlan.risk.register.live import LiveRegister
from anlan.risk.register.print import Asked, Drawable, print_map
from anlan.risk.register.room import RegisterRoom


def print_(
    city: options.City,
    file: Annotated[Path, typer.Argument(help=words("option.risk_print_file"))],
    size: Annotated[str, typer.Option(help=words("option.risk_print_size"))] = "a0",
    what: Annotated[str, typer.Option(help=words("option.risk_print_what"))] = "points",
    kind: Annotated[str, typer.Option(help=words("option.risk_print_kind"))] = "now",
    level: Annotated[str, typer.Option(help=words("option.risk_print_level"))] = "district",
) -> None:
    """Write the four-colour map of the whole city as a PDF."""
    here = common()
    asked = Asked(size, what, kind, level, here.lang)
    with work(city) as at:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        shown = LiveRegister(at.workspace.database, at.pack.city.name, room).snapshot()
        found = at.pack.city.basemap and at.pack.find(at.pack.city.basemap, at.workspace.layers)
        base = json.loads(found.read_text(encoding="utf-8"))["features"] if found else []
        everything = np.ones(len(shown.rows), np.bool_)
        places = room.paths_to(asked.level)
        with at.workspace.database.session() as session:
            counted = known(session, at.pack.city.name, room.hour(shown.at))
        it = Drawable(at.pack.city, room, shown, everything, places, base, counted)
        pdf = print_map(it, asked)
    file.write_bytes(pdf)
    here.tell("risk.print.written", file=str(file), size=f"{len(pdf) / 2**20:.1f}")
