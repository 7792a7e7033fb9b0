"""Whether the server lives, is ready, and how the system is."""

import shutil
import time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from anlan import __version__
from anlan.access.principal import Principal
from anlan.api.guard import Anybody, Needs, state_of
from anlan.api.metrics import TYPE
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.settings import settings
from anlan.api.state import State
from anlan.model.errors import AnlanError
from anlan.store.jobs.tables import RUNNING as JOB_RUNNING
from anlan.store.jobs.tables import WAITING as JOB_WAITING
from anlan.store.jobs.tables import Job
from anlan.store.ledger import Head
from anlan.store.outbox.tables import DEAD, WAITING, Delivery
from anlan.store.schema import REVISIONS, revision
from anlan.watch.live import status
from anlan.words import Language, say

router = APIRouter(tags=["system"], dependencies=[Depends(refuse_unknown)])
Reader = Annotated[Principal, Depends(Needs("system.read"))]
STARTED = time.time()


class Alive(BaseModel):
    """The process answers."""

    alive: Literal[True] = True


class Check(BaseModel):
    """One thing that must hold for the server to be of use."""

    name: Literal["database", "tables", "disk", "keys"] = Field(examples=["database"])
    holds: bool
    text: str


class Ready(BaseModel):
    """Whether the server can do its work, and if not, why."""

    ready: bool
    checks: list[Check]


class Health(Ready):
    """How the system is."""

    version: str
    uptime_seconds: float
    database: str
    tables: str
    ledger_entries: int
    outbox_waiting: int
    outbox_dead: int
    jobs_waiting: int
    jobs_running: int
    disk_free_bytes: int
    keys: int


@router.get("/health")
def alive(_state: Anybody, lang: Lang = "en") -> Alive:
    """Return that the process answers; it says nothing of what it needs."""
    return Alive()


@router.get("/ready", responses={503: {"model": Ready}})
def ready(response: Response, state: Anybody, lang: Lang = "en") -> Ready:
    """Return whether the server can do its work: 503 with what is missing, if not."""
    found = _checks(state, lang)
    holds = all(check.holds for check in found)
    response.status_code = 200 if holds else 503
    return Ready(ready=holds, checks=found)


@router.get("/api/system")
def system(request: Request, person: Reader, lang: Lang = "en") -> Health:
    """Return how the system is."""
    state = state_of(request)
    found = _checks(state, lang)
    return Health(
        ready=all(check.holds for check in found),
        checks=found,
        version=__version__,
        uptime_seconds=round(time.time() - STARTED, 1),
        database=state.database.dialect,
        tables=revision(state.database) or "",
        keys=len(state.keyring.keys),
        **{name: int(value) for name, value in _gauges(state).items()},
    )


@router.get("/metrics", response_class=Response)
def metrics(request: Request, person: Reader, lang: Lang = "en") -> Response:
    """Return the metrics as Prometheus reads them."""
    state = state_of(request)
    told = request.app.state.metrics.page(_gauges(state), _engines(state))
    return Response(told, media_type=TYPE)


def _gauges(state: State) -> dict[str, float]:
    with state.database.session() as session:
        entries = session.scalars(select(Head.seq)).one()
        told = select(Delivery.state, func.count()).group_by(Delivery.state)
        waiting = dict(session.execute(told.where(Delivery.state.in_((WAITING, DEAD)))).all())
        work = select(Job.state, func.count()).group_by(Job.state)
        jobs = dict(session.execute(work.where(Job.state.in_((JOB_WAITING, JOB_RUNNING)))).all())
    return {
        "ledger_entries": entries,
        "outbox_waiting": waiting.get(WAITING, 0),
        "outbox_dead": waiting.get(DEAD, 0),
        "jobs_waiting": jobs.get(JOB_WAITING, 0),
        "jobs_running": jobs.get(JOB_RUNNING, 0),
        "disk_free_bytes": shutil.disk_usage(state.home).free,
    }


def _engines(state: State) -> dict[str, dict[str, float]]:
    """Return the figures of the engine of each city that ever had one."""
    with state.database.session() as session:
        found = {name: status(session, name) for name in state.names}
    return {name: each.figures() for name, each in found.items() if each is not None}


def _checks(state: State, lang: Language) -> list[Check]:
    """Return what must hold; the sentences tell no secret, for anybody may read them."""
    free = shutil.disk_usage(state.home).free
    answers, tables = True, ""
    try:
        tables = revision(state.database) or ""
    except SQLAlchemyError:
        answers = False
    try:
        keys = bool(state.keyring.keys)
    except AnlanError:
        keys = False
    holds = {
        "database": answers,
        "tables": tables == REVISIONS[-1],
        "disk": free >= settings().least_free_bytes,
        "keys": keys,
    }
    return [
        Check(name=name, holds=each, text=say(f"system.{name}.{'yes' if each else 'no'}", lang))
        for name, each in holds.items()
    ]
