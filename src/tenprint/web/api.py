"""The small JSON interface that ``tenprint submit`` and ``tenprint flip`` use; shapes as in the command contract."""

import hashlib
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from tenprint.errors import TenprintError
from tenprint.sim.record_view import view
from tenprint.web.site import Site, site_of

PREFIX = "/api"
router = APIRouter(prefix=PREFIX)


class Activation(BaseModel):
    """An order to switch sharing on or off for a county."""

    county: str
    active: bool
    effective_on: date | None = Field(default=None, alias="from")
    officer: str
    authority: str


@router.post("/submissions")
async def submit(request: Request) -> JSONResponse:
    """Take an EBTS file as the request's body."""
    data = await request.body()
    return await run_in_threadpool(_submit, site_of(request), data)


def _submit(site: Site, data: bytes) -> JSONResponse:
    """Submit at the booking station."""
    try:
        tcn = site.network.booking.submit(data)
    except TenprintError as error:
        return _refusal(error)
    return JSONResponse({"tcn": tcn, "digest": hashlib.sha256(data).hexdigest()}, 202)


@router.get("/submissions/{tcn:path}")
def submission(request: Request, tcn: str, digest: str | None = None) -> JSONResponse:
    """What has come of a submission so far, in every agency that runs here.

    The digest tells two submissions with one control number apart; without it the first is meant.
    """
    network = site_of(request).network
    found = view(network, tcn, digest)
    if "booking" not in found.rows:
        return JSONResponse({"error": f"TCN {tcn}: no such submission"}, 404)
    sharing = found.sharing
    content: dict[str, Any] = {
        "tcn": tcn,
        "ended": found.ended,
        "first": found.first or None,
        "sharing": {key: sharing.get(key) for key in ("permitted", "rule", "trace")},
        "second": found.second,
        "leaves": [item["index"] for item in found.disclosures],
    }
    return JSONResponse(content)


@router.post("/activations")
def flip(request: Request, order: Activation) -> JSONResponse:
    """Switch a county on or off."""
    national = site_of(request).network.national
    on = order.effective_on or national.clock.now().date()
    try:
        county = national.rules.county(order.county)
        national.flip(county.fips, order.active, on, order.officer, order.authority)
    except TenprintError as error:
        return _refusal(error)
    word = "will" if order.active else "will not"
    text = f"from {on} on, submissions from {county.name}, {county.state} {word} be passed to the immigration agency"
    return JSONResponse({"text": text})


def _refusal(error: TenprintError) -> JSONResponse:
    """What was wrong, for the one who asked."""
    return JSONResponse({"error": str(error)}, 500 if error.exit_status == 3 else 400)
