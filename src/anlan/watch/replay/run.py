"""Replay: the engine over a recorded history, and what its alarms were worth."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from anlan.model.errors import WatchError
from anlan.watch.batch import NEVER, READINGS, Batch
from anlan.watch.engine import Plan, State, begin, evaluate, plan
from anlan.watch.gate import Gate
from anlan.watch.replay import events as happened
from anlan.watch.replay import history as recorded
from anlan.watch.replay.alarms import Alarm, Alarms
from anlan.watch.replay.certificate import Certificate, Judged, Lacking, Recorded, code, version
from anlan.watch.replay.events import Event
from anlan.watch.replay.figures import Costs, Figures, figures
from anlan.watch.replay.history import History
from anlan.watch.rules import Combine, Rule, Rules, Sensed

COSTS = Path(__file__).parents[1] / "data" / "costs.toml"
SECOND = 1_000_000


@dataclass(frozen=True)
class Files:
    """What is replayed."""

    history: Path
    streams: Path | None = None
    events: Path | None = None
    forecasts: Path | None = None


@dataclass(frozen=True)
class Settings:
    """How it is replayed: see ``Gate`` and ``figures``; lengths in microseconds."""

    allowance: int
    horizon: int


def costs() -> Costs:
    """Return the weights that ship with Anlan."""
    return Costs.model_validate(tomllib.loads(COSTS.read_text(encoding="utf-8")))


def replay(rules: Rules, files: Files, by: Settings) -> Certificate:
    """Return the certificate of rules on a history.

    Raises:
        WatchError: a file can't be used, or the history isn't in order.
    """
    history = recorded.read(files.history, files.streams)
    told = None if files.forecasts is None else recorded.forecasts(files.forecasts, history)
    known = None if files.events is None else happened.read(files.events)
    laid = plan(rules, history.streams, told)
    alarms, state, (first, gate, behind) = _through(laid, history, by)
    length = 0 if gate.newest == NEVER else gate.newest - first
    judge = _Judge(laid, alarms, known, length, by)
    return Certificate(
        anlan=version(),
        code=code(),
        history=Recorded(
            sha256=recorded.digest(files.history),
            streams=len(history.streams),
            readings=state.tallies["readings"],
            unknown=state.tallies["unknown"],
            unusable=state.tallies["unusable"],
            repeated=state.tallies["repeated"],
            late=behind,
            begin=None if gate.newest == NEVER else first,
            end=None if gate.newest == NEVER else gate.newest,
        ),
        streams=_digest(files.streams),
        events=_digest(files.events),
        forecasts=_digest(files.forecasts),
        allowance_seconds=by.allowance / SECOND,
        horizon_seconds=by.horizon / SECOND,
        costs=costs(),
        whole=judge.of(rules.rules),
        rules=tuple(
            Judged(
                id=each.id,
                version=each.version,
                fingerprint=rules.fingerprint(each),
                figures=judge.of([each]),
            )
            for each in rules.rules
            if not each.silent
        ),
        lacking=tuple(
            Lacking(rule=each.rule, figure=each.figure, streams=each.streams)
            for each in laid.unbound
        ),
    )


def _digest(file: Path | None) -> str | None:
    return None if file is None else recorded.digest(file)


def _through(
    laid: Plan, history: History, by: Settings
) -> tuple[list[Alarm], State, tuple[int, Gate, int]]:
    """Return the alarms of a history, the state at its end, first moment, gate, how many late."""
    gate, state, alarms, first, behind = Gate(by.allowance), begin(laid), Alarms(), 2**62, 0
    for piece in history.pieces():
        batch, late, gate = gate.admit(piece)
        if late.num_rows and history.as_known:
            behind += late.num_rows  # as in life, it is set aside
        elif late.num_rows:
            raise WatchError(
                "error.replay.order", file=history.file.name, n=late.num_rows,
                name=_name(history, late["stream"][0].as_py()),
                behind=round((gate.newest - late["at"][0].as_py()) / SECOND),
                allowance=round(by.allowance / SECOND),
            )  # fmt: skip
        first = min(first, int(np.min(piece["at"].to_numpy())))
        claims, state = evaluate(laid, batch, state)
        alarms.take(claims)
    nothing = pa.RecordBatch.from_pylist([], schema=READINGS)
    claims, state = evaluate(laid, Batch(nothing, gate.end()), state)
    alarms.take(claims)
    return alarms.all(), state, (first, gate, behind)


def _name(history: History, place: int) -> str:
    return str(history.names[place]) if place >= 0 else "?"


class _Judge:
    """What rules of one replay were worth."""

    def __init__(
        self,
        laid: Plan,
        alarms: Sequence[Alarm],
        events: Sequence[Event] | None,
        length: int,
        by: Settings,
    ) -> None:
        self.alarms, self.events, self.length, self.by = alarms, events, length, by
        self.about = {each.id: _kinds(laid.rules, each) for each in laid.rules.rules}
        names, rules = laid.subjects[laid.groups.subject], laid.groups.rule
        self.watched = {
            each.id: set(names[rules == place].tolist())
            for place, each in enumerate(laid.rules.rules)
        }
        pairs = set(
            zip(
                laid.streams.text("object").tolist(),
                laid.streams.text("area").tolist(),
                strict=True,
            )
        )
        self.areas: dict[str, tuple[str, ...]] = {}
        for name, area in sorted(pairs):
            self.areas[name] = (*self.areas.get(name, ()), *([area] if area else []))

    def of(self, rules: Sequence[Rule]) -> Figures:
        """Return the figures of rules; of a single one beside the events that it could tell of."""
        ids = {each.id for each in rules}
        watched = set().union(*(self.watched[each] for each in ids))
        events = self.events
        if events is not None and len(ids) == 1:
            events = [each for each in events if self._could(next(iter(ids)), each)]
        mine = [each for each in self.alarms if each.rule in ids]
        return figures(
            mine,
            events,
            len(watched),
            self.length,
            self.about,
            self.areas,
            self.by.horizon,
            costs(),
        )

    def _could(self, rule: str, event: Event) -> bool:
        near = {event.object, *self.areas.get(event.object, ())}
        return bool(near & self.watched[rule]) and (
            not event.kind or event.kind in self.about[rule]
        )


def _kinds(rules: Rules, rule: Rule) -> tuple[str, ...]:
    """Return the kinds of sensors that a rule is about."""
    if isinstance(rule, Combine):
        return tuple(kind for part in rule.parts for kind in _kinds(rules, rules.of(part.rule)))
    assert isinstance(rule, Sensed)  # noqa: S101  (for the type checker)
    return (rule.kind,)
