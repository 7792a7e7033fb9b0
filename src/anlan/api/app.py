"""Make the application: routers, one shape for errors, the frame, the console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from anlan import __version__
from anlan.api import (
    accounts,
    alerts,
    alerts_channels,
    alerts_drafts,
    alerts_inbound,
    assets,
    backtest,
    cases,
    cases_contact,
    cases_desks,
    cases_live,
    cases_results,
    cases_routing,
    city,
    divisions,
    evaluation,
    field,
    jobs,
    ledger,
    linking,
    me,
    outbox,
    personal,
    photos,
    places,
    plan,
    pool,
    risk,
    risk_areas,
    risk_duties,
    risk_hazards,
    risk_installations,
    risk_map,
    risk_notices,
    risk_packs,
    risk_patrols,
    risk_plates,
    risk_print,
    risk_reports,
    risk_whatif,
    session,
    signon,
    signs,
    sources,
    system,
    watch_alarms,
    watch_alarms_duty,
    watch_alarms_live,
    watch_crowds,
    watch_fleet,
    watch_fleet_acts,
    watch_readings,
    watch_rules,
    watch_sights,
    watch_streams,
    watch_views,
    why,
)
from anlan.api.frame import Frame
from anlan.api.guard import Anybody, rules_of
from anlan.api.metrics import Metrics
from anlan.api.open import catalogue, changes, download, features
from anlan.api.open311 import requests as open311_requests
from anlan.api.open311 import services as open311_services
from anlan.api.problems import MEDIA, Problem, install
from anlan.api.public import alerts as public_alerts
from anlan.api.public import alerts_page
from anlan.api.public import city as public_city
from anlan.api.public import listings as public_listings
from anlan.api.public import photos as public_photos
from anlan.api.public import reports as public_reports
from anlan.api.schemas import Version
from anlan.api.sensorthings import routes as sensorthings
from anlan.api.state import Door, State

CONSOLE = Path(__file__).parent / "console"
ROUTERS = (
    city,
    divisions,
    places,
    plan,
    backtest,
    pool,
    linking,
    assets,
    # Before the cases, whose numbers would take their names.
    cases_desks,
    cases_live,
    cases_results,
    cases_routing,
    cases,
    cases_contact,
    public_city,
    public_listings,
    public_photos,
    public_reports,
    open311_services,
    open311_requests,
    signs,
    photos,
    field,
    evaluation,
    risk_duties,
    risk_hazards,
    risk_installations,
    risk_notices,
    risk_patrols,
    risk_packs,
    risk_plates,
    risk_reports,
    risk_map,
    risk_print,
    risk_whatif,
    risk,
    risk_areas,
    # Before single alarms, whose numbers would take their names.
    watch_alarms_duty,
    watch_alarms_live,
    watch_alarms,
    watch_crowds,
    watch_fleet,
    watch_fleet_acts,
    watch_views,
    watch_rules,
    watch_readings,
    watch_streams,
    watch_sights,
    # Before the events, whose numbers would take their names.
    alerts_channels,
    alerts_drafts,
    alerts_inbound,
    alerts,
    public_alerts,
    alerts_page,
    sensorthings,
    features,
    download,
    changes,
    catalogue,
    sources,
    personal,
    session,
    signon,
    me,
    accounts,
    why,
    ledger,
    jobs,
    outbox,
    system,
)
REFUSALS = ("401", "403", "404", "409", "412", "413", "422", "428", "429", "503")


def create_app(
    home: Path,
    packs: list[str],
    database: str | None = None,
    door: Door = "local",
    address: str = "",
    intake: Path | None = None,
) -> FastAPI:
    """Return the server's application.

    Args:
        home: the folder that holds the workspaces.
        packs: names or paths of the city packs to show.
        database: its URL; by default SQLite in the folder.
        door: whether the laptop itself is let in without sign-in.
        address: by which people reach the server; needed for single sign-on.
        intake: the folder whose folders a job may take files in from.
    """
    app = FastAPI(
        title="Anlan",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan,
    )
    app.state.anlan = State(home, packs, database, door, address, intake)
    app.state.metrics = Metrics()
    app.add_middleware(Frame, metrics=app.state.metrics)
    install(app)

    @app.get("/api/version", tags=["server"])
    def version(_state: Anybody) -> Version:
        """Return the running version."""
        return Version(version=__version__)

    for module in ROUTERS:
        app.include_router(module.router)
    _deny_by_default(app)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    if (CONSOLE / "index.html").is_file():
        # Its own files hold no secrets, so they may be compressed, for phones on a slow line.
        app.mount("/", GZipMiddleware(StaticFiles(directory=CONSOLE, html=True)), name="console")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.anlan.close()


def _deny_by_default(app: FastAPI) -> None:
    """Serve no route that doesn't say who may call it.

    Raises:
        RuntimeError: there is one; a fault of ours.
    """
    for route in iter_route_contexts(app.routes):
        if route.path != app.openapi_url and len(rules_of(route)) != 1:
            raise RuntimeError(f"{route.path} declares {len(rules_of(route))} rules of access")


def _document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with each route's rule and the one shape of errors."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= made.pop("$defs") | {"Problem": made}
        document["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "anlan_session"},
        }
        rules = {
            # The document leaves out that a place in a path may hold slashes.
            (str(route.path).replace(":path}", "}"), method): rules_of(route)[0]
            for route in iter_route_contexts(app.routes)
            for method in route.methods or ()
            if rules_of(route)
        }
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _finish(operation, rules[path, method.upper()])
        app.openapi_schema = document
    return app.openapi_schema


def _finish(operation: dict[str, Any], rule: str) -> None:
    operation["x-anlan-permission"] = rule
    if rule != "open":
        operation["security"] = [{"token": []}, {"session": []}]
    told = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status in REFUSALS:
        if status in operation["responses"] and status == "503":
            continue
        operation["responses"][status] = {"description": "Refused", "content": {MEDIA: told}}
