"""Read ``defaults.yaml``: what the connectors assume when nobody says otherwise."""

from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CsvSettings(_Frozen):
    """The size of a block read at once, and when a header doesn't fit its rows."""

    block_bytes: int
    ragged_rows: int
    ragged_share: float


class Disguise(_Frozen):
    """The first bytes (hex) of a kind of file that is not text."""

    kind: str
    starts: str


class HttpSettings(_Frozen):
    """How to ask a web service, politely, and how long an answer may be and take."""

    page_size: int
    requests_per_second: float
    attempts: int
    timeout_seconds: float
    answer_seconds: float
    answer_bytes: int
    first_wait_seconds: float
    longest_wait_seconds: float


class SocrataSettings(HttpSettings):
    """The same for Socrata portals; ``http`` is for servers on this machine only."""

    scheme: str = "https"
    token_variable: str = "ANLAN_SOCRATA_TOKEN"  # noqa: S105 - the name of a variable, no secret


class DatabaseSettings(_Frozen):
    """How long a database may take: to answer at all, and for a whole query."""

    timeout_seconds: float
    query_seconds: float


class SftpSettings(_Frozen):
    """How long an SFTP server may take: to answer at all, and for a file."""

    connect_seconds: int
    run_seconds: float


class UnpackingSettings(_Frozen):
    """When a packed file is a bomb: what comes out of it, and how much more that is."""

    free_bytes: int
    most_ratio: float
    most_bytes: int
    most_entries: int


class FetchSettings(_Frozen):
    """How much one reading of a portal may bring, so that one without an end is noticed."""

    most_pages: int
    most_rows: int
    most_bytes: int


class Defaults(_Frozen):
    """All of ``defaults.yaml``."""

    csv: CsvSettings
    disguises: list[Disguise]
    most_columns: int
    unpacking: UnpackingSettings
    http: HttpSettings
    fetch: FetchSettings
    database: DatabaseSettings
    sftp: SftpSettings
    socrata: SocrataSettings


@cache
def defaults() -> Defaults:
    """Return the defaults, read once."""
    file = resources.files("anlan.pool.connectors") / "defaults.yaml"
    return Defaults.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
