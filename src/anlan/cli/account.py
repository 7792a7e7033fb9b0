"""``anlan account``: the accounts, from the machine itself."""

from typing import Annotated

import typer
from sqlalchemy import select

from anlan import cities
from anlan.access import accounts
from anlan.access.roles import RoleBook
from anlan.cli import options
from anlan.cli.app import Common, app, common, words
from anlan.cli.serve import with_workspace
from anlan.cli.work import columns, database
from anlan.model.errors import AccessError
from anlan.model.permission import EVERYWHERE
from anlan.store.accounts import Account, Grant
from anlan.store.change import Change, change
from anlan.words import say

group = typer.Typer(help=words("account.help"), no_args_is_help=True)
app.add_typer(group, name="account")
Login = Annotated[str, typer.Argument(help=words("option.login"))]
Role = Annotated[str, typer.Argument(help=words("option.role"))]
Place = Annotated[str, typer.Option("--in", help=words("option.in_city"))]
Division = Annotated[str, typer.Option(help=words("option.division"))]
Department = Annotated[str, typer.Option(help=words("option.department"))]


@group.command("list", help=words("account.list.help"))
def list_accounts(limit: options.Limit = 100) -> None:
    """Show accounts with their roles."""
    here = common()
    table = columns(here, "id", "login", "name", "state", "roles")
    with database() as at, at.session() as session:
        query = select(Account).order_by(Account.id).limit(limit)
        for each in session.scalars(query):
            roles = "; ".join(_said(grant) for grant in each.grants)
            table.add_row(str(each.id), each.login, each.name, _state(here, each), roles)
    here.console.print(table)


@group.command(help=words("account.add.help"))
def add(login: Login, name: Annotated[str, typer.Option(help=words("option.name"))] = "") -> None:
    """Add an account; its one-time password is shown this once."""
    here, first = common(), accounts.OneTime.new()
    with database() as at, change(at, here.cause) as made:
        accounts.add(made, login, name, first)
    here.tell("one_time", login=login, password=first.password)


@group.command(help=words("account.reset.help"))
def reset(
    login: Login,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help=words("option.second_factor"))
    ] = False,
) -> None:
    """Set a new one-time password."""
    here, anew = common(), accounts.OneTime.new()
    with database() as at, change(at, here.cause) as made:
        accounts.reset(made, _account(made, login), anew, second_factor=second_factor)
    here.tell("one_time", login=login, password=anew.password)


@group.command(help=words("account.close.help"))
def close(login: Login) -> None:
    """Close an account: its sessions and tokens end at once."""
    _alter(login, active=False)


@group.command("open", help=words("account.open.help"))
def open_again(login: Login) -> None:
    """Open a closed account again."""
    _alter(login, active=True)


@group.command(help=words("account.give.help"))
def give(
    login: Login,
    role: Role,
    in_city: Place = EVERYWHERE,
    division: Division = "",
    department: Department = "",
) -> None:
    """Give a role."""
    here = common()
    grant = _grant(role, in_city, division, department)
    with database() as at, change(at, here.cause) as made:
        accounts.give(made, _account(made, login), grant)
    here.tell("given", login=login, role=_said(grant))


@group.command(help=words("account.take.help"))
def take(
    login: Login,
    role: Role,
    in_city: Place = EVERYWHERE,
    division: Division = "",
    department: Department = "",
) -> None:
    """Take a role away."""
    here = common()
    wanted = _said(_grant(role, in_city, division, department))
    with database() as at, change(at, here.cause) as made:
        account = _account(made, login)
        held = next((each for each in account.grants if _said(each) == wanted), None)
        if held is None:
            raise AccessError("error.access.not_held", login=login, role=wanted)
        accounts.take(made, account, held)
    here.tell("taken", login=login, role=wanted)


@group.command(help=words("account.tie.help"))
def tie(
    login: Login,
    issuer: Annotated[str, typer.Option(help=words("option.issuer"))] = "",
    subject: Annotated[str, typer.Option(help=words("option.subject_oidc"))] = "",
) -> None:
    """Tie an account to a person at a provider, or untie it."""
    here = common()
    with database() as at, change(at, here.cause) as made:
        accounts.tie(made, _account(made, login), issuer, subject)
    here.tell("tied", login=login, issuer=issuer or "—")


def _alter(login: str, *, active: bool) -> None:
    here = common()
    with database() as at, change(at, here.cause) as made:
        accounts.alter(made, _account(made, login), None, active)
    here.tell("opened" if active else "closed", login=login)


def _account(made: Change, login: str) -> Account:
    found = made.session.scalar(select(Account).where(Account.login == login.casefold()))
    if found is None:
        raise AccessError("error.access.no_login", login=login)
    return accounts.one(made, found.id)


def _grant(role: str, city: str, division: str, department: str) -> Grant:
    """Return a grant, checked against the pack that is named or those that have a workspace."""
    here = common()
    names = [city] if city != EVERYWHERE else with_workspace(here.home)
    packs = [cities.load(name) for name in names]
    if city != EVERYWHERE:
        [pack] = packs
        city = pack.city.name
        tree = pack.divisions(here.home / city / "layers")
        division = accounts.division_path(pack.city, tree.paths, division)
        accounts.check_department(pack.city, department)
    grant = Grant(role=role, city=city, division=division, department=department)
    book = RoleBook.of(pack.city for pack in packs)
    accounts.check_grant(book, grant, [pack.city.name for pack in packs])
    return grant


def _said(grant: Grant) -> str:
    place = " / ".join(filter(None, (grant.city, grant.division, grant.department)))
    return f"{grant.role} ({place})"


def _state(here: Common, account: Account) -> str:
    if not account.active:
        return say("cli.account.state.closed", here.lang)
    key = "one_time" if account.must_change else "open"
    return say(f"cli.account.state.{key}", here.lang)
