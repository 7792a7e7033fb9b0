"""``picture-quality``: how fast still frames are measured, and how well faults are found in them.

Frames are photographs that ship with scikit-learn and scikit-image, degraded on purpose in eight
ways and three strengths each; good frames are the same scenes in other light, with noise, tremor
and something passing. Thresholds were set on five of the photographs; the other seven are judged
here. Speed is of one core on JPEG frames of 1920 by 1080, decoding included.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import ndimage

from anlan.watch.pictures import Frame, Past, look
from benchmarks.degraded import DEGRADED, HELD, jpeg, living, photographs
from benchmarks.result import Result

NAME = "picture-quality"
ROUNDS = 10
SAME = {"tilted": "moved"}
"""A camera that is tilted is told as one that moved."""


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure speed and detection."""
    yield _speed(20 if quick else 200)
    found = detection(HELD, 2 if quick else ROUNDS)
    good = found.pop("good")
    told = f"{len(good):,} good frames of {len(HELD)} photographs"
    wrong = sum(bool(each) for _, each in good)
    yield Result("picture-quality-false", 100 * wrong / len(good), "%", size=told)
    for fault, tries in found.items():
        name = SAME.get(fault, fault)
        by = defaultdict(list)
        for strength, each in tries:
            by[strength].append(name in each)
        recalls = [f"{strength:g}: {np.mean(hits):.0%}" for strength, hits in by.items()]
        hits = sum(name in each for _, each in tries)
        others = [each for other, some in found.items() if SAME.get(other, other) != name
                  for _, each in some]  # fmt: skip
        claims = hits + sum(name in each for each in others) + sum(name in e for _, e in good)
        precision = hits / claims if claims else 0.0
        yield Result(
            f"picture-quality-{fault}", 100 * hits / len(tries), "%",
            size=f"recall over {len(tries)} frames; by strength {', '.join(recalls)};"
            f" precision {precision:.0%}",
        )  # fmt: skip


def detection(names: tuple[str, ...], rounds: int) -> dict[str, list[tuple[float, set[str]]]]:
    """Return by fault, and for good frames, with which strength it was made and what was found."""
    chance, found = np.random.default_rng(11), defaultdict(list)
    for _, picture in photographs(names):
        reference = look(jpeg(picture)).signature
        for _ in range(rounds):
            last = look(jpeg(living(picture, chance))).signature
            past = Past(last, 60.0, reference)
            found["good"].append((0.0, _names(look(jpeg(living(picture, chance)), past))))
            for fault, degrade in DEGRADED.items():
                for strength in degrade.strengths:
                    frame = degrade.make(picture, strength, chance)
                    found[fault].append((strength, _names(look(jpeg(frame), past))))
            frozen = jpeg(living(picture, chance), int(chance.integers(70, 95)))
            again = Past(look(frozen).signature, 60.0, reference)
            found["frozen"].append((0.0, _names(look(frozen, again))))
    return dict(found)


def _speed(many: int) -> Result:
    """Measure frames a second."""
    _, picture = next(iter(photographs(("china.jpg",))))
    large = ndimage.zoom(picture, (1080 / picture.shape[0], 1920 / picture.shape[1], 1), order=1)
    frame = jpeg(large + np.random.default_rng(2).normal(0, 3, large.shape))
    reference = look(frame).signature
    past = Past(reference, 60.0, reference)
    began = time.perf_counter()
    for _ in range(many):
        look(frame, past)
    rate = many / (time.perf_counter() - began)
    size = f"JPEG of 1920x1080, {len(frame) / 1e3:,.0f} kB, decoded and measured on one core"
    return Result("picture-quality", rate, "frames/s", size=size)


def _names(frame: Frame) -> set[str]:
    return {each.id for each in frame.faults}
