"""Taking part, at the consoles of those who hold an act: the state's answer, the agency's offer, the county's wish.

The three consoles have the same pages; what can be done on them differs, by the table ``sharing.act.HOLDINGS``.
"""

from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Request
from fastapi.responses import HTMLResponse, Response

from tenprint.agency import role as roles
from tenprint.agency.permission_place import place_code
from tenprint.agency.service import Service
from tenprint.errors import BadInput, NotPermitted
from tenprint.sharing.act import NATION, level_of
from tenprint.web.site import not_found, page, see_other, site_of
from tenprint.web.view_act import digest_of, staff_near
from tenprint.web.view_participation import LABELS, effect, place_page, read_asked, rows

LEVELS: Final = {"booking": ("county",), "state": ("state",), "immigration": ("state", "nation")}
"""Of which kinds of place each console has a page."""


def router_of(role: str) -> APIRouter:
    """The pages of one agency's console."""
    router = APIRouter(prefix=f"/{role}/participation")
    pages = _Pages(role)
    router.add_api_route("", pages.show_list, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/{place}", pages.show_place, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/{place}/confirm", pages.confirm, methods=["POST"], response_model=None)
    router.add_api_route("/{place}/confirm", pages.back, methods=["GET"], response_model=None)
    router.add_api_route("/{place}", pages.act, methods=["POST"], response_model=None)
    return router


class _Pages:
    """The pages of taking part at one agency."""

    def __init__(self, role: str) -> None:
        """Serve the console of a role."""
        self._role = role
        self._path = f"/{role}/participation"
        self._crumbs = {f"/{role}": roles.title(role), self._path: "Taking part"}

    def show_list(self, request: Request) -> HTMLResponse:
        """Where the agreement of each state stands, or the counties of a booking station."""
        service = self._service(request)
        return page(
            request,
            "participation.html",
            role=self._role,
            title=roles.title(self._role),
            rows=rows(service),
            base=self._path,
            nation=NATION if "nation" in LEVELS[self._role] else "",
        )

    def show_place(self, request: Request, place: str) -> HTMLResponse:
        """One place: its agreement, its history, and what can be done here."""
        return self._place_page(request, self._place(place))

    def confirm(
        self,
        request: Request,
        place: str,
        act: Annotated[str, Form()] = "",
        effective_on: Annotated[str, Form()] = "",
        officer: Annotated[str, Form()] = "",
        authority: Annotated[str, Form()] = "",
        document: Annotated[bytes, File()] = b"",
    ) -> Response:
        """Say from when an act takes effect and what it changes, and ask again."""
        place, service = self._place(place), self._service(request)
        given = _given(act, effective_on, officer, authority, digest_of(document))
        try:
            asked = read_asked(service, place, given)
            told = effect(service, asked)
        except BadInput as error:
            return self._place_page(request, place, 400, str(error), given)
        return page(
            request,
            "participation_confirm.html",
            role=self._role,
            shown=place_page(service, place),
            asked=asked,
            told=told,
            label=LABELS[asked.kind],
            permission=service.participation.permission(asked.officer.id, asked.kind, place),
            given=given,
            base=self._path,
            crumbs=self._crumbs,
        )

    def back(self, place: str) -> Response:
        """Where a reader arrives who opens a form's address again: the place's page."""
        return see_other(f"{self._path}/{self._place(place)}")

    def act(
        self,
        request: Request,
        place: str,
        act: Annotated[str, Form()] = "",
        effective_on: Annotated[str, Form()] = "",
        officer: Annotated[str, Form()] = "",
        authority: Annotated[str, Form()] = "",
        document: Annotated[str, Form()] = "",
    ) -> Response:
        """Do the act, once it has been confirmed; from somebody who does not hold it, it is a request."""
        place, service = self._place(place), self._service(request)
        given = _given(act, effective_on, officer, authority, document)
        try:
            asked = read_asked(service, place, given)
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
            return self._place_page(request, place, status, str(error), given)
        if done.refused:
            return page(
                request,
                "act_refused.html",
                status=403,
                role=self._role,
                done=done,
                back=f"{self._path}/{place}",
                crumbs=self._crumbs,
            )
        return see_other(f"{self._path}/{place}")

    def _service(self, request: Request) -> Service:
        """The agency of this console."""
        return site_of(request).network.services[self._role]

    def _place(self, place: str) -> str:
        """A place of which this console has a page, or the 404 page."""
        try:
            code = place_code(place)
        except BadInput:
            code = ""
        if not code or level_of(code) not in LEVELS[self._role]:
            raise not_found("This console has no page of such a place.")
        return code

    def _place_page(
        self,
        request: Request,
        place: str,
        status: int = 200,
        error: str = "",
        given: dict[str, str] | None = None,
    ) -> HTMLResponse:
        """One place's page, with what was wrong with the form where something was."""
        service = self._service(request)
        return page(
            request,
            "participation_place.html",
            status=status,
            role=self._role,
            shown=place_page(service, place),
            given=given or _given("", "", "", "", ""),
            staff=staff_near(service, (self._role,), place),
            error=error,
            base=self._path,
            crumbs=self._crumbs,
        )


def _given(act: str, effective_on: str, officer: str, authority: str, document: str) -> dict[str, str]:
    """The form's fields by name."""
    return {
        "act": act,
        "effective_on": effective_on,
        "officer": officer,
        "authority": authority,
        "document": document,
    }
