"""Read what a TOML file of the room declares; what is wrong with it is said with file and key."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from anlan.model.declared import Declared
from anlan.model.errors import RegisterError

DATA = Path(__file__).parent / "data"
_Shape = TypeVar("_Shape", bound=Declared)


def read_declared(file: Path, shape: type[_Shape]) -> _Shape:
    """Read a TOML file as what it declares.

    Raises:
        RegisterError: the file can't be read, isn't TOML, or doesn't declare it.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegisterError("error.declared.file", file=file.name, reason=error) from error
    try:
        return shape.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        raise RegisterError(
            "error.declared.shape", file=file.name, key=key, reason=first["msg"]
        ) from error
