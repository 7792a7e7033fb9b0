"""Real photographs and what may become of a camera's picture."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage
from sklearn import datasets


def photograph(name: str = "china.jpg") -> np.ndarray:
    file = Path(datasets.__file__).parent / "images" / name
    with Image.open(file) as opened:
        return np.asarray(opened.convert("RGB"), np.float64)


def sent(picture: np.ndarray, kind: str = "JPEG") -> bytes:
    out = BytesIO()
    Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(out, kind, quality=85)
    return out.getvalue()


def living(picture: np.ndarray, seed: int = 1) -> np.ndarray:
    """Return the same scene a moment later: other light, noise."""
    chance = np.random.default_rng(seed)
    return picture * chance.uniform(0.7, 1.1) + chance.normal(0, 2, picture.shape)


def covered(picture: np.ndarray) -> np.ndarray:
    found = picture.copy()
    found[: int(len(found) * 0.8)] = (90, 70, 60)
    return found


WRONG = {
    "black": lambda one: one * 0.05,
    "bright": lambda one: one * 3 + 90,
    "blurred": lambda one: ndimage.gaussian_filter(one, (6, 6, 0)),
    "noise": lambda one: one + np.random.default_rng(3).normal(0, 35, one.shape),
    "stripes": lambda one: one + 45 * np.sign(np.sin(np.arange(len(one))))[:, None, None],
    "covered": covered,
    "moved": lambda one: np.roll(one, one.shape[1] // 4, 1),
}
