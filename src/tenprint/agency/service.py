"""What the four services have in common: accepting, handling once, delivering, and sealing the log.

Handling a transaction has two halves. ``handle`` reads and computes (decoding, extraction, search) without holding
the database; it returns an effect. The effect, its leaves, the next outbox rows and the mark that the transaction is
done are then one database transaction. Killed anywhere between, the transaction is simply handled again.
"""

import hashlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from tenprint.agency import journal
from tenprint.agency.participation import ParticipationOffice
from tenprint.agency.store import Store
from tenprint.clock import Clock
from tenprint.errors import DisclosureRefused, TransportError
from tenprint.exchange import gate, mailbox
from tenprint.exchange.carrier import Carrier
from tenprint.exchange.envelope import Envelope, from_bytes
from tenprint.exchange.mailbox import InboxState, Receipt, Received
from tenprint.ledger import log, tiles
from tenprint.ledger.checkpoint import Checkpoint
from tenprint.ledger.leaf import DetailValue, Leaf
from tenprint.sharing.rules import Rules

Effect = Callable[[Connection], None]
ATTEMPTS_MAX = 6
IDLE_SECONDS = 0.25  # another process may have written to our database: look so often without being told

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every service is given: its own database and key, and the time, the rules and the wire."""

    store: Store
    clock: Clock
    carrier: Carrier
    key: Ed25519PrivateKey
    rules: Rules
    log_folder: Path


class Service(ABC):
    """One agency at work."""

    role = ""

    def __init__(self, surroundings: Surroundings) -> None:
        """Take over the agency's database as it was left."""
        self.store = surroundings.store
        self.clock = surroundings.clock
        self.carrier = surroundings.carrier
        self.key = surroundings.key
        self.rules = surroundings.rules
        self.log_folder = surroundings.log_folder
        self.origin = f"tenprint.example/{self.role}"
        self.digest_key = hashlib.sha256(b"inbox digest" + surroundings.key.private_bytes_raw()).digest()
        self._listeners: list[threading.Event] = []
        self._seal_lock = threading.Lock()
        self._pending = threading.local()
        self.participation = ParticipationOffice(self)

    def listen(self) -> threading.Event:
        """An event of the caller's own, set whenever there may be something to do."""
        event = threading.Event()
        self._listeners.append(event)
        return event

    def wake(self) -> None:
        """Tell every listener that there may be something to do."""
        for event in self._listeners:
            event.set()

    @abstractmethod
    def handle(self, received: Received) -> Effect:
        """Compute what a received transaction causes; the table of contents of the agency."""

    def accept(self, data: bytes) -> None:
        """Take a delivered transaction into the inbox; once this returns, it is on disk.

        Raises:
            TransportError: no header can be read, or it is addressed to another.
            DisclosureRefused: no rule lets the sender send it, or the sender's leaf is missing.
        """
        self.accept_envelope(from_bytes(data))

    def accept_envelope(self, envelope: Envelope) -> Receipt:
        """Take a delivered transaction into the inbox; see ``accept``."""
        if envelope.recipient != self.role:
            raise TransportError(
                f"{envelope.tcn}: expected recipient {self.role}, found {envelope.recipient}"
            )
        gate.check_arrival(envelope)
        at = self.clock.now()
        with self.store.writing() as connection:
            receipt = mailbox.receive(connection, envelope, at, self.digest_key)
            if receipt is not Receipt.REPEATED:
                self.note_leaf(
                    connection,
                    "received" if receipt is Receipt.ACCEPTED else "security",
                    envelope.reference,
                    {"transaction": envelope.kind.value, "sender_leaf": envelope.leaf},
                )
        self.wake()
        return receipt

    def note_leaf(
        self,
        connection: Connection,
        kind: str,
        tcn: str | None,
        detail: dict[str, DetailValue],
        rule: str | None = None,
    ) -> str:
        """Append a leaf that concerns no person; returns its hash in hexadecimal."""
        leaf = Leaf(kind=kind, at=self.clock.now(), actor=self.role, tcn=tcn, rule=rule, detail=detail)
        return log.append(connection, leaf).hex()

    def once_committed(self, act: Callable[[], None]) -> None:
        """Inside an effect: do something in memory if, and only after, the transaction has been committed."""
        self._pending.acts.append(act)

    def apply(self, effect: Effect) -> None:
        """Run an effect as one database transaction, then what it left to do in memory."""
        self._pending.acts = []
        with self.store.writing() as connection:
            effect(connection)
        for act in self._pending.acts:
            act()
        self.wake()

    def process_one(self) -> bool:
        """Handle the oldest transaction that is due; returns whether there was one."""
        at = self.clock.now()
        with self.store.reading() as connection:
            received = mailbox.next_received(connection, self.role, at)
        if received is None:
            return False
        try:
            effect = self.handle(received)

            def settled(connection: Connection) -> None:
                """The effect and the mark that it is done, together."""
                effect(connection)
                mailbox.settle(connection, received)

            self.apply(settled)
        except Exception as error:
            # Whatever a handler of ours raises, the transaction is kept and the next one is served.
            self._postpone(received, error)
        return True

    def _postpone(self, received: Received, error: Exception) -> None:
        """Keep a transaction that our own handler failed on; the log names no person."""
        fault = f"{type(error).__name__}: {error}"
        with self.store.writing() as connection:
            state = mailbox.postpone(connection, received, self.clock.now(), fault, ATTEMPTS_MAX)
            if state is InboxState.FAILED:
                envelope = received.envelope
                journal.note(
                    connection, envelope.reference, envelope.contributor, self.clock.now(), "kept: our fault"
                )
                self.note_leaf(connection, "security", envelope.reference, {"fault": type(error).__name__})
        logger.warning(
            "handling failed",
            role=self.role,
            tcn=received.envelope.tcn,
            fault=type(error).__name__,
            state=state,
        )

    def deliver_one(self) -> bool:
        """Deliver the oldest outbox row that is due; returns whether there was one."""
        with self.store.reading() as connection:
            posted = mailbox.next_posted(connection, self.role, self.clock.now())
        if posted is None:
            return False
        row_id, attempts, envelope = posted
        try:
            self.carrier.deliver(envelope)
        except (TransportError, DisclosureRefused) as error:
            with self.store.writing() as connection:
                mailbox.undelivered(connection, row_id, attempts, self.clock.now(), str(error))
            return True
        with self.store.writing() as connection:
            mailbox.delivered(connection, row_id, self.clock.now())
            self.after_delivery(connection, envelope)
        return True

    def after_delivery(self, connection: Connection, envelope: Envelope) -> None:  # noqa: B027  # most do nothing
        """What an agency does once a transaction has reached its recipient; nothing by default."""

    def seal(self) -> Checkpoint:
        """Sequence the leaves, sign a checkpoint, and write the log's files."""
        with self._seal_lock:
            with self.store.writing() as connection:
                log.sequence(connection)
                checkpoint = log.sign_checkpoint(connection, self.key, self.origin, self.clock.now())
            with self.store.reading() as connection:
                tiles.write(connection, self.log_folder)
        return checkpoint

    def drain(self) -> bool:
        """Deliver and process once each; returns whether there was anything to do."""
        delivered = self.deliver_one()
        return self.process_one() or delivered


