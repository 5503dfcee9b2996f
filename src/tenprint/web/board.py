"""The activation board: the federal side's switch of each place, which decides whether its submissions are shared."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from tenprint.errors import BadInput
from tenprint.sharing.model import County
from tenprint.web.site import not_found, page, see_other, site_of
from tenprint.web.view_board import Flip, board, consequence, county_board, read_flip

router = APIRouter(prefix="/national/board")


@router.get("")
def show_board(request: Request, state: str = "", search: str = "", number: int = 1) -> HTMLResponse:
    """The counties of the roster with their switches on the present day, a page at a time."""
    shown = board(site_of(request).network.national, state, search, number)
    return page(request, "board.html", role="national", board=shown)


@router.get("/{fips}")
def show_county(request: Request, fips: str) -> HTMLResponse:
    """One county's switch: why it stands as it does, what was ordered, and the form to flip it."""
    return _county_page(request, _county(request, fips))


@router.post("/{fips}/confirm")
def confirm(
    request: Request,
    fips: str,
    active: Annotated[str, Form()] = "",
    effective_on: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    authority: Annotated[str, Form()] = "",
) -> Response:
    """Say what an order would cause, and ask again."""
    given = {"active": active, "effective_on": effective_on, "officer": officer, "authority": authority}
    county = _county(request, fips)
    try:
        flip = read_flip(site_of(request).network.national, county, given)
    except BadInput as error:
        return _county_page(request, county, 400, str(error), given)
    told = consequence(site_of(request).network.national, flip)
    return page(request, "board_confirm.html", role="national", flip=flip, told=told, given=given)


@router.get("/{fips}/confirm")
@router.get("/{fips}/flip")
def back(request: Request, fips: str) -> Response:
    """Where a reader arrives who opens a form's address again: the county's page."""
    return see_other(f"/national/board/{_county(request, fips).fips}")


@router.post("/{fips}/flip")
def flip(
    request: Request,
    fips: str,
    active: Annotated[str, Form()] = "",
    effective_on: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    authority: Annotated[str, Form()] = "",
) -> Response:
    """Give the order, once it has been confirmed."""
    given = {"active": active, "effective_on": effective_on, "officer": officer, "authority": authority}
    county, service = _county(request, fips), site_of(request).network.national
    try:
        asked: Flip = read_flip(service, county, given)
        service.flip(county.fips, asked.active, asked.effective_on, asked.officer, asked.authority)
    except BadInput as error:
        return _county_page(request, county, 400, str(error), given)
    return see_other(f"/national/board/{county.fips}")


def _county(request: Request, fips: str) -> County:
    """A county of the roster, or the 404 page."""
    county = site_of(request).rules.counties.get(fips)
    if county is None:
        raise not_found("No county of the roster has this code.")
    return county


def _county_page(
    request: Request, county: County, status: int = 200, error: str = "", given: dict[str, str] | None = None
) -> HTMLResponse:
    """The county's page, with what was wrong with the form where something was."""
    service = site_of(request).network.national
    today = service.clock.now().date()
    shown = given or {"active": "", "effective_on": today.isoformat(), "officer": "", "authority": ""}
    return page(
        request,
        "board_county.html",
        status=status,
        role="national",
        shown=county_board(service, county),
        given=shown,
        error=error,
        today=today,
    )
