"""The Socrata connector against a real HTTP server that speaks the protocol, well and badly."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import polars as pl
import pytest
from structlog.testing import capture_logs

from anlan.model.errors import SourceError
from anlan.model.portal import CountBetween, Extract, SocrataPortal
from anlan.pool.connectors.base import Opened, portal_connector
from anlan.pool.connectors.http import Timer
from anlan.pool.connectors.settings import defaults
from anlan.pool.connectors.socrata import SocrataConnector
from support.socrata_server import SocrataServer, Stumble, serving

COLUMNS = ["inspection_id", "license_", "inspection_type", "violations", "location"]
VARIABLE, TOKEN = "MY_PORTAL_VARIABLE", "s3cret-t0ken"
SETTINGS = defaults().socrata.model_copy(
    update={"page_size": 10, "scheme": "http", "requests_per_second": float("inf"), "attempts": 3}
)


def rows(count: int) -> list[dict[str, object]]:
    return [
        {
            ":updated_at": f"2014-01-{number % 28 + 1:02}T00:00:00",
            "inspection_id": str(number % 7),
            "license_": str(number),
            "inspection_type": "Canvass" if number % 2 else "Licence",
            "violations": None if number % 3 else f"{number + 1}. DIRTY | 33. FLOOR",
            "location": {"latitude": "41.80", "n": 1.10},
        }
        for number in range(count)
    ]


@pytest.fixture
def server() -> Iterator[SocrataServer]:
    with serving(SocrataServer(rows(35), COLUMNS)) as running:
        yield running


def declared(server: SocrataServer, **portal: object) -> SocrataPortal:
    """Return the portal as a pack would declare it."""
    place = {"domain": server.domain, "dataset": "abcd-1234", "allow_networks": ["127.0.0.0/8"]}
    return SocrataPortal.model_validate({**place, **portal})


class Connection:
    """A connector whose waits are written down instead of slept."""

    def __init__(self, server: SocrataServer, **changes: object) -> None:
        self.waits: list[float] = []
        settings = SETTINGS.model_copy(update=changes)
        self.connector = SocrataConnector(
            settings, Timer(lambda: sum(self.waits), self.waits.append)
        )
        self.server = server

    def open(self, since: str | None = None, **portal: object) -> Opened:
        return self.connector.open(declared(self.server, **portal), since=since)

    def read(self, since: str | None = None, **portal: object) -> pl.DataFrame:
        return pl.concat([chunk.frame for chunk in self.open(since, **portal).chunks])


def test_every_row_comes_once_in_a_stable_order(server: SocrataServer) -> None:
    frame = Connection(server).read(order="inspection_id")
    assert sorted(frame["license_"].cast(pl.Int64)) == list(range(35))
    assert frame["_row"].to_list() == list(range(1, 36))
    assert frame["inspection_id"].is_sorted()
    assert [query["$order"] for query in server.queries("page")] == ["inspection_id, :id"] * 4


def test_columns_come_from_the_description_and_absent_cells_are_null(server: SocrataServer) -> None:
    opened = Connection(server).open()
    frame = next(opened.chunks).frame
    assert opened.columns == tuple(COLUMNS)
    assert opened.total_rows == 35
    assert frame.columns == [*COLUMNS, "_row"]
    assert frame["violations"].null_count() == 23
    assert frame["location"][0] == '{"latitude": "41.80", "n": 1.1}'


def test_a_server_that_gives_shorter_pages_than_asked_loses_nothing(server: SocrataServer) -> None:
    server.largest_page = 4
    assert Connection(server).read().height == 35
    assert len(server.queries("page")) == 9


def test_only_the_rows_asked_for_are_read(server: SocrataServer) -> None:
    where = "inspection_type = 'Canvass'"
    frame = Connection(server).read(where=where)
    assert frame["inspection_type"].unique().to_list() == ["Canvass"]
    later = Connection(server).read(since="2014-01-20T00:00:00", where=where)
    assert 0 < later.height < frame.height


def test_nothing_new_is_no_error(server: SocrataServer) -> None:
    opened = Connection(server).open(since="2020-01-01")
    assert (opened.total_rows, list(opened.chunks)) == (0, [])


def test_an_incremental_portal_is_asked_from_its_mark_on(server: SocrataServer) -> None:
    connection = Connection(server)
    server.updated = int(datetime(2014, 1, 20, tzinfo=UTC).timestamp())
    first = connection.open(incremental=True)
    again = connection.connector.open(declared(server, incremental=True), mark=first.mark)
    found = pl.concat([chunk.frame for chunk in again.chunks])
    assert 0 < found.height < 35
    assert server.queries("page")[-1]["$where"] == ":updated_at > '2014-01-19T23:59:59'"
    whole = connection.connector.open(declared(server), mark=first.mark)
    assert whole.total_rows == 35


def test_since_must_be_a_date(server: SocrataServer) -> None:
    with pytest.raises(ValueError, match="not an ISO date"):
        Connection(server).open(since="' OR 1=1")


def test_portal_columns_become_the_contract_s(server: SocrataServer) -> None:
    frame = Connection(server).read(
        rename={"license_": "license"},
        extract={"cited": Extract(column="violations", pattern=r"(?:^|\| *)(\d+)\. ")},
        count_between={"critical": CountBetween(column="cited", low=1, high=14)},
    )
    first = frame.sort(pl.col("license").cast(pl.Int64)).select("license", "cited", "critical")
    assert first.rows()[:4] == [
        ("0", "1 33", "1"),
        ("1", None, "0"),
        ("2", None, "0"),
        ("3", "4 33", "1"),
    ]
    assert frame.columns[-1] == "_row"


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        ({"rename": {"lisence": "license"}}, "error.source.no_column"),
        ({"rename": {"license_": "violations"}}, "error.source.column_twice"),
        ({"extract": {"x": Extract(column="y", pattern="z")}}, "error.source.no_column"),
        (
            {"count_between": {"x": CountBetween(column="y", low=1, high=2)}},
            "error.source.no_column",
        ),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    server: SocrataServer, mapping: dict[str, object], key: str
) -> None:
    with pytest.raises(SourceError) as caught:
        Connection(server).open(**mapping)
    assert caught.value.key == key


def test_the_fingerprint_changes_with_the_rows_and_with_the_question(server: SocrataServer) -> None:
    connection = Connection(server)
    first = connection.open().fingerprint
    assert connection.open().fingerprint == first
    assert connection.open(where="inspection_type = 'Canvass'").fingerprint != first
    server.updated += 1
    assert connection.open().fingerprint != first


@pytest.mark.parametrize("status", [202, 408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("kind", ["about", "count", "page"])
def test_a_passing_failure_is_tried_again(server: SocrataServer, status: int, kind: str) -> None:
    server.stumbles = [Stumble(status, kind, times=2)]
    connection = Connection(server)
    assert connection.read().height == 35
    first, second = connection.waits
    assert 1 <= first <= 2 <= second <= 3


def test_a_server_says_when_to_come_back(server: SocrataServer) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    server.stumbles = [
        Stumble(429, headers={"Retry-After": "0"}),
        Stumble(429, headers={"Retry-After": "7"}),
        Stumble(429, headers={"Retry-After": moment}, skip=1),
        Stumble(429, headers={"Retry-After": "soon"}, skip=1),
    ]
    connection = Connection(server)
    assert connection.read().height == 35
    at_once, seven, date, backoff = connection.waits
    assert (at_once, seven) == (0, 7)
    assert 20 < date <= 30
    assert 1 <= backoff <= 2


def test_a_server_that_asks_for_an_hour_is_left_alone(server: SocrataServer) -> None:
    server.stumbles = [Stumble(429, headers={"Retry-After": "3600"})]
    with pytest.raises(SourceError, match="wait 3600 seconds before page 1"):
        Connection(server).read()
    assert len(server.queries("page")) == 1


def test_a_slow_answer_is_asked_for_again(server: SocrataServer) -> None:
    server.stumbles = [Stumble(kind="about", delay=1.0)]
    assert Connection(server, timeout_seconds=0.3).read().height == 35


def test_an_outage_names_the_page(server: SocrataServer) -> None:
    server.stumbles = [Stumble(503, skip=2, times=99)]
    opened = Connection(server).open()
    with pytest.raises(SourceError, match="page 3") as caught:
        list(opened.chunks)
    assert "HTTP 503" in str(caught.value)


def test_a_portal_inside_is_asked_only_where_the_pack_allows_it(server: SocrataServer) -> None:
    with pytest.raises(SourceError, match="allow_networks") as caught:
        Connection(server).open(allow_networks=["10.0.0.0/8"])
    assert caught.value.key == "error.source.portal_inside"
    assert server.requests == []


def test_no_server_at_all_is_said_so() -> None:
    with serving(SocrataServer([], [])) as gone:
        pass
    with pytest.raises(SourceError, match="stopped answering"):
        Connection(gone).open()


@pytest.mark.parametrize(
    ("stumble", "key"),
    [
        (Stumble(404, "about"), "error.source.portal_unknown"),
        (Stumble(403, "about"), "error.source.portal_denied"),
        (Stumble(401, "count"), "error.source.portal_denied"),
        (Stumble(400, "page"), "error.source.portal_refused"),
        (Stumble(301, headers={"Location": "https://elsewhere"}), "error.source.portal_moved"),
        (Stumble(200, body=b"<html>Sign in</html>"), "error.source.portal_not_json"),
        (Stumble(200, body=b'[{"license_": "1"'), "error.source.portal_not_json"),
        (Stumble(200, body=b"\xff\xfe"), "error.source.portal_not_json"),
        (Stumble(200, body=b'{"error": true}'), "error.source.portal_not_json"),
        (Stumble(200, "about", body=b"[]"), "error.source.portal_not_json"),
        (Stumble(200, "count", body=b"[]"), "error.source.portal_not_json"),
        (Stumble(200, "page", body=b"[]", skip=1), "error.source.portal_changed"),
    ],
)
def test_a_bad_answer_ends_the_reading_at_once(
    server: SocrataServer, stumble: Stumble, key: str
) -> None:
    server.stumbles = [stumble]
    with pytest.raises(SourceError) as caught:
        Connection(server).read()
    assert caught.value.key == key
    assert caught.value.say("zh") != caught.value.say("en")


def test_an_entry_that_is_no_row_is_set_apart(server: SocrataServer) -> None:
    page = json.dumps([{"license_": "0"}, 12.50, *({"license_": "1"} for _ in range(8))])
    server.stumbles = [Stumble(200, body=page.encode())]
    chunk = next(Connection(server).open().chunks)
    assert chunk.broken.rows() == [(2, "12.5", "connectors.problem.not_an_object")]
    assert chunk.frame["_row"].head(2).to_list() == [1, 3]


def delete(server: SocrataServer, page: int) -> None:
    del server.rows[: page == 2]


def insert(server: SocrataServer, page: int) -> None:
    server.rows[:0] = rows(1) * (page == 2)


def replace(server: SocrataServer, page: int) -> None:
    server.rows[:1] = rows(1)
    server.updated += page == 2


@pytest.mark.parametrize("change", [delete, insert, replace])
def test_a_dataset_that_changes_while_it_is_read_is_refused(
    server: SocrataServer, change: object
) -> None:
    opened = Connection(server).open()
    server.before_page = change
    with pytest.raises(SourceError, match="changed at the portal"):
        list(opened.chunks)


def test_the_token_goes_in_a_header_and_nowhere_else(
    server: SocrataServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, TOKEN)
    server.token = TOKEN
    server.stumbles = [Stumble(503, skip=1), Stumble(400, skip=1, body=b"no")]
    with capture_logs() as logs, pytest.raises(SourceError) as caught:
        Connection(server, token_variable=VARIABLE).read()
    assert TOKEN not in f"{logs} {caught.value!r} {caught.value.values}"
    assert all(TOKEN not in str(query) for _, query, _ in server.requests)


def test_a_wrong_token_is_said_so(server: SocrataServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANLAN_SOCRATA_TOKEN", raising=False)
    server.token = TOKEN
    with pytest.raises(SourceError, match="ANLAN_SOCRATA_TOKEN"):
        Connection(server).open()


def test_requests_keep_their_distance(server: SocrataServer) -> None:
    connection = Connection(server, requests_per_second=2)
    connection.read()
    # Two requests to open and six to read, each time with a new client.
    assert connection.waits == [0.5] * 6


@pytest.mark.parametrize(
    ("place", "scheme", "key"),
    [
        ({"domain": "data.example.org"}, "http", "error.source.portal_scheme"),
        ({"domain": "data.example.org/x"}, "https", "error.source.portal_address"),
        ({"domain": "me:secret@data.example.org"}, "https", "error.source.portal_address"),
        ({"domain": "data.example.org:port"}, "https", "error.source.portal_address"),
        ({"domain": ""}, "https", "error.source.portal_address"),
        ({"domain": "localhost"}, "ftp", "error.source.portal_address"),
        ({"dataset": "../../etc"}, "https", "error.source.portal_address"),
    ],
)
def test_an_address_that_is_none_or_unsafe_is_refused(
    server: SocrataServer, place: dict[str, str], scheme: str, key: str
) -> None:
    with pytest.raises(SourceError) as caught:
        Connection(server, scheme=scheme).open(**place)
    assert caught.value.key == key
    assert server.requests == []


def test_the_default_connector_asks_over_https_only() -> None:
    assert isinstance(portal_connector("socrata"), SocrataConnector)
    assert defaults().socrata.scheme == "https"
