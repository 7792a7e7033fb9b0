"""Divisions and cells in the colours of their risk, without measures and now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anlan.risk.living import Areas, Ground, areas, tally
from anlan.risk.register.cells import cells, ground_of_cells
from anlan.risk.register.ground import Known
from anlan.risk.register.live import Rows
from anlan.risk.register.room import RegisterRoom


@dataclass(frozen=True)
class Shaded:
    """The risk of k places.

    Attributes:
        inherent, now: without measures, and by the facts of the day.
        ground: what else is known of them.
    """

    inherent: Areas
    now: Areas
    ground: Ground


def shaded_areas(
    room: RegisterRoom, rows: Rows, known: Sequence[str], paths: Sequence[str], counted: Known
) -> Shaded:
    """Return the risk of divisions of one level.

    Args:
        room: of the register.
        rows: points as :class:`anlan.risk.register.live.Shown` has them.
        known: the paths that ``rows["area"]`` counts through.
        paths: of the divisions asked for.
        counted: people and premises at the hour asked for.
    """
    ground = room.ground(paths, counted)
    places = {path: place for place, path in enumerate(known)}
    of = np.array([places.get(path, len(known)) for path in paths], np.int64)
    depth = paths[0].count("/") if paths else 0
    place = rows["area"][:, depth].astype(np.int64)
    many = len(known) + 1  # the last for divisions without a point
    inherent, now = (
        areas(tally(place, rows[kind], many)[of], ground)
        for kind in ("inherent_colour", "now_colour")
    )
    return Shaded(inherent, now, ground)


def shaded_cells(
    room: RegisterRoom, rows: Rows, resolution: int, counted: Known
) -> tuple[list[int], Shaded]:
    """Return the cells of H3 that hold points, by their numbers, and the risk of each.

    Args:
        room: of the register.
        rows: points as :class:`anlan.risk.register.live.Shown` has them.
        resolution: of H3.
        counted: people and premises at the hour asked for.
    """
    numbers, place = cells(rows, resolution)
    ground = ground_of_cells(numbers, room.tree, counted, room.km2)
    inherent, now = (
        areas(tally(place, rows[kind], len(numbers)), ground)
        for kind in ("inherent_colour", "now_colour")
    )
    return numbers, Shaded(inherent, now, ground)
