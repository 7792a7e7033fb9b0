"""The places outside in which heads of the ledger are kept, and the keeping."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from anlan.model.errors import AnlanError, StoreError
from anlan.store import anchor as anchors
from anlan.store.anchor import Anchor
from anlan.store.database import Database
from anlan.store.outbox.webhook import address, post, signed
from anlan.store.outside import Network
from anlan.store.stamp import Authority, roots

FILE = Path(__file__).parent / "data" / "anchors.toml"
SECRET = 24
"""So many characters a webhook's secret has at least: the Standard Webhooks' 192 bits, in bytes."""


@dataclass(frozen=True)
class AnchorSettings:
    """See the file for what each means."""

    interval_seconds: float
    stamp_seconds: float
    timeout_seconds: float
    file: str


@cache
def settings() -> AnchorSettings:
    """Return the settings."""
    return AnchorSettings(**tomllib.loads(FILE.read_text(encoding="utf-8")))


@dataclass
class Place:
    """A place that takes heads, and what is remembered of it between two rounds.

    Attributes:
        name: what a log calls it; holds no secret.
        take: keeps a head there; an AnlanError says that it wasn't kept.
        every: so many seconds at least lie between two heads.
        last: the head it took last.
        down: whether it refused the last time.
    """

    name: str
    take: Callable[[Anchor], None]
    every: float = 0
    last: Anchor | None = None
    down: bool = False

    def wants(self, head: Anchor) -> bool:
        """Return whether the head has moved since the last one, and long enough ago."""
        last = self.last
        if last is None or last.instance != head.instance:
            return True
        between = datetime.fromisoformat(head.at) - datetime.fromisoformat(last.at)
        return (last.seq, last.hash) != (head.seq, head.hash) and (
            between.total_seconds() >= self.every
        )


@dataclass(frozen=True)
class Kept:
    """What became of a head at one place.

    ``news`` is true where a place has gone down or has returned: the time to say so.
    """

    place: str
    seq: int
    outcome: Literal["kept", "unmoved", "refused"]
    news: bool = False
    error: AnlanError | None = None


def keep(database: Database, places: list[Place], now: datetime) -> list[Kept]:
    """Keep the ledger's head in every place that doesn't have it yet; one that is down stops none.

    Nothing is written to the ledger, whose head would move by it.
    """
    head = anchors.head(database, now)
    return [_keep(place, head) for place in places]


def _keep(place: Place, head: Anchor) -> Kept:
    if not place.wants(head):
        return Kept(place.name, head.seq, "unmoved")
    was_down = place.down
    try:
        place.take(head)
    except AnlanError as error:
        place.down = True
        return Kept(place.name, head.seq, "refused", not was_down, error)
    place.last, place.down = head, False
    return Kept(place.name, head.seq, "kept", was_down)


@dataclass(frozen=True)
class Asked:
    """Which places were asked for: by options of the command line, or by the environment."""

    files: tuple[Path, ...] = ()
    webhook: str = ""
    secret: str = ""
    authority: str = ""
    roots: tuple[Path, ...] = ()
    allowed: tuple[Network, ...] = ()

    def files_in(self, home: Path) -> tuple[Path, ...]:
        """Return the files of heads: those asked for, else the home's."""
        return self.files or (home / settings().file,)


def places(home: Path, asked: Asked, *, spared: bool = False) -> list[Place]:
    """Return the places asked for; a stamped head is kept in the files, after the bare one.

    Args:
        home: where the file of heads is, when none is named.
        asked: what was asked for.
        spared: an authority is asked only every so often.

    Raises:
        StoreError: a webhook without a long secret, an authority without roots, or files that can't
            be read.
        RefusedError: an address that is none.
    """
    files = asked.files_in(home)
    found = [
        Place(str(path), _into(path), last=_last(path, stamped=False) if spared else None)
        for path in files
    ]
    if asked.webhook:
        found.append(_webhook(asked))
    if asked.authority:
        found.append(_stamped(asked, files, spared))
    return found


def _into(path: Path) -> Callable[[Anchor], None]:
    return lambda head: anchors.append(path, head)


def _webhook(asked: Asked) -> Place:
    """Return the webhook's place; the body is the head's line, so it can go into a file of heads.

    What is answered is never looked at, but for its being a success.
    """
    if len(asked.secret) < SECRET:
        raise StoreError("error.anchor.secret")
    url = address(asked.webhook)

    def take(head: Anchor) -> None:
        body = head.line().encode()
        moment = int(datetime.fromisoformat(head.at).timestamp())
        headers = signed(f"anchor_{head.instance}_{head.seq}", moment, body, asked.secret)
        headers["content-type"] = "application/json"
        post(asked.webhook, body, headers, asked.allowed, settings().timeout_seconds)

    return Place(url.host, take)


def _stamped(asked: Asked, files: tuple[Path, ...], spared: bool) -> Place:
    trusted = roots(asked.roots)
    if not trusted:
        raise StoreError("error.anchor.no_roots")
    url = address(asked.authority)
    authority = Authority(asked.authority, trusted, asked.allowed, settings().timeout_seconds)

    def take(head: Anchor) -> None:
        stamped = authority.stamp(head)
        for path in files:
            anchors.append(path, stamped)

    if spared:
        return Place(url.host, take, settings().stamp_seconds, _last(files[0], stamped=True))
    return Place(url.host, take)


def _last(path: Path, *, stamped: bool) -> Anchor | None:
    """Return the last head of a file, so that a new start doesn't write it once more."""
    try:
        heads = anchors.read(path) if path.exists() else []
    except StoreError:
        return None  # what is wrong with the file is for `verify` to say; heads are kept on
    return next((each for each in reversed(heads) if bool(each.token) >= stamped), None)
