"""What must be told is told: in order, signed, again after failures, and never to a host inside."""

import base64
import hashlib
import hmac
import ipaddress
import json
import random
import socket
import threading
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.outbox.deliver import Outcome, RefusedError, deliver
from anlan.store.outbox.email import EmailSender, Post
from anlan.store.outbox.queue import add_endpoint, page, replay
from anlan.store.outbox.settings import settings
from anlan.store.outbox.tables import DEAD, DELIVERED, Delivery
from anlan.store.outbox.webhook import WebhookSender, address
from anlan.store.outside import InsideError, permitted
from anlan.store.verify import verify
from support.receiver import Receiver

ANN = Cause("local:ann")
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
ONE = replace(settings(), lines=1, host_lines=1)
"""One at a time, so that a host's answers are those to the messages in their order."""
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def happen(database: Database, subject: str, number: int, topic: str = "batch.closed") -> None:
    with change(database, ANN) as made:
        made.record(subject, topic, after={"n": number})


def subscribe(database: Database, url: str, *topics: str, name: str = "duty") -> int:
    return added(database, name, "webhook", url, list(topics or ["batch.*"]))


def added(database: Database, name: str, kind: Any, to: str, topics: list[str]) -> int:
    with change(database, ANN) as made:
        return add_endpoint(made, name, kind, to, topics, "s3cret")


def round_(database: Database, now: datetime) -> Outcome:
    return deliver(database, {"webhook": WebhookSender(str, LOOPBACK)}, now, ONE)


def later(database: Database) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


