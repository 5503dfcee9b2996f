"""The front page, and one submission's whole way along the chain: the demo's overview of its four agencies."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from tenprint.sharing.explain import explain
from tenprint.sharing.inquiry import straight
from tenprint.sim.story.story import scene
from tenprint.web import view_home
from tenprint.web.site import not_found, page, site_of

router = APIRouter()


@router.get("/")
def home(request: Request) -> HTMLResponse:
    """What this is, the chain with its counts, the latest submissions, and the question of 2011."""
    site = site_of(request)
    question = scene()["question"]
    found = explain(question["place"], question["on"], site.rules)
    return page(
        request,
        "home.html",
        posts=view_home.posts(site.network),
        gate=view_home.gate_counts(site.network),
        ways=view_home.latest_ways(site.network),
        question=question,
        found=found,
        answers=straight(found),
    )


@router.get("/journey/{tcn:path}")
def journey(request: Request, tcn: str) -> HTMLResponse:
    """One submission across the agencies of the demo: lines in order of time, disclosures, what each keeps."""
    site = site_of(request)
    found, lines, kept = view_home.journey(site.network, tcn)
    if not found.rows:
        raise not_found(f"No submission with the control number {tcn[:60]} is known to any agency here.")
    return page(request, "journey.html", found=found, lines=lines, kept=kept)
