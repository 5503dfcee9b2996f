"""The demo's overview, the one page beside the public one that looks at every agency which runs here.

No agency's console may do so. It shows states, counts and rule identifiers, and nothing of any person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tenprint.agency import journal, schema
from tenprint.agency.bootstrap import Network
from tenprint.agency.service import Service
from tenprint.exchange.mailbox import InboxState, inbox, outbox
from tenprint.sim import record_view
from tenprint.web.site import ROLE_TITLES
from tenprint.web.view_queue import place_of

LATEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Post:
    """One agency in the picture of the chain, with its counts of the moment."""

    role: str
    title: str
    submissions: int
    waiting: int
    undelivered: int
    tasks: int


@dataclass(slots=True)
class Way:
    """One submission's way along the chain: its state at each agency that knows it, and the gate's decision."""

    tcn: str
    place: str
    received_at: datetime
    states: dict[str, str] = field(default_factory=dict)
    shared: bool | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the merged timeline: which agency wrote it."""

    at: datetime
    role: str
    text: str


def posts(network: Network) -> list[Post]:
    """The agencies that run here, in the order of the chain."""
    return [_post(role, network.services[role]) for role in ROLE_TITLES if role in network.services]


def _post(role: str, service: Service) -> Post:
    """Count one agency's rows."""
    unhandled = (InboxState.NEW.value, InboxState.CONFLICT.value)
    queries = (
        sa.select(sa.func.count()).select_from(schema.submission),
        sa.select(sa.func.count()).where(inbox.c.state.in_(unhandled)),
        sa.select(sa.func.count()).where(outbox.c.delivered_at.is_(None)),
        sa.select(sa.func.count()).where(schema.task.c.done_at.is_(None)),
    )
    with service.store.reading() as connection:
        counts = [int(connection.execute(query).scalar_one()) for query in queries]
    return Post(role, ROLE_TITLES[role], *counts)


def gate_counts(network: Network) -> tuple[int, int] | None:
    """How often the gate has permitted and denied, or None where the national agency runs elsewhere."""
    service = network.services.get("national")
    if service is None:
        return None
    permitted = schema.submission.c.facts["sharing"]["permitted"].as_boolean()
    with service.store.reading() as connection:
        rows = connection.execute(sa.select(permitted, sa.func.count()).group_by(permitted)).all()
    found = {row[0]: int(row[1]) for row in rows}
    return found.get(True, 0), found.get(False, 0)


def latest_ways(network: Network) -> list[Way]:
    """The latest submissions of the first agency of the chain that runs here, the newest first."""
    ways: dict[str, Way] = {}
    for role in (name for name in ROLE_TITLES if name in network.services):
        service = network.services[role]
        if not ways:
            ways = {item.tcn: item for item in _newest(service)}
        _add_states(ways, role, service)
    return list(ways.values())


def _newest(service: Service) -> list[Way]:
    """The latest submissions of one agency."""
    with service.store.reading() as connection:
        rows = journal.newest(connection, LATEST_SHOWN)
    return [Way(row.tcn, place_of(service, row.contributor), row.received_at) for row in rows]


def _add_states(ways: dict[str, Way], role: str, service: Service) -> None:
    """Add how an agency's own record names the state of each submission."""
    table = schema.submission
    query = sa.select(table.c.tcn, table.c.state, table.c.facts)
    with service.store.reading() as connection:
        rows = connection.execute(query.where(table.c.tcn.in_(ways)).order_by(table.c.id.desc())).all()
    for row in rows:
        way = ways[row.tcn]
        way.states[role] = row.state
        sharing = row.facts.get("sharing") if role == "national" else None
        if sharing:
            way.shared, way.rule = bool(sharing["permitted"]), str(sharing["rule"])


def journey(network: Network, tcn: str) -> tuple[record_view.View, list[Told], dict[str, str]]:
    """Everything about one submission from every agency that runs here: its view, its lines, what is kept."""
    found = record_view.view(network, tcn)
    lines: list[Told] = []
    for role, service in network.services.items():
        with service.store.reading() as connection:
            notices: Sequence[journal.Notice] = journal.timeline(connection, tcn)
        lines += [Told(notice.at, role, notice.text) for notice in notices]
    lines.sort(key=lambda item: (item.at, list(ROLE_TITLES).index(item.role)))
    kept: dict[str, Any] = {
        role: text for role, text in record_view.kept(found).items() if role in network.services
    }
    return found, lines, kept
