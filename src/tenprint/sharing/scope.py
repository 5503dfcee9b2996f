"""Of which places a prohibition or a change of a reform speaks, by the codes that the roster has.

A county whose code changed has its row under the older one, and rules are looked up by that: a newer code means that
row, with the whole territory that it had.
"""

from collections.abc import Callable, Mapping

from tenprint.sharing.located import Located
from tenprint.sharing.model import County, State

NATION = "US"
Scope = Callable[[Located], str]


def roster_code(code: str, counties: Mapping[str, County]) -> str:
    """Return the code under which the roster has a county; any other word as it is.

    >>> from tenprint.sharing.rules import load
    >>> roster_code("46102", load().counties)
    '46113'
    """
    return counties[code].roster_fips if code in counties else code


def scope_of(states: Mapping[str, State], counties: Mapping[str, County]) -> Scope:
    """Return the function which reads one place of a prohibition, or fails naming the line.

    Where the tables of places could not be read, which has been told, every word passes.
    """
    numbers = {state.fips for state in states.values()}

    def placed(located: Located) -> str:
        code = located.text("scope")
        if states and counties and code not in {NATION, *numbers} and code not in counties:
            _unknown(located, code, states)
        return roster_code(code, counties)

    return placed


def rule_of(rule_id: str, counties: Mapping[str, County]) -> str:
    """Return the path of a rule under the code that the roster has: ``local/46102/position`` is ``local/46113``'s."""
    level, _, rest = rule_id.partition("/")
    code, slash, leaf = rest.partition("/")
    return f"{level}/{roster_code(code, counties)}/{leaf}" if level == "local" and slash else rule_id


def _unknown(located: Located, code: str, states: Mapping[str, State]) -> None:
    state = states.get(code)
    located.wrong(
        "US, the two digits of a state or the five of a county",
        code="place",
        text=f"No place has the number {code!r}: nothing would be forbidden there.",
        mend=f'Write "{state.fips}", in quotes.'
        if state
        else "Write US, two digits of a state, or five of a county.",
    )
