"""BeiDou grid location codes in space: GB/T 39409-2020, height included.

Heights are above the ellipsoid (CGCS2000). The layers grow with height as cells grow with the
radius: with θ₀ = 1°, θ = 1/2048″ and the equatorial radius r₀, height H lies in layer
``n = ⌊(θ₀/θ) log₁₊θ₀ (1 + H/r₀)⌋`` (θ₀ in radians inside the logarithm), about 1.5 cm thick at
the ground. The 31 bits of ``|n|`` are shared out to the ten levels, and each level's part follows
that of the plane; a sign before all says whether the layer lies below the ellipsoid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.model.codes import beidou
from anlan.model.codes.beidou import F64, I64, LEVELS, Cells, Signs, Texts
from anlan.model.errors import CodeError

EQUATOR_M = 6_378_137.0
"""r₀, the equatorial radius of CGCS2000 (and of WGS84)."""
_RATIO = beidou.UNITS_A_DEGREE
_GROWTH = float(np.log1p(np.pi / 180))
_MOST = 2**31
_BITS = (6, 3, 1, 4, 4, 1, 3, 3, 3, 3)
_NEARLY_WHOLE = 1e-6
_ZERO, _ONE = (np.uint32(ord(digit)) for digit in "01")


@dataclass(frozen=True)
class Boxes:
    """Cells with the heights of their floors and ceilings, in metres above the ellipsoid."""

    cells: Cells
    low_m: F64
    high_m: F64


def encode_3d(lon: ArrayLike, lat: ArrayLike, height_m: ArrayLike, level: int = LEVELS) -> Texts:
    """Return the codes of the boxes of ``level`` that positions lie in; empty where one is missing.

    >>> str(encode_3d(116.31260278, 39.99316111, 50.0))
    'N050J0047050390B8020556344611524'

    Raises:
        CodeError: as in :func:`encode`, or a height no layer reaches.
        ValueError: there is no such level.
    """
    lon, lat, height = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (lon, lat, height_m))
    )
    here = ~(np.isnan(lon) | np.isnan(lat) | np.isnan(height)).ravel()
    plane = beidou.as_signs(beidou.encode(lon.ravel()[here], lat.ravel()[here], level))
    upright = _height_signs(_layers(height.ravel()[here]), level)
    # N or S, the sign of the height, then level by level the plane's signs and the height's.
    parts = [plane[:, :1], upright[:, :1]]
    for (begin, end), (low, high) in zip(_plane_parts(level), _height_parts(level), strict=True):
        parts += [plane[:, begin:end], upright[:, low:high]]
    signs = np.hstack(parts)
    texts = np.zeros(here.size, dtype=f"U{signs.shape[1]}")
    texts[here] = beidou.as_texts(signs)
    return texts.reshape(lon.shape)


def decode_3d(codes: str | Sequence[str] | Texts) -> Boxes:
    """Return the boxes that codes of one level name.

    >>> box = decode_3d("N050J0047050390B8020556344611524")
    >>> round(float(box.low_m[0]), 2), round(float(box.cells.longitude[0]), 5)
    (49.99, 116.3126)

    Raises:
        CodeError: a code has a sign that can't stand where it does, or another length.
    """
    texts = np.atleast_1d(np.asarray(codes, dtype=np.str_))
    every = range(1, LEVELS + 1)
    level = beidou.level_of(texts, [beidou.length(n) + _height_length(n) for n in every])
    signs = beidou.as_signs(texts)
    plane, below = [signs[:, :1]], signs[:, 1] == _ONE
    beidou.refuse(below | (signs[:, 1] == _ZERO), texts, 1, "0, 1")
    size, place = np.zeros(len(texts), dtype=np.int64), 2
    pairs = zip(_plane_parts(level), _height_parts(level), _BITS, strict=False)
    for (begin, end), (low, high), bits in pairs:
        plane.append(signs[:, place : place + end - begin])
        place += end - begin
        size = (size << bits) + _part(signs, texts, place, high - low, bits)
        place += high - low
    cells = beidou.decode(beidou.as_texts(np.hstack(plane)))
    floor, ceiling = _span(size, below, sum(_BITS[level:]))
    return Boxes(cells, _metres(floor), _metres(ceiling))


def height_code(height_m: ArrayLike, level: int = LEVELS) -> Texts:
    """Return the height's part of codes alone: its sign and the signs of each level.

    >>> str(height_code(8848.86))
    '000004801646'
    """
    height = np.asarray(height_m, dtype=np.float64)
    signs = _height_signs(_layers(height.ravel()), level)
    return beidou.as_texts(signs).reshape(height.shape)


def _layers(height: F64) -> I64:
    """Return the number of the layer of each height.

    Raises:
        CodeError: a height lies at the Earth's centre, below it, or higher than any layer.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        exact = _RATIO * np.log1p(height / EQUATOR_M) / _GROWTH
        near = np.rint(exact)
        layer = np.where(np.abs(exact - near) < _NEARLY_WHOLE, near, np.floor(exact))
    reached = np.abs(layer) < _MOST
    if not reached.all():
        at = int(np.argmin(reached))
        raise CodeError("error.beidou.height", height=f"{height[at]:g}", row=at + 1)
    return layer.astype(np.int64)


def _metres(layer: I64) -> F64:
    """Return the height of the floor of a layer."""
    return np.asarray(EQUATOR_M * np.expm1(layer / _RATIO * _GROWTH))


def _span(size: I64, below: NDArray[np.bool_], bits: int) -> tuple[I64, I64]:
    """Return the lowest layer of a box and the one above it, given the leading bits of ``|n|``."""
    least = size << bits
    most = least + (1 << bits) - 1
    return np.where(below, -most, least), np.where(below, np.minimum(1 - least, 0), most + 1)


def _height_signs(layer: I64, level: int) -> Signs:
    size, left = np.abs(layer), sum(_BITS)
    columns = [np.where(layer < 0, _ONE, _ZERO)]
    for number, bits in enumerate(_BITS[:level], 1):
        left -= bits
        part = (size >> left) & ((1 << bits) - 1)
        digits = [part // 10, part % 10] if number == 1 else [part]
        columns += [beidou.HEX[digit] for digit in digits]
    return np.column_stack(columns).astype(np.uint32)


def _part(signs: Signs, texts: Texts, place: int, width: int, bits: int) -> I64:
    if width == 1:
        return beidou.numbers(signs, texts, place, 1 << bits)
    tens, ones = (beidou.numbers(signs, texts, place + n, 10) for n in (0, 1))
    value = 10 * tens + ones
    beidou.refuse(value < 1 << bits, texts, place, f"00–{(1 << bits) - 1}")
    return value


def _plane_parts(level: int) -> list[tuple[int, int]]:
    ends = [beidou.length(number) for number in range(1, level + 1)]
    return list(zip([1, *ends], ends, strict=False))


def _height_length(level: int) -> int:
    return level + 2


def _height_parts(level: int) -> list[tuple[int, int]]:
    ends = [_height_length(number) for number in range(1, level + 1)]
    return list(zip([1, *ends], ends, strict=False))
