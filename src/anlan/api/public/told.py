"""Cases in the words the public is told."""

from sqlalchemy.orm import Session

from anlan.api.cases_shapes import Named
from anlan.api.public.shapes import PublicNear, PublicOwn, PublicStatus, PublicStep
from anlan.api.state import CityState
from anlan.cases import rows
from anlan.cases.catalogue import catalogue
from anlan.cases.public import PublicState, album, told
from anlan.cases.public.room import reports
from anlan.cases.public.told import NearCase
from anlan.store.cases import CaseReport, CaseRow
from anlan.words import Language, say


class PublicTeller:
    """Tells of a city's cases in one answer."""

    def __init__(self, city: CityState, session: Session, lang: Language) -> None:
        self._city, self._session, self._lang = city, session, lang
        self._departments = {each.name: each.title.of(lang) for each in city.pack.city.departments}

    def near(self, found: NearCase) -> PublicNear:
        """Return an open case near a place."""
        row = found.row
        return PublicNear(
            number=row.number,
            class_=self.class_of(row),
            state=self._state(found.state),
            metres=found.metres,
            opened_at=row.opened_at,
            reports=reports(self._session, row),
        )

    def steps(self, row: CaseRow) -> list[PublicStep]:
        """Return what a case went through."""
        found = told.steps(rows.moves(self._session, row))
        return [PublicStep(state=self._state(each.state), at=each.at) for each in found]

    def status(self, row: CaseRow, own: CaseReport | None) -> PublicStatus:
        """Return how a case stands; with a sender's report, their own words."""
        steps = told.steps(rows.moves(self._session, row))
        last = steps[-1].state
        lead = rows.joined_to(self._session, row)
        return PublicStatus(
            number=row.number,
            class_=self.class_of(row),
            state=self._state(last),
            open=last.open,
            step=row.step,
            steps=[PublicStep(state=self._state(each.state), at=each.at) for each in steps],
            place=self.place(row),
            department=self.department(row.department),
            opened_at=row.opened_at,
            due_at=told.promised(row),
            ended_at=row.ended_at,
            joined=lead.number if lead is not None and told.is_public(lead) else None,
            reports=reports(self._session, row),
            own=self._own(row, own) if own is not None else None,
        )

    def place(self, row: CaseRow) -> list[str]:
        """Return the names of the divisions a case lies in, the largest first."""
        return self._city.division_names(row.division, self._lang)

    def department(self, name: str) -> str | None:
        """Return what a department is called."""
        return self._departments.get(name)

    def _own(self, row: CaseRow, own: CaseReport) -> PublicOwn:
        closed = row.state in told.CLOSED
        return PublicOwn(
            title=row.title,
            text=row.text,
            lon=row.lon,
            lat=row.lat,
            photos=album.count(self._session, row),
            contact=bool(own.contact),
            may_answer=closed and own.answered_at is None,
        )

    def class_of(self, row: CaseRow) -> str | None:
        """Return what a case is about; None where that isn't known yet."""
        known = catalogue().classes.get(row.class_code or "")
        return known.title.of(self._lang) if known else None

    def _state(self, state: PublicState) -> Named:
        return Named(name=state.name, title=say(f"case.public.{state.name}", self._lang))