class Worker:
    """Runs a service in threads: one that handles, one that delivers, one that seals."""

    SEAL_SECONDS = 2.0  # a checkpoint is at most this far behind

    def __init__(self, service: Service) -> None:
        """Prepare the threads of ``service``; nothing runs before ``start``."""
        self.service = service
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, args=(service.process_one,), name=f"{service.role}-handle"),
            threading.Thread(target=self._loop, args=(service.deliver_one,), name=f"{service.role}-deliver"),
            threading.Thread(target=self._seal_loop, name=f"{service.role}-seal"),
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def stop(self) -> None:
        """Ask the threads to end and wait for them."""
        self._stop.set()
        self.service.wake()
        for thread in self._threads:
            thread.join(timeout=60)

    def _loop(self, act: Callable[[], bool]) -> None:
        """Repeat an act while there is something to do; look again soon where there is not."""
        awake = self.service.listen()
        while not self._stop.is_set():
            try:
                busy = act()
            except Exception as error:
                # The database was locked too long, or the disk is full: say so, and look again.
                logger.error("service fault", role=self.service.role, fault=f"{type(error).__name__}")
                busy = False
            if not busy:
                awake.wait(IDLE_SECONDS)
                awake.clear()

    def _seal_loop(self) -> None:
        """Seal the log at intervals."""
        while not self._stop.wait(self.SEAL_SECONDS):
            try:
                self.service.seal()
            except Exception as error:
                logger.error(
                    "log not sealed", role=self.service.role, fault=f"{type(error).__name__}: {error}"
                )
