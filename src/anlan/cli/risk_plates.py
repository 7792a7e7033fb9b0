"""``anlan risk plates``."""

from pathlib import Path
from typing import Annotated

import typer

from anlan.access.accounts import division_path
from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import work
from anlan.model.permission import WHOLE, Scope
from anlan.risk.register.plate import plate, wanted_points
from anlan.risk.register.plate_paper import PlateSize, as_plates
from anlan.store.whole import whole_file


def plates(
    city: options.City,
    file: Annotated[Path, typer.Argument(help=words("option.plates_file"))],
    unit_code: Annotated[str, typer.Option(help=words("option.plates_unit"))] = "",
    division: Annotated[str, typer.Option(help=words("option.plates_division"))] = "",
    size: Annotated[PlateSize, typer.Option(help=words("option.plates_size"))] = "a4",
    address: options.Address = "",
) -> None:
    """Write plates as a PDF; it is whole or not there."""
    here = common()
    with work(city) as at, at.workspace.database.session() as session:
        paths = at.pack.divisions(at.workspace.layers).paths
        path = division_path(at.pack.city, paths, division) if division else ""
        found = wanted_points(session, city, Scope((WHOLE,)), path, unit_code)
        told = [plate(session, at.pack.city, row, address, here.lang) for row in found]
    with whole_file(file) as draft:
        draft.write_bytes(as_plates(told, size, here.lang))
    here.tell("risk.plates", n=len(told), file=file)
