"""Does a file have the columns its contract promises?"""

from anlan.model.errors import ContractError
from anlan.pool.contract import Contract
from anlan.pool.yamlmarks import nearest


def check(contract: Contract, columns: tuple[str, ...] | list[str], location: str) -> str:
    """Return the names of columns the contract doesn't know, if it lets them be, joined by commas.

    A column that may be absent may be absent, unless the file has an unknown column of nearly
    its name: that is a renamed column, and reading it as empty would lose it in silence.

    Raises:
        ContractError: a required column is missing, a column seems renamed, an extra column is
            refused, or one begins with "_", which Anlan keeps for itself.
    """
    known = {column.name for column in contract.columns}
    extra = [name for name in columns if name not in known]
    for column in contract.columns:
        if column.name in columns:
            continue
        near = nearest(column.name, extra)
        if near or column.required:
            raise ContractError(
                "error.contract.column_missing",
                file=location,
                column=column.name,
                near=near or "—",
                found=", ".join(columns),
            )
    forbidden = extra if contract.extra == "refuse" else [n for n in extra if n.startswith("_")]
    if forbidden:
        raise ContractError(
            "error.contract.column_unknown",
            file=location,
            column=", ".join(forbidden),
            expected=", ".join(sorted(known)),
        )
    return ", ".join(extra)
