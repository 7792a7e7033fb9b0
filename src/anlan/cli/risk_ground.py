"""``anlan risk ground``."""

from pathlib import Path
from typing import Annotated

import typer

from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import work
from anlan.risk.living import area_rules
from anlan.risk.register.ground import read, replace_all
from anlan.store.change import change


def ground(
    city: options.City,
    file: Annotated[Path, typer.Argument(help=words("option.risk_ground"))],
) -> None:
    """Put the counts of a file in place of all that were there."""
    here, given = common(), read(file)
    fewest = area_rules().exposure.fewest
    with work(city) as at, change(at.workspace.database, here.cause) as made:
        kept = replace_all(made, city, at.pack.divisions(at.workspace.layers), given)
    few = sum(0 < (each.people or 0) < fewest for each in given)
    here.tell("risk.ground", n=len(kept), few=few, fewest=fewest)
