"""A served town with alarms, and people of several posts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from alarms_desk import CAUSE, SITE, claims, things
from alarms_town import pack_in

from anlan.store.accounts import Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.watch.alarms import apply
from support.people import People
from support.serving import serving

CITY = "town"
ALARMS = f"/api/cities/{CITY}/watch/alarms"
PEOPLE = {
    "officer": ("duty_officer", ""),
    "first": ("street_operator", "town/01/03"),
    "west": ("street_operator", "town/02"),
    "reader": ("auditor", ""),
}


@dataclass(frozen=True)
class Hall:
    """The server and its people."""

    url: str
    home: Path
    tokens: dict[str, str]

    def ask(self, who: str, method: str, path: str = "", **more: Any) -> httpx.Response:
        """Ask for something of the alarms."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | more.pop("headers", {})
        if method == "POST":
            headers.setdefault("Idempotency-Key", uuid4().hex)
        return httpx.request(method, self.url + ALARMS + path, headers=headers, timeout=30, **more)

    def get(self, who: str, path: str = "", **params: Any) -> Any:
        """Return what an answer holds."""
        answer = self.ask(who, "GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, who: str, number: int, act: str, **more: Any) -> httpx.Response:
        """Do an act on the version that stands."""
        version = self.get("officer", f"/{number}")["version"]
        return self.ask(
            who, "POST", f"/{number}/acts", json={"act": act} | more,
            headers={"If-Match": f'"v{version}"'},
        )  # fmt: skip

    def put(self, *each: Any, at: Any) -> list[int]:
        """Apply claims, given in seconds after a moment."""
        batch = claims(*each, begin=at)
        with self.database() as database, change(database, CAUSE) as made:
            return list(apply(made, SITE, batch, at).raised)

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database behind the server."""
        database = Database.in_folder(self.home)
        try:
            yield database
        finally:
            database.close()


@contextmanager
def opened(root: Path) -> Iterator[Hall]:
    """Serve the town, with one person of each post."""
    pack, home = pack_in(root), root / "home"
    home.mkdir()
    people, tokens = People(home), {}
    for login, (role, division) in PEOPLE.items():
        grant = Grant(role=role, city=CITY, division=division, department="")
        tokens[login] = people.token(people.add(login, grant))
    tokens["nobody"] = people.token(people.add("nobody"))
    database = Database.in_folder(home)
    things(database)
    database.close()
    with serving() as start:
        yield Hall(start(home, [str(pack)], "sign-in"), home, tokens)
