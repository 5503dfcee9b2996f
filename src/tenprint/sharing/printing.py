"""Who is printed at all: the one act by which a locality keeps prints out of every search, its own included."""

from datetime import date

from tenprint.sharing.facts import SubmissionFacts, SubmissionKind
from tenprint.sharing.model import Dated
from tenprint.sharing.relay import Switch
from tenprint.sharing.rules import Rules
from tenprint.sharing.trace import step_of


def printed(facts: SubmissionFacts, on: date, rules: Rules) -> Switch:
    """Tell whether a person is printed on a date, by the charges of the arrest.

    >>> from tenprint.sharing.rules import load
    >>> arrest = SubmissionFacts("25025", "MA", SubmissionKind.CRIMINAL, True, charge_codes=("5499",))
    >>> bool(printed(arrest, date(2011, 6, 8), load()))
    True
    """
    county = rules.county(facts.county_fips)
    law = rules.in_force(on)
    dated = law.dated(law.local_rule("printing", county.roster_fips, county.state))
    held = is_printed(facts, dated)
    note = "charges not known: taken as printed" if dated and held and facts.charge_codes is None else ""
    return Switch(held, (step_of(printing_rule(county.roster_fips), dated, held, on, note),))


def is_printed(facts: SubmissionFacts, dated: Dated | None) -> bool:
    """Tell whether a printing rule's value lets a person be printed.

    Where some are not printed, they are those whose every charge is listed and none is excepted. Charges that are not
    known exempt nobody, and a civil submission is no arrest: both are printed.
    """
    if dated is None or dated.value != "some" or facts.kind is SubmissionKind.CIVIL:
        return True
    if not facts.charge_codes:
        return True
    listed, excepted = tuple(dated.extra["not_printed"]), tuple(dated.extra.get("except", ()))
    return not all(code.startswith(listed) and not code.startswith(excepted) for code in facts.charge_codes)


def printing_rule(roster_fips: str) -> str:
    """Return how the printing rule of a county is named in traces and counts."""
    return f"local/{roster_fips}/printing"
