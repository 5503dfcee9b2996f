"""What the public may see: counts of rows without any person, switches, and the logs.

Counts of one or two are not told, and where a table would give one away by its total a second cell is withheld too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import sqlalchemy as sa

from tenprint.agency import schema
from tenprint.agency.bootstrap import Network
from tenprint.agency.immigration.journey import ImmigrationState
from tenprint.agency.national.journey import NationalState
from tenprint.agency.service import Service
from tenprint.ledger import log
from tenprint.ledger.checkpoint import verifier_key
from tenprint.sharing.activation import activation_on
from tenprint.sharing.participation import Participation, laid_over
from tenprint.web.site import ROLE_TITLES

SMALLEST_TOLD = 3
SMALL = f"<{SMALLEST_TOLD}"
WITHHELD = "withheld"
KEPT_NOTHING = (ImmigrationState.UNMATCHED, ImmigrationState.UNSEARCHABLE)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of counts: what it counts, its total, and each part as shown."""

    caption: str
    total: str
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Log:
    """One agency's log: size and root of its newest checkpoint, the checkpoint's text, and its key."""

    role: str
    title: str
    size: int
    root: str
    note: str
    key: str
    folder: str


def shown(counts: Mapping[str, int]) -> dict[str, str]:
    """Counts as they may be told.

    >>> shown({"a": 7, "b": 5, "c": 2, "d": 0})
    {'a': '7', 'b': 'withheld', 'c': '<3', 'd': '0'}
    """
    small = [name for name, count in counts.items() if 0 < count < SMALLEST_TOLD]
    second = None
    if len(small) == 1:
        others = {name: count for name, count in counts.items() if count >= SMALLEST_TOLD}
        second = min(others, key=lambda name: others[name], default=None)
    return {
        name: SMALL if name in small else WITHHELD if name == second else f"{count:,}"
        for name, count in counts.items()
    }


def tables(network: Network) -> list[Table]:
    """All tables that the agencies which run here can fill."""
    found = []
    if "national" in network.services:
        found += _national(network.national)
    if "immigration" in network.services:
        found += _immigration(network.immigration)
    return found


def _table(caption: str, counts: Mapping[str, int]) -> Table:
    """A table with its total, told as its parts are."""
    total = sum(counts.values())
    return Table(caption, shown({"total": total})["total"], shown(counts))


def _national(service: Service) -> list[Table]:
    """First answers and the gate's decisions."""
    table = schema.submission
    identified = table.c.facts["identified"].as_boolean()
    permitted = table.c.facts["sharing"]["permitted"].as_boolean()
    query = sa.select(table.c.state, identified, permitted, sa.func.count())
    first = {"identified": 0, "not identified": 0, "refused": 0, "with an examiner": 0}
    gate = {"passed to the immigration agency": 0, "not passed": 0, "never asked: refused or open": 0}
    with service.store.reading() as connection:
        rows = connection.execute(query.group_by(table.c.state, identified, permitted)).all()
    for state, known, passed, count in rows:
        if state == NationalState.REFUSED:
            first["refused"] += count
        elif known is None:
            first["with an examiner"] += count
        else:
            first["identified" if known else "not identified"] += count
        asked = {True: "passed to the immigration agency", False: "not passed"}
        gate[asked.get(passed, "never asked: refused or open")] += count
    return [_table("Submissions by first answer", first), _table("Submissions by the gate's decision", gate)]


def _immigration(service: Service) -> list[Table]:
    """Searches by result, and what became of the matches by level."""
    table = schema.submission
    level, outcome = table.c.facts["level"].as_string(), table.c.facts["outcome"].as_string()
    query = sa.select(table.c.state, level, outcome, sa.func.count())
    searches = {"match": 0, "no match": 0, "prints could not be searched": 0}
    outcomes: dict[str, int] = {}
    with service.store.reading() as connection:
        rows = connection.execute(query.group_by(table.c.state, level, outcome)).all()
    for state, graded, ended, count in rows:
        result = {KEPT_NOTHING[0]: "no match", KEPT_NOTHING[1]: "prints could not be searched"}
        searches[result.get(state, "match")] += count
        if state not in KEPT_NOTHING:
            name = f"{_level_words(graded, ended)}: {ended or 'not decided yet'}"
            outcomes[name] = outcomes.get(name, 0) + count
    told = _table("Searches at the immigration agency by result", searches)
    # What the first table does not tell of the matches, the total of the second must not tell either.
    return [
        told,
        Table("Matches by level and outcome", told.parts["match"], shown(dict(sorted(outcomes.items())))),
    ]


def _level_words(graded: str | None, ended: str | None) -> str:
    """A level in words; a citizen's case ends without one."""
    if graded is None:
        return "no level (ended with the determination)" if ended else "no level yet"
    return graded if graded == "non-criminal" else f"level {graded}"


def law(network: Network) -> Participation:
    """The rules and switches with every act that the national agency knows of; without acts where it runs elsewhere."""
    if "national" not in network.services:
        rules = next(iter(network.services.values())).rules
        return laid_over(rules, ())
    with network.national.store.reading() as connection:
        return network.national.participation.known(connection)


def switched_on(network: Network) -> tuple[int, int]:
    """Count of counties switched on at the clock's date, and of the roster."""
    service = next(iter(network.services.values()))
    on, board = service.clock.now().date(), law(network).board
    states = [activation_on(county, on, board).active for county in service.rules.roster()]
    return sum(states), len(states)


def logs(network: Network) -> list[Log]:
    """The newest checkpoint of each log."""
    return [_log(role, network.services[role]) for role in ROLE_TITLES if role in network.services]


def _log(role: str, service: Service) -> Log:
    """The newest checkpoint of one agency's log."""
    with service.store.reading() as connection:
        newest = log.latest_checkpoint(connection)
    return Log(
        role=role,
        title=ROLE_TITLES[role],
        size=newest.size if newest else 0,
        root=newest.root.hex() if newest else "",
        note=newest.note if newest else "",
        key=verifier_key(service.key, service.origin),
        folder=f"{role}/log",
    )


def verifier_source() -> bytes:
    """The text of the log checker."""
    return (resources.files("tenprint.ledger") / "verify.py").read_bytes()
