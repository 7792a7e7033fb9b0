"""A small town with a mailbox, what reads it, and what writes to its residents."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import shapely
from aiosmtpd.controller import Controller

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.flow import Move
from anlan.cases.mail.box import Box
from anlan.cases.mail.intake import Intake
from anlan.cases.mail.letters import Place, ResidentSender
from anlan.cases.public import PublicRoom
from anlan.cases.room import CaseRoom
from anlan.cases.rows import find
from anlan.model.cases import Mailbox
from anlan.model.cause import Cause
from anlan.model.portal import Secret
from anlan.pool.divisions import DivisionTree
from anlan.pool.divisions.division import Division
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.outbox.deliver import Outcome, deliver
from anlan.store.outbox.email import Post
from anlan.store.schema import prepare
from support.imap import USER, Server

CITY, ADDRESS, URL = "jiangcheng", "report@city.example", "https://city.example"
LAMP = (114.3055, 30.5928)
_SHAPE = shapely.box(114.2, 30.5, 114.4, 30.7)
DIVISIONS = (
    Division("990101", "River Bank", "江岸区", "district", "", shape=_SHAPE),
    Division("990101001", "Lamp Street", "灯街道", "street", "990101", shape=_SHAPE),
)


def public_room(mailbox: Mailbox | None) -> PublicRoom:
    pack = cities.load(CITY)
    tree = DivisionTree(pack.city, DIVISIONS, date(2026, 7, 18))
    cases = CaseRoom(pack.city, tree, Clockwork.of(pack.city, pack.finder()))
    door = pack.city.public.model_copy(update={"mailbox": mailbox})
    return PublicRoom(door, pack.city.title, cases)


@dataclass
class Letters:
    """A mail server that keeps what it is given; ``refuses`` are answers to the next recipients."""

    got: list[EmailMessage] = field(default_factory=list)
    refuses: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.refuses:
            return self.refuses.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        made: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.got.append(made)
        return "250 OK"

    def serve(self) -> Controller:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        made = Controller(self, hostname="127.0.0.1", port=port)
        made.start()
        return made


@dataclass
class Office:
    """All of it; ``within`` and ``warns`` are the limits of an address."""

    database: Database
    ring: Callable[[], Keyring]
    server: Server
    smtp: int
    letters: Letters
    within: Callable[[str], bool] = lambda _: True
    warns: Callable[[str], bool] = lambda _: True

    @property
    def post(self) -> Post:
        return Post.at(f"smtp://127.0.0.1:{self.smtp}", "anlan@city.example")

    @property
    def mailbox(self) -> Mailbox:
        secret = Secret(env="CITY_MAILBOX")
        return Mailbox(address=ADDRESS, host="localhost", port=self.server.port, starttls=True,
                       account=USER, password=secret)  # fmt: skip

    @property
    def room(self) -> PublicRoom:
        return public_room(self.mailbox)

    def intake(self) -> Intake:
        return Intake(self.database, self.ring, self.room, self.mailbox, self.post, [],
                      self.within, self.warns)  # fmt: skip

    def sender(self) -> ResidentSender:
        place = Place(CITY, self.room.title, self.room.door)
        made = ResidentSender(self.database, self.ring, self.post, {CITY: place}, URL)
        made.begin()
        return made

    def read(self, *mails: EmailMessage | bytes) -> dict[str, int]:
        """Put mails into the box, have them read; return how many each folder holds then."""
        self.server.put(*(each if isinstance(each, bytes) else each.as_bytes() for each in mails))
        intake = self.intake()
        while intake.look():
            pass
        return self.server.folders()

    def deliver(self, later: timedelta = timedelta(seconds=1)) -> Outcome:
        """Have the outbox tell what is due."""
        sender, now = self.sender(), datetime.now(UTC) + later
        done = [deliver(self.database, {"residents": sender}, now) for _ in range(3)]
        counts = zip(*(each.counts for each in done), strict=True)
        return Outcome(*(sum(each) for each in counts))

    def cases(self) -> list[CaseRow]:
        with self.database.session() as session:
            return list(session.query(CaseRow).order_by(CaseRow.id))

    def move(self, number: str, act: str, who: str, role: str, **fields: str) -> None:
        with change(self.database, Cause(who)) as made:
            row = find(made.session, CITY, number)
            by = Move(act, who, role, datetime.now(UTC), fields=fields)
            self.room.room.move(made, number, by, row.version)


def mail(
    text: str = "路灯不亮，在 30.5928, 114.3055。", subject: str = "灯街道路灯不亮", **heads: str
) -> EmailMessage:
    """Return an honest mail."""
    made = EmailMessage()
    told = {
        "From": "张三 <zhang@people.example>",
        "To": ADDRESS,
        "Message-ID": "<1@people.example>",
    }
    for name, value in (told | {k.replace("_", "-"): v for k, v in heads.items()}).items():
        made[name] = value
    made["Subject"] = subject
    made.set_content(text)
    return made


def killed_before_moving() -> None:
    """Read the mailbox as a worker that is killed once a case is open, before its mail is moved."""
    url, keys, port, certificate, smtp = sys.argv[1:]
    database = Database(url)
    prepare(database)
    server = Server(int(port), Path(certificate))
    office = Office(database, lambda: Keyring.of(Path(keys)), server, int(smtp), Letters())
    Box.move = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
    replace(office).intake().look()


if __name__ == "__main__":
    killed_before_moving()
