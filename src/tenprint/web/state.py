"""The state bureau: its traffic, and the one switch it holds, whether the second answer is passed on."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from tenprint.errors import BadInput
from tenprint.web.site import not_found, page, see_other, site_of
from tenprint.web.view_queue import status_of
from tenprint.web.view_relay import RELAY_VALUES, relay_row, relay_rows
from tenprint.web.view_submission import dossier

router = APIRouter(prefix="/state")


@router.get("")
def status(request: Request) -> HTMLResponse:
    """The bureau's queue and latest submissions."""
    return page(request, "state.html", role="state", agency=status_of(site_of(request).network.state))


@router.get("/submission/{tcn:path}")
def submission(request: Request, tcn: str) -> HTMLResponse:
    """The bureau's own record of a submission: what it carried, and whether it relayed the second answer."""
    found = dossier(site_of(request).network.state, tcn)
    return page(request, "state_submission.html", role="state", found=found)


@router.get("/relay")
def relay(request: Request) -> HTMLResponse:
    """Every state's switch: what its dated policy says, what was set here, and what follows."""
    return page(request, "relay.html", role="state", rows=relay_rows(site_of(request).network.state))


@router.get("/relay/{code}")
def relay_form(request: Request, code: str) -> HTMLResponse:
    """The form to set one state's switch."""
    return _relay_form(request, code)


@router.post("/relay/{code}")
def set_relay(
    request: Request,
    code: str,
    value: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    authority: Annotated[str, Form()] = "",
) -> Response:
    """Set one state's switch: the state's own act."""
    try:
        site_of(request).network.state.set_relay(code, value, officer, authority)
    except BadInput as error:
        given = {"value": value, "officer": officer, "authority": authority}
        return _relay_form(request, code, 400, str(error), given)
    return see_other(f"/state/relay#{code}")


def _relay_form(
    request: Request, code: str, status: int = 200, error: str = "", given: dict[str, str] | None = None
) -> HTMLResponse:
    """The form, with what was wrong with it where something was."""
    service = site_of(request).network.state
    if code not in service.rules.states:
        raise not_found("No state has this postal code.")
    row = relay_row(service, code)
    shown = given or {"value": row.setting, "officer": "", "authority": ""}
    return page(
        request,
        "relay_form.html",
        status=status,
        role="state",
        row=row,
        values=RELAY_VALUES,
        given=shown,
        error=error,
    )
