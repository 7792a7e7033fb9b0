"""A camera's still frame: measured, dropped at once, and what it shows of the camera's health.

A fault counts once it was found in n of the last m frames, and no longer once it wasn't: a lorry
before the camera is no fault.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from anlan.cases.clock.counter import aware
from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.store.watch import WatchDevice
from anlan.watch.fleet.rows import Turned, subject, turn
from anlan.watch.fleet.seen import tell
from anlan.watch.fleet.settings import settings
from anlan.watch.pictures import Frame, Past
from anlan.watch.pictures.faults import judge, kept, read
from anlan.watch.pictures.measures import Measures, Signature


@dataclass(frozen=True)
class Looked:
    """What a frame showed, and the faults of the picture that count by now."""

    frame: Frame
    standing: tuple[str, ...]


def take(
    made: Change,
    city: str,
    row: WatchDevice,
    measured: tuple[Measures, Signature],
    at: datetime,
    *,
    reference: bool = False,
) -> Looked:
    """Note what a frame of a camera measured.

    Args:
        made: the transaction.
        city: whose.
        row: the camera.
        measured: of the frame; see :func:`anlan.watch.pictures.measures.measure`.
        at: when it was taken.
        reference: whether later frames are to be compared with it from now on.

    Raises:
        WatchError: the device is no camera, or retired.
    """
    if row.type != "camera":
        raise WatchError("error.picture.camera", key=row.key)
    if row.state == "retired":
        raise WatchError("error.fleet.retired", key=row.key)
    before: dict[str, Any] = row.picture or {}
    frame = judge(*measured, _past(row, before, at))
    if reference or (row.reference is None and not frame.faults):
        row.reference = kept(frame.signature)
        if reference:
            frame = judge(*measured)
            about = {"sharpness": frame.measures.sharpness}
            made.record(subject(city, row.key), "fleet.pictured", None, about)
    by = settings().health
    last = [*before.get("last", []), [each.id for each in frame.faults]][-by.picture_m :]
    row.picture = {
        "measures": frame.measures.told(), "signature": kept(frame.signature), "last": last,
    }  # fmt: skip
    row.pictured_at = at
    made.session.flush()
    many = Counter(fault for faults in last for fault in faults)
    standing = {fault for fault, times in many.items() if times >= by.picture_n}
    _turn(made, city, row, standing, at)
    # Who sends a picture answers.
    tell(made.session, np.array([row.id]), np.array([aware(at)]), np.array([np.nan]))
    return Looked(frame, tuple(each.id for each in settings().faults if each.id in standing))


def _past(row: WatchDevice, before: dict[str, Any], at: datetime) -> Past:
    """Return what is known of a camera's earlier frames."""
    last = read(before["signature"]) if before else None
    seconds = (at - row.pictured_at).total_seconds() if row.pictured_at else 0.0
    return Past(last, seconds, read(row.reference) if row.reference else None)


def _turn(made: Change, city: str, row: WatchDevice, standing: set[str], at: datetime) -> None:
    """Change the camera's faults, and its state where it answers."""
    of_picture = {each.id for each in settings().faults if each.picture}
    others = set(filter(None, row.faults.split(","))) - of_picture
    faults = settings().named(others | standing)
    state = row.state
    if state in {"online", "faulty"}:
        state = "faulty" if faults else "online"
    if (state, faults) != (row.state, row.faults):
        turn(made, city, [Turned(row.id, row.key, row.state, row.faults, state, faults)], at)
