"""What every page needs: the network that runs here, the templates, and how a page becomes a response."""

import math
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from tenprint.agency import role
from tenprint.agency.bootstrap import Network
from tenprint.agency.service import Service
from tenprint.clock import Clock
from tenprint.sharing.rules import Rules

ROLE_TITLES = {
    "booking": role.title("booking"),
    "state": role.title("state"),
    "national": role.title("national"),
    "immigration": role.title("immigration"),
}
LOG_TEN_SHOWN_MAX = 6  # a rate of one in more than a million is told as a power of ten


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of one running network."""

    network: Network
    title: str

    @property
    def clock(self) -> Clock:
        """The clock of the services; all of one process have the same."""
        return self._any.clock

    @property
    def rules(self) -> Rules:
        """The rules of the services; all of one process have the same."""
        return self._any.rules

    @property
    def _any(self) -> Service:
        return next(iter(self.network.services.values()))

    @property
    def consoles(self) -> dict[str, str]:
        """Titles of the agencies that run here, by role, in the order of the chain."""
        return {name: title for name, title in ROLE_TITLES.items() if name in self.network.services}


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    site: Site = request.app.state.site
    return site


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template as a page; everything in it is escaped."""
    site = site_of(request)
    text = (
        templates()
        .get_template(template)
        .render(
            site_title=site.title,
            consoles=site.consoles,
            path=request.url.path,
            now=site.clock.now(),
            **values,
        )
    )
    return HTMLResponse(text, status_code=status)


def see_other(path: str) -> RedirectResponse:
    """Send the reader from a form to the page that shows what came of it; a reload repeats nothing."""
    return RedirectResponse(path, status_code=303)


def not_found(text: str) -> HTTPException:
    """The error page for something that this agency does not know."""
    return HTTPException(404, text)


@cache
def templates() -> jinja2.Environment:
    """The templates of this package: escaping is on, and a name that is missing is a fault."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("tenprint.web", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        instant=shown_instant,
        duration=shown_duration,
        rate=shown_rate,
        word=shown_value,
        tcn_path=lambda tcn: quote(tcn, safe=""),
    )
    return environment


def shown_instant(at: datetime) -> str:
    """An instant for a reader.

    >>> shown_instant(datetime(2011, 6, 8, 13, 5, 7))
    '2011-06-08 13:05:07'
    """
    return at.strftime("%Y-%m-%d %H:%M:%S")


def shown_duration(span: timedelta) -> str:
    """A length of time in its two largest units.

    >>> shown_duration(timedelta(minutes=200)), shown_duration(timedelta(seconds=-75))
    ('3 h 20 min', '1 min 15 s')
    """
    seconds = int(abs(span.total_seconds()))
    units = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    parts = []
    for name, size in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"


def shown_rate(rate: float) -> str:
    """A rate as one in so many.

    >>> shown_rate(0.001), shown_rate(1e-9), shown_rate(1.0)
    ('1 in 1,000', '1 in 10^9.0', 'any')
    """
    if rate >= 1.0:
        return "any"
    power = -math.log10(max(rate, sys.float_info.min))
    return f"1 in 10^{power:.1f}" if power > LOG_TEN_SHOWN_MAX else f"1 in {round(1 / rate):,}"


def shown_value(value: object) -> str:
    """A value of a rule or of a record as a reader would say it.

    >>> shown_value(True), shown_value(None), shown_value("signed")
    ('yes', '–', 'signed')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value in (None, "") else str(value)
