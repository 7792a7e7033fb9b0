"""Other authorities' alerts: known once, matched, taken back; no feed harms another."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from alerts_desk import ANN, CITY, DIVISIONS, NOW, city, desk, form, published
from cryptography import x509
from sqlalchemy import select

from anlan import cap
from anlan.alerts import expiry, rows, signer
from anlan.alerts.inbound.follow import Follower
from anlan.cap import signing
from anlan.cities.alert_notices import keep_up
from anlan.model.alerts import AlertRule, FollowedFeed
from anlan.model.declared import Text
from anlan.pool.divisions import DivisionTree
from anlan.risk.register.room import RegisterRoom
from anlan.store.alerts import AlertInbound
from anlan.store.database import Database
from anlan.store.risk import RiskNotice

NAME = Text(en="River", zh="河")
INSIDE = "30.1,114.02 30.1,114.05 30.15,114.05 30.1,114.02"
FAR = "50.1,14.02 50.1,14.05 50.15,14.05 50.1,14.02"


class Host:
    """A web server with pages by path; counts what was asked, keeps tags."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked.append(self.path)
                page = host.pages.get(self.path)
                if page == b"endless":
                    self.send_response(200)
                    self.end_headers()
                    try:
                        while True:
                            self.wfile.write(b" " * 100_000)
                    except OSError:
                        return
                tag = f'"{hash(page)}"'
                known = page is not None and self.headers.get("if-none-match") == tag
                self.send_response(404 if page is None else 304 if known else 200)
                self.send_header("ETag", tag)
                body = b"" if known else page or b""
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.server.shutdown()
    made.server.server_close()


def alert(name: str = "a1", **changed: Any) -> cap.Alert:
    told: dict[str, Any] = {
        "identifier": name,
        "sender": "river.example.gov",
        "sent": cap.wire(NOW - timedelta(minutes=5)),
        "status": "Actual",
        "msg_type": "Alert",
        "scope": "Public",
        "infos": (info(),),
    }
    return cap.Alert(**(told | changed))


def info(polygon: str = INSIDE, **changed: Any) -> cap.Info:
    told: dict[str, Any] = {
        "categories": ("Met",),
        "event": "River flood",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Observed",
        "language": "en-US",
        "headline": "Flood on the river",
        "expires": cap.wire(NOW + timedelta(hours=2)),
        "areas": (cap.Area("the river", (polygon,)),),
    }
    return cap.Info(**(told | changed))


def feed(host: Host, *alerts: cap.Alert | bytes, path: str = "/feed") -> None:
    documents = [each if isinstance(each, bytes) else cap.write(each) for each in alerts]
    host.pages[path] = cap.write_feed(
        [cap.Item(each, f"{host.url}/{n}.xml") for n, each in enumerate(documents)],
        id="urn:x:feed", title="River", author="River", updated=NOW, address=f"{host.url}{path}",
    )  # fmt: skip


def followed(host: Host, name: str = "river", path: str = "/feed", **more: Any) -> FollowedFeed:
    return FollowedFeed(
        name=name, title=NAME, url=f"{host.url}{path}", networks=["127.0.0.0/8"], **more
    )


@pytest.fixture
def follow(database: Database) -> Iterator[Callable[..., Follower]]:
    made: list[Follower] = []

    def of(*feeds: FollowedFeed, find: Callable[[str], Path] = Path) -> Follower:
        made.append(Follower(database, desk(feeds=list(feeds)), find, ANN))
        return made[-1]

    yield of
    for each in made:
        each.close()


def taken(database: Database) -> list[AlertInbound]:
    with database.session() as session:
        return list(session.scalars(select(AlertInbound).order_by(AlertInbound.id)))


