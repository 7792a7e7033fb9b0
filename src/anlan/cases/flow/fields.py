"""Whether what a move gives is what its act asks for."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlan.cases.flow.facts import Move
from anlan.cases.flow.shapes import FieldShape
from anlan.cases.flow.words import Words
from anlan.model.errors import CaseError

_CODE = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")
_MOST_CODES = 50


def check_fields(
    shapes: Mapping[str, FieldShape],
    needs: tuple[str, ...],
    takes: tuple[str, ...],
    move: Move,
    longest: int,
) -> None:
    """Refuse a move that lacks a field, gives one its act doesn't take, or gives it wrongly.

    Raises:
        CaseError: names the fields, in words.
    """
    act = Words.of("act", move.act)
    given = {name for name, value in move.fields.items() if value not in (None, "", [], ())}
    if missing := [name for name in needs if name not in given]:
        raise CaseError("error.cases.missing", act=act, fields=Words.of("field", *missing))
    if extra := sorted(set(move.fields) - {*needs, *takes}):
        taken = Words.of("field", *needs, *takes)
        raise CaseError("error.cases.not_taken", act=act, found=", ".join(extra), fields=taken)
    for name in sorted(given):
        shape, value = shapes[name], move.fields[name]
        if not _is(shape, value, move.at, longest):
            raise CaseError(
                f"error.cases.field.{shape.kind}",
                field=Words.of("field", name),
                found=str(value)[:80],
                longest=longest,
                choices=", ".join(shape.choices),
            )


def _is(shape: FieldShape, value: Any, at: datetime, longest: int) -> bool:
    match shape.kind:
        case "text":
            return isinstance(value, str) and bool(value.strip()) and len(value) <= longest
        case "code":
            return _code(value)
        case "codes":
            listed = isinstance(value, list | tuple) and len(value) <= _MOST_CODES
            return listed and all(map(_code, value))
        case "moment":
            moment = moment_of(value)
            return moment is not None and moment > at
        case "choice":
            return value in shape.choices


def _code(value: object) -> bool:
    return isinstance(value, str) and bool(_CODE.fullmatch(value))


def moment_of(value: object) -> datetime | None:
    """Return the moment a text gives; None where it gives none, or no zone.

    >>> moment_of("2026-07-18T08:00:00+08:00").astimezone().utctimetuple()[:4]
    (2026, 7, 18, 0)
    >>> moment_of("2026-07-18T08:00:00") is None
    True

    Without a zone nobody knows when that is.
    """
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
