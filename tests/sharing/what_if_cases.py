"""Arrests and reforms for the tests of the what-if."""

from datetime import date

from tenprint.sharing.facts import SubmissionFacts, SubmissionKind
from tenprint.sharing.flow import Passage
from tenprint.sharing.level import Conviction
from tenprint.sharing.reform import Parameters, ready_reforms, with_parameters
from tenprint.sharing.rules import Rules, load, load_reform

RULES = load()
ON = date(2011, 6, 8)
BOSTON, CAMBRIDGE, SAN_JOSE = "25025", "25017", "06085"
SERIOUS = Conviction("1201", True, True, 1460, date(2007, 4, 12))
MINOR = Conviction("5311", False, False, 5, date(2009, 1, 9))
LARCENY, ROBBERY, TRAFFIC, DUI = "2399", "1299", "5499", "5404"


def arrest(
    *codes: str,
    fips: str = BOSTON,
    on: date = ON,
    convictions: tuple[Conviction, ...] | None = (),
    conviction: Conviction | None = None,
    kind: SubmissionKind = SubmissionKind.CRIMINAL,
    **further: bool,
) -> Passage:
    """An arrest for charges; without any, the charges are not known."""
    facts = SubmissionFacts(fips, RULES.county(fips).state, kind, True, codes or None, convictions)
    return Passage(facts, on, conviction, **further)


def ready(name: str, since: date | None = None, until: date | None = None) -> Rules:
    """The rules with a ready reform."""
    return with_parameters(load(ready_reforms()[name].path), Parameters(since, until))


def written(text: str) -> Rules:
    """The rules with a reform given as text."""
    head = "description: tried\nreference: {title: test, date: 2011-06-08, address: none}\n"
    return load_reform(head + text, "reform")
