"""The booking desk: send a card, see its answers."""

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from tenprint.errors import BadInput
from tenprint.exchange.envelope import BODY_BYTES_MAX
from tenprint.web.site import page, see_other, site_of, templates
from tenprint.web.view_booking import warnings_of
from tenprint.web.view_queue import status_of
from tenprint.web.view_submission import dossier

router = APIRouter(prefix="/booking")


@router.get("")
def status(request: Request) -> HTMLResponse:
    """The desk's queue and latest submissions, and the form to send a card."""
    return _desk(request)


@router.post("/submit")
def submit(request: Request, card: Annotated[UploadFile | None, File()] = None) -> Response:
    """Send an EBTS file to the state bureau, and show its timeline."""
    data = card.file.read(BODY_BYTES_MAX + 1) if card is not None else b""
    if not data:
        return _desk(
            request, 400, "No file was chosen, or it is empty. Choose an EBTS file and send it again."
        )
    if len(data) > BODY_BYTES_MAX:
        return _desk(
            request, 413, f"The file is longer than {BODY_BYTES_MAX} bytes, the most a card may have."
        )
    try:
        tcn = site_of(request).network.booking.submit(data)
    except BadInput as error:
        return _desk(request, 400, f"The file was not sent, because it cannot be read. {error}")
    return see_other("/booking/submission/" + templates().filters["tcn_path"](tcn))


@router.get("/submit")
def back() -> Response:
    """Where a reader arrives who opens the form's address again: the desk."""
    return see_other("/booking")


@router.get("/submission/{tcn:path}")
def submission(request: Request, tcn: str) -> HTMLResponse:
    """The desk's own record of a submission: timeline, first answer, second answer."""
    found = dossier(site_of(request).network.booking, tcn)
    first = [row.facts.get("first") or {} for row in found.rows]
    alerts = [warnings_of(str(answer.get("text") or "")) for answer in first]
    return page(request, "booking_submission.html", role="booking", found=found, alerts=alerts)


def _desk(request: Request, code: int = 200, error: str = "") -> HTMLResponse:
    """The status page, with what was wrong with a form where something was."""
    desk = site_of(request).network.booking
    return page(request, "booking.html", status=code, role="booking", agency=status_of(desk), error=error)
