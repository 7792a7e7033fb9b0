"""What a backup says of itself: where it comes from, and count and digest of all it holds."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FORMAT: Literal["anlan-backup"] = "anlan-backup"
VERSION = 1
NAME = "manifest.json"
FOLDERS = ("lake", "quarantine", "layers", "runs")
"""The folders of a workspace that are backed up."""
SECRET = "secret.key"  # noqa: S105 - a file's name
Kind = Literal["text", "integer", "real", "boolean", "moment", "date", "json", "bytes"]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Column(_Part):
    """A column of a table, and how its values are written."""

    name: str
    kind: Kind


class Table(_Part):
    """A table: its shape, and what it held."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    columns: list[Column] = Field(min_length=1)
    key: list[str] = Field(min_length=1)
    rows: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: Digest

    @property
    def entry(self) -> str:
        """The name of its rows within the archive: one JSON array a line, in the order of keys."""
        return f"tables/{self.name}.jsonl"


class File(_Part):
    """A file by its path within the home."""

    name: str
    bytes: int = Field(ge=0)
    sha256: Digest

    @property
    def entry(self) -> str:
        """Its name within the archive."""
        return f"files/{self.name}"

    @property
    def safe(self) -> bool:
        """Whether the name leads to a place that a backup may fill, and nowhere else."""
        return is_safe(self.name)


class Manifest(_Part):
    """All of it; ``seq`` and ``hash`` are the ledger's head, ``revision`` the tables' step."""

    format: Literal["anlan-backup"]
    version: int
    anlan: str
    made_at: Annotated[datetime, Field(strict=False)]
    revision: str
    instance: str
    seq: int
    hash: str
    with_keys: bool
    tables: list[Table]
    files: list[File]

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        names = [part.entry for part in self.parts]
        if len(set(names)) < len(names):
            raise ValueError("a name twice")
        return self

    @property
    def parts(self) -> list[Table | File]:
        """Everything that lies in the archive beside this."""
        return [*self.tables, *self.files]

    @property
    def tops(self) -> list[str]:
        """The names within the home that a restore makes."""
        return sorted({file.name.partition("/")[0] for file in self.files})


def is_safe(name: str) -> bool:
    """Return whether a path is the keyring's, or of a file within a workspace's folders.

    >>> [is_safe(name) for name in ("town/lake/visits/a.parquet", "town/secret.key", "keys.txt")]
    [True, True, True]
    >>> [is_safe(name) for name in ("town/lake/../../b", "/etc/x", "town/a.db", ".a/runs/b")]
    [False, False, False, False]
    """
    if name == "keys.txt":
        return True
    parts = name.split("/")
    if PurePosixPath(name).is_absolute() or any(c in name for c in '\\:\0*?"<>|'):
        return False
    if len(parts) < 2 or any(part in ("", ".", "..") for part in parts) or parts[0][0] == ".":
        return False
    return parts[1:] == [SECRET] or (parts[1] in FOLDERS and len(parts) > 2)
