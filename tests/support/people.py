"""People with accounts, for tests that sign in for real."""

from dataclasses import dataclass
from pathlib import Path

import httpx

from anlan.access import accounts, signin, tokens
from anlan.access.gate import Gate
from anlan.access.roles import RoleBook
from anlan.model.cause import Cause
from anlan.model.permission import PERMISSIONS
from anlan.store.accounts import Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare

PASSWORD = "seven rivers carry quiet lanterns"  # noqa: S105 - of nobody
CAUSE = Cause("local:test", origin="a test")


@dataclass(frozen=True)
class People:
    """The accounts of the installation in ``home``."""

    home: Path

    def add(self, login: str, *grants: Grant) -> int:
        """Add somebody who has chosen ``PASSWORD``; return the account's number."""
        database = Database.in_folder(self.home)
        prepare(database)
        gate = Gate(database, RoleBook({}))
        first = accounts.OneTime.new()
        with change(database, CAUSE) as made:
            account = accounts.add(made, login, login.title(), first)
            for grant in grants:
                accounts.give(made, account, grant)
        opened = signin.sign_in(database, login, first.password, "-")
        person = gate.by_session(opened.secret)
        assert person is not None
        signin.new_password(database, person, first.password, PASSWORD, "-")
        gate.close()
        database.close()
        return account.id

    def token(self, account: int, *scopes: str) -> str:
        """Return a new token's secret; it may all that the account may, unless scopes are named."""
        database = Database.in_folder(self.home)
        with change(database, CAUSE) as made:
            _, secret = tokens.add(made, account, "test", list(scopes or PERMISSIONS), 1)
        database.close()
        return secret


def signed_in(client: httpx.Client, login: str, password: str = PASSWORD) -> httpx.Client:
    """Sign in by HTTP; the client then carries cookie and CSRF token."""
    answer = client.post("/api/session", json={"login": login, "password": password})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return client
