"""``anlan alert``: compose, look at, approve, cancel; who is told; what others tell."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from anlan.access.accounts import division_path
from anlan.alerts import channels, drafts, publish, rows, signer
from anlan.alerts.channels import NewChannel
from anlan.alerts.form import Form
from anlan.alerts.inbound.follow import Follower
from anlan.alerts.message import Desk, desk_of
from anlan.alerts.mqtt import Access
from anlan.alerts.preview import phone_texts, read_aloud
from anlan.cities.work import Work
from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import columns, work
from anlan.model.errors import AlertError
from anlan.store.change import change
from anlan.store.keys import Keyring
from anlan.words import say

group = typer.Typer(help=words("alert.help"), no_args_is_help=True)
app.add_typer(group, name="alert")
Draft = Annotated[int, typer.Argument(min=1, help=words("option.alert_draft"))]


class Kind(StrEnum):
    """How a channel is told."""

    webhook = "webhook"
    email = "email"
    sms = "sms"
    mqtt = "mqtt"


class Status(StrEnum):
    """Which alerts a channel hears of."""

    actual = "Actual"
    exercise = "Exercise"
    test = "Test"


@contextmanager
def _at_desk(city: str) -> Iterator[tuple[Work, Desk]]:
    """Open a city's desk of alerts."""
    with work(city) as at:
        yield at, desk_of(at.pack.city, at.pack.divisions(at.workspace.layers))


@group.command("list", help=words("alert.list.help"))
def listed(city: options.City, limit: options.Limit = 20) -> None:
    """Show messages, the newest first, and drafts that wait."""
    here, now = common(), datetime.now(UTC)
    table = columns(here, "alert", "status", "type", "headline", "sent", "state")
    waiting = columns(here, "draft", "status", "type", "composed", "state")
    with work(city) as at, at.workspace.database.session() as session:
        for each in rows.latest(session, city, None, limit):
            state = "in_force" if rows.runs(each, now) else each.ended_how or "told"
            told = (f"{each.number}/{each.seq}", each.status, each.msg_type)
            headline = each.headlines.get(here.lang, each.identifier)
            shown = say(f"alerts.state.{state}", here.lang)
            table.add_row(*told, headline, f"{each.sent_at:%Y-%m-%d %H:%M}", shown)
        for one in rows.drafts(session, city):
            state = say(f"alerts.state.{'offered' if one.offered_at else 'draft'}", here.lang)
            waiting.add_row(str(one.id), one.status, one.msg_type, one.composed_by, state)
    here.console.print(table)
    here.console.print(waiting)


@group.command(help=words("alert.compose.help"))
def compose(
    city: options.City,
    file: Annotated[Path, typer.Argument(help=words("option.alert_form"))],
    offer: Annotated[bool, typer.Option("--offer", help=words("option.alert_offer"))] = False,
    number: Annotated[int | None, typer.Option(help=words("option.alert_number"))] = None,
) -> None:
    """Compose a message of a form; what is wrong with it is told."""
    here, now = common(), datetime.now(UTC)
    try:
        form = Form.model_validate_json(file.read_bytes())
    except OSError as error:
        raise AlertError("error.alerts.form", file=file, reason=error.strerror) from error
    except ValidationError as error:
        wrong = error.errors()[0]
        place = ".".join(map(str, wrong["loc"]))
        raise AlertError(
            "error.alerts.form", file=file, reason=f"{place}: {wrong['msg']}"
        ) from error
    with _at_desk(city) as (at, desk):
        database = at.workspace.database
        with change(database, here.cause) as made:
            row = drafts.compose(made, desk, form, now, offered=offer, number=number)
    here.tell("alert.composed", number=row.id, digest=row.digest)


@group.command(help=words("alert.preview.help"))
def preview(city: options.City, draft: Draft) -> None:
    """Show what people would see and hear, and what is wrong."""
    here, now = common(), datetime.now(UTC)
    with _at_desk(city) as (at, desk), at.workspace.database.session() as session:
        row = rows.draft(session, city, draft)
        found = drafts.reopened(session, desk, row, now)
    for lang in desk.languages:
        for each in phone_texts(desk, found.form, found.area, lang):
            here.console.print(f"{each.way.title.of(here.lang)} ({len(each.text)}/{each.most})")
            here.console.print(each.text)
        here.console.print(read_aloud(desk, found.form, found.area, lang))
    here.console.print(drafts.Problems(found).say(here.lang))
    here.tell("alert.digest", digest=row.digest)


