"""Alarms reach their wardens through the outbox, by short message too, and open cases."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network

import pytest
from alarms_desk import CAUSE, NOW, SITE, claims, put, things
from sqlalchemy import select

from anlan.model.errors import StoreError
from anlan.model.permission import WHOLE, Scope
from anlan.store.change import change
from anlan.store.outbox import queue as outbox
from anlan.store.outbox.deliver import deliver
from anlan.store.outbox.sms import Gateway, SmsSender
from anlan.store.outbox.tables import Delivery
from anlan.watch.alarms import Handling, handle, reading
from anlan.watch.alarms.duty import Post, name

INSIDE = (ip_network("127.0.0.0/8"),)


class Operator:
    """A gateway of an operator, for real: takes forms or JSON, and can be told to refuse."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], str]] = []
        self.answer = {"code": "OK"}
        operator = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                operator.taken.append((dict(self.headers), body.decode()))
                told = json.dumps(operator.answer).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"


@pytest.fixture
def operator() -> Iterator[Operator]:
    made = Operator()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def gateway(tmp_path, operator, **more):
    lines = [
        f'url = "{operator.url}"',
        f'content = "{more.get("content", "json")}"',
        f"longest = {more.get('longest', 300)}",
        "[fields]", 'mobile = "{to}"', 'words = "{text}"', 'outId = "{id}"',
        "[headers]", 'authorization = "Bearer ${SMS_TOKEN}"',
        "[accepted]", 'key = "code"', 'equals = "OK"',
    ]  # fmt: skip
    file = tmp_path / "gateway.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return Gateway.read(file, {"SMS_TOKEN": "s3cret"})


@pytest.fixture
def town(database):
    """A well whose floor's warden has a duty telephone, and a webhook that follows everything."""
    things(database)
    with change(database, CAUSE) as made:
        number = outbox.add_endpoint(made, "floor", "sms", "+862712345678", [], "")
        name(made, SITE, Post("floor warden", number, 0, object="w1"), NOW)
    return database


def test_a_warden_gets_a_short_message_and_the_alarm_its_receipt(town, operator, tmp_path):
    senders = {"sms": SmsSender(gateway(tmp_path, operator), INSIDE, "zh")}
    put(town, claims((0, "gas", "w1", "raised", "orange")))
    assert deliver(town, senders).counts == (1, 0, 0)
    assert deliver(town, senders).counts == (0, 0, 0)
    [(headers, body)] = operator.taken
    told = json.loads(body)
    assert headers["authorization"] == "Bearer s3cret"
    assert told["mobile"] == "+862712345678"
    assert "Well 1" in told["words"]
    assert "橙色" in told["words"]
    with town.session() as session:
        row = reading.one(session, SITE, 1, Scope((WHOLE,)))
        [receipt] = reading.receipts(session, SITE, row)
    assert (receipt.endpoint, receipt.kind, receipt.act, receipt.state) == (
        "floor", "sms", "alarm.raised", "delivered",
    )  # fmt: skip
    assert receipt.at is not None


def test_what_the_gateway_refuses_waits_and_comes_in_order(town, operator, tmp_path):
    senders = {"sms": SmsSender(gateway(tmp_path, operator, content="form"), INSIDE)}
    operator.answer = {"code": "BUSY"}
    put(town, claims((0, "gas", "w1", "raised", "blue")))
    put(town, claims((1, "gas", "w1", "updated", "red")))
    assert deliver(town, senders).counts == (0, 1, 0)
    # The second of the same alarm waits for the first.
    assert deliver(town, senders).counts == (0, 0, 0)
    operator.answer = {"code": "OK"}
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert deliver(town, senders, later).counts == (1, 0, 0)
    assert deliver(town, senders, later).counts == (1, 0, 0)
    ids = [body.rpartition("outId=")[2] for _, body in operator.taken]
    assert ids[0] == ids[1] != ids[2]
    with town.session() as session:
        assert {each.state for each in session.scalars(select(Delivery))} == {"delivered"}


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("fields = {}", "url"),
        ('url = "ftp://x"\nfields = {}', "http"),
        ('url = "http://x"\nfields = { a = "${NO_SUCH}" }', "NO_SUCH"),
        ("url =", "gateway.toml"),
    ],
    ids=["no url", "no web address", "no variable", "no toml"],
)
def test_a_gateway_that_is_none_is_refused_in_words(tmp_path, text, match):
    (tmp_path / "gateway.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=match):
        Gateway.read(tmp_path / "gateway.toml", {})


def test_an_endpoint_without_topics_hears_of_nothing_but_what_names_it(town, operator, tmp_path):
    senders = {"sms": SmsSender(gateway(tmp_path, operator), INSIDE)}
    put(town, claims((0, "gas", "w2", "raised", "orange")))
    with change(town, CAUSE) as made:
        handle(made, SITE, 1, Handling("note", "duty_officer@town", note='"notify": [1]'), NOW)
    assert deliver(town, senders).counts == (0, 0, 0)
    assert operator.taken == []
