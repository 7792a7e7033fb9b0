"""What a city pack declares of a source's own place: an open portal, a service, a database.

Every shape is a ``[sources.portal]`` of the pack, told apart by ``connector``. Beside where the
rows are, each says how the portal's columns become the contract's, and which networks inside may be
asked. A secret is never written in a pack: it is named by an environment variable or a file.
"""

import ipaddress
import re
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from anlan.model.declared import Declared

DEFAULT = "socrata"
_SPAN = re.compile(r"([1-9]\d{0,4}) (s|min|h|d)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise PydanticCustomError("network", "a network such as 10.1.0.0/16") from error


def _span(text: str) -> str:
    if not _SPAN.fullmatch(text):
        raise PydanticCustomError("span", 'a time such as "15 min", "6 h" or "1 d"')
    return text


def _web(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s#]*)?(\?[^\s#]*)?", text):
        expected = "an address such as https://data.example.org/api, without a user or password"
        raise PydanticCustomError("web", "{expected}", {"expected": expected})
    return text


def _whole_path(text: str) -> str:
    path = PurePosixPath(text)
    if not path.is_absolute() or ".." in path.parts:
        raise PydanticCustomError("whole_path", "a whole path such as /srv/drop/fire, without ..")
    return text


Network = Annotated[str, AfterValidator(_network)]
Span = Annotated[str, AfterValidator(_span)]
Web = Annotated[str, AfterValidator(_web)]
WholePath = Annotated[str, AfterValidator(_whole_path)]


def seconds(span: str) -> int:
    """Return a span of time in seconds.

    >>> seconds("15 min"), seconds("2 d")
    (900, 172800)
    """
    match = _SPAN.fullmatch(span)
    if match is None:
        raise ValueError(f"{span!r} is no span of time")
    return int(match[1]) * _SECONDS[match[2]]


FileFormat = Literal["csv", "excel", "geojson", "geopackage", "jsonl", "parquet"]


class Part(Declared):
    """Which part of a file holds the rows, where it has several.

    ``sheet`` is a sheet of an Excel workbook and ``header_row`` its row, counted from 1, with the
    names of the columns; ``layer`` is a layer of a GeoPackage. Without a name the file must have
    one sheet that isn't hidden, or one layer.
    """

    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] = 1
    layer: str | None = None


WHOLE = Part()


class Secret(Declared):
    """Where a secret is: in an environment variable (``env``) or in a ``file``; never in the pack.

    ``prefix`` stands before it, such as ``"Bearer "``.
    """

    env: str | None = None
    file: str | None = None
    prefix: str = ""

    @model_validator(mode="before")
    @classmethod
    def _is_no_literal(cls, given: Any) -> Any:
        if isinstance(given, str):
            raise PydanticCustomError("secret", "a secret is named, not written")
        return given

    @model_validator(mode="after")
    def _is_at_one_place(self) -> Self:
        if (self.env is None) == (self.file is None):
            raise PydanticCustomError("secret_place", 'either env = "NAME" or file = "PATH"')
        return self


class Extract(Declared):
    """Collect every match of ``pattern`` (its first group) in portal column ``column``."""

    column: str
    pattern: str


class CountBetween(Declared):
    """Count the numbers in our ``column`` that lie in [``low``, ``high``]."""

    column: str
    low: int
    high: int


class Portal(Declared):
    """What every portal has: how its columns become the contract's, and who may be asked.

    ``rename`` maps the portal's column to ours. ``extract`` collects every match of a pattern in
    a portal column, joined by spaces. ``count_between`` counts the numbers of a column of ours
    that lie in a closed range. ``days`` are columns of ours with calendar days, which a portal
    writes with a midnight behind them. ``allow_networks`` are networks inside (private, loopback,
    link-local) that may be asked; without them only public addresses are.
    """

    rename: dict[str, str] = {}
    extract: dict[str, Extract] = {}
    count_between: dict[str, CountBetween] = {}
    days: list[str] = []
    allow_networks: list[Network] = []

    @property
    def place(self) -> str:
        """What to call it in messages; holds no secret."""
        raise NotImplementedError

    @property
    def networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The networks inside that may be asked."""
        return tuple(ipaddress.ip_network(text) for text in self.allow_networks)


class SocrataPortal(Portal):
    """A dataset of a portal that runs Socrata (SODA 2.1).

    ``incremental`` asks after the first reading only for rows changed since; rows that are deleted
    at the portal then stay.
    """

    connector: Literal["socrata"] = "socrata"
    domain: str
    dataset: str
    order: str = ":id"
    where: str | None = None
    incremental: bool = False

    @property
    def place(self) -> str:
        """Domain and dataset."""
        return f"{self.domain}/{self.dataset}"


class WebPortal(Portal):
    """What every web service has: its address, and headers such as that of a token."""

    url: Web
    headers: dict[str, str | Secret] = {}

    @property
    def place(self) -> str:
        """The address without what is asked."""
        return self.url.partition("://")[2].partition("?")[0].rstrip("/")


class Since(Declared):
    """How to ask only for what is new: the ``column`` that says when a row was last changed.

    The greatest value seen is the watermark. The next reading asks from it on, and from ``overlap``
    before it, so that rows that were written late or with a clock set back are not missed.
    ``parameter`` is what the service calls the time, where a service has no name of its own for it.
    """

    column: str
    parameter: str | None = None
    overlap: Span = "1 h"


class Paging(Declared):
    """How an HTTP service gives its rows page by page.

    ``by``: ``none`` (all at once), ``page`` (a number that grows by one), ``offset`` (rows passed
    over), ``cursor`` (a text of the answer, given back), ``next`` (the answer holds the next
    address) or ``link`` (a Link header does, RFC 8288). ``parameter`` is what the service calls
    the number, the offset or the cursor; ``size_parameter`` what it calls the length of a page.
    ``at`` is where the cursor or the next address lies in the answer, ``total`` where the number
    of all rows does, both as names with dots between.
    """

    by: Literal["none", "page", "offset", "cursor", "next", "link"] = "none"
    parameter: str = "page"
    first: Annotated[int, Field(ge=0)] = 1
    size_parameter: str | None = None
    size: Annotated[int, Field(ge=1)] = 100
    at: str | None = None
    total: str | None = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if (self.by in ("cursor", "next")) != (self.at is not None):
            raise PydanticCustomError("paging", '"at" for cursor and next, and only for them')
        return self


class HttpJsonPortal(WebPortal):
    """Any web service that answers with JSON.

    ``query`` are fixed parameters. ``rows`` is where the list of rows lies in the answer, as names
    with dots between; empty where the answer is the list. ``pick`` gives columns the values at
    paths inside a row.
    """

    connector: Literal["http_json"]
    query: dict[str, str] = {}
    rows: str = ""
    pick: dict[str, str] = {}
    paging: Paging = Paging()
    since: Since | None = None

    @field_validator("since")
    @classmethod
    def _names_its_parameter(cls, since: Since | None) -> Since | None:
        if since and since.parameter is None:
            raise PydanticCustomError("since", 'with a "parameter", what the service calls it')
        return since


class ArcGisPortal(WebPortal):
    """A layer of an ArcGIS REST feature or map service; ``url`` ends with the layer's number.

    Geometries are asked for in longitude and latitude (WGS84). ``since.column`` is the layer's
    field of the last edit.
    """

    connector: Literal["arcgis"]
    where: str = "1=1"
    fields: list[str] = ["*"]
    since: Since | None = None


class CkanPortal(WebPortal):
    """A resource of a CKAN portal: rows of its datastore, or its file.

    ``url`` is the portal's address. ``read`` is ``datastore`` (``datastore_search``) or ``file``:
    the resource's own file, read as ``format`` and ``part`` say.
    """

    connector: Literal["ckan"]
    resource: Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{8,64}$")]
    read: Literal["datastore", "file"] = "datastore"
    format: FileFormat = "csv"
    part: Part = WHOLE
    filters: dict[str, str] = {}


class OgcFeaturesPortal(WebPortal):
    """A collection of an OGC API Features service (part 1); ``url`` is its landing page.

    ``bbox`` is west, south, east, north in degrees (CRS84). ``since.column`` is the property that
    the service's ``datetime`` speaks of.
    """

    connector: Literal["ogc_features"]
    collection: str
    bbox: tuple[float, float, float, float] | None = None
    query: dict[str, str] = {}
    since: Since | None = None


class Open311Portal(WebPortal):
    """Requests of an Open311 GeoReport v2 service, by windows of the day they were made.

    ``begin`` is the first day to ask for. After the first reading only the last ``again_days`` are
    read again, since the state of a request changes after it was made.
    """

    connector: Literal["open311"]
    jurisdiction: str | None = None
    begin: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    service_codes: list[str] = []
    again_days: Annotated[int, Field(ge=1)] = 90
    window_days: Annotated[int, Field(ge=1, le=90)] = 30
    page_parameter: str | None = None


class DatabasePortal(Portal):
    """Rows of a query to PostgreSQL or MySQL (MariaDB).

    ``url`` is ``postgresql://user@host:port/database`` or ``mysql://…``, without a password. The
    query only reads. ``since.column`` is the column of the query's rows that grows.
    """

    connector: Literal["database"]
    url: Annotated[str, Field(pattern=r"^(postgresql|mysql)://[^\s/:@]+@[^\s/@]+/[^\s/?#]+$")]
    query: str
    password: Secret | None = None
    tls: bool = True
    since: Since | None = None

    @property
    def place(self) -> str:
        """Host and database."""
        return self.url.partition("@")[2]


class DropPortal(Portal):
    """A place where files are dropped; each is taken in once, in the order of their names.

    ``files`` are patterns of names, read as ``format`` and ``part`` say.
    """

    files: Annotated[list[Annotated[str, Field(pattern=r"^[^/\\]+$")]], Field(min_length=1)]
    format: FileFormat = "csv"
    part: Part = WHOLE


class FolderPortal(DropPortal):
    """A watched folder of the server; ``folder`` is its whole path.

    A file is read when it hasn't been written to for ``settle``, so that none is read half copied.
    """

    connector: Literal["folder"]
    folder: WholePath
    settle: Span = "10 s"

    @property
    def place(self) -> str:
        """The folder."""
        return self.folder


class SftpPortal(DropPortal):
    """A folder of an SFTP server, read by OpenSSH's ``sftp``.

    ``url`` is ``sftp://user@host:port/folder``. ``host_key`` is the server's public key as in
    ``ssh-keyscan`` (kind and key), so that no other server is believed; ``key`` is where our
    private key is.
    """

    connector: Literal["sftp"]
    url: Annotated[str, Field(pattern=r"^sftp://[A-Za-z0-9._-]+@[^\s/:@]+(:\d{1,5})?/[^\s?#\"]*$")]
    host_key: Annotated[str, Field(pattern=r"^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*$")]
    key: Secret

    @property
    def place(self) -> str:
        """Host and folder."""
        return self.url.partition("@")[2]


def _kind(given: Any) -> Any:
    if isinstance(given, dict):
        return given.get("connector", DEFAULT)
    return getattr(given, "connector", DEFAULT)


AnyPortal = Annotated[
    Annotated[SocrataPortal, Tag("socrata")]
    | Annotated[HttpJsonPortal, Tag("http_json")]
    | Annotated[ArcGisPortal, Tag("arcgis")]
    | Annotated[CkanPortal, Tag("ckan")]
    | Annotated[OgcFeaturesPortal, Tag("ogc_features")]
    | Annotated[Open311Portal, Tag("open311")]
    | Annotated[DatabasePortal, Tag("database")]
    | Annotated[FolderPortal, Tag("folder")]
    | Annotated[SftpPortal, Tag("sftp")],
    Discriminator(_kind),
]
"""Any of the shapes, by its ``connector``; ``socrata`` where none is named."""
