"""The two pages of a what-if, the form and the answer, as the public and the national agency's staff both have them."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from tenprint.agency.staff import Staff
from tenprint.sharing.reform import ready_reforms
from tenprint.web.site import page
from tenprint.web.view_what_if import PARTS, Shown, level_words
from tenprint.web.what_if_question import BUSY_SECONDS, FIELD_CHARACTERS_MAX, Asked, Refused


@dataclass(frozen=True, slots=True)
class Desk:
    """At whose desk the pages are: the public's or an agency's.

    Attributes:
        path: of both pages.
        method: how the form of the ready reforms is sent: ``get`` gives its answer an address.
        crumbs: the way back.
        arrests: how many simulated ones are decided; 0: the recorded ones are.
        role: the agency whose console it is, or nothing.
        staff: who may ask, to choose from; nobody where anybody may.
    """

    path: str
    method: str
    crumbs: Mapping[str, str]
    arrests: int = 0
    role: str = "open"
    staff: tuple[Staff, ...] = ()


def form_page(request: Request, desk: Desk, asked: Asked, refused: Refused | None = None) -> HTMLResponse:
    """Return the form as it was filled in, with why there is no answer."""
    status = refused.status if refused else HTTPStatus.OK
    given = _given(desk, asked)
    response = page(request, "what_if.html", status=status, refused=refused, **given)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(BUSY_SECONDS)
    return response


def answer_page(request: Request, desk: Desk, asked: Asked, found: Shown, link: str = "") -> HTMLResponse:
    """Return an answer; ``link`` is its address, where it has one."""
    chosen = None if asked.text else ready_reforms().get(asked.reform)
    return page(
        request,
        "what_if_answer.html",
        **_given(desk, asked),
        found=found,
        parts_shown=PARTS,
        level_words=level_words,
        link=link,
        reform_text=chosen.path.read_text(encoding="utf-8") if chosen else "",
    )


def _given(desk: Desk, asked: Asked) -> dict[str, Any]:
    """Return what both pages need."""
    return {
        "role": desk.role,
        "form": {
            "desk": desk,
            "given": asked,
            "reforms": list(ready_reforms().values()),
            "characters": FIELD_CHARACTERS_MAX,
        },
    }
