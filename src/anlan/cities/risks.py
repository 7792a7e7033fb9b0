"""Schemes and fields of the register of risks that a pack names."""

from collections.abc import Iterator
from typing import Any

from anlan.cities.locate import Place
from anlan.cities.shapes import Mismatch
from anlan.risk.register.kinds import kinds
from anlan.risk.schemes import shipped


def risk_references(raw: dict[str, Any]) -> Iterator[Mismatch]:
    """Yield what names no scheme or field, and schemes of which only one can be meant."""
    risks = raw.get("risks")
    if not isinstance(risks, dict):
        return
    yield from _schemes(("risks", "schemes"), risks.get("schemes"))
    fields = risks.get("fields")
    for name, schemes in fields.items() if isinstance(fields, dict) else ():
        if name not in kinds().fields:
            yield Mismatch(("risks", "fields", name), "reference", name, tuple(kinds().fields))
        yield from _schemes(("risks", "fields", name), schemes)


def _schemes(place: Place, names: Any) -> Iterator[Mismatch]:
    known, seen = shipped(), set[frozenset[str]]()
    for at, name in enumerate(names if isinstance(names, list) else ()):
        if not isinstance(name, str):
            continue
        if name not in known:
            yield Mismatch((*place, at), "reference", name, tuple(known))
        elif known[name].letters in seen:
            yield Mismatch((*place, at), "same_letters", name)
        else:
            seen.add(known[name].letters)
