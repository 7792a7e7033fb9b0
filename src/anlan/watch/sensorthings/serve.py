"""Answers to requests: what is asked, made, altered and taken out of use, each in one go.

What is made is committed before it is answered; observations are on disk before they are.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.watch import WatchStream
from anlan.watch.history.held import Place
from anlan.watch.intake import ANY_CLIENT, REASONS, By, Intake, Receipt, settings
from anlan.watch.registry import WatchRoom
from anlan.watch.sensorthings import address, bodies, send
from anlan.watch.sensorthings.address import Many, One
from anlan.watch.sensorthings.entities import key_of
from anlan.watch.sensorthings.errors import BodyError, HeldError, NotThereError
from anlan.watch.sensorthings.limits import limits
from anlan.watch.sensorthings.model import ENTITIES, OBSERVATIONS
from anlan.watch.sensorthings.observations import id_of
from anlan.watch.sensorthings.options import Options, read
from anlan.watch.sensorthings.read import Reader
from anlan.watch.sensorthings.send import Sent
from anlan.watch.sensorthings.terms import micros
from anlan.watch.sensorthings.write import Writer, alter, make
from anlan.words import Language, say

SOURCE = "sensorthings"


class SlowError(HeldError):
    """The database takes too long to make observations durable: send them again."""


class StaleError(HeldError):
    """What is to be altered has been altered since it was read."""


@dataclass(frozen=True)
class Answer:
    """What is answered; ``location`` is the address of what was made."""

    status: int
    body: Any = None
    location: str = ""
    etag: str = ""


@dataclass
class Server:
    """Answers requests of one city.

    Attributes:
        place: its history.
        room: what the registry knows of it.
        intake: what takes observations in; asked for only when some are sent.
        cause: who asks, for the ledger.
        by: who sends observations.
        base: the address of the API.
        lang: in which reasons are told.
        exact: whether who asks is told also few people as a number.
    """

    place: Place
    room: WatchRoom
    intake: Callable[[], Intake]
    cause: Cause
    by: By
    base: str
    lang: Language = "en"
    exact: bool = False
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def root(self) -> Answer:
        """Answer with the document at the root."""
        return Answer(200, address.conformance(self.base))

    def get(self, path: str, given: Mapping[str, str]) -> Answer:
        """Answer a question.

        Raises:
            WatchError: it leads nowhere, or an option can't be used.
        """
        if not path.strip("/"):
            return self.root()
        options = read(given)
        with self.place.database.session() as session:
            reader = self._reader(session)
            target = address.find(reader, path)
            body = address.answer(reader, target, path, options)
            etag = _etag(target.at) if isinstance(target.at, One) else ""
        return Answer(200, body, etag=etag)

    def post(self, path: str, body: Any) -> Answer:
        """Make an entity.

        Raises:
            WatchError: it can't be made, or not there.
        """
        with self.place.database.session() as session:
            target = address.find(self._reader(session), path).at
        if not isinstance(target, Many):
            raise NotThereError("error.sta.method", method="POST")
        name = target.entity.name
        found = bodies.read(name, body)
        if target.entity is OBSERVATIONS:
            within = target.within
            stream = int(within.id) if within and within.entity.name == "Datastreams" else None
            if within is not None and stream is None:
                raise NotThereError("error.sta.method", method="POST")
            return self._observed([send.sent(found, stream, micros(self.at))])
        within_ = None if target.within is None else (target.within.entity.name, target.within.row)
        with change(self.place.database, self.cause) as made:
            writer = Writer(made, self.room, self.at)
            number = make(writer, name, found, within_)
        self._send_within(writer.readings)
        link = f"{self.base}/{name}{key_of(number)}"
        return Answer(201, self._whole(name, number), link)

    def alter(self, path: str, body: Any, match: str = "", *, whole: bool) -> Answer:
        """Alter an entity: ``whole`` says that what isn't told is not to stay as it is.

        Raises:
            WatchError: it can't be altered so, or was altered since it was read.
        """
        with change(self.place.database, self.cause) as made:
            reader = self._reader(made.session)
            one = _entity(address.find(reader, path).at, "PATCH")
            self._check(one, match)
            if one.entity is OBSERVATIONS:
                raise HeldError("error.sta.fixed", set=one.entity.name)
            if not isinstance(body, dict):
                raise BodyError(
                    "error.sta.body", set=one.entity.name, where="-", reason="an object is expected"
                )
            before = {} if whole else address.properties(one)
            found = bodies.read(one.entity.name, {**before, **body})
            number = int(one.id)
            alter(Writer(made, self.room, self.at), one.entity.name, one.row, found)
        return Answer(200, self._whole(one.entity.name, number))

    def delete(self, path: str, match: str = "") -> Answer:
        """Take an entity out of use.

        Raises:
            WatchError: it can't be.
        """
        with change(self.place.database, self.cause) as made:
            reader = self._reader(made.session)
            one = _entity(address.find(reader, path).at, "DELETE")
            self._check(one, match)
            if one.entity is OBSERVATIONS:
                raise HeldError("error.sta.fixed", set=one.entity.name)
            Writer(made, self.room, self.at).retire(one.entity.name, one.row)
        return Answer(200)

    def create_observations(self, body: Any) -> Answer:
        """Take observations in as data arrays; tell of each its address, or that it is an error.

        Raises:
            WatchError: they are no data arrays, or too many.
        """
        given = send.of_arrays(body, micros(self.at))
        most = limits().most_observations
        if not 1 <= len(given) <= most:
            raise BodyError("error.sta.array", where="-", reason=f"1 - {most}")
        receipt = self._take(given)
        links: list[str] = ["" if each is None else self._link(each) for each in given]
        for place in receipt.refused.tolist():
            links[place] = "error"
        return Answer(201, links)

    def _observed(self, given: Sequence[Sent]) -> Answer:
        self._all(given)
        link = self._link(given[0])
        number = id_of(given[0].stream, given[0].at)
        return Answer(201, {"@iot.id": number, "@iot.selfLink": link}, link)

    def _send_within(self, readings: Sequence[tuple[int, Any]]) -> None:
        if readings:
            given = [send.sent(each, number, micros(self.at)) for number, each in readings]
            self._all(given)

    def _all(self, given: Sequence[Sent]) -> None:
        receipt = self._take(given)
        if len(receipt.why):
            reason = say(f"watch.refused.{REASONS[int(receipt.why[0])]}", self.lang)
            raise BodyError("error.sta.refused", reason=reason)

    def _link(self, each: Sent) -> str:
        return f"{self.base}/Observations{key_of(id_of(each.stream, each.at))}"

    def _take(self, given: Sequence[Sent | None]) -> Receipt:
        """Hand observations to intake and wait until they are on disk.

        Raises:
            SlowError: that takes too long.
        """
        with self.place.database.session() as session:
            types, mine = _streams(session, self.place.city, given, self.by)
            # Of what a sender may not send it says nothing either.
            own = [each for each in given if each is not None and each.stream in mine]
            wanted = send.wants_features(session, own)
        if wanted:
            with change(self.place.database, self.cause) as made:
                send.of_features(Writer(made, self.room, self.at), own)
        done, receipts = threading.Event(), list[Receipt]()

        def then(receipt: Receipt) -> None:
            receipts.append(receipt)
            done.set()

        intake = self.intake()
        if (intake.registry.snapshot().places(np.array(list(types), np.int64)) < 0).any():
            intake.registry.snapshot(fresh=True)  # one was made just now
        intake.put(send.rows(given, types), self.by, SOURCE, then)
        if not done.wait(settings().http.wait_s):
            raise SlowError("error.watch.slow", reason="")
        return receipts[0]

    def _whole(self, name: str, number: int) -> Any:
        """Return an entity as it now is."""
        with self.place.database.session() as session:
            reader = self._reader(session)
            entity = ENTITIES[name]
            return reader.entity(entity, reader.row(entity, number), Options())

    def _check(self, one: One, match: str) -> None:
        if match and match != "*" and match != _etag(one):
            raise StaleError("error.sta.stale", set=one.entity.name, id=one.id)

    def _reader(self, session: Session) -> Reader:
        return Reader(self.place, session, self.base, micros(self.at), self.exact)


def _entity(target: Any, method: str) -> One:
    if not isinstance(target, One):
        raise NotThereError("error.sta.method", method=method)
    return target


def _streams(
    session: Session, city: str, given: Sequence[Sent | None], by: By
) -> tuple[dict[int, str], set[int]]:
    """Return the types of the datastreams that are sent, and those that a sender may send."""
    streams = sorted({each.stream for each in given if each is not None})
    types: dict[int, str] = {}
    mine: set[int] = set()
    for first in range(0, len(streams), 5000):
        query = select(WatchStream.id, WatchStream.type, WatchStream.client_id).where(
            WatchStream.city == city,
            WatchStream.retired_at.is_(None),
            WatchStream.id.in_(streams[first : first + 5000]),
        )
        for number, kind, client in session.execute(query):
            types[number] = kind
            if by.client in {ANY_CLIENT, client}:
                mine.add(number)
    return types, mine


def _etag(one: One) -> str:
    """Return a mark that changes with the entity's own properties."""
    told = json.dumps(address.properties(one), sort_keys=True, ensure_ascii=False)
    return f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
