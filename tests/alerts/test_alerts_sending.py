"""A published message goes to whom it is for: once, whoever dies; an exercise to nobody actual."""

import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from alerts_desk import ANN, CITY, NOW, RING, approve, cancel, compose, desk, form, published
from sqlalchemy import insert, select

from anlan import cap
from anlan.alerts import channels
from anlan.alerts.channels import NewChannel
from anlan.alerts.form import AreaForm
from anlan.alerts.sending import hand_out, senders
from anlan.model.errors import StoreError
from anlan.store.alerts import AlertChannel, AlertRow, AlertSending
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.outbox.deliver import Outcome, RefusedError, deliver
from anlan.store.outbox.email import Post
from anlan.store.outbox.queue import add_endpoint
from anlan.store.outbox.settings import settings
from anlan.store.outbox.sms import Gateway, SmsSender
from anlan.store.outbox.tables import Delivery
from anlan.store.outbox.webhook import WebhookSender
from support.receiver import Receiver

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
KILLED = Path(__file__).parent / "alerts_killed.py"


def add(database: Database, *given: NewChannel) -> list[AlertChannel]:
    with change(database, ANN) as made:
        return [row for row, _ in channels.add(made, CITY, given, RING, NOW)]


def hook(name: str, url: str, status: Any = "Actual", division: str = "") -> NewChannel:
    return NewChannel(name, "webhook", status, url, "en", division)


def send(database: Database, now: datetime = NOW, post: Post | None = None) -> Outcome:
    hand_out(database, now)
    sender = WebhookSender(RING.open, LOOPBACK)
    chosen = {"webhook": sender, **senders(database, sender, post, "https://city.example")}
    return deliver(database, chosen, now)


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [each["data"] for each in receiver.bodies()]  # type: ignore[misc]


def test_a_subscriber_gets_the_signed_message_once(database: Database, receiver: Receiver) -> None:
    add(database, hook("a", receiver.url))
    row = published(database, desk())
    assert send(database).delivered == 1
    assert send(database) == Outcome()
    (got,) = told(receiver)
    assert got["cap"] == row.document
    assert cap.parse(str(got["cap"]).encode()).identifier == got["id"] == row.identifier
    assert receiver.bodies()[0]["type"] == "alert.published"
    with database.session() as session:
        row = session.get_one(AlertRow, row.id)
        ((_, receipt),) = channels.receipts(session, row, 0, 10)
    assert (receipt.state, receipt.at) == ("delivered", NOW)


def test_only_those_whose_part_it_concerns_are_told_and_then_of_all_that_follows(
    database: Database, receiver: Receiver
) -> None:
    at, west, east = desk(), f"{CITY}/420101", f"{CITY}/420102"
    street = f"{west}/420101001"
    for name, place in (("west", west), ("east", east), ("street", street), ("all", "")):
        add(database, hook(name, f"{receiver.url}/{name}", division=place))
    first = published(database, at)
    assert send(database).delivered == 3
    elsewhere = form(area=AreaForm(divisions=("420102",)))
    later = NOW + timedelta(minutes=1)
    published(database, at, elsewhere, later, number=first.number)
    assert send(database, later).delivered == 4, "who was told before must know it moved"
    assert cancel(database, at, first.number, later + timedelta(minutes=1)).seq == 3
    assert send(database, later + timedelta(minutes=1)).delivered == 4


@pytest.mark.parametrize("status", ["Exercise", "Test"])
def test_an_exercise_reaches_no_channel_of_actual_alerts(
    database: Database, receiver: Receiver, status: Any
) -> None:
    add(database, hook("actual", f"{receiver.url}/actual"))
    add(database, hook("other", f"{receiver.url}/other", status))
    with change(database, ANN) as made:
        # Somebody who follows the ledger's actual alerts by the outbox hears of none either.
        add_endpoint(made, "x", "webhook", f"{receiver.url}/x", ["alert.*"], RING.seal("s"))
    published(database, desk(), form(status=status))
    assert send(database).delivered == 1
    (body,) = receiver.bodies()
    assert body["type"] == f"alert_{status.lower()}.published"
    assert told(receiver)[0]["status"] == status


def test_the_database_itself_keeps_exercises_from_actual_channels(
    database: Database, receiver: Receiver
) -> None:
    (actual,) = add(database, hook("actual", receiver.url))
    row = published(database, desk(), form(status="Exercise"))
    for status in ("Exercise", "Actual"):
        with pytest.raises(StoreError), database.writing() as session:
            values = {"alert_id": row.id, "channel_id": actual.id, "status": status}
            session.execute(insert(AlertSending).values(**values))
    # Even a delivery that somebody wrote by hand is refused by what sends it.
    hand_out(database, NOW)
    with database.writing() as session:
        entry = session.get_one(AlertRow, row.id).entry
        session.add(Delivery(seq=entry, endpoint_id=actual.endpoint_id, subject="x", next_at=NOW))
    assert send(database) == Outcome(dead=1)
    assert receiver.got == []


