"""What the checker of packs needs from data contracts: their columns, and their own errors."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from anlan.model.city import Source
from anlan.model.errors import ContractError, PackError
from anlan.pool import yamlmarks
from anlan.pool.contract import Contract, load

Table = dict[str, Any]


def columns(folder: Path, source: Table) -> frozenset[str]:
    """Return the columns that the contract of a raw ``source`` keeps; none if it can't be read.

    Columns that are dropped or encrypted as personal are nothing that a pack may name. It reads
    leniently, so that names of columns are checked even where a rule of the contract is wrong;
    ``contract_errors`` tells what is wrong with the contract itself.
    """
    try:
        contract = yamlmarks.read((folder / source["contract"]).read_text(encoding="utf-8"))
        properties = contract["schema"][0]["properties"]
        return frozenset(str(column["name"]) for column in properties if _readable(column))
    except (LookupError, TypeError, AttributeError, OSError, UnicodeDecodeError, yaml.YAMLError):
        return frozenset()


def _readable(column: Table) -> bool:
    own = {each["property"]: each["value"] for each in column.get("customProperties") or ()}
    personal = column.get("classification") == "personal"
    return not personal or own.get("anlan.personal") == "hash"


def contract_errors(raw: Table, folder: Path) -> list[PackError]:
    """Return the first error of every contract that a well-shaped source of ``raw`` names."""
    listed = raw.get("sources")
    sources = listed if isinstance(listed, list) else []
    errors = [_error(source, folder, sources) for source in sources]
    return [error for error in errors if error]


def _error(raw: object, folder: Path, all_: list[Any]) -> PackError | None:
    try:
        source = Source.model_validate(raw)
    except ValidationError:
        return None
    if not (folder / source.contract).is_file():
        return None
    try:
        _check_references(load(folder / source.contract, source), source, folder, all_)
    except ContractError as error:
        # A column missing from the contract is told by ``references``, with the line in the pack.
        missing = error.key == "error.contract.source"
        return None if missing else PackError("error.pack.contract", reason=error, **error.values)
    return None


def _check_references(agreed: Contract, source: Source, folder: Path, all_: list[Any]) -> None:
    """Check that what a contract refers to is there.

    Raises:
        ContractError: the pack has no such source, or its contract keeps no such column.
    """
    if not agreed.references:
        return
    kept = {str(each.get("name")): columns(folder, each) for each in all_ if isinstance(each, dict)}
    known = [f"{name}.{column}" for name, its in kept.items() for column in sorted(its)]
    for each in agreed.references:
        to = f"{each.source}.{each.to}"
        if to not in known:
            raise ContractError(
                "error.contract.reference",
                file=str(folder / source.contract),
                column=each.column,
                found=to,
                near=yamlmarks.nearest(to, known) or ", ".join(kept),
            )
