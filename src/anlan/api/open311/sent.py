"""A service request that was sent: looked through, placed, and once only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.access.principal import Principal
from anlan.access.secrets import digest
from anlan.api.open311.asked import Form, check_scope
from anlan.api.open311.formats import FaultsError
from anlan.api.open311.services import service
from anlan.api.open311.told import CHANNEL
from anlan.api.problems import RefusalError
from anlan.api.state import CityState
from anlan.cases.public import Asked, Contact
from anlan.cases.public.address import division_of
from anlan.cases.public.plain import plain
from anlan.cases.public.questions import answered
from anlan.cases.report import Report
from anlan.model.errors import AnlanError
from anlan.store.cases import CaseRow

LONGEST = 4000
"""A description is at most so long, once it is decoded (GeoReport v2)."""
LONGEST_LINK = 2000


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that can become a case, and the keys under which it may have been sent just now."""

    report: Report
    contact: Contact
    keys: tuple[str, str]

    def known(self, session: Session, city: str) -> str | None:
        """Return the number of the case that the same request became within the last minute."""
        query = select(CaseRow.number).where(
            CaseRow.city == city, CaseRow.channel == CHANNEL, CaseRow.outside_key.in_(self.keys)
        )
        return session.scalar(query.limit(1))


def sent(
    city: CityState, others: list[CityState], person: Principal, form: Form, now: datetime
) -> Sent:
    """Return what a form asks for.

    Raises:
        AnlanError: what is wrong with it, all of it at once where that can be told.
    """
    if not form["service_code"]:
        raise RefusalError(400, "error.open311.missing", "body.service_code", field="service_code")
    code = service(city, form["service_code"]).code
    faults: list[AnlanError] = []
    lines, wrong = answered(code, form.attributes)
    faults += wrong
    place = _caught(faults, _place, city, form) or {}
    text = _caught(faults, _text, form) or ""
    told = {name: form[name] for name in ("phone", "email", "first_name", "last_name")}
    contact = _caught(faults, Contact.of, told) or Contact({})
    if faults:
        raise FaultsError(faults)
    keys = _keys(person, form, now)
    asked = Asked(
        channel=CHANNEL,
        key=keys[0],
        at=now,
        text="\n".join(filter(None, (text, *lines, _link(form)))),
        class_code=code,
        # Whoever relays reports for others can't be asked whether the river is meant.
        on_water=True,
        source=person.who,
        **place,
    )
    report = city.public.placed(asked, [each.public for each in others])
    check_scope(person, city, report.division)
    return Sent(report, contact, (digest(keys[0]), digest(keys[1])))


def _caught(faults: list[AnlanError], make: Any, *given: Any) -> Any:
    """Return what is made; None where it can't be, with the reason among the faults."""
    try:
        return make(*given)
    except AnlanError as error:
        faults.append(error)
        return None


def _place(city: CityState, form: Form) -> dict[str, Any]:
    """Return a position or a division: by coordinates, by a division's code, by names in words."""
    lat, long = form["lat"], form["long"]
    if bool(lat) != bool(long):
        raise RefusalError(400, "error.open311.half", "body.lat" if long else "body.long")
    if lat:
        try:
            return {"lat": float(lat), "lon": float(long)}
        except ValueError as error:
            raise RefusalError(400, "error.open311.numbers", "body.lat") from error
    if form["address_id"]:
        return {"division": form["address_id"]}
    if not form["address_string"]:
        raise RefusalError(400, "error.open311.no_place", "body.lat")
    found = division_of(city.divisions, form["address_string"])
    if found is None:
        raise RefusalError(400, "error.open311.address", "body.address_string")
    return {"division": found}


def _text(form: Form) -> str:
    text = plain(form["description"])
    if len(text) > LONGEST:
        found, most = f"{len(text):,}", f"{LONGEST:,}"
        raise RefusalError(400, "error.open311.long", "body.description", found=found, most=most)
    where = form["address_string"][:LONGEST_LINK]
    return "\n".join(filter(None, (text, plain(where))))


def _link(form: Form) -> str:
    """Return the address of a picture as words for the office; it is never fetched."""
    link = plain(form["media_url"])[:LONGEST_LINK]
    try:
        whole = urlsplit(link)
    except ValueError:
        return ""
    return f"media_url: {link}" if whole.scheme in ("http", "https") and whole.netloc else ""


def _keys(person: Principal, form: Form, now: datetime) -> tuple[str, str]:
    """Return what the same request is known by in this minute and in the one before."""
    names = ("service_code", "lat", "long", "address_string", "address_id", "description")
    told = [person.who, *(form[name] for name in names), repr(sorted(form.attributes.items()))]
    minute = int(now.astimezone(UTC).timestamp() // 60)
    return digest(repr([*told, minute])), digest(repr([*told, minute - 1]))
