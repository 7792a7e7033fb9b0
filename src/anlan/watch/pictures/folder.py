"""The still frames of a folder, measured one after the other, each against the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anlan.model.errors import AnlanError, WatchError
from anlan.watch.pictures.faults import Frame, Past, limits, look
from anlan.watch.pictures.measures import Signature

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


@dataclass(frozen=True)
class Measured:
    """A file: what its frame measured, or why it was not measured."""

    name: str
    frame: Frame | None
    refused: AnlanError | None = None


def measured(folder: Path) -> Iterator[Measured]:
    """Yield the frames of a folder by their names, as one camera's in that order.

    The first good one is the reference of those that follow.

    Raises:
        WatchError: it is no folder, or has no frame.
    """
    files = sorted(each for each in folder.glob("*") if each.suffix.lower() in SUFFIXES)
    if not files:
        raise WatchError("error.picture.folder", folder=folder.name)
    last: Signature | None = None
    reference: Signature | None = None
    for file in files:
        try:
            # Nobody says when they were taken: long enough one after the other.
            past = Past(last, limits()["frozen"]["seconds"], reference)
            frame = look(file.read_bytes(), past)
        except AnlanError as error:
            yield Measured(file.name, None, error)
            continue
        last = frame.signature
        if reference is None and not frame.faults:
            reference = frame.signature
        yield Measured(file.name, frame)
