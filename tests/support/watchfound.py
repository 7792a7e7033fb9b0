"""What is kept held against what was acknowledged, and alarms against what the readings say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from anlan.store.database import Database
from anlan.store.verify import verify
from anlan.store.watch import AlarmMove, AlarmRow
from anlan.watch.history.held import Place, held
from support.watchsenders import Reading, Sender

LIMITS = {"yellow": 1.0, "red": 2.5}
"""The levels of the rule: a colour, and from where on."""
Shown = tuple[int, str | None]
"""From a moment on an object shows a colour, or none."""


@dataclass
class Found:
    """What was seen at the end; every list is empty where all is well."""

    kills: int
    acknowledged: dict[str, int]
    alarms: int
    lost: list[Reading]
    twice: list[tuple[int, int]]
    refused: list[str]
    wrong: list[str]
    fault: str | None
    restarts: dict[str, int]

    @property
    def readings(self) -> int:
        """How many readings were acknowledged."""
        return sum(self.acknowledged.values())

    @property
    def faults(self) -> int:
        """How many things went wrong."""
        wrong = (self.lost, self.twice, self.refused, self.wrong)
        return sum(map(len, wrong)) + (self.fault is not None)


def found(
    url: str, home: Path, city: str, senders: Sequence[Sender], objects: Mapping[int, str],
    kills: int, restarts: dict[str, int],
) -> Found:  # fmt: skip
    """Return what is to be seen in the database, and in the history."""
    database = Database(url)
    there, twice = _kept(Place(database, home, city))
    wrong, alarms = _alarms(database, there, objects)
    verdict = verify(database)
    database.close()
    return Found(
        kills=kills,
        acknowledged={each.name: len(each.acknowledged) for each in senders},
        alarms=alarms,
        lost=_lost(there, senders),
        twice=twice,
        refused=[each for sender in senders for each in sender.refused],
        wrong=wrong,
        fault=verdict.fault,
        restarts=restarts,
    )


def missing(url: str, home: Path, city: str, senders: Sequence[Sender]) -> list[Reading]:
    """Return what was acknowledged and isn't in the history."""
    database = Database(url)
    there, _ = _kept(Place(database, home, city))
    database.close()
    return _lost(there, senders)


def _lost(there: Mapping[tuple[int, int], float], senders: Sequence[Sender]) -> list[Reading]:
    sent = [each for sender in senders for each in sender.acknowledged]
    return [each for each in sent if there.get(each[:2]) != each[2]]


def _kept(place: Place) -> tuple[dict[tuple[int, int], float], list[tuple[int, int]]]:
    """Return the readings of the history by datastream and moment, and those there twice."""
    there: dict[tuple[int, int], float] = {}
    twice = []
    for table in held(place, None, 0, 2**61).readings():
        for row in table.select(["stream", "at", "value"]).to_pylist():
            key = (row["stream"], row["at"])
            if key in there:
                twice.append(key)
            there[key] = row["value"]
    return there, twice


def _alarms(
    database: Database, there: Mapping[tuple[int, int], float], objects: Mapping[int, str]
) -> tuple[list[str], int]:
    """Return in words what alarms show otherwise than the readings say, and how many there are."""
    with database.session() as session:
        numbers = [(each.object, each.number) for each in session.scalars(select(AlarmRow))]
        moves: dict[int, list[Shown]] = {}
        query = select(AlarmMove).order_by(AlarmMove.number, AlarmMove.seq)
        for move in session.scalars(query):
            colour = None if move.act == "clear" else str(move.fields["colour"])
            at = round(move.at.timestamp() * 1e6)
            moves.setdefault(move.number, []).append((at, colour))
    by_object = dict(numbers)
    wrong = [] if len(by_object) == len(numbers) else ["two alarms of one object"]
    readings: dict[int, list[tuple[int, float]]] = {stream: [] for stream in objects}
    for (stream, at), value in sorted(there.items()):
        readings[stream].append((at, value))
    for stream, name in objects.items():
        expected = _expected(readings[stream])
        # Of several moves of one moment the last says what is shown from there on.
        got = list(dict(moves.get(by_object.get(name, 0), [])).items())
        if got != expected:
            both = list(zip(got, expected, strict=False))
            first = next((n for n, (a, b) in enumerate(both) if a != b), len(both))
            part = slice(first, first + 2)
            wrong.append(f"{name}: {got[part]} instead of {expected[part]}")
    return wrong, len(numbers)


def _expected(readings: Sequence[tuple[int, float]]) -> list[Shown]:
    """Return when what is shown changes, by the plainest reckoning."""
    changes: list[Shown] = []
    now: str | None = None
    for at, value in readings:
        colour = next((c for c, limit in reversed(LIMITS.items()) if value >= limit), None)
        if colour != now:
            changes.append((at, colour))
            now = colour
    return changes
