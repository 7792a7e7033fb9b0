"""One shape for every error (RFC 9457): code, sentence, place and how to mend it."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from anlan.model.errors import (
    AccessError,
    AlertError,
    AnlanError,
    CaseError,
    RegisterError,
    WatchError,
)
from anlan.words import Language, catalogue, say

MEDIA = "application/problem+json"
STATUS: Mapping[str, int] = {
    "error.alarm.none": 404,
    "error.alarm.changed": 412,
    "error.silence.none": 404,
    "error.silence.changed": 412,
    "error.warden.none": 404,
    "error.fleet.none": 404,
    "error.watch.object": 404,
    "error.watch.stream": 404,
    "error.fleet.no_outage": 404,
    "error.crowd.none": 404,
    "error.view.none": 404,
    "error.view.extra": 503,
    "error.access.wrong": 401,
    "error.access.code": 401,
    "error.access.needed": 401,
    "error.access.expired": 401,
    "error.access.old_password": 403,
    "error.access.may_not": 403,
    "error.access.stage": 403,
    "error.access.csrf": 403,
    "error.access.cross_site": 403,
    "error.access.local_only": 403,
    "error.access.not_yours": 403,
    "error.access.whole_city": 403,
    "error.access.no_account": 404,
    "error.access.no_grant": 404,
    "error.access.no_token": 404,
    "error.access.login_taken": 409,
    "error.access.changed": 412,
    "error.cases.none": 404,
    "error.cases.conflict": 412,
    "error.register.none": 404,
    "error.notice.none": 404,
    "error.register.conflict": 412,
    "error.equipment.none": 404,
    "error.photos.unknown": 404,
    "error.photos.erased": 404,
    "error.photos.may_not": 403,
    "error.evaluation.no_appeal": 404,
    "error.evaluation.indicator": 404,
    "error.evaluation.own_office": 403,
    "error.evaluation.contested": 409,
    "error.evaluation.decided": 409,
    "error.cases.needs_role": 403,
    "error.cases.not_now": 409,
    "error.cases.not_of_kind": 409,
    "error.cases.guarded": 409,
    "error.watch.no_rule": 404,
    "error.watch.rule_changed": 412,
    "error.watch.unproved": 409,
    "error.watch.parts": 409,
    "error.watch.zones": 409,
    "error.public.code": 404,
    "error.public.no_contact": 404,
    "error.public.ended": 409,
    "error.public.photos_full": 503,
    "error.public.not_closed": 409,
    "error.public.answered": 409,
    "error.alerts.none": 404,
    "error.alerts.no_room": 404,
    "error.alerts.no_document": 404,
    "error.alerts.no_feed": 404,
    "error.alerts.no_draft": 404,
    "error.alerts.no_channel": 404,
    "error.alerts.no_alarm": 404,
    "error.alerts.changed": 412,
    "error.alerts.second_person": 403,
    "error.alerts.over": 409,
    "error.alerts.not_offered": 409,
    "error.alerts.digest": 409,
    "error.alerts.twice": 409,
}
"""The statuses of errors of access, cases, the register and watching; the others are 422."""
"""The statuses of errors of access, of cases, of the register and of alerts; the others are 422."""
AWAY = "error.store.database"


class Place(BaseModel):
    """One thing that is wrong in a request, and where."""

    place: str = Field(examples=["query.limit"])
    code: str = Field(examples=["less_than_equal"])
    detail: str = Field(examples=["must be at most 1000"])


class Problem(BaseModel):
    """What went wrong, where, and how to mend it."""

    type: str = Field(examples=["urn:anlan:problem:access.needed"])
    title: str = Field(examples=["Not signed in"])
    status: int = Field(examples=[401])
    detail: str = Field(examples=["Sign in first, or send a token."])
    instance: str = Field(examples=["urn:anlan:request:0b9d2f5c"])
    code: str = Field(examples=["access.needed"])
    place: str | None = Field(examples=["header.Authorization"])
    mend: str = Field(examples=["Sign in, or send a token that isn't expired."])
    errors: list[Place] = []


class RefusalError(AnlanError):
    """A request that is refused: with a status, and the place in it that is wrong.

    ``retry_after`` is how many seconds later it may be sent again.
    """

    retry_after: int | None = None

    def __init__(self, status: int, key: str, /, place: str | None = None, **values: object):
        self.status = status
        self.place = place
        super().__init__(key, **values)


def install(app: FastAPI) -> None:
    """Let every error of ``app`` have the one shape."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(AnlanError, _ours)
    app.add_exception_handler(DBAPIError, _away)


def language(request: Request) -> Language:
    """Return the language asked for: ``lang``, else the first of Accept-Language we speak."""
    asked = request.query_params.get("lang", "")
    if asked in {"en", "zh"}:
        return "zh" if asked == "zh" else "en"
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    place: str | None = None,
    errors: list[Place] | None = None,
) -> Response:
    """Return an error as the one shape."""
    lang = language(request)
    known = status if f"problem.{status}.title" in catalogue() else status // 100 * 100
    told = Problem(
        type=f"urn:anlan:problem:{code}",
        title=say(f"problem.{known}.title", lang),
        status=status,
        detail=detail,
        instance=f"urn:anlan:request:{getattr(request.state, 'number', '-')}",
        code=code,
        place=place,
        mend=say(f"problem.{known}.mend", lang),
        errors=errors or [],
    )
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return Response(told.model_dump_json(), status, headers, MEDIA)


def status_of(error: AnlanError) -> int:
    """Return the status of an error of ours."""
    if isinstance(error, RefusalError):
        return error.status
    if error.key == AWAY:
        return 503
    if isinstance(error, AccessError | AlertError | CaseError | RegisterError | WatchError):
        return STATUS.get(error.key, 422)
    return 409


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnlanError)  # noqa: S101 - registered for this class only
    place = error.place if isinstance(error, RefusalError) else None
    code = error.key.removeprefix("error.")
    response = problem(request, status_of(error), code, error.say(language(request)), place)
    if isinstance(error, RefusalError) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _away(request: Request, _error: Exception) -> Response:
    """Tell that the database refused, without a word of what it said: that may hold values."""
    detail = say("problem.503.title", language(request)) + "."
    return problem(request, 503, "store.database", detail)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    lang = language(request)
    wrong = [_wrong(each, lang) for each in error.errors()]
    detail = "; ".join(f"{each.place}: {each.detail}" for each in wrong)
    return problem(request, 422, "invalid", detail, wrong[0].place if wrong else None, wrong)


def _wrong(detail: Mapping[str, Any], lang: Language) -> Place:
    """Return one complaint of pydantic's in our words."""
    key, context = f"problem.field.{detail['type']}", detail.get("ctx", {})
    text = (
        say(key, lang, **context)
        if key in catalogue()
        else say("problem.field.other", lang, kind=detail["type"])
    )
    return Place(place=".".join(map(str, detail["loc"])), code=detail["type"], detail=text)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    detail = say(f"problem.{error.status_code}.title", language(request)) + "."
    response = problem(request, error.status_code, f"http_{error.status_code}", detail, "path")
    response.headers.update(error.headers or {})
    return response


def fault(request: Request) -> Response:
    """Tell of a fault of ours without a word of what it was: that is in the log."""
    detail = say("problem.500.title", language(request)) + "."
    return problem(request, 500, "fault", detail)