def test_what_was_taken_back_is_not_sent_any_more_and_holds_up_nothing(
    database: Database, receiver: Receiver
) -> None:
    at = desk()
    add(database, hook("a", receiver.url))
    first = published(database, at)
    receiver.answers = [503]
    assert send(database).refused == 1
    taken = cancel(database, at, first.number, NOW + timedelta(seconds=1))
    assert send(database, NOW + timedelta(seconds=1)).delivered == 1, "not behind the one refused"
    assert [each["id"] for each in told(receiver)] == [first.identifier, taken.identifier]
    assert send(database, NOW + timedelta(days=1)) == Outcome()


def test_a_host_that_is_away_holds_up_no_other(database: Database, receiver: Receiver) -> None:
    add(database, *(hook(f"gone{n}", "http://127.0.0.1:9/x") for n in range(20)))
    add(database, *(hook(f"here{n}", f"{receiver.url}/{n}") for n in range(20)))
    published(database, desk())
    assert send(database) == Outcome(delivered=20, refused=20)


GATEWAY = """
content = "json"
longest = 20
[fields]
mobile = "{to}"
words = "{text}"
for = "{language} {places}"
where = "{circles}{polygons}"
outId = "{id}"
"""


def test_a_gateway_gets_the_whole_text_and_where_it_is_for(
    database: Database, receiver: Receiver, tmp_path: Path
) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text(f'url = "{receiver.url}"{GATEWAY}', encoding="utf-8")
    add(database, NewChannel("sms", "sms", "Actual", "1069012345", "zh"))
    row = published(database, desk())
    hand_out(database, NOW)
    hook, sms = WebhookSender(RING.open), SmsSender(Gateway.read(file, {}), LOOPBACK)
    assert deliver(database, senders(database, hook, None, "", sms=sms), NOW).delivered == 1
    (got,) = receiver.bodies()
    assert str(got["words"]).startswith("区420101001发生内涝。")
    assert str(got["words"]).endswith("江城市应急管理局"), "longest is for notices only"
    assert (got["mobile"], got["for"]) == ("1069012345", "zh-CN 420101001")
    assert got["where"] == "30.10000,114.05000 0.8"
    assert got["outId"] == f"msg_{entry_of(database, row)}_1"


def entry_of(database: Database, row: AlertRow) -> int | None:
    with database.session() as session:
        return session.get_one(AlertRow, row.id).entry


def test_without_a_gateway_a_short_message_waits_and_says_why(database: Database) -> None:
    add(database, NewChannel("sms", "sms", "Actual", "1069012345", "zh"))
    published(database, desk())
    assert send(database) == Outcome(refused=1)
    with database.session() as session:
        assert "nothing here sends" in session.scalars(select(Delivery.error)).one()


def test_a_short_message_goes_to_a_number(database: Database) -> None:
    with pytest.raises(RefusedError):
        add(database, NewChannel("sms", "sms", "Actual", "https://sms.example/send", "zh"))


def test_a_mail_has_the_document_beside_it(database: Database) -> None:
    got: list[bytes] = []

    class Box:
        async def handle_DATA(self, _s: object, _n: object, envelope: Any) -> str:  # noqa: N802
            got.append(envelope.content)
            return "250 OK"

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = Controller(Box(), hostname="127.0.0.1", port=port)
    server.start()
    add(database, NewChannel("mail", "email", "Exercise", "duty@city.example", "en"))
    row = published(database, desk(), form(status="Exercise"))
    post = Post.at(f"smtp://127.0.0.1:{port}", "anlan@city.example")
    assert send(database, post=post).delivered == 1
    server.stop()
    mail = message_from_bytes(got[0])
    assert str(mail["Subject"]).startswith("EXERCISE ONLY")
    attached = [part for part in mail.walk() if part.get_content_type() == "application/cap+xml"]
    assert attached[0].get_payload(decode=True).decode().strip() == row.document.strip()  # type: ignore[union-attr]


def test_a_retired_channel_hears_nothing_more(database: Database, receiver: Receiver) -> None:
    (row,) = add(database, hook("a", receiver.url))
    with change(database, ANN) as made:
        channels.retire(made, CITY, row.id, NOW)
    published(database, desk())
    assert send(database) == Outcome()


@pytest.mark.parametrize("moment", ["approved", "handed", "claimed"])
def test_killed_between_approval_and_sending_it_is_sent_once(
    url: str, database: Database, receiver: Receiver, moment: str
) -> None:
    add(database, hook("a", receiver.url))
    draft = compose(database, desk(), form())
    environment = os.environ | {"PYTHONPATH": str(KILLED.parent)}
    command = [sys.executable, str(KILLED), url, str(draft.id), moment]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
    later = NOW + timedelta(seconds=settings().lease_seconds + 1)
    assert send(database, later).delivered == 1
    assert send(database, later + timedelta(hours=1)) == Outcome()
    assert len(receiver.got) == 1
    with database.session() as session:
        assert len(session.scalars(select(Delivery)).all()) == 1


def test_many_are_told_at_once(database: Database, receiver: Receiver) -> None:
    """Two hundred in one round, each once, on few connections; alert-publish has ten thousand."""
    add(database, *(hook(f"a{n}", f"{receiver.url}/{n}") for n in range(200)))
    approve(database, desk(), compose(database, desk(), form()))
    assert send(database) == Outcome(delivered=200)
    assert len({json.loads(body)["data"]["id"] for _, body in receiver.got}) == 1
    assert len(receiver.got) == 200
