"""Accounts for tests of the console: added for real, with an open session where one is wanted."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from anlan.access import accounts, signin
from anlan.access.secrets import hashed
from anlan.store.accounts import Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.outbox import queue
from anlan.store.outbox.tables import DEAD, Delivery
from support.people import CAUSE, PASSWORD


@dataclass(frozen=True)
class Member:
    """An account, and the password that it is entered by."""

    number: int
    login: str
    password: str


class Members:
    """Adds accounts in the database of a home.

    Args:
        home: where the server under test keeps its accounts.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._database = Database.in_folder(home)
        self._hash = hashed(PASSWORD)
        self._numbers = count(1)

    def add(
        self,
        role: str = "",
        city: str = "*",
        division: str = "",
        name: str = "Lin Wei",
        department: str = "",
    ) -> Member:
        """Add an account with its own password and, if one is named, a role."""
        login = f"{role or 'nobody'}{next(self._numbers)}"
        with change(self._database, CAUSE) as made:
            first = accounts.OneTime(PASSWORD, self._hash)
            account = accounts.add(made, login, name, first)
            account.must_change, account.password_until = False, None
            if role:
                accounts.give(
                    made,
                    account,
                    Grant(role=role, city=city, division=division, department=department),
                )
            return Member(account.id, login, PASSWORD)

    def newcomer(self, role: str = "", city: str = "*") -> Member:
        """Add an account that is entered by a one-time password."""
        member, first = self.add(role, city), accounts.OneTime.new()
        with change(self._database, CAUSE) as made:
            accounts.reset(made, accounts.one(made, member.number), first)
        return Member(member.number, member.login, first.password)

    def session(self, member: Member) -> str:
        """Open a session; return what its cookie holds."""
        with change(self._database, CAUSE) as made:
            account = accounts.one(made, member.number)
            return signin.open_for(made, account, "127.0.0.1 test").secret

    def version(self, member: Member) -> int:
        """Return how often the account was changed."""
        with change(self._database, CAUSE) as made:
            return accounts.one(made, member.number).version

    def dead_letter(self, endpoint: str, subject: str) -> None:
        """Leave a message to an endpoint that was given up after its last attempt."""
        with change(self._database, CAUSE) as made:
            hook = ("webhook", "https://example.org/hook", ["batch.*"], "sealed")
            number = queue.add_endpoint(made, endpoint, *hook)
            given_up = Delivery(
                endpoint_id=number,
                seq=1,
                subject=subject,
                state=DEAD,
                attempts=12,
                next_at=datetime.now(UTC),
                error="status 503",
            )
            made.session.add(given_up)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
