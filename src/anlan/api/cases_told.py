"""Cases in words of one language, for those who read them."""

from datetime import UTC, datetime

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.api.cases_shapes import (
    CaseDetail,
    CaseDue,
    CaseField,
    CaseLine,
    CaseListed,
    CaseMoveTold,
    CaseOption,
    CasePhotoTold,
    CaseRoute,
    CaseRungTold,
    Named,
)
from anlan.api.guard import state_of
from anlan.api.view import CityView
from anlan.cases import photos, rows
from anlan.cases.catalogue import catalogue
from anlan.cases.flow import Option, workflow
from anlan.cases.listing import listings_of
from anlan.cases.phone import odd
from anlan.cases.public import contact
from anlan.cases.public.room import reports
from anlan.cases.room import CaseRoom
from anlan.cases.routing import Office, Routed
from anlan.store.cases import CaseListing, CaseMove, CaseRow, CaseRung
from anlan.words import Language, say


class Teller:
    """Tells of cases in one answer."""

    def __init__(self, request: Request, city: CityView, lang: Language, session: Session) -> None:
        self._request, self._city, self._lang, self._session = request, city, lang, session
        self._departments = {each.name: each.title.of(lang) for each in city.city.departments}

    def named(self, what: str, name: str) -> Named:
        """Return a name of the workflow with its words."""
        return Named(name=name, title=say(f"case.{what}.{name}", self._lang))

    def line(self, row: CaseRow) -> CaseLine:
        """Return a case as an inbox shows it."""
        known = catalogue().classes.get(row.class_code or "")
        return CaseLine(
            number=row.number,
            title=row.title,
            kind=self.named("kind", row.kind),
            **{
                "class": Named(name=known.code, title=known.title.of(self._lang)) if known else None
            },
            state=self.named("state", row.state),
            step=row.step,
            ended=row.ended_at is not None,
            place=self._city.division_names(row.division, self._lang),
            lon=row.lon,
            lat=row.lat,
            department=self._department(row.department),
            channel=self.named("channel", row.channel),
            urgent=row.urgent,
            opened_at=row.opened_at,
            near_at=row.near_at,
            due_at=row.due_at,
            paused=row.paused,
            rework_count=row.rework_count,
            return_count=row.return_count,
            version=row.version,
        )

    def detail(self, row: CaseRow, room: CaseRoom) -> CaseDetail:
        """Return all of a case."""
        options = room.options(self._session, row, self._city.person, datetime.now(UTC))
        parts = select(CaseRow.number).where(CaseRow.lead_id == row.id).order_by(CaseRow.id)
        return CaseDetail(
            **self.line(row).model_dump(by_alias=True),
            text=row.text,
            lead=self._number(row.lead_id),
            parts=list(self._session.scalars(parts)),
            merged_into=self._number(row.merged_into),
            ended_at=row.ended_at,
            reports=reports(self._session, row),
            contact=contact.held(self._session, row, self._city.city.public.contact_days),
            satisfaction=self._satisfaction(row),
            due=self._due(row, room),
            raised=row.raised,
            listings=[self._listed(each) for each in listings_of(self._session, row)],
            rungs=self._rungs(row),
            route=self._route(row, room),
            options=[self.option(each) for each in options],
            photos=self._photos(row),
            history=self._history(row),
        )

    def _photos(self, row: CaseRow) -> list[CasePhotoTold]:
        acts = {each.seq: each.act for each in rows.moves(self._session, row)}
        return [
            CasePhotoTold(
                code=each.code,
                seq=each.seq or 0,
                act=self.named("act", acts[each.seq or 0]),
                at=each.made_at,
                width=each.width,
                height=each.height,
                erased=each.erased_at is not None,
            )
            for each in photos.of_case(self._session, row)
        ]

    def _due(self, row: CaseRow, room: CaseRoom) -> CaseDue | None:
        found = room.due(self._session, row)
        if found is None:
            return None
        stage = self.named("stage", found.stage)
        return CaseDue(stage=stage, near_at=found.near, due_at=found.due, why=found.why(self._lang))

    def _satisfaction(self, row: CaseRow) -> Named | None:
        """Return the last answer to how it was solved; one from before it was reopened counts."""
        moves = rows.moves(self._session, row)
        said = [each.fields["satisfaction"] for each in moves if each.act == "close.call_back"]
        return self.named("choice", said[-1]) if said else None

    def _rungs(self, row: CaseRow) -> list[CaseRungTold]:
        query = select(CaseRung).where(CaseRung.case_id == row.id)
        reached = self._session.scalars(query.order_by(CaseRung.at, CaseRung.seq))
        return [CaseRungTold(rung=self.named("rung", each.rung), at=each.at) for each in reached]

    def _listed(self, notice: CaseListing) -> CaseListed:
        return CaseListed(
            number=notice.number,
            issuer=self._department(notice.issuer),
            leader=notice.leader,
            reason=notice.reason,
            deadline=notice.deadline,
            public=notice.public,
            listed_at=notice.listed_at,
            delisted_at=notice.delisted_at,
        )

    def why(self, found: Routed | None) -> list[str]:
        """Return the way that rules send a case, a sentence each."""
        if found is None:
            return [say("routing.nobody", self._lang)]
        return found.why(self._lang, self._called)

    def _route(self, row: CaseRow, room: CaseRoom) -> CaseRoute:
        found = room.route(self._session, row)
        if found is None:
            return CaseRoute(department=None, place=[], why=self.why(None))
        return CaseRoute(
            department=self._department(found.office.department),
            place=self._city.division_names(found.office.path, self._lang),
            why=self.why(found),
        )

    def _called(self, office: Office) -> str:
        places = self._city.division_names(office.path, self._lang)
        department = self._departments.get(office.department, office.department)
        if not places:
            return department
        return say("routing.office", self._lang, department=department, place=places[-1])

    def option(self, each: Option) -> CaseOption:
        """Return an act that may be done, or why not."""
        wanted = [*((name, True) for name in each.needs), *((name, False) for name in each.takes)]
        return CaseOption(
            act=self.named("act", each.act),
            fields=[self._field(name, needed=needed) for name, needed in wanted],
            refused=each.refused.say(self._lang) if each.refused else None,
        )

    def _field(self, name: str, *, needed: bool) -> CaseField:
        shape = workflow().fields[name]
        choices = [self.named("choice", choice) for choice in shape.choices]
        if name in ("department", "issuer"):
            found = self._departments.items()
            choices = [Named(name=key, title=title) for key, title in found]
        title = say(f"case.field.{name}", self._lang)
        return CaseField(name=name, title=title, kind=shape.kind, needed=needed, choices=choices)

    def _history(self, row: CaseRow) -> list[CaseMoveTold]:
        moves = rows.moves(self._session, row)
        names = state_of(self._request).names_of(each.who for each in moves)
        return [self._told(each, names.get(each.who, each.who)) for each in moves]

    def _told(self, made: CaseMove, who: str) -> CaseMoveTold:
        return CaseMoveTold(
            seq=made.seq,
            act=self.named("act", made.act),
            from_state=self.named("state", made.from_state),
            to_state=self.named("state", made.to_state),
            who=who,
            role=self.named("role", made.role),
            department=self._department(made.department),
            at=made.at,
            due_at=made.due_at,
            done_at=made.done_at,
            skew_s=odd(made.skew_s),
            fields=made.fields,
        )

    def _department(self, name: str) -> Named | None:
        return Named(name=name, title=self._departments.get(name, name)) if name else None

    def _number(self, key: int | None) -> str | None:
        found = self._session.get(CaseRow, key) if key is not None else None
        return found.number if found else None
