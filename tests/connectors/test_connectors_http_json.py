"""HTTP JSON: every way of paging, bad answers, incremental reading, against a real server."""

import json
import socket
from collections.abc import Iterator

import pytest
from reading import INSIDE, Asked, broken_of, declared, frame_of

from anlan.model.errors import SourceError
from anlan.pool.connectors.http_json import HttpJsonConnector
from support.service import Bad, Query, Reply, Service, serving

ROWS = [
    {"id": f"L{n}", "at": f"2026-03-{n + 1:02}T10:00:00Z", "load": 1.10, "place": {"x": n}}
    for n in range(10)
]


def speak(service: Service, path: str, query: Query) -> Reply:
    """One list of lifts, served in every way of paging, three at a time."""
    rows = [row for row in service.rows if row["at"] >= query.get("changed", "")]  # type: ignore[attr-defined]
    size = min(int(query.get("limit", "3")), 3)
    if path == "/all":
        return Reply(rows)
    if path == "/page":
        start = (int(query["page"]) - 1) * size
        return Reply({"data": {"items": rows[start : start + size], "total": len(rows)}})
    start = int(query.get("offset", query.get("cursor", "0")))
    page, after = rows[start : start + size], start + size
    more = after < len(rows)
    if path == "/link":
        link = f'</x>; rel="first", </link?offset={after}>; title="a, b"; rel="next"'
        return Reply(page, headers={"Link": link} if more else {})
    told = {"items": page, "cursor": str(after) if more else None}
    return Reply(told | {"links": {"next": f"?offset={after}" if more else None}})


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(Service(speak)) as running:
        running.rows = list(ROWS)  # type: ignore[attr-defined]
        yield running


WAYS = {
    "all": {},
    "page": {"rows": "data.items", "paging": {"by": "page", "size_parameter": "limit", "size": 3}},
    "page_total": {"rows": "data.items", "paging": {"by": "page", "total": "data.total"}},
    "offset": {"rows": "items", "paging": {"by": "offset", "parameter": "offset"}},
    "cursor": {"rows": "items", "paging": {"by": "cursor", "parameter": "cursor", "at": "cursor"}},
    "next": {"rows": "items", "paging": {"by": "next", "at": "links.next"}},
    "link": {"paging": {"by": "link"}},
}


def ask(service: Service, way: str, **more: object) -> dict[str, object]:
    url = f"{service.url}/{way.partition('_')[0]}"
    return {"connector": "http_json", "url": url, **WAYS[way], **more}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_paging_gives_every_row_once(service: Service, way: str) -> None:
    frame = Asked(HttpJsonConnector).read(**ask(service, way))
    assert frame["id"].to_list() == [row["id"] for row in ROWS]
    assert frame["_row"].to_list() == list(range(1, 11))
    assert frame["load"][0] == "1.1"
    assert frame["place"][3] == '{"x": 3}'


def test_values_inside_a_row_are_picked_and_columns_renamed(service: Service) -> None:
    mapped = ask(service, "all", pick={"x": "place.x"}, rename={"id": "lift"})
    frame = Asked(HttpJsonConnector).read(**mapped)
    assert frame.select("lift", "x").row(4) == ("L4", "4")


def test_what_the_address_asks_already_is_asked_still(service: Service) -> None:
    portal = ask(service, "page", query={"kind": "lift"})
    Asked(HttpJsonConnector).read(**{**portal, "url": f"{service.url}/page?city=1"})
    asked = service.queries("/page")
    assert all((each["city"], each["kind"]) == ("1", "lift") for each in asked)
    assert [each["page"] for each in asked] == ["1", "2", "3", "4", "5"]


def test_only_what_is_new_is_asked_for_and_nothing_is_missed(service: Service) -> None:
    connection = Asked(HttpJsonConnector)
    new = {"column": "at", "parameter": "changed", "overlap": "1 d"}
    portal = ask(service, "all", since=new)
    first = connection.open(**portal)
    assert first.mark is not None
    assert first.mark.watermark == "2026-03-10T10:00:00+00:00"
    service.rows.append({**ROWS[0], "id": "L10", "at": "2026-03-09T12:00:00Z"})  # type: ignore[attr-defined]
    again = connection.open(first.mark, **portal)
    assert service.queries("/all")[-1]["changed"] == "2026-03-09T10:00:00+00:00"
    assert set(frame_of(again)["id"]) == {"L8", "L9", "L10"}
    assert again.fingerprint != first.fingerprint
    same = connection.open(again.mark, **portal)
    assert same.fingerprint == again.fingerprint


