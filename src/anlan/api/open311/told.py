"""Cases as service requests: open or closed, with the real state beside it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from anlan.access.principal import Principal
from anlan.api.state import CityState
from anlan.cases import rows
from anlan.cases.catalogue import catalogue
from anlan.cases.public import PublicState, told
from anlan.cases.public.listing import Standing, Update
from anlan.cases.public.room import reports
from anlan.store.cases import CaseRow
from anlan.words import Language, say

CHANNEL = "open311"


class GeoTeller:
    """Tells of a city's cases as GeoReport has it.

    Nobody's words are told but to the key that sent them, and no personal field at all.
    """

    def __init__(
        self, city: CityState, session: Session, lang: Language, person: Principal | None = None
    ) -> None:
        self._city, self._session, self._lang, self._person = city, session, lang, person
        self._departments = {each.name: each.title.of(lang) for each in city.pack.city.departments}

    def request(self, each: Standing, *, extensions: bool) -> dict[str, Any]:
        """Return a case as a service request."""
        row, known = each.row, catalogue().classes.get(each.row.class_code or "")
        names = self._city.division_names(row.division, self._lang)
        found = {
            "service_request_id": row.number,
            "status": status(each.state),
            "status_notes": self._title(each.state),
            "service_name": known.title.of(self._lang) if known else None,
            "service_code": row.class_code or "",
            "description": self._description(row),
            "agency_responsible": self._departments.get(row.department),
            "service_notice": known.remedy.limit.say(self._lang) if known else None,
            "requested_datetime": row.opened_at,
            "updated_datetime": row.ended_at or each.moved_at,
            "expected_datetime": told.promised(row),
            # From the most specific to the most general, as the standard has it.
            "address": ", ".join(reversed(names)),
            "address_id": row.division.rpartition("/")[2],
            "zipcode": None,
            "lat": row.lat,
            "long": row.lon,
            "media_url": None,
        }
        return found | (self._extended(each) if extensions else {})

    def update(self, each: Update) -> dict[str, Any]:
        """Return a change of a case's state as an update."""
        return {
            "update_id": f"{each.number}-{each.seq}",
            "service_request_id": each.number,
            "status": status(each.state),
            "description": self._title(each.state),
            "updated_datetime": each.at,
            "media_url": None,
        }

    def history(self, row: CaseRow) -> list[dict[str, Any]]:
        """Return what a case went through."""
        return [
            {
                "datetime": step.at,
                "status": status(step.state),
                "state": step.state.name,
                "description": self._title(step.state),
            }
            for step in told.steps(rows.moves(self._session, row))
        ]

    def _extended(self, each: Standing) -> dict[str, Any]:
        row = each.row
        lead = rows.joined_to(self._session, row)
        notes: Iterable[tuple[datetime, str, str]] = (
            (step.at, self._title(step.state), step.state.name)
            for step in told.steps(rows.moves(self._session, row))
        )
        return {
            "extended_attributes": {
                "state": each.state.name,
                "state_title": self._title(each.state),
                "step": row.step,
                "reports": reports(self._session, row),
                "joined": lead.number if lead is not None and told.is_public(lead) else None,
            },
            "notes": [
                {"datetime": at, "description": words, "type": kind} for at, words, kind in notes
            ],
        }

    def _description(self, row: CaseRow) -> str | None:
        mine = self._person is not None and row.source == self._person.who
        return row.text if mine and row.channel == CHANNEL else None

    def _title(self, state: PublicState) -> str:
        return say(f"case.public.{state.name}", self._lang)


def status(state: PublicState) -> str:
    """Return which of the two states of GeoReport a public state is."""
    return "open" if state.open else "closed"
