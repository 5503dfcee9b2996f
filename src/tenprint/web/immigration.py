"""The immigration agency's consoles: its traffic, the status officers' queue, and the field offices' queue."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from tenprint.agency.immigration.journey import DECISIONS, Move
from tenprint.agency.immigration.service import ImmigrationService
from tenprint.agency.task import Task, TaskKind
from tenprint.errors import BadInput
from tenprint.match.threshold import LIGHTS_OUT, VERIFY
from tenprint.record.nlets import IarStatus
from tenprint.web.site import not_found, page, see_other, site_of
from tenprint.web.view_queue import status_of
from tenprint.web.view_submission import dossier
from tenprint.web.view_task import NOBODY, chosen, citizenship_signs, examination, find_task, signed

router = APIRouter(prefix="/immigration")
TEMPLATES = {
    TaskKind.EXAMINE: "examine.html",
    TaskKind.DETERMINE: "determine.html",
    TaskKind.FIELD_DECISION: "field_decision.html",
}


@router.get("")
def status(request: Request) -> HTMLResponse:
    """The agency's queues and the latest shared submissions."""
    agency = status_of(site_of(request).network.immigration)
    return page(request, "immigration.html", role="immigration", agency=agency)


@router.get("/submission/{tcn:path}")
def submission(request: Request, tcn: str) -> HTMLResponse:
    """Status, level and priority with their rules, and the outcome with its reason."""
    found = dossier(site_of(request).network.immigration, tcn)
    return page(request, "immigration_submission.html", role="immigration", found=found)


@router.get("/task/{number}")
def show_task(request: Request, number: int) -> HTMLResponse:
    """What an officer sees of a case: the task's content, and nothing else."""
    return _task_page(request, number)


@router.post("/task/{number}")
def work_task(
    request: Request,
    number: int,
    decision: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """An officer's decision, by the kind of the task."""
    service = site_of(request).network.immigration
    work = _task(service, number)
    given = {"decision": decision, "officer": officer, "reason": reason}
    try:
        _decide(service, work, given)
    except BadInput as error:
        return _task_page(request, number, 400, str(error), given)
    return see_other(f"/immigration/task/{number}")


def _decide(service: ImmigrationService, work: Task, given: Mapping[str, str]) -> None:
    """Hand an officer's decision to the service.

    Raises:
        BadInput: the form is incomplete, or the service refuses the decision.
    """
    if work.kind is TaskKind.EXAMINE:
        service.examine(work.id, *chosen(given))
        return
    officer, reason = signed(given)
    decision = given["decision"]
    if work.kind is TaskKind.DETERMINE:
        if decision not in set(IarStatus):
            raise BadInput("determination: expected one of the statuses to be chosen, found none")
        service.determine(work.id, officer, IarStatus(decision), reason)
        return
    if decision not in DECISIONS:
        raise BadInput("field office: expected one of the decisions to be chosen, found none")
    service.decide(work.id, officer, Move(decision), reason)


def _task(service: ImmigrationService, number: int) -> Task:
    """A task of this agency, or the 404 page."""
    work = find_task(service, number)
    if work is None:
        raise not_found("No task has this number.")
    return work


def _task_page(
    request: Request, number: int, status: int = 200, error: str = "", given: dict[str, str] | None = None
) -> HTMLResponse:
    """The page of a task, with what was wrong with the form where something was."""
    service = site_of(request).network.immigration
    work = _task(service, number)
    offered = [Move.INTERVIEW, Move.LEAVE]
    if work.content.get("detainer_permitted"):
        offered.insert(0, Move.ACT)
    return page(
        request,
        TEMPLATES[work.kind],
        status=status,
        role="immigration",
        shown=examination(service, work),
        nobody=NOBODY,
        signs=citizenship_signs(work.content),
        statuses=list(IarStatus),
        offered=offered,
        given=given or {},
        error=error,
        automatic=LIGHTS_OUT,
        verify=VERIFY,
    )