def test_a_source_whose_clock_was_set_back_is_read_whole_again(service: Service) -> None:
    connection = Asked(HttpJsonConnector)
    portal = ask(service, "all", since={"column": "at", "parameter": "changed"})
    first = connection.open(**portal)
    service.rows[:] = [{**row, "at": "2020-01-01T00:00:00Z"} for row in ROWS]  # type: ignore[attr-defined]
    assert frame_of(connection.open(first.mark, **portal)).height == 10


def test_a_time_far_ahead_is_not_believed(service: Service) -> None:
    service.rows.append({**ROWS[0], "id": "L99", "at": "2999-01-01T00:00:00Z"})  # type: ignore[attr-defined]
    portal = ask(service, "all", since={"column": "at", "parameter": "changed"})
    mark = Asked(HttpJsonConnector).open(**portal).mark
    assert mark is not None
    assert mark.watermark == "2026-03-10T10:00:00+00:00"


def test_content_that_changes_there_and_back_is_told_apart(service: Service) -> None:
    connection, portal = Asked(HttpJsonConnector), ask(service, "all")
    marks = [connection.open(**portal).mark]
    for load in (2, 1.10, 1.10):
        service.rows[0] = {**ROWS[0], "load": load}  # type: ignore[attr-defined]
        marks.append(connection.open(marks[-1], **portal).mark)
    prints = [mark.fingerprint for mark in marks if mark]
    assert len(set(prints)) == 3
    assert prints[2] == prints[3]


@pytest.mark.parametrize(
    ("reply", "key"),
    [
        (Reply(body=b"<html>Sign in</html>"), "error.source.portal_not_json"),
        (Reply(body=b'[{"id": "L1"'), "error.source.portal_not_json"),
        (Reply({"error": "no"}), "error.source.portal_not_json"),
        (Reply([]), "error.source.no_objects"),
        (Reply("no", 404), "error.source.portal_unknown"),
        (Reply("no", 401), "error.source.portal_private"),
        (Reply("no", 400), "error.source.portal_refused"),
        (Reply(None, 302, {"Location": "http://10.0.0.1/"}), "error.source.portal_moved"),
        (Reply([{"_row": 1}]), "error.source.column_reserved"),
        (Reply([{f"c{n}": 1 for n in range(20_000)}]), "error.source.columns"),
    ],
)
def test_an_answer_that_is_no_data_is_told_clearly(
    service: Service, reply: Reply, key: str
) -> None:
    service.bad = [Bad(reply, times=99)]
    with pytest.raises(SourceError) as caught:
        Asked(HttpJsonConnector).read(**ask(service, "all"))
    assert caught.value.key == key
    assert caught.value.say("zh") != caught.value.say("en")


def test_an_answer_cut_off_is_asked_for_again(service: Service) -> None:
    service.bad = [Bad(Reply(ROWS), cut=True), Bad(Reply("slow down", 429, {"Retry-After": "7"}))]
    connection = Asked(HttpJsonConnector)
    assert connection.read(**ask(service, "all")).height == 10
    assert connection.waits[-1] == 7


def test_half_a_reading_gives_nothing(service: Service) -> None:
    service.bad = [Bad(skip=2, times=99)]
    with pytest.raises(SourceError, match="page 3"):
        Asked(HttpJsonConnector).open(**ask(service, "next"))


def test_a_page_that_comes_twice_is_noticed(service: Service) -> None:
    service.bad = [Bad(Reply({"items": ROWS[:3]}), times=99)]
    with pytest.raises(SourceError, match="second time"):
        Asked(HttpJsonConnector).open(**ask(service, "offset"))


def test_pages_without_an_end_are_noticed() -> None:
    def forever(_: Service, __: str, query: Query) -> Reply:
        return Reply([{"id": query["page"]}])

    with serving(Service(forever)) as endless, pytest.raises(SourceError, match="come to an end"):
        portal = {"url": endless.url, "paging": {"by": "page"}}
        Asked(HttpJsonConnector).open(connector="http_json", **portal)


def test_fewer_rows_than_announced_are_refused(service: Service) -> None:
    service.bad = [
        Bad(Reply({"data": {"items": ROWS[:3], "total": 5}})),
        Bad(Reply({"data": {"items": [], "total": 5}})),
    ]
    with pytest.raises(SourceError, match="5 rows were announced, 3 received"):
        Asked(HttpJsonConnector).open(**ask(service, "page_total"))


