"""The relay switches of the states: what the dated policy says, what was set, and what holds."""

from dataclasses import dataclass
from datetime import date

from tenprint.agency.state.service import RELAY_SETTING, RELAY_VALUES, StateService
from tenprint.agency.store import read_setting
from tenprint.sharing.model import State
from tenprint.sharing.relay import relay_on

__all__ = ["RELAY_VALUES", "RelayRow", "relay_row", "relay_rows"]


@dataclass(frozen=True, slots=True)
class RelayRow:
    """One state's switch.

    Attributes:
        state: which.
        policy: what its dated policy says today.
        rule: the policy's identifier.
        since: since when it says so.
        setting: ``on``, ``off`` or ``policy``, as set at this console.
    """

    state: State
    policy: bool
    rule: str
    since: date | None
    setting: str

    @property
    def holds(self) -> bool:
        """Whether second answers are passed on today."""
        return self.policy if self.setting == "policy" else self.setting == "on"


def relay_rows(service: StateService) -> list[RelayRow]:
    """All states' switches, by name."""
    states = sorted(service.rules.states.values(), key=lambda state: state.name)
    return [relay_row(service, state.usps) for state in states]


def relay_row(service: StateService, code: str) -> RelayRow:
    """One state's switch."""
    switch = relay_on(code, service.clock.now().date(), service.rules)
    with service.store.reading() as connection:
        setting = read_setting(connection, f"{RELAY_SETTING}:{code}", "") or "policy"
    step = switch.trace[0]
    return RelayRow(service.rules.states[code], switch.on, step.rule, step.since, setting)
