"""What is wrong with a camera's picture, each fault with the measure that shows it.

A frame is measured and dropped at once: what is kept is numbers. Nothing in it is recognised, no
face, no person, no plate, no thing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from anlan.cases.photos.intake import opened
from anlan.model.errors import WatchError
from anlan.watch.pictures.measures import Luma, Measures, Signature, measure, shift
from anlan.words import Language, say

FILE = Path(__file__).parents[1] / "data" / "pictures.toml"
LEAST_SIDE = 64
"""A frame with a shorter side than this is none."""


@cache
def limits() -> Mapping[str, Any]:
    """Return the thresholds; see the file for what each means."""
    found: Mapping[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a picture: what was measured, and from which value on it is wrong.

    ``away`` is how far a camera has moved, in hundredths of the picture's width; None where that
    can't be told.
    """

    id: str
    value: float
    limit: float
    away: float | None = None

    def say(self, lang: Language = "en") -> str:
        """Return it in words."""
        told = say(f"picture.{self.id}", lang, value=f"{self.value:.3g}", limit=f"{self.limit:.3g}")
        if self.away is None:
            return told
        return say("picture.away", lang, told=told, away=f"{self.away:.0f}")


@dataclass(frozen=True)
class Past:
    """What is known of a camera's earlier frames.

    Attributes:
        last: the signature of the frame before; None for none.
        seconds: how long before.
        reference: the signature of a good frame; None for none.
    """

    last: Signature | None = None
    seconds: float = 0.0
    reference: Signature | None = None


@dataclass(frozen=True)
class Frame:
    """What a frame measured, and what is wrong with it."""

    measures: Measures
    signature: Signature
    faults: tuple[Fault, ...]


NEW = Past()


def look(data: bytes, past: Past = NEW) -> Frame:
    """Measure a still frame, and say what is wrong with it.

    Args:
        data: JPEG, PNG or WebP.
        past: what is known of the camera's earlier frames.

    Raises:
        CaseError: it is no picture that we read, or cut off, or has too many pixels.
        WatchError: it has too many bytes, or is too small to be measured.
    """
    return judge(*measured(data), past)


def measured(data: bytes) -> tuple[Measures, Signature]:
    """Measure a still frame.

    Raises:
        CaseError, WatchError: as for :func:`look`.
    """
    return measure(luma(data), limits()["covered"]["flat"])


def luma(data: bytes) -> Luma:
    """Return the luma of a frame.

    Raises:
        CaseError, WatchError: as for :func:`look`.
    """
    if len(data) > limits()["most_bytes"]:
        raise WatchError("error.picture.bytes", most=limits()["most_bytes"] // 2**20)
    with opened(data, limits()["most_pixels"]) as found:
        if min(found.size) < LEAST_SIDE:
            raise WatchError("error.picture.small", least=LEAST_SIDE)
        # A JPEG holds its luma apart: the colours needn't be decoded.
        found.draft("L", found.size)
        grey: Luma = np.asarray(found.convert("L"))
        return grey


def judge(measures: Measures, signature: Signature, past: Past = NEW) -> Frame:
    """Say what is wrong with a frame by its measures."""
    dark = _over("black", measures.light_99, -limits()["black"]["light_99"])
    glare = _over("bright", measures.bright, limits()["bright"]["share"])
    found = [dark, glare, _frozen(signature, past)]
    if dark is None and glare is None:
        by = limits()
        covered = _covered(measures, signature, past.reference)
        found += [covered, _over("noise", measures.noise, by["noise"]["sigma"])]
        if measures.strength >= by["stripes"]["strength"]:
            found.append(_over("stripes", measures.stripes, by["stripes"]["common"]))
        if covered is None:
            # Of a picture without structure nobody can say whether it is sharp, or where it looks.
            found += [_blurred(measures, past.reference), _moved(signature, past.reference)]
    return Frame(measures, signature, tuple(each for each in found if each is not None))


def _over(fault: str, value: float, limit: float) -> Fault | None:
    """Return a fault where a value reaches a limit; one below none is reached from above."""
    reached = value >= limit if limit >= 0 else value <= -limit
    return Fault(fault, value, abs(limit)) if reached else None


def _frozen(signature: Signature, past: Past) -> Fault | None:
    by = limits()["frozen"]
    if past.last is None or past.seconds < by["seconds"]:
        return None
    differs = float(np.abs(np.subtract(signature.means, past.last.means)).max())
    same = signature.digest == past.last.digest
    return Fault("frozen", differs, by["differs"]) if same or differs < by["differs"] else None


def _covered(measures: Measures, signature: Signature, reference: Signature | None) -> Fault | None:
    by = limits()["covered"]
    if measures.flat >= by["share"]:
        return Fault("covered", measures.flat, by["share"])
    if reference is not None:
        had, has = (np.array(each.textured) for each in (reference, signature))
        lost = float((had & ~has).sum() / max(had.sum(), 1))
        if lost >= by["of_reference"]:
            return Fault("covered", lost, by["of_reference"])
    return None


def _blurred(measures: Measures, reference: Signature | None) -> Fault | None:
    by = limits()["blurred"]
    limit = by["sharpness"]
    if reference is not None:
        limit = max(limit, by["of_reference"] * reference.sharpness)
    return Fault("blurred", measures.sharpness, limit) if measures.sharpness < limit else None


def _moved(signature: Signature, reference: Signature | None) -> Fault | None:
    if reference is None:
        return None
    by = limits()["moved"]
    here, there, distance = shift(signature.structure, reference.structure)
    if here >= by["agrees"]:
        return None
    # Where the scene is found again elsewhere, that says how far it moved.
    away = distance if there >= by["agrees"] else None
    return Fault("moved", here, by["agrees"], away)


def kept(signature: Signature) -> dict[str, Any]:
    """Return a signature as JSON can hold it."""
    return asdict(signature)


def read(told: Mapping[str, Any]) -> Signature:
    """Return a signature from what :func:`kept` made of it."""
    return Signature(
        told["digest"],
        tuple(told["means"]),
        tuple(told["structure"]),
        tuple(told["textured"]),
        told["sharpness"],
    )
