"""Division codes of 12 digits and unit grid codes of 15: read them, say what is wrong with them.

A division code is 2 digits of the province, 2 of the prefecture, 2 of the county (GB/T 2260), 3 of
the street or town and 3 of the community or village; parts below a division's own level are zeros.
A unit grid code (GB/T 30428.1) goes on with 3 digits of the grid within its community. Which
numbers are given to what stands in ``data/divisions.toml`` with its sources.
"""

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from anlan.model.errors import CodeError

Rank = Literal["province", "prefecture", "county", "town", "village", "grid"]
PARTS: tuple[tuple[Rank, int, int], ...] = (
    ("province", 0, 2),
    ("prefecture", 2, 4),
    ("county", 4, 6),
    ("town", 6, 9),
    ("village", 9, 12),
    ("grid", 12, 15),
)
_CLASSED = ("county", "town", "village")


@dataclass(frozen=True)
class DivisionCode:
    """A code that follows the rules.

    Attributes:
        code: the 12 or 15 digits.
        rank: the level of what it names, the last part that isn't zero.
        kind: the class of that part, such as ``street`` or ``town``; empty where the rules have
            no classes (province, prefecture, grid).
        private: whether the province's number is kept for made-up places.
    """

    code: str
    rank: Rank
    kind: str
    private: bool

    @property
    def parent(self) -> str:
        """The 12 digits of the division above; empty for a province.

        >>> parse_code("420106003012004").parent, parse_code("420106003012").parent
        ('420106003012', '420106003000')
        """
        if self.rank == "province":
            return ""
        return self.code[: _place(self.rank)[0]].ljust(12, "0")


def parse_code(code: str) -> DivisionCode:
    """Read a division code of 12 digits or a unit grid code of 15.

    >>> parse_code("420106003012").rank, parse_code("420106003012").kind
    ('village', 'residents')

    Raises:
        CodeError: it doesn't follow the rules; says which digits and why. ``code_faults`` returns
            all that is wrong.
    """
    fault = next(code_faults(code), None)
    if fault is not None:
        raise fault
    rank, text = next(
        (rank, code[begin:end]) for rank, begin, end in reversed(PARTS) if int(code[begin:end] or 0)
    )
    kind = _class_of(rank, int(text)) if rank in _CLASSED else None
    return DivisionCode(code, rank, kind or "", int(code[:2]) in _rules()["province"]["private"])


def code_faults(code: str) -> Iterator[CodeError]:
    """Yield everything that is wrong with a code, from left to right; nothing if it is right.

    >>> [(fault.key, fault.values["found"]) for fault in code_faults("420106003712")]
    [('error.code.number', '712')]
    """
    strange = next((i for i, each in enumerate(code) if each not in "0123456789"), None)
    if strange is not None:
        key = "error.code.wide" if _is_digit(code[strange]) else "error.code.sign"
        yield CodeError(key, code=code, at=strange + 1, found=code[strange])
        return
    digits = _rules()["digits"]
    if len(code) not in digits.values():
        yield CodeError("error.code.length", code=code, found=len(code), **digits)
        return
    yield from _numbers(code)
    yield from _zeros(code)


def _numbers(code: str) -> Iterator[CodeError]:
    """Yield the parts whose number is given to nothing."""
    province = _rules()["province"]
    if int(code[:2]) not in (*province["assigned"], *province["private"]):
        yield CodeError("error.code.province", code=code, found=code[:2])
    for rank, begin, end in PARTS:
        number = int(code[begin:end] or 0)
        if rank not in _CLASSED or number == 0 or _class_of(rank, number):
            continue
        width = end - begin
        ranges = [f"{r['first']:0{width}}–{r['last']:0{width}}" for r in _rules()[rank]]
        yield _fault("number", code, rank, expected=", ".join(ranges))


def _zeros(code: str) -> Iterator[CodeError]:
    """Yield a part that is zero though one below it isn't, and a grid without a number."""
    here = [(rank, code[begin:end]) for rank, begin, end in PARTS if len(code) >= end]
    if len(code) == _rules()["digits"]["grid"]:
        empty = next((rank for rank, text in here if not int(text)), None)
        if empty is not None:
            yield _fault("zero_grid", code, empty)
        return
    for number, (rank, text) in enumerate(here):
        lower = next((each for each, digits in here[number + 1 :] if int(digits)), None)
        if not int(text) and lower is not None:
            begin, end = _place(lower)
            yield _fault("zero", code, rank, below=f"{begin + 1}–{end}")
            return


def _fault(kind: str, code: str, rank: Rank, **values: object) -> CodeError:
    begin, end = _place(rank)
    part = CodeError(f"code.part.{rank}")
    return CodeError(
        f"error.code.{kind}",
        code=code, part=part, first=begin + 1, last=end, found=code[begin:end], **values,
    )  # fmt: skip


def _place(rank: Rank) -> tuple[int, int]:
    """Return where the digits of a rank begin and end."""
    return next((begin, end) for each, begin, end in PARTS if each == rank)


def _class_of(rank: str, number: int) -> str | None:
    ranges = _rules()[rank]
    return next((r["class"] for r in ranges if r["first"] <= number <= r["last"]), None)


def _is_digit(sign: str) -> bool:
    return unicodedata.category(sign) == "Nd"


@cache
def _rules() -> dict[str, Any]:
    file = resources.files("anlan.model.codes") / "data" / "divisions.toml"
    return tomllib.loads(file.read_text("utf-8"))
