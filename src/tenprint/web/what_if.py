"""The what-if page: a ready reform or one of the reader's own, and who would and would not have been shared."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse

from tenprint.errors import BadInput, RulesBroken, UnknownPlace
from tenprint.sharing.reform import ready_reforms
from tenprint.web.site import page, site_of
from tenprint.web.view_what_if import PARTS, SIMULATED_ARRESTS, Asked, answer, level_words

router = APIRouter(prefix="/public/what-if")
REFORM_BYTES_MAX = 64 * 1024  # of a pasted or uploaded reform: the ready ones have one


@router.get("")
def what_if(
    request: Request, reform: str = "", since: str = "", until: str = "", place: str = "", flow: str = ""
) -> HTMLResponse:
    """The form; with a ready reform named, its answer too, at an address that can be shared."""
    asked = Asked(reform, since, until, place, flow or "simulated")
    return _page(request, asked) if reform else _form(request, asked)


@router.post("")
def own(
    request: Request,
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
    place: Annotated[str, Form()] = "",
    flow: Annotated[str, Form()] = "simulated",
) -> HTMLResponse:
    """The answer for a reform of the reader's own, pasted or uploaded; nothing of it is kept."""
    data = file.file.read(REFORM_BYTES_MAX + 1) if file is not None else b""
    asked = Asked(place=place, flow=flow, text=text)
    if len(data) > REFORM_BYTES_MAX or len(text) > REFORM_BYTES_MAX:
        return _form(request, asked, f"The reform is longer than {REFORM_BYTES_MAX} bytes.", status=413)
    if data:
        try:
            asked = Asked(place=place, flow=flow, text=data.decode())
        except UnicodeDecodeError:
            return _form(request, asked, "The file cannot be read: expected UTF-8 text.", status=400)
    if not asked.text.strip():
        return _form(request, asked, "No reform was given. Paste one, or choose a file.", status=400)
    return _page(request, asked)


def _page(request: Request, asked: Asked) -> HTMLResponse:
    """The answer, or the form with what was wrong."""
    site = site_of(request)
    try:
        found = answer(site.network, site.rules, asked)
    except (BadInput, RulesBroken) as error:
        candidates = error.candidates if isinstance(error, UnknownPlace) else ()
        return _form(request, asked, str(error), candidates, status=400)
    return page(
        request,
        "what_if_answer.html",
        **_given(request, asked),
        found=found,
        parts_shown=PARTS,
        level_words=level_words,
    )


def _form(
    request: Request, asked: Asked, error: str = "", candidates: tuple[str, ...] = (), status: int = 200
) -> HTMLResponse:
    """The form, as it was filled in."""
    given = {**_given(request, asked), "error": error, "candidates": candidates}
    return page(request, "what_if.html", status=status, **given)


def _given(request: Request, asked: Asked) -> dict[str, Any]:
    """What both pages need."""
    ready = ready_reforms()
    query = {
        name: value
        for name, value in (
            ("reform", asked.reform),
            ("since", asked.since),
            ("until", asked.until),
            ("place", asked.place),
            ("flow", asked.flow),
        )
        if value
    }
    chosen = ready.get(asked.reform)
    return {
        "given": asked,
        "reforms": list(ready.values()),
        "recorded_here": "national" in site_of(request).network.services,
        "arrests": SIMULATED_ARRESTS,
        "link": f"/public/what-if?{urlencode(query)}" if chosen else "",
        "reform_text": chosen.path.read_text(encoding="utf-8") if chosen else "",
        "error": "",
        "candidates": (),
    }
