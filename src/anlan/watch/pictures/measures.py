r"""What a still frame measures, as numbers from which no picture can be made again.

All is of the luma, 0 to 255. With :math:`g` the frame reduced to a width of 320 pixels,

.. math::
    \mathrm{light} = \bar g, \qquad
    \mathrm{sharpness} = \frac{\mathrm{Var}(\nabla^2 g)}{\mathrm{Var}(g)}

after Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000, made
independent of contrast by the division. The noise is that of Immerkær, "Fast noise variance
estimation", Computer Vision and Image Understanding 64(2), 1996:

.. math:: \sigma = \sqrt{\pi/2}\; \frac{1}{6}\; \overline{|g' * N|}, \qquad
    N = \begin{pmatrix}1&-2&1\\-2&4&-2\\1&-2&1\end{pmatrix}

on the frame at full size :math:`g'`, taken block by block and read at the block that a fifth of
them lie below, so that texture is not taken for noise. Stripes are what remains of the fine
structure when it is averaged along rows or columns.
"""

import hashlib
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

WIDTH = 320
"""Frames are reduced to this width for all but noise."""
GRID, CELLS = 8, 32
"""Edges of the grid of means, and of the grid of structure."""
CROP, BLOCK = 512, 16
QUANTILE = 0.2
_NOISE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
_SMOOTH = 15
"""Stripes are narrower than this many pixels, at a width of 320."""
LEAST_SPREAD = 1e-6
"""Structures that differ by less than this within are all the same: they agree with none."""
Grey = npt.NDArray[np.float32]
Luma = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Measures:
    """What a frame measures.

    Attributes:
        light: mean, 0 to 255.
        light_99: what one pixel in a hundred is brighter than.
        bright: share of pixels of 250 and more.
        contrast: standard deviation.
        entropy: of the histogram in 64 steps, in bits, 0 to 6.
        sharpness: see above.
        noise: standard deviation of the noise.
        flat: share of the grid of structure that has none.
        stripes: share of the fine structure that all rows or columns have in common.
        strength: how strong that is, 0 to 255.
    """

    light: float
    light_99: float
    bright: float
    contrast: float
    entropy: float
    sharpness: float
    noise: float
    flat: float
    stripes: float
    strength: float

    def told(self) -> dict[str, float]:
        """Return them as they are kept."""
        return {name: round(float(value), 4) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Signature:
    """What a frame is compared with others by: numbers, no picture.

    Attributes:
        digest: of all its pixels.
        means: of an 8 by 8 grid, 64 numbers of 0 to 255.
        structure: mean strength of edges in a 32 by 32 grid, as a share of the frame's own mean.
        textured: which cells of that grid have structure at all.
        sharpness: as :class:`Measures` has it.
    """

    digest: str
    means: tuple[float, ...]
    structure: tuple[float, ...]
    textured: tuple[bool, ...]
    sharpness: float


def measure(grey: Luma, flat: float) -> tuple[Measures, Signature]:
    """Return the measures and the signature of a frame.

    Args:
        grey: the luma, uint8[height, width], at full size.
        flat: a block whose standard deviation is below this has no structure.
    """
    small = reduced(grey)
    laplace = ndimage.laplace(small)
    variance = float(small.var())
    sharpness = float(laplace.var()) / max(variance, 1.0)
    spread = np.sqrt(np.maximum(_cells(small**2, CELLS) - _cells(small, CELLS) ** 2, 0))
    stripes, strength = _stripes(small)
    counts = np.histogram(small, 64, (0, 256))[0] / small.size
    some = counts[counts > 0]
    found = Measures(
        light=float(small.mean()),
        light_99=float(np.quantile(small, 0.99)),
        bright=float((small >= 250).mean()),
        contrast=float(np.sqrt(variance)),
        entropy=float((some * -np.log2(some)).sum()) + 0.0,  # never -0
        sharpness=sharpness,
        noise=_noise(grey),
        flat=float((spread < flat).mean()),
        stripes=stripes,
        strength=strength,
    )
    edges = np.hypot(ndimage.sobel(small, 0), ndimage.sobel(small, 1))
    structure = _cells(edges, CELLS)
    structure = structure / max(float(structure.mean()), 1e-6)
    signature = Signature(
        digest=hashlib.sha256(grey.tobytes()).hexdigest(),
        means=tuple(round(float(each), 3) for each in _cells(small, GRID).ravel()),
        structure=tuple(round(float(each), 2) for each in structure.ravel()),
        textured=tuple(bool(each) for each in (spread >= flat).ravel()),
        sharpness=round(sharpness, 4),
    )
    return found, signature


def reduced(grey: Luma) -> Grey:
    """Return a frame reduced to the usual width by means of its pixels; a smaller one as it is."""
    height, width = grey.shape
    if width <= WIDTH:
        return grey.astype(np.float32)
    size = (WIDTH, max(round(height * WIDTH / width), CELLS))
    small = Image.fromarray(grey).resize(size, Image.Resampling.BOX)
    return np.asarray(small, np.float32)


def shift(structure: npt.ArrayLike, reference: npt.ArrayLike) -> tuple[float, float, float]:
    """Return how well a structure agrees with a reference's in place, and where it agrees best.

    Returns:
        The correlation in place, the best correlation, and the distance to it in hundredths of the
        width. By phase correlation (Kuglin and Hines, "The phase correlation image alignment
        method", IEEE Int. Conf. Cybernetics and Society, 1975) on the 32 by 32 grid.
    """
    one, other = (_even(each) for each in (structure, reference))
    crossed = np.fft.rfft2(one) * np.conj(np.fft.rfft2(other))
    surface = np.fft.irfft2(crossed / np.maximum(np.abs(crossed), 1e-9), one.shape)
    place = np.unravel_index(int(surface.argmax()), surface.shape)
    down, across = (int(each) - CELLS if each > CELLS // 2 else int(each) for each in place)
    there = _overlap(one, other, down, across)
    here = _overlap(one, other, 0, 0)
    distance = 100 * float(np.hypot(down, across)) / CELLS
    return here, there, distance


def _even(structure: npt.ArrayLike) -> Grey:
    """Return a structure with a middle of none and a spread of one."""
    found = np.log1p(np.asarray(structure, np.float32).reshape(CELLS, CELLS))
    even: Grey = (found - found.mean()) / max(float(found.std()), 1e-6)
    return even


def _overlap(one: Grey, other: Grey, down: int, across: int) -> float:
    """Return the correlation of two structures where they overlap when one is shifted."""
    top, left = max(down, 0), max(across, 0)
    height, width = CELLS - abs(down), CELLS - abs(across)
    if min(height, width) < CELLS // 3:
        return -1.0
    mine = one[top : top + height, left : left + width]
    theirs = other[max(-down, 0) :, max(-across, 0) :][:height, :width]
    spread = float(mine.std() * theirs.std())
    if spread < LEAST_SPREAD:
        return 0.0
    return float(((mine - mine.mean()) * (theirs - theirs.mean())).mean()) / spread


def _cells(values: Grey, edge: int) -> Grey:
    """Return the means of a grid; what is left over at the right and below is left out."""
    height, width = values.shape[0] // edge, values.shape[1] // edge
    blocks = values[: height * edge, : width * edge].reshape(edge, height, edge, width)
    means: Grey = blocks.mean((1, 3), dtype=np.float64).astype(np.float32)
    return means


def _noise(grey: Luma) -> float:
    """Return the standard deviation of the noise, in the middle of the frame."""
    top, left = (max((side - CROP) // 2, 0) for side in grey.shape)
    crop = grey[top : top + CROP, left : left + CROP].astype(np.float32)
    strength = np.abs(ndimage.convolve(crop, _NOISE))
    height, width = crop.shape[0] // BLOCK, crop.shape[1] // BLOCK
    blocks = strength[: height * BLOCK, : width * BLOCK].reshape(height, BLOCK, width, BLOCK)
    low = float(np.quantile(blocks.mean((1, 3)), QUANTILE))
    return float(np.sqrt(np.pi / 2) / 6 * low)


def _stripes(small: Grey) -> tuple[float, float]:
    """Return which share of the fine structure all rows or columns have in common."""
    found = []
    for axis in (0, 1):
        fine = small - ndimage.uniform_filter1d(small, _SMOOTH, axis)
        common = float(fine.mean(1 - axis).std())
        whole = float(fine.std())
        found.append((common / max(whole, 1.0), common))
    return max(found)
