"""A city that warns its people, behind the console: a flood on the desk, residents, drafts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import httpx
from console_town import HOME
from console_watch import Watch
from cryptography import x509
from lxml import etree

from anlan import cap, cities
from anlan.access import accounts
from anlan.alerts import drafts, publish, rows
from anlan.alerts.form import Form
from anlan.alerts.message import desk_of
from anlan.cap.signing import verify
from anlan.model.cause import Cause
from anlan.store.accounts import Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.risk import RiskGround
from anlan.store.risk.tables import ALL_DAY
from support.members import Member, Members
from support.people import CAUSE

PEOPLE = 4_000
SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[3] / "shared"))
XSD = SHARED / "standards" / "CAP-v1.2.xsd"


class AlertTown:
    """The demo's city in a home, as those see it who warn its people."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._watch = Watch(home)
        self._watch.wells(3, "flood", ["water_level"])
        pack = cities.load(HOME)
        self.desk = desk_of(pack.city, pack.divisions(home / HOME / "layers"))

    def flood(self, at: int = 0) -> int:
        """Let water stand at a well; return the alarm's number."""
        told = {"rule": "waterlogging", "object": f"flood-{at}", "colour": "orange", "value": 0.62}
        return self._watch.claim(told).raised[0]

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count people in the community of the first well, for as long as it is asked for."""
        path = self._watch.grids[0].path.rpartition("/")[0]
        row = RiskGround(
            city=HOME, division=path, hour=ALL_DAY, people=PEOPLE, premises=None, vulnerable=None
        )
        with self._changing() as session:
            session.add(row)
            session.flush()
            number = row.id
        yield
        with self._changing() as session:
            session.delete(session.get_one(RiskGround, number))

    def form(self, **changed: Any) -> dict[str, Any]:
        """Return a form that can be published, of an exercise in a community."""
        place = self._watch.grids[0]
        told: dict[str, Any] = {
            "template": "urban_flood",
            "status": "Exercise",
            "colour": "yellow",
            "area": {"circles": [{"lon": place.lon, "lat": place.lat, "metres": 400}]},
            "expires": datetime.now(UTC) + timedelta(hours=6),
        }
        return told | changed

    def draft(self, by: Member, *, offered: bool = True, **changed: Any) -> int:
        """Compose a draft as somebody; return its number."""
        database, now = Database.in_folder(self._home), datetime.now(UTC)
        form = Form.model_validate(self.form(**changed))
        with change(database, Cause(f"account:{by.number}")) as made:
            number = drafts.compose(made, self.desk, form, now, offered=offered).id
        database.close()
        return number

    def changed(self, draft: int, by: Member, **changed: Any) -> None:
        """Change a draft as somebody, and offer it again."""
        database, now = Database.in_folder(self._home), datetime.now(UTC)
        form = Form.model_validate(self.form(**changed))
        with change(database, Cause(f"account:{by.number}")) as made:
            version = rows.draft(made.session, HOME, draft).version
            drafts.edit(made, self.desk, draft, version, form, now, offered=True)
        database.close()

    def form_of(self, draft: int) -> Form:
        """Return a draft's form as it is kept."""
        database = Database.in_folder(self._home)
        with database.session() as session:
            found = Form.model_validate(rows.draft(session, HOME, draft).form)
        database.close()
        return found

    def event(self, first: Member, second: Member, **changed: Any) -> int:
        """Publish what somebody composed and somebody else approved; return its number."""
        number, now = self.draft(first, **changed), datetime.now(UTC)
        database = Database.in_folder(self._home)
        with change(database, Cause(f"account:{second.number}")) as made:
            seen = rows.draft(made.session, HOME, number).digest
            ring = Keyring.of(self._home)
            told = publish.approve(made, self.desk, number, seen, ring, now).number
        database.close()
        return told

    @contextmanager
    def _changing(self) -> Iterator[Any]:
        database = Database.in_folder(self._home)
        with change(database, CAUSE) as made:
            yield made.session
        database.close()


def give(members: Members, member: Member, role: str) -> Member:
    """Give an account one more role everywhere."""
    database = Database.in_folder(members.home)
    with change(database, CAUSE) as made:
        grant = Grant(role=role, city="*", division="", department="")
        accounts.give(made, accounts.one(made, member.number), grant)
    database.close()
    return member


def feed(url: str, lang: str = "en", status: str = "actual") -> list[dict[str, Any]]:
    """Return the entries of a public feed, read by a reader that isn't ours; each is checked."""
    path = f"{url}/api/public/cities/{HOME}/alerts"
    answer = httpx.get(f"{path}/feeds/{status}.{lang}.atom")
    assert answer.status_code == 200
    assert cap.read_feed(answer.content).valid
    pem = x509.load_pem_x509_certificates(httpx.get(f"{path}/certificates.pem").content)
    entries: list[dict[str, Any]] = feedparser.parse(answer.content).entries
    for each in entries:
        link = each["links"][0]["href"]
        document = httpx.get(urljoin(url, link)).content
        assert verify(document, pem, datetime.now(UTC)).alert.identifier in link
        if XSD.is_file():
            etree.XMLSchema(etree.parse(XSD)).assertValid(etree.fromstring(document))
    return entries
