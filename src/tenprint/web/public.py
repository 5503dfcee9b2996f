"""The public page: counts without persons, the straight answer, and the logs that anybody can check."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from tenprint.errors import BadInput, UnknownPlace
from tenprint.sharing.explain import Explanation, explain
from tenprint.sharing.explain_text import facts, later_line
from tenprint.sharing.inquiry import READERS, answers, bibliography
from tenprint.sim.story.story import scene
from tenprint.web import view_public
from tenprint.web.site import page, site_of
from tenprint.web.view_answer import CATEGORIES, granted

router = APIRouter(prefix="/public")
FIRST_READER = "governor"


@router.get("")
def public(request: Request) -> HTMLResponse:
    """Counts, the question's form, and the state of each log."""
    site = site_of(request)
    question = scene()["question"]
    return page(
        request,
        "public.html",
        tables=view_public.tables(site.network),
        active=view_public.switched_on(site.network),
        logs=view_public.logs(site.network),
        given={"place": question["place"], "on": str(question["on"]), "reader": FIRST_READER},
        error="",
        candidates=(),
    )


@router.get("/answer")
def answer(request: Request, place: str = "", on: str = "", reader: str = FIRST_READER) -> HTMLResponse:
    """The straight answer for a place on a date, with its reasons and sources; the address can be shared."""
    given = {"place": place, "on": on, "reader": reader if reader in READERS else FIRST_READER}
    try:
        found = _explained(request, place, on)
    except BadInput as error:
        candidates = error.candidates if isinstance(error, UnknownPlace) else ()
        return page(
            request, "answer_form.html", status=400, given=given, error=str(error), candidates=candidates
        )
    told = answers(found, given["reader"])
    documents = bibliography(found, told)
    return page(
        request,
        "answer.html",
        given=given,
        error="",
        candidates=(),
        found=found,
        readers=tuple(READERS),
        answers=told,
        documents=documents,
        number={source: number for number, source in enumerate(documents, start=1)},
        categories=CATEGORIES,
        grants=granted(found.shown.decision.grants),
        facts=facts(found, None),
        later_line=later_line(found),
    )


@router.get("/answer.json")
def answer_json(request: Request, place: str = "", on: str = "") -> Response:
    """The same answer for programs."""
    try:
        return JSONResponse(_explained(request, place, on).as_json())
    except BadInput as error:
        return JSONResponse({"error": str(error)}, status_code=400)


@router.get("/verify.py")
def verifier(request: Request) -> Response:
    """The log checker's source: one file that runs anywhere and shares no code with what writes the logs."""
    return Response(view_public.verifier_source(), media_type="text/x-python; charset=utf-8")


def _explained(request: Request, place: str, on: str) -> Explanation:
    """The explanation, by the rules with every act of participation that is known here.

    Raises:
        BadInput: the place or the date cannot be used.
    """
    try:
        day = date.fromisoformat(on.strip())
    except ValueError:
        raise BadInput(f"date: expected a date as 2011-06-08, found {on[:20]!r}") from None
    known = view_public.law(site_of(request).network)
    return explain(place, day, known.rules, known.board)
