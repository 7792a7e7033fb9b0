"""``anlan outbox add``, ``list``, ``replay`` and ``deliver``."""

import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from anlan import cities
from anlan.alerts.mqtt import Brokers
from anlan.alerts.sending import hand_out
from anlan.alerts.sending import senders as alert_senders
from anlan.cases.mail.letters import KIND
from anlan.cities.pack import Pack
from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.mail import residents
from anlan.cli.work import columns, database, with_workspace
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.outbox import queue
from anlan.store.outbox.deliver import Outcome, Sender
from anlan.store.outbox.deliver import deliver as round_of
from anlan.store.outbox.email import EmailSender, Post
from anlan.store.outbox.settings import settings
from anlan.store.outbox.sms import Gateway, SmsSender, check_number
from anlan.store.outbox.tables import DEAD
from anlan.store.outbox.webhook import WebhookSender, address

group = typer.Typer(help=words("outbox.help"), no_args_is_help=True)
app.add_typer(group, name="outbox")


class Kind(StrEnum):
    """How an endpoint is told."""

    webhook = "webhook"
    email = "email"
    sms = "sms"


@group.command(help=words("outbox.add.help"))
def add(
    name: Annotated[str, typer.Argument(help=words("option.endpoint"))],
    to: Annotated[str, typer.Option(help=words("option.address"))],
    kind: Annotated[Kind, typer.Option(help=words("option.endpoint_kind"))] = Kind.webhook,
    topic: Annotated[list[str] | None, typer.Option(help=words("option.topics"))] = None,
) -> None:
    """Add somebody to be told; a webhook's secret is shown this once."""
    here = common()
    secret = secrets.token_urlsafe(32)
    if kind is Kind.webhook:
        address(to)
    elif kind is Kind.sms:
        check_number(to)
    # Short messages are for what names its readers itself; all of the ledger is too much.
    topics = topic or ([] if kind is Kind.sms else ["*"])
    sealed = Keyring.of(here.home).seal(secret)
    with database() as at, change(at, here.cause) as made:
        number = queue.add_endpoint(made, name, kind.value, to, topics, sealed)
    here.tell("endpoint_added", name=name, number=number)
    if kind is Kind.webhook:
        here.tell("endpoint_secret", secret=secret)


@group.command("list", help=words("outbox.list.help"))
def list_dead(limit: options.Limit = 20) -> None:
    """Show deliveries that were given up."""
    here = common()
    table = columns(here, "id", "endpoint", "subject", "attempts", "error")
    with database() as at:
        for each in queue.page(at, (DEAD,), limit=limit):
            figures = (str(each.id), each.endpoint.name, each.subject, str(each.attempts))
            table.add_row(*figures, each.error)
    here.console.print(table)


@group.command(help=words("outbox.replay.help"))
def replay(number: Annotated[list[int], typer.Argument(help=words("option.delivery"))]) -> None:
    """Let deliveries that were given up be tried again."""
    here = common()
    with database() as at, change(at, here.cause) as made:
        revived = queue.replay(made, number)
    here.tell("replayed_deliveries", n=revived)


@group.command(help=words("outbox.deliver.help"))
def deliver(
    smtp: options.Smtp = None,
    sms: options.Sms = None,
    sender: options.MailFrom = options.MAIL_FROM,
    allow: options.Allow = None,
    address: options.Address = "",
    once: Annotated[bool, typer.Option("--once", help=words("option.drain"))] = False,
) -> None:
    """Tell what waits, until stopped or until nothing is due."""
    here = common()
    post = Post.at(smtp, sender) if smtp else None
    packs = {name: cities.load(name) for name in with_workspace(here.home)}
    told = Outcome()
    here.home.mkdir(parents=True, exist_ok=True)
    with database() as at:
        chosen = senders(at, packs, post, allow or [], address, sms)
        while True:
            hand_out(at, datetime.now(UTC))
            done = round_of(at, chosen)
            told += done
            if not any(done.counts):
                if once:
                    break
                time.sleep(settings().idle_seconds)
    here.tell("delivered", n=told.delivered, refused=told.refused, dead=told.dead)


def senders(
    at: Database,
    packs: Mapping[str, Pack],
    post: Post | None,
    allow: list[str],
    url: str,
    sms: Path | None = None,
) -> Mapping[str, Sender]:
    """Return the senders that the settings allow.

    Raises:
        StoreError: a key or a network that is none.
    """
    here = common()
    keyring, allowed = Keyring.of(here.home), options.networks(allow)
    hook = WebhookSender(keyring.open, allowed)
    brokers = Brokers(keyring.open, allowed)
    texts = SmsSender(Gateway.read(sms), allowed, here.lang) if sms is not None else None
    alerts = alert_senders(at, hook, post, url, brokers, texts)
    found: dict[str, Sender] = {"webhook": hook, **alerts}
    if post is not None:
        found["email"] = EmailSender(post, here.lang)
        found[KIND] = residents(here, at, post, packs, url)
    if texts is not None:
        found["sms"] = texts
    return found