def test_what_concerns_the_city_is_taken_once(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    feed(host, alert(), alert("far", infos=(info(FAR),)))
    at = follow(followed(host))
    assert at.look(NOW) == 1
    assert at.look(NOW) == 0, "it isn't due"
    assert at.look(NOW + timedelta(minutes=3)) == 1
    (row,) = taken(database)
    assert (row.identifier, row.places) == ("a1", [f"{CITY}/420101/420101001"])
    assert (row.signature, row.ended_at) == ("none", None)
    state = at.states()["river"]
    assert (state.entries, state.refused, state.error) == (2, 0, "")
    assert host.asked == ["/feed", "/feed"], "the second answer was that nothing is new"


def test_two_feeds_with_the_same_message_are_one(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    feed(host, alert())
    feed(host, alert(), path="/other")
    assert follow(followed(host), followed(host, "other", "/other")).look(NOW) == 2
    assert len(taken(database)) == 1


def test_a_message_that_was_changed_under_its_name_is_refused(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    feed(host, alert())
    at = follow(followed(host))
    at.look(NOW)
    feed(host, alert(infos=(info(severity="Minor"),)))
    at.look(NOW + timedelta(minutes=3))
    (row,) = taken(database)
    assert row.severity == "Severe"
    assert at.states()["river"].refused == 1


@pytest.mark.parametrize("cancel_first", [False, True], ids=["after", "before"])
def test_it_is_taken_back_in_whatever_order_that_comes(
    database: Database, host: Host, follow: Callable[..., Follower], cancel_first: bool
) -> None:
    first = alert()
    gone = alert(
        "a2", sent=cap.wire(NOW), msg_type="Cancel", references=str(first.key), infos=(),
        note="it was wrong",
    )  # fmt: skip
    at = follow(followed(host))
    for n, each in enumerate((gone, first) if cancel_first else (first, gone)):
        feed(host, each)
        at.look(NOW + timedelta(minutes=5 * n))
    ended = {row.identifier: row.ended_how for row in taken(database)}
    assert ended == {"a1": "cancelled", "a2": "apart"}


def test_another_feed_takes_nothing_back_in_anothers_name(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    first = alert()
    feed(host, first)
    gone = alert(
        "a2", sent=cap.wire(NOW), msg_type="Cancel", references=str(first.key), infos=(), note="x"
    )
    feed(host, gone, path="/hostile")
    at = follow(followed(host), followed(host, "hostile", "/hostile"))
    at.look(NOW)
    assert {row.identifier: row.ended_how for row in taken(database)} == {"a1": "", "a2": "apart"}
    own = followed(host, "named", "/hostile", senders=["weather.example"])
    follow(own).look(NOW)
    assert len(taken(database)) == 2


def test_an_exercise_is_never_in_force_and_time_ends_the_rest(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    feed(host, alert(), alert("ex", status="Exercise", note="drill"))
    follow(followed(host)).look(NOW)
    assert {each.identifier: each.ended_how for each in taken(database)} == {
        "a1": "",
        "ex": "apart",
    }
    assert expiry.expire(database, ANN, NOW + timedelta(hours=2)) == 1
    assert taken(database)[0].ended_how == "expired"


def test_a_signature_is_told_for_what_it_is(
    database: Database, host: Host, follow: Callable[..., Follower], tmp_path: Path
) -> None:
    key, chain = signer.fresh("river.example.gov", "River", NOW)
    (tmp_path / "river.pem").write_bytes(chain)
    certificates = x509.load_pem_x509_certificates(chain)
    signed = signing.sign(cap.write(alert()), key, certificates)
    broken = signing.sign(cap.write(alert("a2")), key, certificates)
    broken = broken.replace(b"Flood on the river", b"No flood at all!!!")
    feed(host, signed, broken, alert("a3"))
    find = tmp_path.joinpath
    follow(followed(host, roots=["river.pem"]), find=find).look(NOW)
    told = {row.identifier: row.signature for row in taken(database)}
    assert told == {"a1": "trusted", "a2": "untrusted", "a3": "none"}


HOSTILE = {
    "bomb": b'<!DOCTYPE f [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>',
    "entity": b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>',
    "html": b"<html><body>down for maintenance</body></html>",
    "nothing": b"",
    "bytes": bytes(range(256)) * 40,
    "endless": b"endless",
    "old": b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.1"/>',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_bad_feed_says_so_is_asked_less_and_holds_up_no_other(
    database: Database, host: Host, follow: Callable[..., Follower], kind: str
) -> None:
    host.pages["/bad"] = HOSTILE[kind]
    feed(host, alert())
    at = follow(followed(host, "bad", "/bad"), followed(host))
    assert at.look(NOW) == 2
    assert [row.feed for row in taken(database)] == ["river"]
    bad = at.states()["bad"]
    assert bad.failures == 1
    assert bad.error
    first = bad.next_at - NOW
    at.look(NOW + timedelta(hours=1))
    again = at.states()["bad"]
    assert (again.failures, again.next_at - NOW - timedelta(hours=1) >= first) == (2, True)
    host.pages["/bad"] = host.pages["/feed"]
    at.look(NOW + timedelta(hours=9))
    mended = at.states()["bad"]
    assert (mended.failures, mended.error) == (0, "")


def test_one_bad_entry_leaves_the_good_ones(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    feed(host, alert(), alert("a2"))
    text = host.pages["/feed"].decode()
    cut = text.rindex("<urgency>Immediate</urgency>")
    host.pages["/feed"] = (text[:cut] + text[cut:].replace("Immediate", "Now!", 1)).encode()
    at = follow(followed(host))
    at.look(NOW)
    assert len(taken(database)) == 1
    assert at.states()["river"].refused == 1


def test_a_thin_feed_has_each_message_fetched_once(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    host.pages["/m.xml"] = cap.write(alert())
    entry = (
        "<entry><id>urn:x:1</id><title>t</title><updated>2026-07-18T08:00:00Z</updated>"
        f"<link type='application/cap+xml' href='{host.url}/m.xml'/></entry>"
    )
    for n in range(2):
        host.pages["/feed"] = (
            "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x</id><title>t</title>"
            f"<updated>2026-07-18T08:0{n}:00Z</updated><author><name>a</name></author>{entry}</feed>"
        ).encode()
        follow(followed(host)).look(NOW + timedelta(minutes=5 * n))
    assert host.asked.count("/m.xml") == 1
    assert len(taken(database)) == 1


def test_a_host_inside_is_asked_only_where_allowed(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    feed(host, alert())
    inside = followed(host).model_copy(update={"networks": []})
    at = follow(inside)
    at.look(NOW)
    assert taken(database) == []
    assert at.states()["river"].error == "error.feeds.host"


def test_a_rule_has_an_alert_move_risk_points_until_it_is_over(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    feed(host, alert())
    follow(followed(host)).look(NOW)
    declared = city(rules=[AlertRule(events=["flood"], severities=["Severe"], modifier="storm")])
    room = RegisterRoom.of(declared, DivisionTree(declared, DIVISIONS, date(2026, 7, 18)))
    assert declared.alerts is not None
    assert keep_up(database, room, declared.alerts, ANN, NOW) == 1
    assert keep_up(database, room, declared.alerts, ANN, NOW) == 0
    with database.session() as session:
        (notice,) = session.scalars(select(RiskNotice)).all()
    assert (notice.modifier, notice.divisions) == ("storm", [f"{CITY}/420101/420101001"])
    with database.writing() as session:
        session.scalars(select(AlertInbound)).one().ended_at = NOW
    assert keep_up(database, room, declared.alerts, ANN, NOW + timedelta(minutes=1)) == 1


def test_our_own_feed_can_be_followed_by_another_city(
    database: Database, host: Host, follow: Callable[..., Follower]
) -> None:
    document = rows.read(published(database, desk(), form()))
    feed(host, replace(document, sender="neighbour.example"))
    follow(followed(host)).look(NOW)
    assert taken(database)[0].sender == "neighbour.example"
