"""The application: the pages of the agencies that run in this network, the overview and the public page."""

from collections.abc import Collection, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from tenprint.agency.bootstrap import Network
from tenprint.web import (
    api,
    board,
    booking,
    home,
    immigration,
    national,
    participation,
    public,
    recorded_what_if,
    state,
    what_if,
)
from tenprint.web.exchange import exchange_router
from tenprint.web.guard import Guard
from tenprint.web.site import Site, page

TITLE = "tenprint"
STATIC_FOLDER = Path(__file__).parent / "static"
CONSOLES = {
    "booking": [participation.router_of("booking"), booking.router],
    "state": [participation.router_of("state"), state.router],
    "national": [board.router, recorded_what_if.router, national.router],
    "immigration": [participation.router_of("immigration"), immigration.router],
}


def create_app(
    network: Network,
    *,
    title: str = TITLE,
    public_keys: Mapping[str, Ed25519PublicKey] | None = None,
    base_urls: Mapping[str, str] | None = None,
    hosts: Collection[str] | None = None,
) -> FastAPI:
    """Make the application of a network; only the consoles of the roles that run here are there.

    Args:
        network: the services.
        title: shown on every page.
        public_keys: where peers deliver over HTTPS, their keys by role; else nothing is received here.
        base_urls: with ``public_keys``, the address of each role.
        hosts: names by which the server may be asked, where only some may (a page elsewhere could let its own name
            point here); None: any.
    """
    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = Site(network, title)
    app.add_middleware(Guard, hosts=hosts)
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    app.include_router(home.router)
    app.include_router(public.router)
    app.include_router(what_if.router)
    if set(CONSOLES) <= set(network.services):
        app.include_router(api.router)
    for role in network.services:
        for router in CONSOLES[role]:
            app.include_router(router)
    if public_keys is not None:
        app.include_router(exchange_router(network, public_keys, base_urls or {}))
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    return app


def _http_error(request: Request, error: Exception) -> HTMLResponse:
    """The page for a status that says no."""
    assert isinstance(error, HTTPException)
    words = {404: "Not found", 405: "Not possible this way", 413: "Too long"}
    return page(
        request,
        "error.html",
        status=error.status_code,
        heading=words.get(error.status_code, "This cannot be done"),
        text=str(error.detail),
    )


def _invalid(request: Request, error: Exception) -> Response:
    """The page for an address or a form that cannot be read; for programs, which field it is."""
    if request.url.path.startswith(api.PREFIX) and isinstance(error, RequestValidationError):
        fields = ", ".join(".".join(map(str, item["loc"])) for item in error.errors())
        return JSONResponse({"error": f"request: expected readable {fields}, found none"}, 400)
    text = "The address or the form could not be read. Go back, and send it again."
    return page(request, "error.html", status=400, heading="This cannot be read", text=text)
