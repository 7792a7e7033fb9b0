"""Heads kept outside catch whoever forges the ledger with every right on the database."""

import ipaddress
import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store import anchor
from anlan.store.anchor import Anchor
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.webhook import signed
from anlan.store.places import Asked, keep, places, settings
from anlan.store.stamp import Roots, roots
from anlan.store.verify import Verdict, verify
from support import forger
from support.receiver import Receiver
from support.time_authority import TimeAuthority, answering

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
SECRET = "a secret " + "that is long enough"


def write(database: Database, count: int) -> None:
    for number in range(count):
        with change(database, Cause("account:1")) as made:
            made.record(f"case:{number}", "case.closed", {"state": "open"}, {"state": "closed"})


@pytest.fixture
def trusted(authority: TimeAuthority) -> Roots:
    return roots([authority.ca])


@pytest.fixture
def outside(receiver: Receiver, authority: TimeAuthority, tmp_path: Path) -> Asked:
    """Every kind of place: a file, a web address, an authority's time stamp."""
    return Asked(
        files=(tmp_path / "far" / "heads.jsonl",),
        webhook=receiver.url,
        secret=SECRET,
        authority=authority.url,
        roots=(authority.ca,),
        allowed=LOOPBACK,
    )


class Kept:
    """A ledger of eight entries whose head was kept everywhere at the fourth and the eighth."""

    def __init__(self, database: Database, outside: Asked, receiver: Receiver) -> None:
        self.database = database
        chosen = places(Path("/nowhere"), outside)
        for hour in range(2):
            write(database, 4)
            done = keep(database, chosen, NOW + timedelta(hours=hour))
            assert [each.outcome for each in done] == ["kept", "kept", "kept"]
        in_file = anchor.read(outside.files[0])
        self.bare = [each for each in in_file if not each.token]
        self.stamped = [each for each in in_file if each.token]
        self.received = [Anchor(**json.loads(body)) for _, body in receiver.got]

    def copies(self) -> dict[str, list[Anchor]]:
        return {"file": self.bare, "webhook": self.received, "stamps": self.stamped}


@pytest.fixture
def kept(database: Database, outside: Asked, receiver: Receiver) -> Kept:
    return Kept(database, outside, receiver)


def test_every_place_has_the_same_heads_and_they_hold(kept: Kept, trusted: Roots) -> None:
    lines = [[each.line() for each in copy] for copy in kept.copies().values()]
    assert lines[0] == lines[1] == lines[2]
    found = verify(kept.database, kept.bare + kept.stamped, trusted)
    assert (found.entries, found.trusted, found.anchored, found.fault) == (8, 8, 8, None)
    assert [(each.seq, each.by) for each in found.stamps] == [
        (4, "CN=City notary"),
        (8, "CN=City notary"),
    ]
    assert abs(found.stamps[0].at - datetime.now(UTC)) < timedelta(minutes=5)


