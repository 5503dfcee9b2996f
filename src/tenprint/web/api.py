"""The small JSON interface that ``tenprint submit``, ``flip`` and ``act`` use; shapes as in the command contract."""

import hashlib
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from tenprint.agency import act_register
from tenprint.agency.act_register import ActEntry
from tenprint.agency.bootstrap import Network
from tenprint.agency.participation import ActDone, ParticipationOffice
from tenprint.agency.permission_place import place_code
from tenprint.agency.role import ROLES
from tenprint.errors import BadInput, TenprintError
from tenprint.record.ebts import UnretainedNumber
from tenprint.sharing.act import ActKind
from tenprint.sim.record_view import view
from tenprint.web.site import Site, site_of
from tenprint.web.view_act import around

PREFIX = "/api"
router = APIRouter(prefix=PREFIX)


class AskedAct(BaseModel):
    """An act of participation: what, where, by whom, relying on what, from when."""

    act: ActKind
    place: str
    officer: str
    authority: str
    document: str | None = None
    effective_on: date | None = Field(default=None, alias="from")


class AnswerTable(BaseModel):
    """Which text of the standard the answers shall follow, by whom, relying on what."""

    number: UnretainedNumber
    officer: str
    authority: str


class Confirmation(BaseModel):
    """The second person of a nationwide order."""

    officer: str


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
        "accepted": found.accepted,
        "first": found.first or None,
        "sharing": {key: sharing.get(key) for key in ("permitted", "rule", "trace")},
        "second": found.second,
        "leaves": [item["index"] for item in found.disclosures],
    }
    return JSONResponse(content)


@router.post("/acts")
def act(request: Request, asked: AskedAct) -> JSONResponse:
    """Do an act at the officer's own console; what the officer does not hold is recorded as a request."""
    network = site_of(request).network
    try:
        done = console_of(network, asked.officer).act(
            asked.officer,
            asked.act,
            asked.place,
            authority=asked.authority,
            document=asked.document,
            on=asked.effective_on,
        )
    except TenprintError as error:
        return _refusal(error)
    return JSONResponse(_told(done), 403 if done.refused else 200)


@router.get("/answers")
def answers(request: Request) -> JSONResponse:
    """What the national agency's answers do with the number of somebody whose prints are not to be kept."""
    return JSONResponse({"number": site_of(request).network.national.unretained_number()})


@router.post("/answers")
def set_answers(request: Request, asked: AnswerTable) -> JSONResponse:
    """Set the same, as the officer's act."""
    national = site_of(request).network.national
    try:
        national.set_unretained_number(asked.number, asked.officer, asked.authority)
    except TenprintError as error:
        return _refusal(error)
    return answers(request)


@router.post("/acts/{control}/confirm")
def confirm(request: Request, control: str, confirmation: Confirmation) -> JSONResponse:
    """Confirm the nationwide order that another person proposed."""
    try:
        done = site_of(request).network.national.participation.confirm(control, confirmation.officer)
    except TenprintError as error:
        return _refusal(error)
    return JSONResponse(_told(done))


@router.get("/acts")
def acts(request: Request, place: str = "", agency: str = "national") -> JSONResponse:
    """The register of acts of an agency, the newest first; of one place and those around it, where one is given."""
    service = site_of(request).network.services.get(agency)
    try:
        if service is None:
            raise BadInput(f"agency: expected one of {', '.join(ROLES)}, found {agency[:20]!r}")
        places = around(place_code(place), service.rules) if place else None
        with service.store.reading() as connection:
            found = act_register.entries(connection, places=places)
    except TenprintError as error:
        return _refusal(error)
    return JSONResponse({"agency": agency, "acts": [_entry_json(entry) for entry in found]})


def console_of(network: Network, officer: str) -> ParticipationOffice:
    """The agency of an officer, by the registers of staff; the national agency's where the officer has none.

    Raises:
        BadInput: no register has the name.
    """
    for service in network.services.values():
        member = service.participation.staff.members.get(officer)
        if member is not None and member.agency == service.role:
            return service.participation
    national = network.national.participation
    national.staff.staff(officer)
    return national


def _told(done: ActDone) -> dict[str, Any]:
    """What came of an act."""
    return {"text": done.text, "refused": done.refused, "act": _entry_json(done.entry)}


def _entry_json(entry: ActEntry) -> dict[str, Any]:
    """An act of the register as plain values."""
    act = entry.act
    return {
        "control": act.control,
        "act": act.kind.value,
        "place": act.place,
        "standing": entry.standing.value,
        "acted_on": act.acted_on.isoformat(),
        "effective_on": act.effective_on.isoformat(),
        "document": act.document,
        "title": act.title,
        "origin": act.origin,
        "officer": entry.officer or None,
        "confirmed_by": entry.confirmed_by,
        "authority": entry.authority or None,
    }


def _refusal(error: TenprintError) -> JSONResponse:
    """What was wrong, for the one who asked."""
    status = {3: 500, 1: 403}.get(error.exit_status, 400)
    return JSONResponse({"error": str(error)}, status)
