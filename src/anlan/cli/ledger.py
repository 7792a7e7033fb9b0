"""``anlan ledger verify``, ``history`` and ``anchor``."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from anlan.cli import options
from anlan.cli.app import Common, app, common, words
from anlan.cli.work import bar, columns, database
from anlan.store import anchor as anchors
from anlan.store.anchor import Anchor
from anlan.store.database import Database
from anlan.store.history import history as entries_of
from anlan.store.places import Asked, keep
from anlan.store.places import places as places_of
from anlan.store.stamp import Roots
from anlan.store.stamp import roots as certificates
from anlan.store.verify import Verdict
from anlan.store.verify import verify as check
from anlan.words import Language, say

group = typer.Typer(help=words("ledger.help"), no_args_is_help=True)
app.add_typer(group, name="ledger")
SHOWN = 10
"""So many time stamps are printed, the newest; ``--json`` tells all."""


@group.command(help=words("ledger.verify.help"))
def verify(
    heads: options.Heads = None,
    roots: options.Roots = None,
    as_json: Annotated[bool, typer.Option("--json", help=words("option.json"))] = False,
) -> None:
    """Check the ledger; exit with 1 when it can't be trusted."""
    here = common()
    files = Asked(files=tuple(heads or ())).files_in(here.home)
    # A file that was named must be there; the home's is made by the first `anchor`.
    kept = [each for file in files if heads or file.exists() for each in anchors.read(file)]
    trusted = certificates(roots or ())
    with database() as at:
        found = check(at, kept, trusted) if as_json else _watched(here, at, kept, trusted)
    unchecked = 0 if trusted else sum(bool(each.token) for each in kept)
    if as_json:
        told = facts(found, unchecked, here.lang)
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _tell(here, found, unchecked)
    if found.fault:
        raise typer.Exit(1)


def _watched(here: Common, at: Database, kept: list[Anchor], roots: Roots) -> Verdict:
    """Check the ledger with entries a second and time left."""
    with bar(here, "entries_rate") as progress:
        task = progress.add_task(say("cli.said.verifying", here.lang), total=None, rate="")

        def told(done: int, of: int) -> None:
            seconds = progress.tasks[task].elapsed or 0.001
            progress.update(task, completed=done, total=of, rate=f"{done / seconds:,.0f}")

        return check(at, kept, roots, told)


def _tell(here: Common, found: Verdict, unchecked: int) -> None:
    if found.fault:
        first, fault = found.trusted + 1, _sentence(found, here.lang)
        here.tell("ledger_broken", seq=first, fault=fault)
    else:
        here.tell("ledger_whole", n=found.entries, anchored=found.anchored)
    for each in found.void:
        reason = each.error.say(here.lang)
        here.tell("stamp_void", seq=each.anchor.seq, at=each.anchor.at, reason=reason)
    if found.stamps:
        table = columns(here, "entry", "when", "stamped_by")
        for stamp in found.stamps[-SHOWN:]:
            table.add_row(str(stamp.seq), stamp.at.strftime("%Y-%m-%d %H:%M:%S"), stamp.by)
        here.console.print(table)
    if unchecked:
        here.tell("stamps_unchecked", n=unchecked)


def facts(found: Verdict, unchecked: int, lang: Language) -> dict[str, object]:
    """Return a verdict for machines."""
    return {
        "whole": found.fault is None,
        "entries": found.entries,
        "first_untrusted": None if found.fault is None else found.trusted + 1,
        "fault": found.fault,
        "sentence": _sentence(found, lang) if found.fault else None,
        "anchored": found.anchored,
        "stamps": [asdict(each) | {"at": each.at.isoformat()} for each in found.stamps],
        "void": [
            {"seq": each.anchor.seq, "at": each.anchor.at, "reason": each.error.say(lang)}
            for each in found.void
        ],
        "stamps_unchecked": unchecked,
    }


def _sentence(found: Verdict, lang: Language) -> str:
    return say(f"ledger.fault.{found.fault}", lang, seq=found.trusted + 1)


@group.command(help=words("ledger.anchor.help"))
def anchor(
    heads: options.Heads = None,
    webhook: options.AnchorWebhook = "",
    secret: options.AnchorSecret = "",
    tsa: options.AnchorAuthority = "",
    roots: options.Roots = None,
    allow: options.Allow = None,
) -> None:
    """Keep the head of the ledger outside; exit with 1 when a place refuses it."""
    here = common()
    allowed = options.networks(allow or [])
    asked = Asked(tuple(heads or ()), webhook, secret, tsa, tuple(roots or ()), allowed)
    chosen = places_of(here.home, asked)
    with database() as at:
        done = keep(at, chosen, datetime.now(UTC))
    for each in done:
        if each.error is None:
            here.tell("ledger_anchored", seq=each.seq, place=each.place)
        else:
            reason = each.error.say(here.lang)
            here.tell("ledger_not_anchored", seq=each.seq, place=each.place, reason=reason)
    if any(each.error for each in done):
        raise typer.Exit(1)


@group.command(help=words("ledger.history.help"))
def history(
    subject: Annotated[str, typer.Argument(help=words("option.subject"))],
    limit: options.Limit = 50,
) -> None:
    """Print a subject's history in words."""
    here = common()
    table = columns(here, "entry", "when", "who", "subject", "what")
    with database() as at:
        for told in entries_of(at, subject, limit=limit):
            moment = told.moment.strftime("%Y-%m-%d %H:%M:%S")
            what = "\n".join((told.say(here.lang), *told.details(here.lang)))
            table.add_row(str(told.seq), moment, told.who, told.subject, what)
    here.console.print(table)
