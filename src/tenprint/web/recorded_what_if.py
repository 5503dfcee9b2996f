"""The national agency's what-if: what its gate has decided on, decided anew, for staff who may see submissions.

The recorded flow is of people. However its counts were rounded, two answers from before and after an arrest would tell
them apart; so it is told to nobody who may not see the submissions themselves, and who asks is named.
"""

from threading import Lock
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse

from tenprint.agency import role
from tenprint.agency.staff import OUTSIDE
from tenprint.sharing.act import NATION
from tenprint.web.site import site_of
from tenprint.web.view_act import staff_near
from tenprint.web.view_what_if import of_people
from tenprint.web.what_if_page import Desk, answer_page, form_page
from tenprint.web.what_if_question import Asked, Refused, attempt, own_text

PATH: Final = "/national/what-if"
AGENCIES: Final = ("national", OUTSIDE)  # whose staff may come to this page; an auditor is of no agency
TURN: Final = Lock()
"""Whose turn it is: apart from the public's, which may not keep the agency from its own."""

router = APIRouter(prefix=PATH)


@router.get("")
def show_form(request: Request) -> HTMLResponse:
    """The form."""
    return form_page(request, _desk(request), Asked())


@router.post("")
def decide_anew(
    request: Request,
    officer: Annotated[str, Form()] = "",
    reform: Annotated[str, Form()] = "",
    since: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    """The answer for a ready reform, or for one of the officer's own; no address leads to it."""
    asked = Asked(reform, since, until, place, text, officer)
    if not reform:
        own = own_text(text, file)
        if isinstance(own, Refused):
            return form_page(request, _desk(request), asked, own)
        asked = Asked(place=place, text=own, officer=officer)
    found = attempt(TURN, asked, lambda: of_people(site_of(request).network.national, asked))
    if isinstance(found, Refused):
        return form_page(request, _desk(request), asked, found)
    return answer_page(request, _desk(request), asked, found)


def _desk(request: Request) -> Desk:
    """This agency's desk, with the staff who may come here."""
    staff = tuple(staff_near(site_of(request).network.national, AGENCIES, NATION))
    return Desk(PATH, "post", {"/national": role.title("national")}, role="national", staff=staff)
