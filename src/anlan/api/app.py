"""Make the application: routers, one shape for errors, security headers, the console."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from anlan import __version__
from anlan.api import backtest, city, places, plan, pool
from anlan.api.schemas import Problem, Version
from anlan.api.state import State
from anlan.model.errors import AnlanError
from anlan.words import Language

CONSOLE = Path(__file__).parent / "console"
# The map's worker and its sprites come from our own origin; nothing is loaded from elsewhere.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(home: Path, packs: list[str], database: str | None = None) -> FastAPI:
    """Return the server's application.

    Args:
        home: the folder that holds the workspaces.
        packs: names or paths of the city packs to show.
        database: its URL; by default SQLite in the folder.
    """
    app = FastAPI(
        title="Anlan",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses={422: {"model": Problem}, 404: {"model": Problem}},
    )
    app.state.anlan = State(home, packs, database)
    app.middleware("http")(_secure)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(AnlanError, _ours)

    @app.get("/api/version", tags=["server"])
    def version() -> Version:
        """Return the running version."""
        return Version(version=__version__)

    for module in (city, places, plan, backtest, pool):
        app.include_router(module.router)
    if (CONSOLE / "index.html").is_file():
        app.mount("/", StaticFiles(directory=CONSOLE, html=True), name="console")
    return app


async def _secure(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _problem(status: int, error: str, message: str) -> JSONResponse:
    return JSONResponse(Problem(error=error, message=message).model_dump(), status_code=status)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    parts = (f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors())
    return _problem(422, "invalid", "; ".join(parts))


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    response = _problem(error.status_code, "http", str(error.detail))
    response.headers.update(error.headers or {})
    return response


def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AnlanError)  # noqa: S101 - registered for this class only
    lang: Language = "zh" if request.query_params.get("lang") == "zh" else "en"
    return _problem(409, error.key, error.say(lang))
