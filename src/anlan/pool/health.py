"""What a load looks like once it is in: how complete, how far from those before, what it warns of.

Measured once after each load, and kept with the workspace's facts for those who ask.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import numpy as np

from anlan.model.city import City, Source
from anlan.pool import divisions, drift, records, relations
from anlan.pool.checks.casting import trimmed
from anlan.pool.checks.places import elsewhere, too_close
from anlan.pool.contract import Contract
from anlan.pool.drift import Drift
from anlan.pool.ingest import Find, Note
from anlan.store import Workspace
from anlan.store.tables import Setting


@dataclass(frozen=True)
class Warned:
    """How many current records break a rule that only warns; ``about`` says which."""

    rule: str
    column: str
    about: str
    count: int


@dataclass(frozen=True)
class Health:
    """What was measured after the last load of a source.

    ``complete``: share of current records with a value, of each column that promises one.
    """

    at: str = ""
    complete: dict[str, float] = field(default_factory=dict)
    drift: tuple[Drift, ...] = ()
    warned: tuple[Warned, ...] = ()


def known(workspace: Workspace, source: str) -> Health:
    """Return what was measured after the last load; empty where nothing was."""
    kept = workspace.setting(_name(source))
    if kept is None:
        return Health()
    return Health(
        at=kept["at"],
        complete=kept["complete"],
        drift=tuple(Drift(**each) for each in kept["drift"]),
        warned=tuple(Warned(**each) for each in kept["warned"]),
    )


def measure(
    workspace: Workspace, city: City, find: Find, source: Source, now: datetime | None = None
) -> list[Note]:
    """Measure a source after a load and keep it; return what is worth a warning.

    Raises:
        PackError: the divisions can't be read.
    """
    agreed = records.contract_of(workspace, source.name)
    found = Health(
        at=(now or datetime.now(UTC)).isoformat(timespec="seconds"),
        complete=_complete(workspace, source.name, agreed),
        drift=tuple(drift.drifts(workspace, city, source, agreed)),
        warned=tuple(_warned(workspace, city, find, source, agreed)),
    )
    value = json.dumps(asdict(found))
    with workspace.change() as change:
        place = workspace.city_name
        change.session.merge(Setting(city=place, name=_name(source.name), value=value))
    return _notes(source, found)


def _complete(workspace: Workspace, source: str, agreed: Contract) -> dict[str, float]:
    names = [each.column for each in agreed.promises.complete]
    if not names:
        return {}
    rows = records.newest(workspace, source, agreed)
    if not rows.height:
        return {}
    there = rows.select(trimmed(name).is_not_null().mean().alias(name) for name in names)
    return {name: round(share, 6) for name, share in there.row(0, named=True).items()}


def _warned(
    workspace: Workspace, city: City, find: Find, source: Source, agreed: Contract
) -> list[Warned]:
    found = [
        Warned("unknown_reference", each.column, f"{each.source}.{each.to}", count)
        for each, count in relations.unknown(workspace, source.name, agreed).items()
    ]
    shape = agreed.geometry
    if shape.inside != "warn" and shape.apart is None:
        return found
    rows = records.newest(workspace, source.name, agreed)
    lon, lat = (rows[name].to_numpy().astype(np.float64) for name in ("_lon", "_lat"))
    if shape.inside == "warn" and source.division:
        column, level = source.division.column, source.division.level
        codes = rows.select(trimmed(column)).to_series()
        away = elsewhere(divisions.load(city, find), lon, lat, codes, level)
        found.append(Warned("position_elsewhere", column, level, int(away.sum())))
    if shape.apart is not None:
        number = too_close(lon, lat, shape.apart)
        found.append(Warned("too_close", "", f"{shape.apart:g} m", number))
    return found


def _notes(source: Source, found: Health) -> list[Note]:
    notes = [
        Note(
            f"pool.note.{each.rule}",
            {
                "source": source.name,
                "column": each.column,
                "about": each.about,
                "n": each.count,
            },
        )
        for each in found.warned
        if each.count
    ]
    far = [each for each in found.drift if each.psi > drift.settings().much]
    if far:
        columns = ", ".join(f"{each.column} ({each.psi:.2f})" for each in far)
        notes.append(Note("pool.note.drift", {"source": source.name, "columns": columns}))
    return notes


def _name(source: str) -> str:
    return f"health:{source}"