Forgery = Callable[[Database], None]
FORGERIES: dict[str, tuple[Forgery, int, str]] = {
    "an entry after the fourth": (lambda at: forger.rewrite(at, 6), 5, "anchor"),
    "an entry before the fourth": (lambda at: forger.rewrite(at, 2), 1, "anchor"),
    "two entries swapped": (lambda at: forger.swap(at, 5, 7), 5, "anchor"),
    "the tail and the head": (lambda at: forger.cut(at, 6), 5, "anchor"),
    "the tail down to a head kept": (lambda at: forger.cut(at, 4), 5, "anchor"),
    "the instance's name": (lambda at: forger.rename(at, "another"), 1, "instance"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_whatever_is_forged_each_copy_of_the_heads_tells(
    kept: Kept, trusted: Roots, what: str
) -> None:
    forge, first, fault = FORGERIES[what]
    forge(kept.database)
    assert verify(kept.database).fault is None, "the chain alone can't know"
    for name, copy in kept.copies().items():
        found = verify(kept.database, copy, trusted)
        assert (found.trusted + 1, found.fault) == (first, fault), name
        assert all(stamp.seq < first for stamp in found.stamps), name


def forged_heads(kept: Kept) -> list[Anchor]:
    """Return the file's heads as a forger would edit them to agree with the forged chain."""
    forger.rewrite(kept.database, 6)
    now = anchor.head(kept.database, NOW + timedelta(hours=1))
    return [kept.bare[0], now]


def test_a_file_of_heads_edited_to_match_is_caught_by_another_copy(kept: Kept) -> None:
    edited = forged_heads(kept)
    assert verify(kept.database, edited).fault is None, "this file alone agrees with the forger"
    found = verify(kept.database, [*edited, *kept.received])
    assert (found.trusted, found.fault) == (4, "anchor")


def test_a_file_of_heads_that_was_cut_vouches_for_less_and_another_copy_tells(kept: Kept) -> None:
    forger.rewrite(kept.database, 6)
    assert verify(kept.database, kept.bare[:1]) == Verdict(8, 8, 4)
    found = verify(kept.database, [*kept.bare[:1], *kept.received])
    assert (found.trusted, found.fault) == (4, "anchor")


def test_a_stamped_head_edited_to_match_vouches_for_nothing(kept: Kept, trusted: Roots) -> None:
    _, now = forged_heads(kept)
    edited = [kept.stamped[0], replace(kept.stamped[1], hash=now.hash)]
    found = verify(kept.database, edited, trusted)
    assert (found.trusted, found.anchored, found.fault) == (4, 4, "stamp")
    assert [each.anchor.seq for each in found.void] == [8]
    assert "another head" in str(found.void[0].error)


def test_a_stamp_moved_to_another_head_vouches_for_nothing(kept: Kept, trusted: Roots) -> None:
    _, now = forged_heads(kept)
    moved = replace(now, token=kept.stamped[0].token)
    found = verify(kept.database, [kept.stamped[0], moved], trusted)
    assert (found.trusted, found.fault, len(found.void)) == (4, "stamp", 1)
    assert [each.seq for each in found.stamps] == [4]


def test_a_stamp_by_nobody_trusted_or_damaged_vouches_for_nothing(
    kept: Kept, trusted: Roots, tmp_path: Path
) -> None:
    forged_heads(kept)
    own = TimeAuthority(tmp_path / "own", "City notary")
    with answering(own) as forgers_own:
        asked = Asked((tmp_path / "own.jsonl",), "", "", forgers_own.url, (own.ca,), LOOPBACK)
        keep(kept.database, places(tmp_path, asked), NOW)
    stamped = anchor.read(tmp_path / "own.jsonl")[-1]
    for bad, says in (
        (stamped, "trusted"),
        (replace(stamped, token=stamped.token[:-8]), "cannot be read"),
        (replace(stamped, token=f"{stamped.token}!"), "cannot be read"),
    ):
        found = verify(kept.database, [kept.stamped[0], bad], trusted)
        assert (found.trusted, found.fault) == (4, "stamp")
        assert says in str(found.void[0].error)


def test_a_head_is_kept_only_when_it_moved_and_by_a_place_that_was_down_later(
    database: Database, outside: Asked, receiver: Receiver, authority: TimeAuthority, tmp_path: Path
) -> None:
    chosen = places(tmp_path, outside)
    write(database, 1)
    receiver.answers = [500, 500]
    authority.refuses = True

    def kept_at(minute: int) -> list[tuple[str, bool]]:
        done = keep(database, chosen, NOW + timedelta(minutes=minute))
        return [(each.outcome, each.news) for each in done]

    refused = [("refused", True), ("refused", True)]
    assert kept_at(0) == [("kept", False), *refused]
    assert kept_at(1) == [("unmoved", False), ("refused", False), ("refused", False)]
    authority.refuses = False
    assert kept_at(2) == [("unmoved", False), ("kept", True), ("kept", True)]
    assert kept_at(3) == [("unmoved", False)] * 3
    write(database, 1)
    assert kept_at(4) == [("kept", False)] * 3
    assert [each.seq for each in anchor.read(outside.files[0])] == [1, 1, 2, 2]


def test_the_head_told_to_a_web_address_is_signed(kept: Kept, receiver: Receiver) -> None:
    headers, body = receiver.got[-1]
    moment = int(headers["webhook-timestamp"])
    expected = signed(headers["webhook-id"], moment, body, SECRET)
    assert headers["webhook-signature"] == expected["webhook-signature"]
    assert headers["webhook-id"].endswith("_8")
    assert SECRET not in str(headers) + body.decode()


def test_a_new_start_asks_nobody_again_and_an_authority_is_spared(
    database: Database, outside: Asked, authority: TimeAuthority, tmp_path: Path
) -> None:
    write(database, 1)
    keep(database, places(tmp_path, outside, spared=True), NOW)
    asked = authority.asked
    again = places(tmp_path, outside, spared=True)
    assert [each.outcome for each in keep(database, again, NOW)] == ["unmoved", "kept", "unmoved"]
    write(database, 1)
    soon, later = NOW + timedelta(minutes=5), NOW + timedelta(seconds=settings().stamp_seconds)
    assert [each.outcome for each in keep(database, again, soon)] == ["kept", "kept", "unmoved"]
    assert authority.asked == asked
    assert [each.outcome for each in keep(database, again, later)] == ["unmoved", "unmoved", "kept"]


def test_no_host_inside_is_told_unless_allowed(
    database: Database, outside: Asked, receiver: Receiver, tmp_path: Path
) -> None:
    done = keep(database, places(tmp_path, replace(outside, allowed=())), NOW)
    assert [each.outcome for each in done] == ["kept", "refused", "refused"]
    assert "inside" in str(done[1].error)
    assert receiver.got == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked(webhook="https://example.org", secret=SECRET[:23]), "ANLAN_ANCHOR_SECRET"),
        (Asked(authority="https://example.org"), "ANLAN_ANCHOR_TSA_ROOTS"),
        (Asked(authority="https://example.org", roots=(Path("none.pem"),)), "none.pem"),
        (Asked(authority="https://example.org", roots=(Path(__file__),)), "CERTIFICATE"),
    ],
)
def test_a_place_that_is_half_set_up_is_told(asked: Asked, says: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=says):
        places(tmp_path, asked)


