"""What really happened: labelled events that rules should have told of."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from anlan.model.errors import WatchError
from anlan.watch.replay.columns import moments, whole
from anlan.watch.rules.kinds import kinds


@dataclass(frozen=True)
class Event:
    """Something that happened at an object, from a moment to another, in microseconds.

    ``kind`` is that of the sensors that could tell of it; empty: any.
    """

    object: str
    began: int
    ended: int
    kind: str = ""


def read(file: Path) -> list[Event]:
    """Read events with the columns object, from, to and perhaps kind.

    Raises:
        WatchError: the file can't be used, an event ends before it begins, or its kind is unknown.
    """
    table = whole(file, ("object", "from", "to"))
    began = moments(table["from"], "from", file.name)
    ended = moments(pc.coalesce(table["to"], table["from"]), "to", file.name)
    objects = table["object"].cast(pa.string()).to_pylist()
    sort = table["kind"].to_pylist() if "kind" in table.column_names else [""] * len(objects)
    found = []
    for row, (name, a, b, kind) in enumerate(zip(objects, began, ended, sort, strict=True), 1):
        if not name:
            raise WatchError("error.replay.empty", file=file.name, column="object", row=row)
        if b < a:
            raise WatchError("error.replay.backwards", file=file.name, row=row)
        if kind and kind not in kinds():
            raise WatchError(
                "error.replay.kind", file=file.name, row=row, kind=kind, known=", ".join(kinds())
            )
        found.append(Event(name, int(a), int(b), kind or ""))
    return found
