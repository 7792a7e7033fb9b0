"""``anlan cap check``, ``diff``, ``sign`` and ``verify``."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from anlan import cap
from anlan.cap import signing
from anlan.cap.problems import Problem
from anlan.cli.app import Common, app, common, words
from anlan.model.errors import AnlanError
from anlan.words import Language, say

group = typer.Typer(help=words("cap.help"), no_args_is_help=True)
app.add_typer(group, name="cap")
PASSWORD = "ANLAN_CAP_KEY_PASSWORD"  # noqa: S105 - the name of it, not the password


class Kind(StrEnum):
    """What a file is read as."""

    CAP = "cap"
    FEED = "feed"
    CHINA = "china"


Json = Annotated[bool, typer.Option("--json", help=words("option.json"))]
Message = Annotated[Path, typer.Argument(help=words("option.cap_file"))]
At = Annotated[str | None, typer.Option("--at", help=words("option.cap_at"), metavar="TIME")]
Trusted = Annotated[list[Path], typer.Option("--trusted", help=words("option.cap_trusted"))]


@contextmanager
def _told() -> Iterator[None]:
    """Tell an error of the library as any other of the command line."""
    try:
        yield
    except cap.CapError as error:
        raise AnlanError("error.cap", reason=error) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AnlanError("error.cap.file", file=path, reason=error.strerror) from error


def _moment(text: str | None) -> datetime:
    """Return the moment asked for, else now."""
    if text is None:
        return datetime.now().astimezone()
    found = cap.moment(text)
    if found is None:
        raise AnlanError("error.cap.time", value=text)
    return found


@group.command(help=words("cap.check.help"))
def check(
    files: Annotated[list[Path], typer.Argument(help=words("option.cap_files"))],
    profile: Annotated[str | None, typer.Option(help=words("option.cap_profile"))] = None,
    kind: Annotated[Kind, typer.Option("--as", help=words("option.cap_as"))] = Kind.CAP,
    at: At = None,
    within: Annotated[
        str | None, typer.Option(help=words("option.cap_within"), metavar="S,W,N,E")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check messages; exit with 1 when one of them isn't valid."""
    here, now = common(), _moment(at)
    with _told():
        asked = {"profile": _profile(profile), "now": now, "within": _bounds(within)}
        told = [(file, *_checked(_read(file), kind, asked)) for file in files]
    if as_json:
        facts = [_facts(file, valid, found, here.lang) for file, valid, found in told]
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        _show(here, told)
    if not all(valid for _, valid, _ in told):
        raise typer.Exit(1)


def _profile(name: str | None) -> cap.Profile | None:
    """Return a profile that ships, or one of a file."""
    if name is None or not name.endswith(".json"):
        return cap.profile(name) if name else None
    try:
        told = json.loads(_read(Path(name)))
    except ValueError as error:
        raise AnlanError("error.cap.file", file=name, reason=error) from error
    return cap.Profile.of(Path(name).stem, told)


def _bounds(text: str | None) -> cap.Bounds | None:
    if text is None:
        return None
    try:
        south, west, north, east = (float(each) for each in text.split(","))
    except ValueError as error:
        raise AnlanError("error.cap.within", value=text) from error
    return cap.Bounds(south, west, north, east)


def _checked(message: bytes, kind: Kind, asked: dict[str, Any]) -> tuple[bool, tuple[Problem, ...]]:
    """Return whether a file is valid, and its problems; those of a feed with their entries."""
    if kind is Kind.CHINA:
        found = cap.read_china(message, now=asked["now"])
        return found.valid, found.problems
    if kind is Kind.CAP:
        found = cap.check(message, **asked)
        return found.valid, found.problems
    feed = cap.read_feed(message, profile=asked["profile"], now=asked["now"])
    problems = list(feed.problems)
    for n, entry in enumerate(feed.entries, 1):
        problems += entry.problems
        inside = entry.checked.problems if entry.checked else ()
        problems += [
            Problem(each.rule, each.level, f"/feed/entry[{n}]{each.path}", each.values)
            for each in inside
        ]
    return feed.valid, tuple(problems)


