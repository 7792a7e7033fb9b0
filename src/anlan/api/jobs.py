"""Jobs: asked for, followed, called off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from anlan.access.principal import Principal
from anlan.api.guard import Needs, cause, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, Strict, etag, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.cities.jobs import ARGUMENTS, checked
from anlan.model.errors import AccessError, StoreError
from anlan.store.change import Change
from anlan.store.jobs import queue
from anlan.store.jobs.failure import sentence
from anlan.store.jobs.tables import Job
from anlan.words import Language, say

router = APIRouter(prefix="/api/jobs", tags=["jobs"], dependencies=[Depends(refuse_unknown)])
Reader = Annotated[Principal, Depends(Needs("job.read", anywhere=True))]
Worker = Annotated[Principal, Depends(Needs("job.run", anywhere=True))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
State = Literal["waiting", "running", "done", "failed", "cancelled"]


class NewJob(Strict):
    """A job to be done; what a kind takes is told at ``/api/jobs/kinds``."""

    kind: str = Field(min_length=1, max_length=40, examples=["score"])
    city: str = Field(min_length=1, max_length=64, examples=["jiangcheng"])
    arguments: dict[str, Any] = Field(default_factory=dict, max_length=20, examples=[{}])


class JobTold(BaseModel):
    """A job and how far it is."""

    id: int
    kind: str
    kind_text: str
    city: str
    state: State
    arguments: dict[str, Any]
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    worker: str
    progress: float
    result: dict[str, Any]
    error_text: str


class Jobs(BaseModel):
    """A page of jobs."""

    items: list[JobTold]
    next: str | None


class KindTold(BaseModel):
    """A kind of job, and the JSON Schema of its arguments."""

    kind: str
    text: str
    arguments: dict[str, Any]


@router.get("")
def page(
    request: Request,
    person: Reader,
    lang: Lang = "en",
    state: Annotated[State | None, Query(description="Only these.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Jobs:
    """Return the jobs of cities whose jobs the asker may see, the newest first."""
    [before] = numbers(cursor, 1) if cursor else (None,)
    known = state_of(request)
    mine = [city for city in known.names if person.may("job.read", city)]
    found = queue.listing(known.database, mine, state, before, limit)
    more = cursor_of(found[-1].id) if len(found) == limit else None
    names = known.names_of(each.asked_by for each in found)
    return Jobs(items=[_told(each, names, lang) for each in found], next=more)


@router.get("/kinds")
def job_kinds(person: Reader, lang: Lang = "en") -> list[KindTold]:
    """Return the kinds of jobs there are, and what each takes."""
    return [
        KindTold(kind=kind, text=say(f"job.kind.{kind}", lang), arguments=shape.model_json_schema())
        for kind, shape in ARGUMENTS.items()
    ]


@router.post("", status_code=201, response_model=JobTold)
def ask(
    request: Request, person: Worker, asked: NewJob, create: Create, lang: Lang = "en"
) -> Response:
    """Ask for a job; what is wrong with it is told now, not when it is done."""
    state = state_of(request)
    _may_run(person, asked.city)
    if asked.city not in state.installation.packs:
        names = ", ".join(state.names)
        raise RefusalError(404, "api.no_city", "body.city", city=asked.city, names=names)
    arguments = checked(state.installation, asked.city, asked.kind, asked.arguments)

    def make(made: Change) -> JobTold:
        number = queue.ask(made, asked.kind, asked.city, arguments)
        job = made.session.get_one(Job, number)
        return _told(job, {job.asked_by: person.name}, lang)

    return create.make(person, make)


@router.get("/{job}")
def one(
    request: Request, response: Response, person: Reader, job: Number, lang: Lang = "en"
) -> JobTold:
    """Return one job."""
    found = _one(request, person, job)
    response.headers["ETag"] = etag(found.version)
    return _told(found, state_of(request).names_of([found.asked_by]), lang)


@router.delete("/{job}")
def cancel(request: Request, person: Worker, job: Number, lang: Lang = "en") -> JobTold:
    """Call a job off; one that is being done is left at its next step."""
    found = _one(request, person, job)
    _may_run(person, found.city)
    state = state_of(request)
    queue.cancel(state.database, cause(request, person), job)
    return _told(queue.get(state.database, job), state.names_of([found.asked_by]), lang)


def _one(request: Request, person: Principal, number: int) -> Job:
    """Return a job that the asker may see.

    Raises:
        RefusalError: there is none.
    """
    try:
        found = queue.get(state_of(request).database, number)
    except StoreError:
        found = None
    if found is None or not person.may("job.read", found.city):
        raise RefusalError(404, "api.no_job", "path.job", number=number)
    return found


def _may_run(person: Principal, city: str) -> None:
    """Refuse a job of a city that the asker may run none in: a job is of the whole city.

    Raises:
        AccessError: they may not.
    """
    if not person.may("job.run", city):
        raise AccessError("error.access.may_not", permission="job.run")


def _told(job: Job, names: Mapping[str, str], lang: Language) -> JobTold:
    return JobTold(
        id=job.id,
        kind=job.kind,
        kind_text=say(f"job.kind.{job.kind}", lang) if job.kind in ARGUMENTS else job.kind,
        city=job.city,
        state=job.state,
        arguments=job.arguments,
        asked_by=job.asked_by,
        asked_by_name=names.get(job.asked_by, job.asked_by),
        asked_at=job.asked_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        worker=job.worker or "",
        progress=job.progress or 0.0,
        result=job.result or {},
        error_text=sentence(job.error or "", lang),
    )