@group.command(help=words("alert.approve.help"))
def approve(
    city: options.City,
    draft: Draft,
    digest: Annotated[str, typer.Argument(help=words("option.alert_digest"))],
) -> None:
    """Approve a message that somebody else composed, and publish it."""
    here, now = common(), datetime.now(UTC)
    with _at_desk(city) as (at, desk):
        ring = Keyring.of(here.home)
        with change(at.workspace.database, here.cause) as made:
            row = publish.approve(made, desk, draft, digest, ring, now)
    here.tell("alert.published", number=row.number, identifier=row.identifier)


@group.command(help=words("alert.cancel.help"))
def cancel(
    city: options.City,
    number: Annotated[int, typer.Argument(min=1, help=words("option.alert_event"))],
    reason: Annotated[str, typer.Argument(help=words("option.alert_reason"))],
) -> None:
    """Take back all that is in force of an alert, at once."""
    here, now = common(), datetime.now(UTC)
    with _at_desk(city) as (at, desk):
        ring = Keyring.of(here.home)
        with change(at.workspace.database, here.cause) as made:
            row = publish.cancel(made, desk, number, reason, ring, now)
    here.tell("alert.published", number=row.number, identifier=row.identifier)


@group.command(help=words("alert.channel.help"))
def channel(
    city: options.City,
    name: Annotated[str, typer.Argument(help=words("option.endpoint"))],
    to: Annotated[str, typer.Option(help=words("option.address"))],
    status: Annotated[Status, typer.Option(help=words("option.alert_status"))],
    kind: Annotated[Kind, typer.Option(help=words("option.endpoint_kind"))] = Kind.webhook,
    division: Annotated[str, typer.Option(help=words("option.alert_division"))] = "",
    login: Annotated[Path | None, typer.Option(help=words("option.alert_login"))] = None,
    ca: Annotated[Path | None, typer.Option(help=words("option.alert_ca"))] = None,
) -> None:
    """Add somebody to be told of alerts of one status; its secret is shown this once."""
    here, now = common(), datetime.now(UTC)
    access = Access.of(_text(login), _text(ca))
    with work(city) as at:
        paths = at.pack.divisions(at.workspace.layers).paths
        path = division_path(at.pack.city, paths, division) if division else ""
        given = NewChannel(name, kind.value, status.value, to, here.lang, path, access)
        ring = Keyring.of(here.home)
        with change(at.workspace.database, here.cause) as made:
            ((row, secret),) = channels.add(made, city, [given], ring, now)
    here.tell("alert.channel_added", name=name, number=row.id)
    if secret:
        here.tell("endpoint_secret", secret=secret)


def _text(file: Path | None) -> str:
    """Return what a file holds; nothing where none is named."""
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AlertError("error.alerts.file", file=file) from error


@group.command(help=words("alert.key.help"))
def key(
    city: options.City,
    private: Annotated[Path, typer.Argument(help=words("option.alert_key"))],
    chain: Annotated[Path, typer.Argument(help=words("option.alert_chain"))],
) -> None:
    """Sign alerts by another key from now on."""
    here, now = common(), datetime.now(UTC)
    try:
        parts = private.read_bytes(), chain.read_bytes()
    except OSError as error:
        raise AlertError("error.alerts.key", reason=error.strerror) from error
    with _at_desk(city) as (at, desk):
        ring = Keyring.of(here.home)
        with change(at.workspace.database, here.cause) as made:
            fingerprint = signer.put(made, desk, ring, *parts, now)
    here.tell("alert.key", fingerprint=fingerprint)


@group.command(help=words("alert.feeds.help"))
def feeds(
    city: options.City,
    json_: Annotated[bool, typer.Option("--json", help=words("option.json"))] = False,
) -> None:
    """Visit the feeds that are due, and show how each is doing."""
    here, now = common(), datetime.now(UTC)
    table = columns(here, "feed", "checked", "entries", "refused", "error")
    with _at_desk(city) as (at, desk):
        find = at.pack.finder(at.workspace.layers)
        follower = Follower(at.workspace.database, desk, find, here.cause)
        follower.look(now)
        states = follower.states()
        follower.close()
    for name, each in states.items():
        checked = f"{each.checked_at:%Y-%m-%d %H:%M}" if each.checked_at else "–"
        table.add_row(name, checked, str(each.entries), str(each.refused), each.reason)
    if json_:
        told = {name: {"error": each.error, "reason": each.reason} for name, each in states.items()}
        here.console.print(json.dumps(told, ensure_ascii=False))
        return
    here.console.print(table)
