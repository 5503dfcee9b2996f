"""The public what-if page: a ready reform or one of the reader's own, and which simulated arrests would be shared."""

from threading import Lock
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse

from tenprint.sharing.reform import ready_reforms
from tenprint.web.site import site_of
from tenprint.web.view_what_if import SIMULATED_ARRESTS, of_nobody
from tenprint.web.what_if_page import Desk, answer_page, form_page
from tenprint.web.what_if_question import Asked, Refused, attempt, own_text

PATH: Final = "/public/what-if"
TURN: Final = Lock()
"""Whose turn it is: an answer takes the processor that the agencies of this network need too."""

router = APIRouter(prefix=PATH)
_DESK: Final = Desk(PATH, "get", {"/public": "Public page"}, SIMULATED_ARRESTS)


@router.get("")
def what_if(
    request: Request, reform: str = "", since: str = "", until: str = "", place: str = "", flow: str = ""
) -> HTMLResponse:
    """The form; with a ready reform named, its answer too, at an address that can be shared."""
    asked = Asked(reform, since, until, place)
    if flow not in ("", "simulated"):
        told = "flow: expected the simulated one, for the recorded one is of people and is not told in public"
        return form_page(request, _DESK, asked, Refused(told))
    return _answer(request, asked) if reform else form_page(request, _DESK, asked)


@router.post("")
def own(
    request: Request,
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
    place: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """The answer for a reform of the reader's own, pasted or uploaded; nothing of it is kept."""
    found = own_text(text, file)
    if isinstance(found, Refused):
        return form_page(request, _DESK, Asked(place=place, text=text), found)
    return _answer(request, Asked(place=place, text=found))


def _answer(request: Request, asked: Asked) -> HTMLResponse:
    """The answer, or the form with what was wrong."""
    found = attempt(TURN, asked, lambda: of_nobody(site_of(request).rules, asked))
    if isinstance(found, Refused):
        return form_page(request, _DESK, asked, found)
    return answer_page(request, _DESK, asked, found, _link(asked))


def _link(asked: Asked) -> str:
    """The address of the answer, where the reform is a ready one."""
    if asked.reform not in ready_reforms():
        return ""
    fields = ("reform", "since", "until", "place")
    query = {name: getattr(asked, name) for name in fields if getattr(asked, name)}
    return f"{PATH}?{urlencode(query)}"
