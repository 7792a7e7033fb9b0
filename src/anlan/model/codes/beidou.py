"""BeiDou grid location codes in the plane: GB/T 39409-2020, levels 1 to 10.

A code names a cell: a letter for the hemisphere, then for each level one or two signs that say
which part of the cell before it is meant, counted in every hemisphere away from the equator and
the prime meridian. Positions are CGCS2000, within centimetres of WGS84. All arithmetic is in whole
units of 1/2048 of a second, the size of a cell of level 10, so that no edge is lost to rounding.

Edges: a cell owns the edges nearest to (0, 0). The zones of level 1 are the standard's own,
``floor(longitude / 6°) + 31``, so west of Greenwich a multiple of 6° still lies in the zone to its
east, in the last cell of it. 180° E is 180° W. The caps beyond 88° have codes of another form and
are refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.model.errors import CodeError

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
Signs = NDArray[np.uint32]
Texts = NDArray[np.str_]

UNITS_A_SECOND = 2048
UNITS_A_DEGREE = 3600 * UNITS_A_SECOND
LEVELS = 10
MOST_LATITUDE = 88 * UNITS_A_DEGREE
ZONE = 6 * UNITS_A_DEGREE

_SPLITS = ((60, 22), (12, 8), (2, 3), (15, 10), (15, 15), (2, 2), (8, 8), (8, 8), (8, 8), (8, 8))
"""Into how many parts a level cuts the one before: in longitude, in latitude."""
_IN_ONE_SIGN = (3, 6)
"""Levels whose two numbers stand in one sign, in the order of the letter Z."""
HEX = np.frombuffer(b"0123456789ABCDEF", dtype=np.uint8).astype(np.uint32)
_A, _N, _S = (np.uint32(ord(letter)) for letter in "ANS")
_NEARLY_WHOLE = 1e-6
"""Degrees written in decimals are at most so many units (15 nm) off the edge they mean."""


def cell_sizes() -> list[tuple[int, int]]:
    """Return width and height of a cell by level, from 1, in units of 1/2048 second.

    >>> cell_sizes()[4], cell_sizes()[9]  # level 5 is 4 seconds wide and high
    ((8192, 8192), (1, 1))
    """
    width, height = 360 * UNITS_A_DEGREE, MOST_LATITUDE
    sizes = []
    for across, up in _SPLITS:
        width, height = width // across, height // up
        sizes.append((width, height))
    return sizes


@dataclass(frozen=True)
class Cells:
    """Cells of one level: their edges in units of 1/2048 second, all arrays of equal length."""

    level: int
    west: I64
    south: I64
    east: I64
    north: I64

    @property
    def longitude(self) -> F64:
        """The longitude of the middle of each cell, in degrees."""
        return (self.west + self.east) / (2 * UNITS_A_DEGREE)

    @property
    def latitude(self) -> F64:
        """The latitude of the middle of each cell, in degrees."""
        return (self.south + self.north) / (2 * UNITS_A_DEGREE)


def encode(lon: ArrayLike, lat: ArrayLike, level: int = LEVELS) -> Texts:
    """Return the code of the cell of ``level`` that each position (degrees) lies in.

    A position that is missing (NaN) gets an empty text. The result has the shape of the input.

    >>> str(encode(114.3055, 30.5928)), str(encode(114.3055, 30.5928, level=5))
    ('N50H0513548370124463', 'N50H0513548')

    The second names a cell of 4 seconds, 106 by 123 metres there, that holds the first.

    Raises:
        CodeError: a position isn't on the Earth, or lies beyond 88° of latitude.
        ValueError: there is no such level.
    """
    lon, lat = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (lon, lat)))
    here = ~(np.isnan(lon) | np.isnan(lat)).ravel()
    signs = _signs(lon.ravel()[here], lat.ravel()[here], level)
    texts = np.zeros(here.size, dtype=f"U{signs.shape[1]}")
    texts[here] = as_texts(signs)
    return texts.reshape(lon.shape)


def _magnitude(degrees: F64) -> tuple[I64, Mask]:
    """Return whole units of ``|degrees|``, downwards, and where they are exactly so many."""
    exact = np.abs(degrees) * UNITS_A_DEGREE
    near = np.rint(exact)
    whole = np.abs(exact - near) < _NEARLY_WHOLE
    return np.where(whole, near, np.floor(exact)).astype(np.int64), whole


def _signs(lon: F64, lat: F64, level: int) -> Signs:
    """Return the signs (n, length) of the codes of positions in degrees."""
    _check(lon, lat)
    (across, whole), (up, _) = _magnitude(lon), _magnitude(lat)
    west = (lon < 0) | (across == 180 * UNITS_A_DEGREE)
    zone, across = np.divmod(across, ZONE)
    # A multiple of 6° west lies in the zone to its east, at the far edge.
    edge = west & whole & (across == 0) & (zone > 0)
    zone, across = zone - edge, np.where(edge, ZONE - 1, across)
    zone = np.where(west, 30 - zone, 31 + zone)
    columns = [np.where(lat < 0, _S, _N)]
    for number, (width, height) in enumerate(cell_sizes()[: _known(level)], 1):
        a, b = across // width, up // height
        across, up = (across % width, up % height) if number > 1 else (across, up % height)
        if number == 1:
            columns += [HEX[zone // 10], HEX[zone % 10], _A + b.astype(np.uint32)]
        elif number in _IN_ONE_SIGN:
            columns.append(HEX[2 * b + a])
        else:
            columns += [HEX[a], HEX[b]]
    return np.column_stack(columns).astype(np.uint32)


def decode(codes: str | Sequence[str] | Texts) -> Cells:
    """Return the cells that codes of one level name.

    >>> cells = decode("N50H0513548")
    >>> cells.level, float(cells.longitude[0].round(6)), float(cells.latitude[0].round(6))
    (5, 114.305, 30.592778)

    Raises:
        CodeError: a code has a sign that can't stand where it does, or another length.
    """
    texts = np.atleast_1d(np.asarray(codes, dtype=np.str_))
    level = level_of(texts, [length(number) for number in range(1, LEVELS + 1)])
    return _cells(as_signs(texts), texts, level)


def length(level: int) -> int:
    """Return how many signs a code of ``level`` has."""
    return 4 + sum(1 if number in _IN_ONE_SIGN else 2 for number in range(2, level + 1))


def _cells(signs: Signs, texts: Texts, level: int) -> Cells:
    """Read ``signs`` (n, length); ``texts`` are named in errors."""
    south_half = signs[:, 0] == _S
    refuse(south_half | (signs[:, 0] == _N), texts, 0, "N, S")
    zone = 10 * numbers(signs, texts, 1, 7) + numbers(signs, texts, 2, 10) - 31
    refuse((zone >= -30) & (zone < 30), texts, 1, "01–60")
    row = signs[:, 3].astype(np.int64) - int(_A)
    refuse((row >= 0) & (row < _SPLITS[0][1]), texts, 3, "A–V")
    sizes = cell_sizes()
    across, up = np.where(zone >= 0, zone, -zone - 1) * ZONE, row * sizes[0][1]
    place = 4
    for number in range(2, level + 1):
        (wide, high), (width, height) = _SPLITS[number - 1], sizes[number - 1]
        if number in _IN_ONE_SIGN:
            b, a = np.divmod(numbers(signs, texts, place, wide * high), 2)
            place += 1
        else:
            a = numbers(signs, texts, place, wide)
            b = numbers(signs, texts, place + 1, high)
            place += 2
        across, up = across + a * width, up + b * height
    width, height = sizes[level - 1]
    west = np.where(zone >= 0, across, -across - width)
    south = np.where(south_half, -up - height, up)
    return Cells(level, west, south, west + width, south + height)


def _check(lon: F64, lat: F64) -> None:
    nearly = _NEARLY_WHOLE / UNITS_A_DEGREE
    wrong = ~((np.abs(lon) <= 180 + nearly) & (np.abs(lat) <= 90 + nearly))
    polar = np.abs(lat) > MOST_LATITUDE / UNITS_A_DEGREE - nearly
    for mask, key in ((wrong, "error.beidou.nowhere"), (polar, "error.beidou.pole")):
        if mask.any():
            at = int(np.argmax(mask))
            raise CodeError(key, lon=f"{lon[at]:g}", lat=f"{lat[at]:g}", row=at + 1)


def _known(level: int) -> int:
    if not 1 <= level <= LEVELS:
        raise ValueError(f"BeiDou codes have levels 1 to {LEVELS}, not {level}")
    return level


def level_of(texts: Texts, lengths: list[int]) -> int:
    """Return the level of codes, given the length of a code by level.

    Raises:
        CodeError: one has a length that none of the levels has, or not that of the first.
    """
    found = np.char.str_len(texts)
    level = lengths.index(int(found[0])) + 1 if found.size and found[0] in lengths else LEVELS
    allowed = lengths if found.size and found[0] not in lengths else [lengths[level - 1]]
    other = np.flatnonzero(~np.isin(found, allowed))
    if other.size:
        at = int(other[0])
        expected = ", ".join(map(str, allowed))
        raise CodeError(
            "error.beidou.length", code=texts[at], row=at + 1, found=int(found[at]),
            expected=expected,
        )  # fmt: skip
    return level


def as_signs(texts: Texts) -> Signs:
    """Return texts of equal length as their signs, (n, length)."""
    wide = max(texts.dtype.itemsize // 4, 1)
    return np.ascontiguousarray(texts).view(np.uint32).reshape(texts.size, wide)


def as_texts(signs: Signs) -> Texts:
    """Return signs (n, length) as texts."""
    whole = np.ascontiguousarray(signs, dtype=np.uint32)
    return whole.view(f"U{whole.shape[1]}").reshape(len(whole))


def numbers(signs: Signs, texts: Texts, place: int, count: int) -> I64:
    """Return the numbers at ``place``, in hexadecimal; each must be below ``count``.

    Raises:
        CodeError: one isn't.
    """
    sign = signs[:, place].astype(np.int64)
    is_digit, is_letter = (sign >= 48) & (sign <= 57), (sign >= 65) & (sign <= 70)
    value = np.where(is_digit, sign - 48, np.where(is_letter, sign - 55, 99))
    refuse(value < count, texts, place, f"0–{count - 1:X}")
    return value


def refuse(right: Mask, texts: Texts, place: int, expected: str) -> None:
    """Complain of the first code that isn't right at ``place``.

    Raises:
        CodeError: there is one.
    """
    if right.all():
        return
    at = int(np.argmin(right))
    text = str(texts[at])
    raise CodeError(
        "error.beidou.sign", code=text, row=at + 1, at=place + 1, found=text[place],
        expected=expected,
    )  # fmt: skip
