"""What every connector of a web service shares: its settings, its clock, and one reading."""

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from anlan.model.errors import SourceError
from anlan.model.portal import WebPortal
from anlan.pool.connectors.base import Mark, Opened
from anlan.pool.connectors.fetch import Row, opened
from anlan.pool.connectors.http import REAL_TIME, PoliteClient, Timer, client_for
from anlan.pool.connectors.settings import FetchSettings, HttpSettings, defaults
from anlan.pool.connectors.watermark import Watermark

Json = Mapping[str, object]


class WebConnector:
    """Holds how a service is asked; tests give a clock that doesn't wait, and smaller limits."""

    def __init__(
        self,
        settings: HttpSettings | None = None,
        timer: Timer = REAL_TIME,
        limits: FetchSettings | None = None,
    ) -> None:
        self.settings = settings or defaults().http
        self._timer = timer
        self._limits = limits

    def read(
        self,
        portal: WebPortal,
        pages: Callable[[PoliteClient, str | None], Iterator[list[Row]]],
        mark: Mark | None,
        chunk_rows: int,
        watermark: Watermark | None = None,
    ) -> Opened:
        """Return what ``pages`` reads from the portal with a client of its own."""

        def reading(since: str | None) -> Iterator[list[Row]]:
            with client_for(portal, self.settings, self._timer) as client:
                yield from pages(client, since)

        return opened(
            portal,
            reading,
            mark=mark,
            watermark=watermark,
            chunk_rows=chunk_rows,
            limits=self._limits,
        )


def table(value: object, client: PoliteClient, page: int) -> Json:
    """Return an answer that must be an object.

    Raises:
        SourceError: it is something else.
    """
    if not isinstance(value, dict):
        raise client.nonsense(str(value), page)
    return cast(Json, value)


def listed(value: object, client: PoliteClient, page: int) -> list[object]:
    """Return a part of an answer that must be a list.

    Raises:
        SourceError: it is something else.
    """
    if not isinstance(value, list):
        raise client.nonsense(str(value), page)
    return cast(list[object], value)


def at_path(value: object, path: str) -> object:
    """Return what lies at names with dots between; None where there is nothing.

    >>> at_path({"data": {"items": [1]}}, "data.items")
    [1]
    """
    for name in path.split(".") if path else ():
        value = value.get(name) if isinstance(value, dict) else None
    return value


def same_number(name: str, expected: object, found: int) -> None:
    """Check that as many rows came as were announced, where that was said as a number.

    Raises:
        SourceError: more or fewer came: the source changed while it was read.
    """
    text = str(expected)
    if text.isdigit() and int(text) != found:
        raise SourceError("error.source.portal_changed", file=name, expected=text, found=found)
