"""``anlan risk packs`` and ``sheet``: what the starter packs hold, and a sheet to fill in."""

from pathlib import Path
from typing import Annotated, get_args

import typer

from anlan.cli.app import common, words
from anlan.cli.work import columns
from anlan.model.errors import RegisterError
from anlan.risk.packs import pack, packs
from anlan.risk.packs.layout import SheetKind
from anlan.risk.packs.sheets import write_sheet
from anlan.risk.register import kinds
from anlan.risk.register.clauses import of_field
from anlan.risk.schemes import shipped
from anlan.store.whole import whole_file

SUFFIX = ".xlsx"
_KNOWN = "|".join(get_args(SheetKind))


def show_packs() -> None:
    """List the starter packs, one for each field."""
    here = common()
    table = columns(here, "code", "name", "scheme", "kinds", "checklists", "jha", "scl", "clauses")
    for field, found in packs().items():
        name = kinds().fields[field].of(here.lang)
        scheme = shipped()[found.scheme].name.of(here.lang)
        counted = (found.kinds, found.checklists, found.jha, found.scl, of_field(field))
        table.add_row(field, name, scheme, *(str(len(each)) for each in counted))
    here.console.print(table)


def write(
    field: Annotated[str, typer.Argument(help=words("option.pack_field"))],
    file: Annotated[Path, typer.Argument(help=words("option.pack_file"))],
    kind: Annotated[
        str, typer.Option(metavar=f"[{_KNOWN}]", help=words("option.pack_kind"))
    ] = "jha",
) -> None:
    """Write a sheet of a field's pack, for a unit to fill in."""
    here = common()
    found = pack(field)
    wanted = next((each for each in get_args(SheetKind) if each == kind), None)
    if wanted is None:
        known = ", ".join(get_args(SheetKind))
        raise RegisterError("error.starter.kind", found=kind[:40], known=known)
    if file.suffix.lower() != SUFFIX:
        raise RegisterError("error.starter.suffix", file=file.name)
    with whole_file(file) as draft:
        draft.write_bytes(write_sheet(found, wanted, here.lang))
    here.tell("risk.sheet", file=file)