@pytest.mark.parametrize("url", ["ftp://example.org", "example.org", "http://user:word@host/"])
def test_an_address_that_is_none_is_told(url: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        places(tmp_path, Asked(webhook=url, secret=SECRET))


def test_an_endless_answer_is_refused(database: Database, outside: Asked, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            caller, _ = door.accept()
            with caller, suppress(OSError):
                caller.recv(65_536)
                caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                while True:
                    caller.sendall(b"x" * 10_000)

        thread = threading.Thread(target=answer)
        thread.start()
        asked = replace(outside, webhook=f"http://127.0.0.1:{door.getsockname()[1]}/")
        done = keep(database, places(tmp_path, asked), NOW)
        thread.join(timeout=30)
    assert [each.outcome for each in done] == ["kept", "refused", "kept"]
    assert "without an end" in str(done[1].error)
    assert not thread.is_alive()


def head_of(seq: int) -> Anchor:
    return Anchor("b1", seq, "ab" * 32, NOW.isoformat())


def test_a_line_cut_off_while_written_is_passed_over_and_the_next_is_kept(tmp_path: Path) -> None:
    heads = tmp_path / "heads.jsonl"
    anchor.append(heads, head_of(1))
    heads.write_text(heads.read_text() + '{"instance": "a", "se')
    assert [each.seq for each in anchor.read(heads)] == [1]
    anchor.append(heads, head_of(2))
    assert [each.seq for each in anchor.read(heads)] == [1, 2]


@pytest.mark.parametrize(
    "line",
    [
        '{"seq": 1}',
        "nonsense",
        "[1, 2]",
        '{"instance": "b1", "seq": "1", "hash": "' + "ab" * 32 + '", "at": ""}',
        '{"instance": "b1", "seq": true, "hash": "' + "ab" * 32 + '", "at": ""}',
        '{"instance": "b1", "seq": -1, "hash": "' + "ab" * 32 + '", "at": ""}',
        '{"instance": "b1", "seq": 1, "hash": "xyz", "at": ""}',
        '{"instance": 7, "seq": 1, "hash": "' + "ab" * 32 + '", "at": ""}',
        '{"instance": "b1", "seq": 1, "hash": "' + "ab" * 32 + '", "at": "", "more": 1}',
    ],
)
def test_a_line_that_is_no_head_is_told(tmp_path: Path, line: str) -> None:
    heads = tmp_path / "heads.jsonl"
    anchor.append(heads, head_of(1))
    heads.write_text(heads.read_text() + line + "\n")
    with pytest.raises(StoreError, match="line 2"):
        anchor.read(heads)


def test_a_head_row_that_is_no_head_is_told(database: Database) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE ledger_head SET hash = 'none'")
    with pytest.raises(StoreError, match="overwritten"):
        anchor.head(database, NOW)


def test_how_far_it_is_is_told(database: Database) -> None:
    write(database, 3)
    heard: list[tuple[int, int]] = []
    verify(database, told=lambda done, of: heard.append((done, of)))
    assert heard == [(3, 3)]
