"""A frame that a city's own model looks at: scores become readings, and the frame is gone."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.city import City
from anlan.model.errors import WatchError
from anlan.store.watch import WatchStream, WatchThing
from anlan.watch.intake import Rows
from anlan.watch.views.model import ViewModel, load

KIND = "view_"
"""Kinds of sensors that take a score are called this and what is scored."""


class Views:
    """The models of a city, each loaded when it is first asked for; safe among threads."""

    def __init__(self, city: City, find: Callable[[str], Path]) -> None:
        self._city, self._find = city, find
        self._lock = threading.Lock()
        self._loaded: dict[str, ViewModel] = {}

    def model(self, name: str) -> ViewModel:
        """Return a model.

        Raises:
            WatchError: the city's pack declares none of that name, or it may not be used.
        """
        declared = next((each for each in self._city.views if each.name == name), None)
        if declared is None:
            raise WatchError("error.view.none", view=name[:80], city=self._city.name)
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = load(self._find(declared.model))
            return self._loaded[name]


def readings(
    session: Session, city: str, device: str, thing: str, scores: dict[str, float], at: int
) -> Rows:
    """Return scores as readings of the datastreams of the camera's thing.

    Whether so many of the last frames show it is judged by the rules, as with any sensor.

    Args:
        session: of the database.
        city: whose.
        device: the camera's key, to name it where something lacks.
        thing: the key of what the registry knows it as.
        scores: of the frame.
        at: when it was taken, in microseconds since 1970.

    Raises:
        WatchError: a score has no datastream.
    """
    query = (
        select(WatchStream.kind, WatchStream.id)
        .join(WatchThing, WatchThing.id == WatchStream.thing_id)
        .where(WatchThing.city == city, WatchThing.key == thing, WatchStream.retired_at.is_(None))
    )
    streams = {kind: number for kind, number in session.execute(query)}  # noqa: C416
    numbers = []
    for output in scores:
        if f"{KIND}{output}" not in streams or not thing:
            raise WatchError("error.view.stream", device=device, output=output)
        numbers.append(streams[f"{KIND}{output}"])
    return Rows(
        np.array(numbers, np.int64),
        np.full(len(numbers), at, np.int64),
        np.array(list(scores.values()), np.float64),
    )
