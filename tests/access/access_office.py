"""A small office: some people and what they may do, in both databases."""

from collections.abc import Callable
from dataclasses import dataclass

from anlan.access import accounts, signin
from anlan.access.gate import Gate
from anlan.access.principal import Principal
from anlan.access.signin import Opened
from anlan.model.cause import Cause
from anlan.store.accounts import Account, Grant
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.keys import Keyring

CAUSE = Cause("local:ann", origin="a test")
GOOD = "seven rivers carry quiet lanterns"


@dataclass
class Office:
    """The database with its gate, and how to bring people in."""

    database: Database
    keyring: Keyring
    gate: Gate

    def add(self, login: str, *grants: Grant) -> tuple[int, str]:
        """Add somebody; return number and one-time password."""
        first = accounts.OneTime.new()
        with change(self.database, CAUSE) as made:
            account = accounts.add(made, login, login.title(), first)
            for grant in grants:
                accounts.give(made, account, grant)
            return account.id, first.password

    def enter(self, login: str, password: str) -> Opened:
        """Sign in."""
        return signin.sign_in(self.database, login, password, "10.0.0.7")

    def settled(self, login: str, *grants: Grant) -> tuple[Opened, Principal]:
        """Add somebody who has signed in and chosen a password."""
        _, first = self.add(login, *grants)
        person = self.person(self.enter(login, first))
        opened = signin.new_password(self.database, person, first, GOOD, "10.0.0.7")
        return opened, self.person(opened)

    def person(self, opened: Opened) -> Principal:
        """Return who a session is."""
        found = self.gate.by_session(opened.secret)
        assert found is not None
        return found

    def alter(self, number: int, how: Callable[[Change, Account], object]) -> None:
        """Change an account."""
        with change(self.database, CAUSE) as made:
            how(made, accounts.one(made, number))
