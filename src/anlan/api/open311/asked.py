"""What is asked: which city, in which format, by whose key, and the fields of a form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from anlan.access.principal import Principal
from anlan.api.guard import PublicLook, Rule, state_of
from anlan.api.open311.formats import MEDIA
from anlan.api.problems import RefusalError
from anlan.api.state import CityState, State
from anlan.model.errors import AccessError
from anlan.model.permission import Permission

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,64})\](\[\])?")


Look = Annotated[State, Depends(PublicLook())]


def fmt_of(fmt: str) -> str:
    """Return the format a path ends in.

    Raises:
        RefusalError: it is none of ours.
    """
    if fmt not in MEDIA:
        raise RefusalError(404, "error.open311.format", "path.fmt", found=fmt[:20])
    return fmt


Fmt = Annotated[str, Depends(fmt_of)]


def city_of(state: State, jurisdiction: str) -> CityState:
    """Return the city of a jurisdiction; where one city is open only, it needn't be named.

    Raises:
        RefusalError: it isn't known, or not named where there are several.
    """
    open_ = {each.pack.city.name: each for each in state.all() if each.pack.city.public.open}
    if jurisdiction:
        found = open_.get(jurisdiction)
        if found is None:
            known = ", ".join(open_) or "–"
            raise RefusalError(
                404, "error.open311.jurisdiction", found=jurisdiction[:60], known=known
            )
        return found
    if len(open_) == 1:
        return next(iter(open_.values()))
    if not open_:
        raise RefusalError(404, "error.open311.shut")
    raise RefusalError(400, "error.open311.which", known=", ".join(open_))


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, each once, and the answers to attributes by their codes."""

    fields: Mapping[str, str]
    attributes: Mapping[str, Sequence[str]]

    def __getitem__(self, name: str) -> str:
        """Return a field, empty where it wasn't sent: the standard takes the two for one."""
        return self.fields.get(name, "").strip()


async def form(request: Request) -> Form:
    """Return the form that was sent.

    Raises:
        RefusalError: it is no form, not in UTF-8, or has too many fields.
    """
    media = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    if media != FORM:
        raise RefusalError(400, "error.open311.form", "header.Content-Type", found=media[:60])
    try:
        text = (await request.body()).decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise RefusalError(400, "error.open311.form", "body", found=media) from error
    fields, attributes = dict[str, str](), dict[str, list[str]]()
    for name, value in pairs:
        found = _ATTRIBUTE.fullmatch(name)
        if found:
            attributes.setdefault(found.group(1), []).append(value)
        else:
            fields.setdefault(name, value)
    return Form(fields, attributes)


class FormNeeds(Rule):
    """The rule of a route whose key is the form's ``api_key``: an account's token."""

    permission: Permission

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request, sent: Annotated[Form, Depends(form)]) -> Principal:
        """Return whose key it is.

        Raises:
            AccessError: there is no key, or it isn't good for this.
        """
        found = holder(state_of(request), sent["api_key"])
        cities = state_of(request).names
        if found is None or not any(found.may(self.permission, city) for city in cities):
            raise RefusalError(403, "error.open311.key", "body.api_key")
        state_of(request).limiter.count(found.who)
        return found


def holder(state: State, key: str) -> Principal | None:
    """Return whose key it is; None for none that is good."""
    found = state.gate.by_token(key) if key else None
    return found if found is not None and found.stage == "full" else None


def moment(name: str, text: str) -> datetime | None:
    """Return a moment with its zone, None where the text is empty.

    Raises:
        RefusalError: it is none, or has no zone, without which nobody knows when that is.
    """
    # A + that wasn't escaped arrives as a space.
    plain = re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip())
    if not plain:
        return None
    try:
        found = datetime.fromisoformat(plain)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise RefusalError(400, "error.open311.moment", f"query.{name}", field=name, found=text[:40])


def listed(text: str) -> list[str]:
    """Return the parts of a list by commas."""
    return [each.strip() for each in text.split(",") if each.strip()]


def check_scope(person: Principal, city: CityState, division: str) -> None:
    """Refuse what lies outside of where a key may report.

    Raises:
        AccessError: the division isn't within it.
    """
    if not person.scope("case.report", city.pack.city.name).has_place(division):
        raise AccessError("error.access.not_yours")
