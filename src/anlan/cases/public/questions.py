"""What Open311 asks beside the words, by class, from ``cases/data/open311.toml``."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from anlan.cases.public.plain import plain
from anlan.model.declared import Declared, Text
from anlan.model.errors import CaseError

FILE = Path(__file__).parents[1] / "data" / "open311.toml"
LONGEST = 500
"""A longer answer is refused."""
LISTS = ("singlevaluelist", "multivaluelist")


class Choice(Declared):
    """One answer that may be chosen."""

    key: str
    name: Text


class Question(Declared):
    """One attribute of a service: asked for, or (not ``variable``) only told."""

    code: str
    classes: list[str]
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    required: bool
    title: Text
    hint: Text
    variable: bool = True
    values: tuple[Choice, ...] = ()


@cache
def questions(code: str) -> tuple[Question, ...]:
    """Return what is asked of a class, in order."""
    return tuple(each for each in _all() if code.startswith(tuple(each.classes)))


@cache
def _all() -> tuple[Question, ...]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(TypeAdapter(list[Question]).validate_python(told["questions"]))


def answered(code: str, given: Mapping[str, Sequence[str]]) -> tuple[list[str], list[CaseError]]:
    """Return what was answered, a line each in the words of the city's office, and what is wrong.

    An answer to a question that isn't asked is kept as it is: nothing honest is lost.
    """
    lines, wrong = [], []
    asked = {each.code: each for each in questions(code)}
    for name, question in asked.items():
        said = [value.strip() for value in given.get(name, ()) if value.strip()]
        if question.variable and question.required and not said:
            wrong.append(CaseError("error.open311.attribute", code=name, title=question.title))
        for value in said if question.variable else ():
            fault = _fault(question, value)
            if fault is None:
                shown = next((v.name.zh for v in question.values if v.key == value), value)
                lines.append(f"{question.title.zh}：{shown}")
            else:
                wrong.append(fault)
    for name, values in given.items():
        if name not in asked:
            lines += [f"{name}: {value}" for value in map(plain, values) if value.strip()]
    return lines, wrong


def _fault(question: Question, value: str) -> CaseError | None:
    keys = [each.key for each in question.values]
    if question.datatype in LISTS and value not in keys:
        known = ", ".join(keys)
        return CaseError("error.open311.value", code=question.code, found=value[:40], known=known)
    if not _fits(question.datatype, value):
        kind = question.datatype
        return CaseError("error.open311.kind", code=question.code, found=value[:40], kind=kind)
    return None


def _fits(datatype: str, value: str) -> bool:
    try:
        if datatype == "number":
            return math.isfinite(float(value))
        if datatype == "datetime":
            return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
    return len(value) <= LONGEST and value == plain(value)
