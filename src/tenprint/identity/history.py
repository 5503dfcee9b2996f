"""The identity history: events, dispositions, wants and cautions under one number (its text: ``rap_sheet``)."""

from dataclasses import dataclass

from tenprint.identity.event import Disposition, Event
from tenprint.identity.want import Want


@dataclass(frozen=True, slots=True)
class IdentityHistory:
    """All that one agency knows of a subject under its number.

    Attributes:
        number: UCN.
        name: master name, ``SURNAME,GIVEN``.
        biographic: further descriptors by EBTS mnemonic (DOB, SEX, POB ...).
        events: arrest cycles, oldest first.
        wants: warrants and cautions in force.
    """

    number: str
    name: str
    biographic: dict[str, str]
    events: tuple[Event, ...]
    wants: tuple[Want, ...]

    @property
    def convictions(self) -> tuple[Disposition, ...]:
        """Every conviction, oldest first."""
        found = [item for event in self.events for item in event.dispositions if item.convicted]
        return tuple(sorted(found, key=lambda item: item.on))

    @property
    def aliases(self) -> tuple[str, ...]:
        """Names used or given at arrests, other than the master name, each once."""
        names = [name for event in self.events for name in (event.name, *event.aliases)]
        return tuple(dict.fromkeys(name for name in names if name != self.name))