def test_the_next_page_may_not_lie_at_another_host(service: Service) -> None:
    target = "http://169.254.169.254/latest"
    service.bad = [Bad(Reply({"items": ROWS[:3], "links": {"next": target}}))]
    with pytest.raises(SourceError) as caught:
        Asked(HttpJsonConnector).open(**ask(service, "next"))
    assert caught.value.key == "error.source.portal_moved"


def test_a_renamed_column_is_refused_and_a_source_that_is_empty_too(service: Service) -> None:
    connection, portal = Asked(HttpJsonConnector), ask(service, "all")
    mark = connection.open(**portal).mark
    service.rows[:] = [{"ID": row["id"], **{k: row[k] for k in ("at", "load")}} for row in ROWS]  # type: ignore[attr-defined]
    with pytest.raises(SourceError, match="gone are id, place; new are ID"):
        connection.open(mark, **portal)
    service.rows.clear()  # type: ignore[attr-defined]
    with pytest.raises(SourceError, match="has none now"):
        connection.open(mark, **portal)


def test_what_is_no_row_is_set_apart_and_the_rest_is_read(service: Service) -> None:
    service.bad = [Bad(Reply([ROWS[0], 7, ROWS[1]]), times=99)]
    opened = Asked(HttpJsonConnector).open(**ask(service, "all"))
    assert broken_of(opened) == [(2, "7", "connectors.problem.not_an_object")]


def test_a_token_comes_from_the_environment_or_a_file(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    service.token = ("Authorization", "Bearer s3cret")
    named = {"Authorization": {"env": "LIFTS_TOKEN", "prefix": "Bearer "}}
    portal = ask(service, "all", headers=named)
    monkeypatch.delenv("LIFTS_TOKEN", raising=False)
    with pytest.raises(SourceError, match="LIFTS_TOKEN"):
        Asked(HttpJsonConnector).open(**portal)
    monkeypatch.setenv("LIFTS_TOKEN", "wrong")
    with pytest.raises(SourceError, match="the token in LIFTS_TOKEN") as caught:
        Asked(HttpJsonConnector).open(**portal)
    assert "wrong" not in f"{caught.value!r}{caught.value.values}"
    file = tmp_path / "token"  # type: ignore[operator]
    file.write_text("s3cret\n", encoding="utf-8")
    named = {"Authorization": {"file": str(file), "prefix": "Bearer "}}
    assert Asked(HttpJsonConnector).read(**ask(service, "all", headers=named)).height == 10
    assert "s3cret" not in json.dumps([query for _, query, _ in service.requests])


@pytest.mark.parametrize(
    "networks", [[], ["10.0.0.0/8"], ["::1/128"]],
)  # fmt: skip
def test_a_host_inside_is_refused_unless_its_network_is_allowed(
    service: Service, networks: list[str]
) -> None:
    portal = ask(service, "all", allow_networks=networks)
    with pytest.raises(SourceError) as caught:
        Asked(HttpJsonConnector).open(**portal)
    assert caught.value.key == "error.source.portal_inside"
    assert service.requests == []


def test_a_name_that_changes_its_address_is_connected_to_as_it_was_checked(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    look_up = socket.getaddrinfo
    # A name server that says an allowed address first, and another machine's ever after.
    answers = iter([[(2, 1, 6, "", ("127.0.0.1", service.port))]])

    def rebinding(host: str, *given: object, **named: object) -> object:
        if host == "127.0.0.1":
            return look_up(host, *given, **named)
        looked.append(host)
        return next(answers, [(2, 1, 6, "", ("169.254.169.254", service.port))])

    monkeypatch.setattr("anlan.store.outside.socket.getaddrinfo", rebinding)
    url = f"http://lifts.example.org:{service.port}/all"
    portal = declared(connector="http_json", url=url, allow_networks=INSIDE)
    opened = Asked(HttpJsonConnector).connector.open(portal)
    assert opened.total_rows == 10
    assert looked[0] == "lifts.example.org"
    assert looked.count("lifts.example.org") == 1
    assert service.requests[0][2]["host"] == f"lifts.example.org:{service.port}"


def test_an_answer_that_never_ends_is_left(service: Service) -> None:
    short = Asked(HttpJsonConnector)
    settings = short.connector.settings
    short.connector.settings = settings.model_copy(update={"answer_bytes": 100})
    with pytest.raises(SourceError, match="longer than"):
        short.open(**ask(service, "all"))
