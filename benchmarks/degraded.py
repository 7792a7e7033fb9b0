"""Real photographs, degraded on purpose: what measures of pictures are tried on."""

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage
from sklearn import datasets

Picture = npt.NDArray[np.float64]
Chance = np.random.Generator
# The thresholds were set on china.jpg, camera.png, coffee.png, motorcycle_left.png and brick.png.
HELD = (
    "flower.jpg", "chelsea.png", "rocket.jpg", "astronaut.png", "grass.png", "gravel.png",
    "motorcycle_right.png",
)  # fmt: skip
"""On these they are judged."""


def photographs(names: tuple[str, ...]) -> Iterator[tuple[str, Picture]]:
    """Yield photographs that ship with scikit-learn and, where it is there, scikit-image."""
    places = [Path(datasets.__file__).parent / "images"]
    found = importlib.util.find_spec("skimage")
    if found and found.origin:
        places.append(Path(found.origin).parent / "data")
    for name in names:
        for place in places:
            if (place / name).is_file():
                with Image.open(place / name) as opened:
                    yield name, np.asarray(opened.convert("RGB"), np.float64)


def jpeg(picture: Picture, quality: int = 85) -> bytes:
    """Return a picture as a camera sends it."""
    out = BytesIO()
    Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=quality)
    return out.getvalue()


def living(picture: Picture, chance: Chance) -> Picture:
    """Return a good frame of the same scene at another moment: light, noise, a slight tremor."""
    moved = np.roll(picture, chance.integers(-1, 2, 2), (0, 1))
    gain = chance.uniform(0.6, 1.25)
    if chance.random() < 0.5:
        moved = _passing(moved, chance)
    return moved * gain + chance.normal(0, chance.uniform(1, 4), picture.shape)


def _passing(picture: Picture, chance: Chance) -> Picture:
    """Put something before a part of the scene, as large as a car."""
    height, width = picture.shape[:2]
    high, wide = int(height * chance.uniform(0.1, 0.25)), int(width * chance.uniform(0.1, 0.25))
    top, left = chance.integers(0, height - high), chance.integers(0, width - wide)
    found = picture.copy()
    found[top : top + high, left : left + wide] = chance.uniform(20, 230, 3)
    return found


@dataclass(frozen=True)
class Degrade:
    """A fault, how it is made, and with which strengths, the weakest first."""

    make: Callable[[Picture, float, Chance], Picture]
    strengths: tuple[float, ...]


def _black(picture: Picture, strength: float, chance: Chance) -> Picture:
    return picture * strength + chance.normal(0, 2, picture.shape)


def _bright(picture: Picture, strength: float, chance: Chance) -> Picture:
    return picture * strength + 60 + chance.normal(0, 2, picture.shape)


def _blurred(picture: Picture, strength: float, chance: Chance) -> Picture:
    sigma = strength * picture.shape[1] / 640
    soft = ndimage.gaussian_filter(picture, (sigma, sigma, 0))
    return soft + chance.normal(0, 2, picture.shape)


def _noise(picture: Picture, strength: float, chance: Chance) -> Picture:
    return picture + chance.normal(0, strength, picture.shape)


def _stripes(picture: Picture, strength: float, chance: Chance) -> Picture:
    axis = int(chance.integers(0, 2))
    length = picture.shape[axis]
    period = chance.uniform(4, 14)
    wave = strength * np.sign(np.sin(2 * np.pi * np.arange(length) / period + chance.uniform(0, 6)))
    return picture + np.expand_dims(wave, (1 - axis, 2)) + chance.normal(0, 2, picture.shape)


def _covered(picture: Picture, strength: float, chance: Chance) -> Picture:
    """Put a cloth or a leaf before a share of the picture, from one side."""
    found, height, width = picture.copy(), *picture.shape[:2]
    colour = chance.uniform(30, 200, 3)
    if chance.random() < 0.5:
        found[: int(height * strength)] = colour
    else:
        found[:, : int(width * strength)] = colour
    return found + chance.normal(0, 1.0, picture.shape)


def _moved(picture: Picture, strength: float, chance: Chance) -> Picture:
    """Turn the camera aside: the scene moves by a share of the width, something else comes in."""
    step = int(picture.shape[1] * strength)
    seen = np.roll(picture, step * int(chance.choice([-1, 1])), 1)
    return seen + chance.normal(0, 2, picture.shape)


def _tilted(picture: Picture, strength: float, chance: Chance) -> Picture:
    angle = strength * float(chance.choice([-1, 1]))
    turned = ndimage.rotate(picture, angle, (0, 1), reshape=False, order=1, mode="reflect")
    return np.asarray(turned) + chance.normal(0, 2, picture.shape)


DEGRADED: Mapping[str, Degrade] = {
    "black": Degrade(_black, (0.15, 0.08, 0.02)),
    "bright": Degrade(_bright, (1.6, 2.5, 4.0)),
    "blurred": Degrade(_blurred, (2.0, 4.0, 8.0)),
    "noise": Degrade(_noise, (12.0, 20.0, 40.0)),
    "stripes": Degrade(_stripes, (8.0, 16.0, 40.0)),
    "covered": Degrade(_covered, (0.4, 0.7, 1.0)),
    "moved": Degrade(_moved, (0.05, 0.15, 0.4)),
    "tilted": Degrade(_tilted, (3.0, 8.0, 20.0)),
}