def _facts(
    file: Path, valid: bool, found: tuple[Problem, ...], lang: Language
) -> dict[str, object]:
    """Return a verdict for machines."""
    problems = [
        {
            "rule": each.rule,
            "level": each.level,
            "path": each.path,
            "sentence": each.say(lang),
            "mend": each.mend(lang),
        }
        for each in found
    ]
    return {"file": str(file), "valid": valid, "problems": problems}


def _table(here: Common, *names: str) -> Table:
    """Return an empty table; that of other verbs brings libraries which these don't need."""
    return Table(*(say(f"cli.column.{name}", here.lang) for name in names))


def _show(here: Common, told: list[tuple[Path, bool, tuple[Problem, ...]]]) -> None:
    for file, valid, found in told:
        errors = sum(each.level == "error" for each in found)
        here.tell("cap.valid" if valid else "cap.invalid", file=file, n=errors)
        if not found:
            continue
        table = _table(here, "level", "path", "sentence", "mend", "rule")
        for each in sorted(found, key=lambda problem: problem.level != "error"):
            level = say(f"cli.cap.level.{each.level}", here.lang)
            table.add_row(level, each.path, each.say(here.lang), each.mend(here.lang), each.rule)
        here.console.print(table)


@group.command(help=words("cap.diff.help"))
def diff(before: Message, after: Message, as_json: Json = False) -> None:
    """Tell what differs between two messages; exit with 1 when anything does."""
    here = common()
    with _told():
        old, new = (cap.parse(_read(file)) for file in (before, after))
    changes, ground = cap.compare(old, new), cap.ground(old, new)
    if as_json:
        facts = {
            "changes": [
                {"path": each.path, "kind": each.kind, "before": each.before,
                 "after": each.after, "sentence": each.say(here.lang)}
                for each in changes
            ],
            "ground": ground.say(here.lang) if ground else None,
        }  # fmt: skip
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    elif not changes:
        here.tell("cap.same")
    else:
        table = _table(here, "path", "change")
        for each in changes:
            table.add_row(each.path, each.say(here.lang))
        here.console.print(table)
        if ground:
            here.console.print(ground.say(here.lang), highlight=False)
    if changes:
        raise typer.Exit(1)


@group.command(help=words("cap.sign.help"))
def sign(
    file: Message,
    key: Annotated[Path, typer.Option(help=words("option.cap_key"))],
    certificate: Annotated[Path, typer.Option(help=words("option.cap_certificate"))],
    out: Annotated[Path | None, typer.Option(help=words("option.cap_out"))] = None,
) -> None:
    """Sign a message."""
    given = os.environ.get(PASSWORD)
    with _told():
        chain = signing.certificates(_read(certificate))
        password = given.encode() if given else None
        signed = signing.sign(_read(file), _read(key), chain, password)
    if out is None:
        sys.stdout.buffer.write(signed)
        return
    try:
        out.write_bytes(signed)
    except OSError as error:
        raise AnlanError("error.cap.file", file=out, reason=error.strerror) from error
    common().tell("cap.signed", file=out, signer=chain[0].subject.rfc4514_string())


@group.command(help=words("cap.verify.help"))
def verify(
    file: Message,
    trusted: Trusted,
    at: At = None,
    old: Annotated[bool, typer.Option("--old", help=words("option.cap_old"))] = False,
    as_json: Json = False,
) -> None:
    """Say who signed a message; exit with 1 when the signature isn't to be trusted."""
    here, now = common(), _moment(at)
    with _told():
        known = [each for path in trusted for each in signing.certificates(_read(path))]
        found = signing.verify(_read(file), known, now, old=old)
    if as_json:
        facts = {
            "exact": found.exact,
            "signers": [
                {"subject": each.subject, "fingerprint": each.fingerprint,
                 "vouched_by": each.vouched_by, "valid_until": each.valid_until.isoformat()}
                for each in found.signers
            ],
            "refused": [each.say(here.lang) for each in found.refused],
        }  # fmt: skip
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for each in found.signers:
        here.tell("cap.trusted", signer=each.subject, voucher=each.vouched_by)
    for error in found.refused:
        here.tell("cap.refused", reason=error.say(here.lang))
    if not found.exact:
        here.tell("cap.blanks")
