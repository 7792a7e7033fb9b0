"""``anlan risk notice``: tell, end and list what moves all risk points of an area."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from anlan.cli import options
from anlan.cli.app import common, words
from anlan.cli.work import columns, work
from anlan.model.errors import RegisterError
from anlan.risk.living import rules
from anlan.risk.register import notices
from anlan.risk.register.notices import Around, Notice
from anlan.risk.register.renewing import renew_all
from anlan.risk.register.room import RegisterRoom
from anlan.risk.register.sourced import tell_records
from anlan.store.change import change

group = typer.Typer(help=words("risk.notice.help"), no_args_is_help=True)
Key = Annotated[str, typer.Argument(help=words("option.notice_key"))]


@group.command(help=words("risk.notice.tell.help"))
def tell(
    city: options.City,
    key: Key,
    modifier: Annotated[str, typer.Option(help=words("option.notice_modifier"))],
    title: Annotated[str, typer.Option(help=words("option.notice_title"))],
    since: Annotated[str, typer.Option(help=words("option.notice_since"))] = "",
    until: Annotated[str, typer.Option(help=words("option.notice_until"))] = "",
    division: Annotated[
        list[str] | None, typer.Option(help=words("option.notice_division"))
    ] = None,
    near: Annotated[str, typer.Option(help=words("option.notice_near"))] = "",
    asset: Annotated[list[str] | None, typer.Option(help=words("option.notice_asset"))] = None,
) -> None:
    """Tell all risk points of an area of a warning, an event, works or an outage."""
    here, at_ = common(), datetime.now(UTC)
    notice = Notice(
        key,
        modifier,
        title,
        _moment(since) if since else at_,
        _moment(until) if until else None,
        tuple(division or ()),
        _around(near) if near else None,
        tuple(asset or ()),
    )
    with work(city) as at:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        placed = notices.placed(room, notice)
        with change(at.workspace.database, here.cause) as made:
            told = notices.tell(made, room, placed, at_)
        changed = renew_all(at.workspace.database, here.cause, room, told.touched, at_)
    if told.fresh:
        here.tell("risk.notice", points=told.points, changed=len(changed))
    else:
        here.tell("risk.notice_same", points=told.points)


@group.command(help=words("risk.notice.end.help"))
def end(
    city: options.City,
    key: Key,
    void: Annotated[bool, typer.Option("--void", help=words("option.notice_void"))] = False,
) -> None:
    """End a notice now."""
    here, at_ = common(), datetime.now(UTC)
    with work(city) as at:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        with change(at.workspace.database, here.cause) as made:
            touched = notices.end(made, room, key, at_, void=void).touched
        changed = renew_all(at.workspace.database, here.cause, room, touched, at_)
    here.tell("risk.notice_ended", changed=len(changed))


@group.command("from-sources", help=words("risk.notice.sources.help"))
def from_sources(city: options.City) -> None:
    """Tell the departments' records that are notices; a server does so each hour."""
    here = common()
    with work(city) as at:
        room = RegisterRoom.of(at.pack.city, at.pack.divisions(at.workspace.layers))
        fresh, changed = tell_records(at.workspace, room, here.cause, datetime.now(UTC))
    here.tell("risk.notice_sources", n=fresh, changed=len(changed))


@group.command("list", help=words("risk.notice.list.help"))
def listing(city: options.City) -> None:
    """List the notices that hold or are to come."""
    here = common()
    table = columns(here, "key", "kind", "title", "since", "until", "points")
    with work(city) as at, at.workspace.database.session() as session:
        for each in notices.standing(session, city, datetime.now(UTC)):
            name = rules().of(each.modifier).name.of(here.lang)
            until = f"{each.until:%Y-%m-%d %H:%M}" if each.until else ""
            began = f"{each.since:%Y-%m-%d %H:%M}"
            table.add_row(each.key, name, each.title, began, until, f"{each.points:,}")
    here.console.print(table)


def _moment(text: str) -> datetime:
    """Return a moment.

    Raises:
        RegisterError: it is none, or has no zone.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise RegisterError("error.notice.moment", found=text) from error
    if found.tzinfo is None:
        raise RegisterError("error.notice.moment", found=text)
    return found.astimezone(UTC)


def _around(text: str) -> Around:
    """Return a place with metres around it.

    Raises:
        RegisterError: it is none.
    """
    try:
        lon, lat, metres = (float(each) for each in text.split(","))
    except ValueError as error:
        raise RegisterError("error.notice.near", found=text) from error
    return Around(lon, lat, metres)
