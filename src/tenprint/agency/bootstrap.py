"""The one place that wires services together: databases, keys, the wire, and what runs in this process.

Every agency has a folder of its own under the home: ``state.db``, ``key.pem``, ``gallery`` and the written ``log``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tenprint.agency.booking.service import BookingService
from tenprint.agency.immigration.service import ImmigrationService
from tenprint.agency.national.service import NationalService
from tenprint.agency.role import ROLES
from tenprint.agency.service import Service, Surroundings, Worker
from tenprint.agency.state.service import StateService
from tenprint.agency.store import Store
from tenprint.clock import Clock
from tenprint.exchange.carrier import Carrier, LocalCarrier
from tenprint.ledger.checkpoint import load_or_create_key
from tenprint.sharing.rules import Rules


@dataclass(slots=True)
class Network:
    """The services that run in this process, by role."""

    home: Path
    services: dict[str, Service] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)

    @property
    def booking(self) -> BookingService:
        """The booking station."""
        service = self.services["booking"]
        assert isinstance(service, BookingService)
        return service

    @property
    def state(self) -> StateService:
        """The state bureau."""
        service = self.services["state"]
        assert isinstance(service, StateService)
        return service

    @property
    def national(self) -> NationalService:
        """The national agency."""
        service = self.services["national"]
        assert isinstance(service, NationalService)
        return service

    @property
    def immigration(self) -> ImmigrationService:
        """The immigration agency."""
        service = self.services["immigration"]
        assert isinstance(service, ImmigrationService)
        return service

    def start(self) -> None:
        """Run every service in its threads."""
        self.workers = [Worker(service) for service in self.services.values()]
        for worker in self.workers:
            worker.start()

    def stop(self) -> None:
        """End the threads, seal the logs, close the databases."""
        for worker in self.workers:
            worker.stop()
        for service in self.services.values():
            service.seal()
            service.store.close()

    def settle(self) -> None:
        """Without threads: deliver and handle until nothing is due; for tests and small tools."""
        while any(service.drain() for service in self.services.values()):
            pass


def log_folder(home: Path, role: str) -> Path:
    """Where an agency's written log lies."""
    return home / role / "log"


def open_network(
    home: Path,
    clock: Clock,
    rules: Rules,
    *,
    roles: Collection[str] = ROLES,
    carriers: Mapping[str, Carrier] | None = None,
    databases: Mapping[str, str] | None = None,
) -> Network:
    """Open the services of ``roles``; those of one process exchange through a local carrier unless told otherwise."""
    network = Network(home)
    local = LocalCarrier()
    for role in roles:
        carrier = (carriers or {}).get(role, local)
        url = (databases or {}).get(role) or f"sqlite:///{home / role / 'state.db'}"
        service = open_service(role, home, clock, rules, carrier, url)
        local.connect(role, service.accept)
        network.services[role] = service
    return network


def open_service(role: str, home: Path, clock: Clock, rules: Rules, carrier: Carrier, url: str) -> Service:
    """Open one agency as it was left."""
    folder = home / role
    folder.mkdir(parents=True, exist_ok=True)
    surroundings = Surroundings(
        store=Store(url),
        clock=clock,
        carrier=carrier,
        key=load_or_create_key(folder / "key.pem"),
        rules=rules,
        log_folder=log_folder(home, role),
    )
    match role:
        case "booking":
            return BookingService(surroundings)
        case "state":
            return StateService(surroundings)
        case "national":
            return NationalService(surroundings, folder / "gallery")
        case _:
            return ImmigrationService(surroundings, folder / "gallery")
