"""The national agency's consoles: its traffic, its examiner's queue, and what it knows of a submission."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from tenprint.agency.task import Task, TaskKind
from tenprint.errors import BadInput
from tenprint.match.threshold import LIGHTS_OUT, VERIFY
from tenprint.web.site import not_found, page, see_other, site_of
from tenprint.web.view_queue import status_of
from tenprint.web.view_submission import candidates, dossier
from tenprint.web.view_task import NOBODY, chosen, examination, find_task

router = APIRouter(prefix="/national")


@router.get("")
def status(request: Request) -> HTMLResponse:
    """The agency's queue, the examiner's tasks, and the latest submissions."""
    return page(
        request, "national.html", role="national", agency=status_of(site_of(request).network.national)
    )


@router.get("/submission/{tcn:path}")
def submission(request: Request, tcn: str) -> HTMLResponse:
    """Quality, candidates, the identification, and the gate's decision with its reasons."""
    found = dossier(site_of(request).network.national, tcn)
    return page(
        request,
        "national_submission.html",
        role="national",
        found=found,
        candidates=candidates(found.facts.get("candidates", [])),
        sharing=found.facts.get("sharing"),
        automatic=LIGHTS_OUT,
        verify=VERIFY,
    )


@router.get("/task/{number}")
def show_task(request: Request, number: int) -> HTMLResponse:
    """The candidates of a search that an examiner must decide."""
    return _examination(request, number)


@router.post("/task/{number}")
def examine(
    request: Request,
    number: int,
    decision: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """The examiner's decision."""
    service = site_of(request).network.national
    work = _task(request, number)
    given = {"decision": decision, "officer": officer, "reason": reason}
    try:
        service.examine(number, *chosen(given))
    except BadInput as error:
        return _examination(request, number, 400, str(error), given)
    return see_other(f"/national/task/{work.id}")


def _task(request: Request, number: int) -> Task:
    """An examiner's task of this agency, or the 404 page."""
    work = find_task(site_of(request).network.national, number)
    if work is None or work.kind is not TaskKind.EXAMINE:
        raise not_found("No examiner's task has this number.")
    return work


def _examination(
    request: Request, number: int, status: int = 200, error: str = "", given: dict[str, str] | None = None
) -> HTMLResponse:
    """The task's page, with what was wrong with the form where something was."""
    shown = examination(site_of(request).network.national, _task(request, number))
    return page(
        request,
        "examine.html",
        status=status,
        role="national",
        shown=shown,
        nobody=NOBODY,
        given=given or {},
        error=error,
        automatic=LIGHTS_OUT,
        verify=VERIFY,
    )
