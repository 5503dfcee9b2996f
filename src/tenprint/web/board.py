"""The activation board: the federal side's switch of a county, a state and the nation, and who asked for what."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request
from fastapi.responses import HTMLResponse, Response

from tenprint.agency.national.service import NationalService
from tenprint.agency.permission_place import place_code
from tenprint.errors import BadInput, NotPermitted
from tenprint.sharing.act import NATION
from tenprint.web.site import not_found, page, see_other, site_of
from tenprint.web.view_act import ShownAct, digest_of, staff_near
from tenprint.web.view_board import board, place_board, proposal
from tenprint.web.view_order import Order, consequence, read_order

router = APIRouter(prefix="/national/board")
AGENCIES = ("national", "state", "booking")  # whose staff may come to this board: to order, or to ask


@router.get("")
def show_board(request: Request, state: str = "", search: str = "", number: int = 1) -> HTMLResponse:
    """The counties of the roster with their switches on the present day, a page at a time."""
    shown = board(_service(request), state, search, number)
    return page(request, "board.html", role="national", board=shown)


@router.get("/proposal/{control}")
def show_proposal(request: Request, control: str) -> HTMLResponse:
    """A nationwide order that waits for its second person, and what it would cause."""
    return _proposal_page(request, _proposal(request, control))


@router.post("/proposal/{control}")
def confirm_proposal(request: Request, control: str, officer: Annotated[str, Form()] = "") -> Response:
    """The second person's confirmation."""
    shown, service = _proposal(request, control), _service(request)
    try:
        service.participation.confirm(shown.entry.act.control, officer)
    except (BadInput, NotPermitted) as error:
        status = 403 if isinstance(error, NotPermitted) else 400
        return _proposal_page(request, _proposal(request, control), status, str(error), officer)
    return see_other(f"/national/board/{NATION}")


@router.get("/{place}")
def show_place(request: Request, place: str) -> HTMLResponse:
    """One place's switch: why it stands as it does, what was ordered and asked for, and the form to flip it."""
    return _place_page(request, _place(request, place))


@router.post("/{place}/confirm")
def confirm(
    request: Request,
    place: str,
    active: Annotated[str, Form()] = "",
    effective_on: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    authority: Annotated[str, Form()] = "",
    document: Annotated[bytes, File()] = b"",
) -> Response:
    """Say what an order would cause, and ask again."""
    given = _given(active, effective_on, officer, authority, digest_of(document))
    place, service = _place(request, place), _service(request)
    try:
        order = read_order(service, place, given)
    except BadInput as error:
        return _place_page(request, place, 400, str(error), given)
    permission = service.participation.permission(order.officer.id, order.kind, place, order.effective_on)
    return page(
        request,
        "board_confirm.html",
        role="national",
        order=order,
        told=consequence(service, order),
        permission=permission,
        given=given,
    )


@router.get("/{place}/confirm")
@router.get("/{place}/flip")
def back(request: Request, place: str) -> Response:
    """Where a reader arrives who opens a form's address again: the place's page."""
    return see_other(f"/national/board/{_place(request, place)}")


@router.post("/{place}/flip")
def flip(
    request: Request,
    place: str,
    active: Annotated[str, Form()] = "",
    effective_on: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    authority: Annotated[str, Form()] = "",
    document: Annotated[str, Form()] = "",
) -> Response:
    """Give the order, once it has been confirmed; from somebody who does not hold the switch it is a request."""
    given = _given(active, effective_on, officer, authority, document)
    place, service = _place(request, place), _service(request)
    try:
        asked: Order = read_order(service, place, given)
        done = service.participation.act(
            asked.officer.id,
            asked.kind,
            place,
            authority=asked.authority,
            document=asked.document,
            on=asked.effective_on,
        )
    except (BadInput, NotPermitted) as error:
        status = 403 if isinstance(error, NotPermitted) else 400
        return _place_page(request, place, status, str(error), given)
    if done.refused:
        return page(
            request,
            "act_refused.html",
            status=403,
            role="national",
            done=done,
            back=f"/national/board/{place}",
            crumbs={"/national": "National identification agency", "/national/board": "Activation board"},
        )
    return see_other(f"/national/board/{place}")


def _service(request: Request) -> NationalService:
    """The national agency."""
    return site_of(request).network.national


def _given(active: str, effective_on: str, officer: str, authority: str, document: str) -> dict[str, str]:
    """The form's fields by name."""
    return {
        "active": active,
        "effective_on": effective_on,
        "officer": officer,
        "authority": authority,
        "document": document,
    }


def _place(request: Request, place: str) -> str:
    """A county, a state or the nation by its code, or the 404 page."""
    try:
        return place_code(place)
    except BadInput:
        raise not_found("No county of the roster and no state has this code.") from None


def _proposal(request: Request, control: str) -> ShownAct:
    """A nationwide order by its control number, or the 404 page."""
    found = proposal(_service(request), control)
    if found is None:
        raise not_found("No nationwide order has this number.")
    return found


def _place_page(
    request: Request, place: str, status: int = 200, error: str = "", given: dict[str, str] | None = None
) -> HTMLResponse:
    """The place's page, with what was wrong with the form where something was."""
    service = _service(request)
    shown = place_board(service, place)
    return page(
        request,
        "board_place.html",
        status=status,
        role="national",
        shown=shown,
        given=given or _given("", shown.today.isoformat(), "", "", ""),
        staff=staff_near(service, AGENCIES, place),
        error=error,
    )


def _proposal_page(
    request: Request, shown: ShownAct, status: int = 200, error: str = "", officer: str = ""
) -> HTMLResponse:
    """The page on which a second person confirms, with what was wrong where something was."""
    service, act = _service(request), shown.entry.act
    order = Order(
        place=act.place,
        active=act.kind.value == "activate",
        effective_on=act.effective_on,
        officer=service.participation.staff.staff(shown.entry.officer),
        authority=shown.entry.authority,
        document=act.document,
    )
    return page(
        request,
        "board_proposal.html",
        status=status,
        role="national",
        shown=shown,
        order=order,
        told=consequence(service, order),
        staff=staff_near(service, ("national",), act.place),
        officer=officer,
        error=error,
    )