def test_a_change_is_told_signed_once(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver.url)
    happen(database, "batch:town/1", 7)
    now = later(database)
    assert round_(database, now) == Outcome(delivered=1)
    assert round_(database, now) == Outcome()
    ((headers, body),) = receiver.got
    assert json.loads(body)["data"] == {"subject": "batch:town/1", "n": 7, "entry": 2}
    assert json.loads(body)["type"] == "batch.closed"
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(b"s3cret", text, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert verify(database).fault is None


def test_only_what_an_endpoint_wants_is_told_and_only_what_was_committed(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database, receiver.url, "case.*", "batch.closed")
    for topic in ("case.opened", "batch.opened", "batch.closed", "casework.opened"):
        happen(database, f"thing:{topic}", 1, topic)
    with pytest.raises(ZeroDivisionError), change(database, ANN) as made:
        made.record("thing:1", "case.lost")
        raise ZeroDivisionError
    round_(database, later(database))
    assert [each["type"] for each in receiver.bodies()] == ["case.opened", "batch.closed"]


def test_a_refused_message_holds_up_its_subject_but_no_other(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database, receiver.url)
    for subject, number in (("a", 1), ("a", 2), ("b", 1)):
        happen(database, subject, number)
    receiver.answers = [503]
    now = later(database)
    assert round_(database, now) == Outcome(delivered=1, refused=1)
    assert round_(database, now) == Outcome(), "not before its wait is over"
    now += timedelta(seconds=settings().waits[0] * 2)
    assert round_(database, now).delivered == 1
    assert round_(database, now).delivered == 1
    told = [(each["data"]["subject"], each["data"]["n"]) for each in receiver.bodies()]
    assert told == [("a", 1), ("b", 1), ("a", 1), ("a", 2)]
    assert receiver.got[0][0]["webhook-id"] == receiver.got[2][0]["webhook-id"]


def test_any_pattern_of_failures_keeps_the_order_and_loses_nothing(
    database: Database, receiver: Receiver
) -> None:
    chance = random.Random(7)  # noqa: S311
    subscribe(database, receiver.url)
    for number in range(40):
        happen(database, f"s{chance.randrange(3)}", number)
    receiver.answers = [chance.choice([204, 500, 404]) for _ in range(60)]
    now, answers = later(database), list(receiver.answers)
    for _ in range(400):
        round_(database, now)
        now += timedelta(hours=1)
    taken: dict[object, list[object]] = defaultdict(list)
    statuses = answers + [204] * len(receiver.got)
    for status, each in zip(statuses, receiver.bodies(), strict=False):
        if status == 204:
            taken[each["data"]["subject"]].append(each["data"]["n"])
    assert all(numbers == sorted(numbers) for numbers in taken.values())
    assert sorted(chain.from_iterable(taken.values())) == list(range(40))


def test_after_the_last_attempt_it_is_dead_until_replayed(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database, receiver.url)
    happen(database, "a", 1)
    happen(database, "a", 2)
    receiver.answers = [500] * (len(settings().waits) + 1)
    now = later(database)
    for _ in receiver.answers[:]:
        outcome = round_(database, now)
        now += timedelta(days=2)
    assert outcome == Outcome(dead=1)
    (given_up,) = page(database, (DEAD,))
    assert "500" in given_up.error
    assert round_(database, now).delivered == 1, "the next of the subject is not held up for ever"
    with change(database, ANN) as made:
        assert replay(made, [given_up.id, 999]) == 1
    assert round_(database, datetime.now(UTC) + timedelta(days=99)).delivered == 1
    assert page(database, (DEAD,)) == []


def test_a_worker_that_dies_leaves_its_work_to_the_next(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database, receiver.url)
    happen(database, "a", 1)
    now = later(database)

    class Dies:
        def send(self, delivery: Delivery, now: datetime) -> None:
            raise SystemExit

    with pytest.raises(SystemExit):
        deliver(database, {"webhook": Dies()}, now)
    assert round_(database, now) == Outcome(), "leased to the one that died"
    now += timedelta(seconds=settings().lease_seconds + 1)
    assert round_(database, now) == Outcome(delivered=1)


def test_two_workers_share_the_work(database: Database, receiver: Receiver) -> None:
    subscribe(database, receiver.url)
    for number in range(30):
        happen(database, f"s{number}", number)
    now, counts = later(database), []
    workers = [
        threading.Thread(target=lambda: counts.append(round_(database, now).delivered))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == 30
    assert len(receiver.got) == 30


def test_a_host_that_is_away_and_an_unknown_kind_are_refusals(database: Database) -> None:
    subscribe(database, "http://127.0.0.1:9/hook")
    added(database, "fax", "fax", "1", ["batch.*"])
    happen(database, "a", 1)
    assert round_(database, later(database)) == Outcome(refused=2)
    with database.session() as session:
        errors = session.scalars(select(Delivery.error).order_by(Delivery.id)).all()
    assert "127.0.0.1" in errors[0]
    assert "fax" in errors[1]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/",
        "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data", "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/",
        "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/", "http://100.64.0.1/",
    ],
)  # fmt: skip
def test_hosts_inside_are_never_told(url: str) -> None:
    with pytest.raises(InsideError):
        permitted(httpx.URL(url).host, 443)


@pytest.mark.parametrize("text", ["file:///etc/passwd", "ftp://a/b", "http://", "http://u:p@h/"])
def test_addresses_that_are_no_webhook_are_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        address(text)


def test_a_name_of_an_endpoint_is_given_once(database: Database) -> None:
    subscribe(database, "https://example.org/")
    with pytest.raises(StoreError, match="duty"):
        subscribe(database, "https://example.org/")


class Mailbox:
    """Keeps what a real mail server was handed."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def test_a_change_is_told_by_mail(database: Database) -> None:
    box = Mailbox()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    mail = Controller(box, hostname="127.0.0.1", port=port)
    mail.start()
    try:
        post = Post.at(f"smtp://127.0.0.1:{port}", "anlan@city.example")
        added(database, "office", "email", "duty@city.example", ["batch.*"])
        with change(database, ANN) as made:
            subject = "batch:江城/1\r\nBcc: x@y.example"
            made.record(subject, "batch.opened", after={"file": "a.csv"})
        now = later(database)
        assert deliver(database, {"email": EmailSender(post, "zh")}, now) == Outcome(delivered=1)
    finally:
        mail.stop()
    ((receivers, content),) = box.letters
    assert receivers == ["duty@city.example"]
    assert b"\nBcc:" not in content.partition(b"\r\n\r\n")[0]
    with database.session() as session:
        assert session.scalars(select(Delivery.state)).one() == DELIVERED
